"""What Play names is fetched first; what is not there, or is no sound, has its consequences."""

import io
import wave

import pytest
from flask import Response

from tests.simulator.conftest import CHILD, HOST, HOTLINE, START, Net

GONE = Response("nothing here", 404, mimetype="text/plain")
PAGE = Response("<html/>", mimetype="text/html")
HEARD_AFTERWARDS = "<Say>Cô đây</Say><Pause length='60'/>"


def fetched(net: Net) -> list[str]:
    return [asked.path for asked in net.application.asked if asked.path.endswith(".wav")]


def lasting(seconds: int) -> bytes:
    whole = io.BytesIO()
    with wave.open(whole, "wb") as sound:
        sound.setparams((1, 2, 8000, 0, "NONE", ""))
        sound.writeframes(bytes(2 * 8000 * seconds))
    return whole.getvalue()


@pytest.mark.parametrize(
    ("document", "answer", "code"),
    [
        pytest.param("<Play>/a.wav</Play>", GONE, 11200, id="not there"),
        pytest.param("<Play>/a.wav</Play>", PAGE, 13420, id="no sound"),
        pytest.param("<Gather><Play>/a.wav</Play></Gather>", PAGE, 13325, id="no sound in a menu"),
        pytest.param("<Gather><Play>/a.wav</Play></Gather>", GONE, 11200, id="not there in a menu"),
        pytest.param("<Play>http://</Play>", GONE, 11100, id="no address"),
    ],
)
def test_a_sound_that_cannot_be_had_ends_the_call_with_an_apology(
    net: Net, document: str, answer: Response, code: int
) -> None:
    net.application.answers["/a.wav"] = answer
    sid = net.dial(f"<Say>Chào em</Say>{document}{HEARD_AFTERWARDS}")
    net.pass_time(20)

    assert net.warnings() == [code]
    assert net.sim.call(sid).heard == ["Chào em", net.sim.habits.apology]
    assert net.sim.call(sid).status == "completed"


def test_a_fallback_is_asked_about_a_sound_and_blamed_for_its_own_only(net: Net) -> None:
    net.sim.own(HOTLINE, voice_fallback_url=f"{HOST}/fallback")
    net.application.answers |= {"/a.wav": GONE, "/b.wav": GONE}
    net.application.answers["/fallback"] = "<Say>Xin chờ</Say><Play>/b.wav</Play>"
    sid = net.dial(f"<Play>/a.wav</Play>{HEARD_AFTERWARDS}")
    net.pass_time(20)

    [asked] = net.application.at("/fallback")
    assert (asked["ErrorCode"], asked["ErrorUrl"]) == ("11200", f"{HOST}/a.wav")
    assert net.sim.call(sid).heard == ["Xin chờ", net.sim.habits.apology]
    assert net.warnings() == [11200, 11200]


@pytest.mark.parametrize("around", ["{}", "<Gather timeout='1'>{}<Say>Nhấn 1</Say></Gather>"])
def test_by_the_other_habit_it_is_warned_of_and_passed_over(net: Net, around: str) -> None:
    net.sim.habits.missing_sound_ends = False
    net.application.answers["/a.wav"] = GONE
    sid = net.dial(around.format("<Play>/a.wav</Play>") + HEARD_AFTERWARDS)
    net.pass_time(5)

    assert net.warnings() == [11200]
    assert net.sim.call(sid).heard[-1] == "Cô đây"
    assert f"{HOST}/a.wav" not in net.sim.call(sid).heard


def test_every_sound_of_a_menu_is_there_before_any_is_heard(net: Net) -> None:
    net.dial("<Gather><Play>/a.wav</Play><Say>Nhấn 1</Say><Play>/b.wav</Play></Gather>")
    net.pass_time(20)

    seen = [
        (entry["kind"], entry.get("url", entry.get("text")))
        for entry in net.sim.ledger
        if entry["kind"] == "heard" or entry.get("webhook") == "sound"
    ]
    sounds = [f"{HOST}/{name}.wav" for name in "ab"]
    assert [what for kind, what in seen if kind == "webhook.sent"] == sounds
    assert [what for _, what in seen[-3:]] == [sounds[0], "Nhấn 1", sounds[1]]


@pytest.mark.parametrize(
    ("allowed", "times"),
    [("", 1), ("max-age=60", 2), ("max-age=3600", 1), ("no-store", 3), ("no-cache", 3)],
)
def test_a_sound_is_kept_as_long_as_its_owner_allows(net: Net, allowed: str, times: int) -> None:
    sound = Response(b"some sound", mimetype="audio/mpeg")
    sound.headers["Cache-Control"] = allowed
    net.application.answers["/a.wav"] = sound
    for seconds in (10, 90, 10):
        net.sim.hangup(net.dial("<Play>/a.wav</Play><Pause length='60'/>"))
        net.pass_time(seconds)

    assert fetched(net) == ["/a.wav"] * times


def test_a_sound_is_asked_for_by_get_and_with_a_signature(net: Net) -> None:
    net.dial("<Play>/a.wav?night=1</Play>")

    asked = net.application.asked[-1]
    assert (asked.method, asked.url) == ("GET", f"{HOST}/a.wav?night=1")
    assert asked.headers["X-Twilio-Signature"]


@pytest.mark.parametrize(
    "url", ["http://192.0.2.1/a.wav", "https://api.twilio.com/cowbell.mp3"], ids=["far", "theirs"]
)
def test_a_sound_of_others_is_taken_to_be_there(net: Net, url: str) -> None:
    sid = net.dial(f"<Play>{url}</Play><Pause length='9'/>")

    assert net.sim.call(sid).heard == [url]
    assert [entry for entry in net.sim.ledger if entry.get("webhook") == "sound"] == []


def test_a_wav_file_lasts_as_long_as_it_is_and_anything_else_five_seconds(net: Net) -> None:
    net.application.answers["/a.wav"] = Response(lasting(7), mimetype="audio/wav")
    sid = net.dial("<Play loop='2'>/a.wav</Play><Play>/b.mp3</Play><Say>Hết</Say>")
    net.pass_time(30)

    seconds = [(each.at - START).total_seconds() for each in net.sim.call(sid).heard_at]
    assert seconds == [0, 14, 19]


def test_keys_that_are_played_ask_for_nothing(net: Net) -> None:
    net.dial("<Play digits='12'>/a.wav</Play><Say>Chào em</Say>")
    net.pass_time(3)

    assert fetched(net) == []
    assert net.warnings() == []


def test_a_sound_that_is_the_answer_itself_is_not_asked_for_again(net: Net) -> None:
    net.application.answers["/voice"] = Response(b"some sound", mimetype="audio/wav")
    sid = net.sim.dial(CHILD, HOTLINE)

    assert net.sim.call(sid).heard == [f"{HOST}/voice"]
    assert [asked.method for asked in net.application.asked] == ["POST"]


def test_a_caller_who_hangs_up_meanwhile_hears_no_sound(net: Net) -> None:
    net.sim.fail(webhooks={"kind": "sound", "latency": {"seconds": 5}})
    sid = net.dial("<Play>/a.wav</Play>")
    net.pass_time(2)
    net.sim.hangup(sid)
    net.pass_time(9)

    assert net.sim.call(sid).heard == []
    assert net.warnings() == []
