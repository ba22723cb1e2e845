"""Texts both ways: asked, answered, delivered or not, and listed."""

from datetime import timedelta

import pytest
from flask import Response
from twilio.base.exceptions import TwilioRestException

from tests.simulator.conftest import CHILD, HOST, HOTLINE, START, Net


def _text(net: Net, body: str = "Chào em") -> str:
    message = net.client.messages.create(
        to=CHILD, from_=HOTLINE, body=body, status_callback=f"{HOST}/receipt"
    )
    return str(message.sid)


def test_a_childs_text_is_asked_about_and_the_answer_reaches_the_handset(net: Net) -> None:
    net.application.answers["/sms"] = "<Message>Chúng tôi đã nhận tin của em</Message>"

    sid = net.sim.text(CHILD, HOTLINE, "  cứu em\n")
    net.sim.clock.run_until_idle()

    asked = net.application.at("/sms")[0]
    assert asked["MessageSid"] == asked["SmsSid"] == asked["SmsMessageSid"] == sid
    assert (asked["Body"], asked["SmsStatus"], asked["NumMedia"]) == ("  cứu em\n", "received", "0")
    assert asked["FromCountry"] == "VN"
    assert [m.body for m in net.sim.inbox(CHILD)] == ["Chúng tôi đã nhận tin của em"]
    assert net.sim.inbox(CHILD)[0].direction == "outbound-reply"


def test_a_picture_comes_with_its_address_and_type(net: Net) -> None:
    sid = net.sim.text(CHILD, HOTLINE, "", media=[f"{HOST}/a.png", f"{HOST}/b"])

    asked = net.application.at("/sms")[0]
    assert sid.startswith("MM")
    assert asked["NumMedia"] == "2"
    assert (asked["MediaUrl0"], asked["MediaContentType0"]) == (f"{HOST}/a.png", "image/png")
    assert asked["MediaContentType1"] == "image/jpeg"


@pytest.mark.parametrize(
    ("verbs", "bodies"),
    [
        pytest.param("", [], id="nothing"),
        pytest.param("<Message><Body>Một</Body></Message>", ["Một"], id="a body of its own"),
        pytest.param("<Message>1</Message><Message>2</Message>", ["1", "2"], id="two answers"),
        pytest.param("<Message>x</Message>" * 11, ["x"] * 10, id="never more than ten"),
        pytest.param("<Say>Một</Say><Message>2</Message>", ["2"], id="a voice verb is skipped"),
    ],
)
def test_every_message_verb_is_an_answer(net: Net, verbs: str, bodies: list[str]) -> None:
    net.application.answers["/sms"] = verbs

    net.sim.text(CHILD, HOTLINE, "cứu em")
    net.sim.clock.run_until_idle()

    assert [m.body for m in net.sim.inbox(CHILD)] == bodies


def test_plain_text_is_the_answer_itself(net: Net) -> None:
    net.application.answers["/sms"] = Response("Đã nhận", mimetype="text/plain")

    net.sim.text(CHILD, HOTLINE, "cứu em")
    net.sim.clock.run_until_idle()

    assert [m.body for m in net.sim.inbox(CHILD)] == ["Đã nhận"]


def test_a_failing_application_without_fallback_loses_the_text(net: Net) -> None:
    net.application.answers["/sms"] = Response("sorry", 500)

    net.sim.text(CHILD, HOTLINE, "cứu em")

    assert net.warnings() == [11200]
    assert len(net.application.at("/sms")) == 1


def test_a_failing_application_with_a_fallback_does_not(net: Net) -> None:
    net.sim.own(HOTLINE, sms_fallback_url=f"{HOST}/fallback")
    net.application.answers["/sms"] = Response("sorry", 500)

    net.sim.text(CHILD, HOTLINE, "cứu em")

    asked = net.application.at("/fallback")[0]
    assert (asked["Body"], asked["ErrorCode"]) == ("cứu em", "11200")


def test_a_text_by_rest_is_queued_then_sent_then_delivered(net: Net) -> None:
    sid = _text(net)

    assert net.client.messages(sid).fetch().status == "queued"
    assert net.sim.inbox(CHILD) == []
    net.sim.clock.run_until_idle()

    assert net.client.messages(sid).fetch().status == "delivered"
    told = net.application.at("/receipt")
    assert [each["MessageStatus"] for each in told] == ["sent", "delivered"]
    assert told[0]["SmsStatus"] == "sent"
    assert told[1]["RawDlrDoneDate"] == "2607170200"


