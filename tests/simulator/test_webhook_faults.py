"""Webhooks gone wrong on order, each kind by itself: late, lost, twice, out of order, cut, hung."""

import pytest
from twilio.request_validator import RequestValidator

from simulator.errors import BadFieldError
from tests.simulator.application import Asked
from tests.simulator.conftest import CHILD, HOST, HOTLINE, POLICE, TOKEN, Net

ROOM = (
    f'<Dial><Conference statusCallback="{HOST}/room" statusCallbackEvent="start end join leave"'
    ' beep="false" waitUrl="">case-42</Conference></Dial>'
)


def _two_in_a_room(net: Net) -> None:
    """Reports: join, join, start; then leave, leave and end."""
    net.dial(ROOM)
    second = net.sim.dial(POLICE, HOTLINE)
    net.pass_time(10)
    net.sim.hangup(second)
    net.sim.clock.run_until_idle()


def _events(net: Net) -> list[str]:
    return [each["StatusCallbackEvent"] for each in net.application.at("/room")]


def _text(net: Net) -> str:
    message = net.client.messages.create(
        to=CHILD, from_=HOTLINE, body="Chào em", status_callback=f"{HOST}/receipt"
    )
    return str(message.sid)


def _receipts(net: Net) -> list[str]:
    return [each["MessageStatus"] for each in net.application.at("/receipt")]


def test_each_kind_suffers_what_was_ordered_for_it(net: Net) -> None:
    net.sim.fail(webhooks=[{"kind": "conf", "duplicate": 1}, {"kind": "message_status", "drop": 1}])

    _two_in_a_room(net)
    _text(net)
    net.sim.clock.run_until_idle()

    assert _events(net)[:3] == ["participant-join", "participant-join", "participant-join"]
    assert _receipts(net) == ["delivered"]
    assert len(net.application.at("/voice")) == 2


@pytest.mark.parametrize(
    ("kind", "struck"),
    [
        pytest.param("participant", "participant-join", id="who comes and goes"),
        pytest.param("conference", "conference-start", id="and the room as a whole"),
    ],
)
def test_news_of_participants_suffers_apart_from_news_of_the_room(
    net: Net, kind: str, struck: str
) -> None:
    net.sim.fail(webhooks={"kind": kind, "drop": {"probability": 1}})

    _two_in_a_room(net)

    assert struck not in _events(net)
    assert ("conference-end" in _events(net)) is (kind == "participant")


def test_questions_of_the_waiting_line_suffer_by_themselves(net: Net) -> None:
    net.application.answers["/wait"] = "<Pause length='10'/>"
    net.sim.fail(webhooks={"kind": "queue", "drop": 1})

    sid = net.dial('<Enqueue waitUrl="/wait" action="/left">hotline</Enqueue>')
    net.pass_time(1)
    net.sim.hangup(sid)

    assert net.application.at("/wait") == []
    assert len(net.application.at("/left")) == 1


def test_findings_of_machine_detection_come_twice_on_order(net: Net) -> None:
    net.application.answers["/voice"] = "<Pause length='60'/>"
    net.sim.behave(POLICE, answer="accept")
    net.sim.fail(webhooks={"kind": "amd", "duplicate": 1})

    net.client.calls.create(
        to=POLICE, from_=HOTLINE, url=f"{HOST}/voice", machine_detection="Enable",
        async_amd="true", async_amd_status_callback=f"{HOST}/amd",
    )  # fmt: skip  # whom, then how
    net.pass_time(10)

    assert [each["AnsweredBy"] for each in net.application.at("/amd")] == ["human", "human"]


def test_news_of_a_recording_is_lost_on_order(net: Net) -> None:
    net.sim.fail(webhooks={"kind": "recording_status", "drop": 1})

    net.dial('<Record maxLength="2" action="/done" recordingStatusCallback="/recording"/>')
    net.pass_time(60)

    assert len(net.application.at("/done")) == 1
    assert net.application.at("/recording") == []


def test_three_reports_of_a_room_change_places(net: Net) -> None:
    net.sim.fail(webhooks={"kind": "conf", "reorder": 3})

    _two_in_a_room(net)

    numbers = [int(each["SequenceNumber"]) for each in net.application.at("/room")]
    assert sorted(numbers) == list(range(1, 7))
    assert numbers[:3] != [1, 2, 3]
    assert sorted(numbers[:3]) == [1, 2, 3]


