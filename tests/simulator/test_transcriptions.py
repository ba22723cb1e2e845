"""Recordings written down: what was said, for whoever asked for it."""

import pytest
from twilio.base.exceptions import TwilioRestException

from tests.simulator.conftest import CHILD, HOTLINE, Net

ASKED = 'transcribe="true" transcribeCallback="/text"'


def message(net: Net, attributes: str, *words: str) -> str:
    """A child leaves a message of these words."""
    sid = net.dial(f'<Record action="/done" timeout="2" {attributes}/>')
    for each in words:
        net.sim.say(sid, each)
        net.pass_time(1)
    net.pass_time(10)
    return sid


def test_what_was_said_is_written_down_and_told(net: Net) -> None:
    sid = message(net, ASKED, "Cô ơi", "bố đánh em")

    [told], [done] = net.application.at("/text"), net.application.at("/done")
    [written] = net.client.transcriptions.list()
    assert (told["TranscriptionText"], told["TranscriptionStatus"]) == (
        "Cô ơi bố đánh em", "completed",
    )  # fmt: skip  # what was said and what became of it
    assert (told["CallSid"], told["From"], told["To"]) == (sid, CHILD, HOTLINE)
    assert told["RecordingSid"] == done["RecordingSid"]
    assert told["RecordingUrl"] == done["RecordingUrl"]
    assert told["TranscriptionSid"] == written.sid
    assert told["TranscriptionUrl"].endswith(
        f"/Recordings/{done['RecordingSid']}/Transcriptions/{written.sid}"
    )


@pytest.mark.parametrize(
    ("length", "status"),
    [(1, "failed"), (2, "failed"), (3, "completed"), (119, "completed"), (120, "failed")],
)
def test_what_is_too_short_or_too_long_is_not_written_down(
    net: Net, length: int, status: str
) -> None:
    net.dial(f'<Record action="/done" timeout="999" maxLength="{length}" {ASKED}/>')
    net.sim.say(next(iter(net.sim.calls.all)), "cứu")
    net.pass_time(length + 10)

    [told] = net.application.at("/text")
    text = "cứu" if status == "completed" else ""
    assert (told["TranscriptionStatus"], told["TranscriptionText"]) == (status, text)
    [written] = net.client.transcriptions.list()
    assert (written.status, written.transcription_text) == (status, text or None)
    assert written.duration == (str(length) if text else None)


@pytest.mark.parametrize("attributes", ["", 'transcribeCallback="/text"', 'transcribe="false"'])
def test_nothing_is_written_down_where_nobody_asked(net: Net, attributes: str) -> None:
    message(net, attributes, "Cô ơi", "bố đánh em")

    assert net.application.at("/text") == []
    assert net.client.transcriptions.list() == []


def test_what_was_written_down_is_fetched_listed_and_erased(net: Net) -> None:
    message(net, 'transcribe="true"', "Cô ơi", "bố đánh em")
    message(net, 'transcribe="true"', "Em đây", "em lại gọi")
    second, first = net.client.transcriptions.list()

    [of_first] = net.client.recordings(first.recording_sid).transcriptions.list()
    assert (of_first.sid, of_first.transcription_text) == (first.sid, "Cô ơi bố đánh em")
    with pytest.raises(TwilioRestException):
        net.client.recordings(first.recording_sid).transcriptions(second.sid).fetch()
    assert net.client.recordings(first.recording_sid).delete()
    assert first.fetch().transcription_text == "Cô ơi bố đánh em"

    assert first.delete() is True

    assert [one.sid for one in net.client.transcriptions.list()] == [second.sid]
    with pytest.raises(TwilioRestException):
        first.fetch()


def test_a_text_is_in_progress_before_it_is_written(net: Net) -> None:
    net.dial(f'<Record action="/done" maxLength="3" {ASKED}/>')
    net.pass_time(5)

    [early] = net.client.transcriptions.list()
    assert (early.status, early.transcription_text, early.duration) == ("in-progress", None, None)
    assert net.application.at("/text") == []
