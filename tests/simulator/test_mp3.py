"""Recordings as MP3: whole frames that last as long as the recording, of what was heard on it."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from tests.simulator.conftest import HOTLINE, POLICE, Net

SAMPLES, RATE = 576, 8000  # of a frame at the telephone's rate, and of a second
KILOBITS = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
PADDED = 0.2  # seconds an encoder adds around the sound


@dataclass(frozen=True)
class Frame:
    channels: int
    content: bytes


def frames(content: bytes) -> Iterator[Frame]:
    """Fails where something else than a frame of a telephone's MP3 begins."""
    while content:
        first, second, third, fourth = content[:4]
        assert (first, second & 0xFE) == (0xFF, 0xE2), "no frame of MPEG 2.5, layer III"
        assert third >> 2 & 3 == 2, "another rate than the telephone's"
        length = 72 * KILOBITS[third >> 4] * 1000 // RATE + (third >> 1 & 1)
        assert len(content) >= length, "a frame that ends in the middle"
        yield Frame(1 if fourth >> 6 == 3 else 2, content[:length])
        content = content[length:]


def heard(net: Net, sid: str, suffix: str = ".mp3") -> list[Frame]:
    answer = net.rest.get(net.address(f"Recordings/{sid}{suffix}"))
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "audio/mpeg")
    return list(frames(answer.content))


def seconds(found: list[Frame]) -> float:
    return len(found) * SAMPLES / RATE


@pytest.fixture
def talked(net: Net) -> str:
    net.sim.behave(POLICE, answer="accept", hangup_after=7)
    net.dial(f'<Dial record="record-from-answer-dual" callerId="{HOTLINE}">{POLICE}</Dial>')
    net.pass_time(12)
    return str(net.client.recordings.list()[0].sid)


def test_an_mp3_lasts_as_long_as_the_recording_on_as_many_channels(net: Net, talked: str) -> None:
    both, mixed = heard(net, talked), heard(net, talked, ".mp3?RequestedChannels=1")

    assert {frame.channels for frame in both} == {2}
    assert {frame.channels for frame in mixed} == {1}
    for found in (both, mixed):
        assert 7 <= seconds(found) <= 7 + PADDED


def test_an_mp3_sounds_as_whoever_was_heard(net: Net) -> None:
    for words in ("", "Cứu cháu với"):
        sid = net.dial('<Record action="/done" maxLength="5"/>')
        if words:
            net.sim.say(sid, words)
        net.pass_time(7)
    louder, quiet = (heard(net, one.sid) for one in net.client.recordings.list())

    middle = len(quiet) // 4
    assert louder[middle].content != quiet[middle].content


def test_an_mp3_is_gone_with_its_recording_and_closed_to_strangers(net: Net, talked: str) -> None:
    address = net.address(f"Recordings/{talked}.mp3")
    assert net.rest.get(address, auth=("somebody", "else")).status_code == 401
    net.client.recordings(talked).delete()
    assert net.rest.get(address).status_code == 404