def test_a_report_that_waits_to_be_overtaken_comes_by_itself_after_a_while(net: Net) -> None:
    net.sim.fail(webhooks={"kind": "call_status", "reorder": 5})
    sid = net.dial("<Say>Chào em</Say>")
    net.sim.hangup(sid)

    net.pass_time(4.9)
    assert net.application.at("/status") == []
    net.pass_time(0.2)
    assert [each["CallStatus"] for each in net.application.at("/status")] == ["completed"]


def test_a_duplicate_comes_as_much_later_as_ordered(net: Net) -> None:
    net.sim.fail(webhooks={"kind": "sms", "duplicate": {"count": 1, "seconds": 30}})

    net.sim.text(CHILD, HOTLINE, "cứu em")
    net.pass_time(29)
    assert len(net.application.at("/sms")) == 1
    net.pass_time(2)

    assert len(net.application.at("/sms")) == 2


@pytest.mark.parametrize(
    ("refusals", "came"),
    [pytest.param(1, 1, id="the retry arrives"), pytest.param(2, 0, id="there is only one")],
)
def test_a_try_without_a_connection_is_made_once_more(net: Net, refusals: int, came: int) -> None:
    net.sim.fail(webhooks={"kind": "sms", "refuse": refusals})

    net.sim.text(CHILD, HOTLINE, "cứu em")
    net.pass_time(1)

    assert len(net.application.at("/sms")) == came
    assert net.warnings() == ([] if came else [11205])


def test_only_the_third_is_lost_when_two_are_passed_over(net: Net) -> None:
    net.sim.fail(webhooks={"kind": "sms", "drop": {"count": 1, "skip": 2}})

    for body in ("một", "hai", "ba", "bốn"):
        net.sim.text(CHILD, HOTLINE, body)

    assert [each["Body"] for each in net.application.at("/sms")] == ["một", "hai", "bốn"]


def test_a_truncated_webhook_cannot_be_told_from_a_forged_one(net: Net) -> None:
    net.sim.fail(webhooks={"kind": "sms", "truncate": 1})

    net.sim.text(CHILD, HOTLINE, "cứu em")
    net.sim.text(CHILD, HOTLINE, "cứu em")

    cut, whole = net.application.asked
    assert len(cut.params) < len(whole.params)
    assert not _genuine(cut)
    assert _genuine(whole)


def _genuine(came: Asked) -> bool:
    signature = came.headers["X-Twilio-Signature"]
    return bool(RequestValidator(TOKEN).validate(came.url, came.params, signature))


def test_a_truncated_question_by_get_is_as_signed_and_not_as_asked(net: Net) -> None:
    net.sim.own(HOTLINE, sms_method="GET")
    net.sim.fail(webhooks={"kind": "sms", "truncate": 1})

    net.sim.text(CHILD, HOTLINE, "cứu em")
    net.sim.text(CHILD, HOTLINE, "cứu em")

    cut, whole = net.application.asked
    assert len(cut.params) < len(whole.params)


def test_an_answer_cut_in_the_middle_is_no_document(net: Net) -> None:
    net.sim.fail(webhooks={"kind": "voice", "cut_answer": 1})

    sid = net.dial("<Say>Chào em</Say>")

    assert net.warnings() == [12100]
    assert net.sim.call(sid).heard == [net.sim.habits.apology]


def test_a_hanging_application_is_given_up_after_fifteen_seconds(net: Net) -> None:
    net.sim.own(HOTLINE, voice_fallback_url=f"{HOST}/fallback")
    net.application.answers["/fallback"] = "<Say>Xin chờ</Say>"
    net.sim.fail(webhooks={"kind": "voice", "hang": 1})

    sid = net.dial("<Say>Chào em</Say>")

    assert len(net.application.at("/voice")) == 1
    net.pass_time(14.9)
    assert (net.sim.call(sid).status, net.application.at("/fallback")) == ("ringing", [])
    net.pass_time(0.2)
    assert net.sim.call(sid).heard == ["Xin chờ"]
    assert net.application.at("/fallback")[0]["ErrorCode"] == "11205"