@pytest.mark.parametrize(
    ("sms", "error", "told"),
    [
        pytest.param("undelivered", 30003, ["sent", "undelivered"], id="the handset is off"),
        pytest.param("failed", 30007, ["failed"], id="the carrier refuses"),
    ],
)
def test_a_text_that_does_not_arrive_says_why(
    net: Net, sms: str, error: int, told: list[str]
) -> None:
    net.sim.behave(CHILD, sms=sms, error=error)
    sid = _text(net)

    net.sim.clock.run_until_idle()

    seen = net.client.messages(sid).fetch()
    assert (seen.status, seen.error_code) == (sms, error)
    assert [each["MessageStatus"] for each in net.application.at("/receipt")] == told
    assert net.application.at("/receipt")[-1]["ErrorCode"] == str(error)
    assert net.sim.inbox(CHILD) == []
    assert [m.status for m in net.sim.texts_to(CHILD)] == [sms]


@pytest.mark.parametrize(
    ("body", "segments"),
    [
        pytest.param("a" * 160, "1", id="160 plain letters"),
        pytest.param("a" * 161, "2", id="one more"),
        pytest.param("a" * 306, "2", id="twice 153 plain letters"),
        pytest.param("a" * 307, "3", id="one more than that"),
        pytest.param("[" * 81, "2", id="brackets count twice"),
        pytest.param("cứu" + "a" * 67, "1", id="70 Vietnamese letters"),
        pytest.param("cứu" + "a" * 68, "2", id="one more of them"),
        pytest.param("cứu" + "a" * 132, "3", id="twice 67 of them and one more"),
        pytest.param("😀" * 35, "1", id="a smiley counts twice"),
    ],
)
def test_parts_are_counted_as_the_air_carries_them(net: Net, body: str, segments: str) -> None:
    assert net.client.messages(_text(net, body)).fetch().num_segments == segments


@pytest.mark.parametrize(
    ("form", "code"),
    [
        pytest.param({"From": HOTLINE, "Body": "x"}, 21604, id="no To"),
        pytest.param({"To": CHILD, "Body": "x"}, 21603, id="no From"),
        pytest.param({"To": CHILD, "From": HOTLINE}, 21602, id="no Body"),
        pytest.param({"To": "113", "From": HOTLINE, "Body": "x"}, 21211, id="a short number"),
        pytest.param({"To": CHILD, "From": "+84900000009", "Body": "x"}, 21606, id="not ours"),
        pytest.param({"To": CHILD, "From": "Police", "Body": "x"}, 21212, id="a From that is none"),
        pytest.param({"To": CHILD, "From": HOTLINE, "Body": "x" * 1601}, 21617, id="too long"),
        pytest.param(
            {"To": CHILD, "From": HOTLINE, "Body": "x", "StatusCallback": "receipt"},
            21609,
            id="a callback that is no URL",
        ),
    ],
)
def test_a_bad_text_is_refused_with_the_carriers_code(
    net: Net, form: dict[str, str], code: int
) -> None:
    answer = net.rest.post(net.address("Messages.json"), data=form)

    assert (answer.status_code, answer.json()["code"]) == (400, code)
    assert net.sim.messages.all == {}


def test_a_text_is_redacted_and_deleted_once_it_is_out(net: Net) -> None:
    sid = _text(net)
    with pytest.raises(TwilioRestException):
        net.client.messages(sid).update(body="")
    net.sim.clock.run_until_idle()

    assert net.client.messages(sid).update(body="").body == ""
    assert net.client.messages(sid).delete()
    assert net.client.messages.list() == []


def test_a_queued_text_can_be_cancelled_and_a_sent_one_cannot(net: Net) -> None:
    sid, late = _text(net), _text(net)
    net.client.messages(sid).update(status="canceled")
    net.pass_time(10)

    with pytest.raises(TwilioRestException) as refused:
        net.client.messages(late).update(status="canceled")

    assert refused.value.code == 30409
    assert [m.sid for m in net.sim.inbox(CHILD)] == [late]


def test_texts_are_found_by_number_and_time_even_before_they_are_out(net: Net) -> None:
    early = _text(net)
    net.pass_time(3600)
    late = _text(net)
    half_past = START + timedelta(minutes=30)

    found = net.client.messages.list(to=CHILD, date_sent_after=half_past)
    assert [m.sid for m in found] == [late]
    found = net.client.messages.list(from_=HOTLINE, date_sent_before=half_past)
    assert [m.sid for m in found] == [early]
    net.sim.habits.lists_find_pending = False
    assert net.client.messages.list(date_sent_after=half_past) == []