def test_a_late_answer_is_followed_when_it_comes(net: Net) -> None:
    net.sim.fail(webhooks={"kind": "voice", "latency": {"count": 1, "seconds": 6}})

    sid = net.dial("<Say>Chào em</Say>")

    net.pass_time(5.9)
    assert net.sim.call(sid).heard == []
    net.pass_time(0.2)
    assert net.sim.call(sid).heard == ["Chào em"]


def test_a_caller_who_gives_up_meanwhile_hears_nothing_of_a_late_answer(net: Net) -> None:
    net.sim.fail(webhooks={"kind": "voice", "latency": 1})
    sid = net.dial("<Say>Chào em</Say>")

    net.sim.hangup(sid)
    net.pass_time(10)

    assert (net.sim.call(sid).heard, net.sim.call(sid).status) == ([], "canceled")


@pytest.mark.parametrize(
    ("fragment", "hangs", "tries", "seconds", "code"),
    [
        pytest.param("#rp=rt&rc=5&rt=4000", 9, 4, 15, 11205, id="fifteen seconds for all tries"),
        pytest.param("#rp=rt&rc=1&rt=4000", 9, 2, 8, 11205, id="as many tries as allowed"),
        pytest.param("#rp=rt&rc=5&rt=4000&tt=6000", 9, 2, 6, 11203, id="less where it is named"),
        pytest.param("", 9, 1, 15, 11205, id="an answer that is late is not asked for again"),
    ],
)
def test_all_tries_together_have_their_time(
    net: Net, fragment: str, hangs: int, tries: int, seconds: float, code: int
) -> None:
    net.sim.own(HOTLINE, voice_url=f"{HOST}/voice{fragment}")
    net.sim.fail(webhooks={"kind": "voice", "hang": hangs})
    net.dial("<Say>Chào em</Say>")

    net.pass_time(seconds - 0.5)
    assert net.warnings() == []
    net.pass_time(1)

    assert net.warnings() == [code]
    assert len(net.application.at("/voice")) == tries
    tokens = {came.headers["I-Twilio-Idempotency-Token"] for came in net.application.asked}
    assert len(tokens) == 1


@pytest.mark.parametrize(
    ("fragment", "codes"),
    [
        pytest.param("#rc=3&rp=all&ct=100&rt=15000&tt=15000", [], id="at the bounds"),
        pytest.param("#sni=y&e=ashburn", [], id="what is of no concern here"),
        pytest.param("#rp=always", [11243], id="no such policy"),
        pytest.param("#rc=6", [11100], id="too many tries"),
        pytest.param("#ct=99&rt=x", [11100, 11100], id="times that are none"),
        pytest.param("#retries=3", [11100], id="a name that means nothing"),
    ],
)
def test_overrides_that_mean_nothing_are_warned_of_and_passed_over(
    net: Net, fragment: str, codes: list[int]
) -> None:
    net.sim.own(HOTLINE, voice_url=f"{HOST}/voice{fragment}")

    sid = net.dial("<Say>Chào em</Say>")

    assert net.warnings() == codes
    assert net.sim.call(sid).heard == ["Chào em"]


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ({"webhooks": {"fire": 1}}, "fire: no such fault"),
        ({"webhooks": {"kind": "fax", "drop": 1}}, "fax: no kind of webhook"),
        ({"webhooks": {"kinds": "voice"}}, "kinds: a list"),
        ({"webhooks": {"drop": {"often": 1}}}, "drop: cannot be"),
        ({"webhooks": ["drop"]}, "an order names its faults"),
        ({"carrier": {"drop": 1}}, "drop: no such fault"),
        ({"weather": {"rain": 1}}, "weather: faults are of"),
    ],
)
def test_an_order_that_makes_no_sense_is_refused_and_the_last_one_stands(
    net: Net, written: dict[str, dict[str, object]], said: str
) -> None:
    net.sim.fail(webhooks={"kind": "sms", "drop": 1})

    with pytest.raises(BadFieldError, match=said):
        net.sim.fail(**written)

    net.sim.text(CHILD, HOTLINE, "cứu em")
    assert net.application.at("/sms") == []
