"""Texts on their way out: scheduled, queued, kept, expired, and what receipts say of them."""

from datetime import timedelta

import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.rest.api.v2010.account.message import MessageInstance

from simulator.errors import BadFieldError
from tests.simulator.conftest import CHILD, HOST, HOTLINE, POLICE, START, Net

OTHER = "+842473002222"
LONG = "Cháu ơi " * 20  # three parts


def _text(net: Net, **more: object) -> MessageInstance:
    fields = {"from_": HOTLINE, "body": "Chào em", "status_callback": f"{HOST}/receipt", **more}
    return net.client.messages.create(to=CHILD, **fields)


def _told(net: Net) -> list[str]:
    return [each["MessageStatus"] for each in net.application.at("/receipt")]


def _service(net: Net) -> str:
    net.sim.own(OTHER)
    return net.sim.own_service(OTHER, HOTLINE)


def test_a_text_of_a_service_is_accepted_then_queued_then_sent_by_its_first_number(
    net: Net,
) -> None:
    made = _text(net, from_=None, messaging_service_sid=_service(net))

    assert (made.status, made.from_) == ("accepted", None)
    net.sim.clock.run_until_idle()

    assert net.statuses(str(made.sid)) == ["queued", "sending", "sent", "delivered"]
    assert _told(net) == ["queued", "sent", "delivered"]
    told = net.application.at("/receipt")[-1]
    assert (told["From"], told["MessagingServiceSid"]) == (OTHER, made.messaging_service_sid)
    assert net.client.messages(made.sid).fetch().from_ == OTHER


def test_a_text_to_a_number_of_a_service_names_the_service(net: Net) -> None:
    service = _service(net)
    sid = net.sim.text(CHILD, HOTLINE, "cứu em")

    assert net.application.at("/sms")[0]["MessagingServiceSid"] == service
    assert net.client.messages(sid).fetch().messaging_service_sid == service


def test_a_scheduled_text_waits_for_its_hour(net: Net) -> None:
    made = _text(
        net, from_=None, messaging_service_sid=_service(net), schedule_type="fixed",
        send_at=START + timedelta(hours=1),
    )  # fmt: skip  # by whom, then when

    assert made.status == "scheduled"
    net.pass_time(3599)
    assert (_told(net), net.sim.inbox(CHILD)) == ([], [])
    net.pass_time(10)
    assert _told(net) == ["queued", "sent", "delivered"]


def test_a_scheduled_text_is_cancelled_and_never_leaves(net: Net) -> None:
    made = _text(
        net, from_=None, messaging_service_sid=_service(net), schedule_type="fixed",
        send_at=START + timedelta(hours=1),
    )  # fmt: skip  # by whom, then when

    net.client.messages(made.sid).update(status="canceled")
    net.sim.clock.run_until_idle()

    assert (_told(net), net.sim.inbox(CHILD)) == (["canceled"], [])


@pytest.mark.parametrize(
    ("form", "code"),
    [
        pytest.param({"MessagingServiceSid": "MG" + "0" * 32}, 21701, id="no such service"),
        pytest.param({"MessagingServiceSid": HOTLINE}, 21705, id="no service at all"),
        pytest.param(
            {"From": HOTLINE, "ScheduleType": "fixed", "SendAt": "2026-07-17T03:00:00Z"},
            35118,
            id="an hour without a service",
        ),
        pytest.param({"ScheduleType": "fixed"}, 35111, id="no hour"),
        pytest.param({"ScheduleType": "weekly"}, 35126, id="no such kind of hour"),
        pytest.param({"ScheduleType": "fixed", "SendAt": "tomorrow"}, 35114, id="no time"),
        pytest.param(
            {"ScheduleType": "fixed", "SendAt": "2026-07-17T02:04:00Z"}, 35114, id="too soon"
        ),
        pytest.param(
            {"ScheduleType": "fixed", "SendAt": "2026-09-17T02:04:00Z"}, 35114, id="too late"
        ),
    ],
)
def test_an_hour_or_a_service_that_makes_no_sense_is_refused(
    net: Net, form: dict[str, str], code: int
) -> None:
    by = {} if "From" in form else {"MessagingServiceSid": _service(net)}

    answer = net.rest.post(
        net.address("Messages.json"), data={"To": CHILD, "Body": "x", **by, **form}
    )

    assert (answer.status_code, answer.json()["code"]) == (400, code)


def test_a_service_is_made_by_hand_as_well(net: Net) -> None:
    made = net.control.post("/_sim/services", json={"numbers": [HOTLINE]})

    assert _text(net, from_=None, messaging_service_sid=made.get_json()["sid"]).status == "accepted"
    for numbers, status in (("all", 400), ([], 400), ([CHILD], 404)):
        answer = net.control.post("/_sim/services", json={"numbers": numbers})
        assert answer.status_code == status


def test_a_service_needs_numbers(net: Net) -> None:
    with pytest.raises(BadFieldError, match="numbers"):
        net.sim.own_service()


def test_texts_wait_their_turn_where_a_number_sends_slowly(net: Net) -> None:
    net.sim.habits.segments_a_second = 1
    first, second = _text(net, body=LONG), _text(net)

    net.pass_time(2)
    assert net.statuses(str(first.sid)) == ["sending", "sent"]
    assert net.statuses(str(second.sid)) == []
    net.pass_time(2.5)
    assert net.statuses(str(second.sid)) == ["sending", "sent"]


def test_a_text_that_waits_longer_than_it_is_valid_fails(net: Net) -> None:
    net.sim.habits.segments_a_second = 1
    _text(net, body=LONG)
    late = _text(net, validity_period=2)

    net.sim.clock.run_until_idle()

    seen = net.client.messages(late.sid).fetch()
    assert (seen.status, seen.error_code) == ("failed", 30036)
    assert [m.body for m in net.sim.inbox(CHILD)] == [LONG]


def test_a_number_with_ten_hours_of_texts_takes_no_more(net: Net) -> None:
    net.sim.habits.segments_a_second = 3 / 36_100
    _text(net, body=LONG)
    net.pass_time(1)

    with pytest.raises(TwilioRestException) as refused:
        _text(net)

    assert refused.value.code == 21611


def test_a_text_of_a_service_whose_number_takes_no_more_fails(net: Net) -> None:
    net.sim.habits.segments_a_second = 3 / 36_100
    service = _service(net)
    _text(net, from_=OTHER, body=LONG)
    net.pass_time(1)
    made = _text(net, from_=None, messaging_service_sid=service)
    net.pass_time(1)

    seen = net.client.messages(made.sid).fetch()
    assert (made.status, seen.status, seen.error_code) == ("accepted", "failed", 30001)


@pytest.mark.parametrize(
    ("fault", "told", "status", "seen"),
    [
        pytest.param({"undelivered": 1}, ["sent", "undelivered"], "undelivered", 0, id="lost"),
        pytest.param({"unsent": {"code": 30007}}, ["failed"], "failed", 0, id="refused"),
        pytest.param({"false_receipt": 1}, ["sent", "delivered"], "delivered", 0, id="a lie"),
        pytest.param(
            {"repeated_receipt": 1}, ["sent", "delivered", "delivered"], "delivered", 1, id="twice"
        ),
        pytest.param(
            {"contradicted_receipt": {"code": 30005}},
            ["sent", "delivered", "undelivered"],
            "undelivered",
            1,
            id="then the opposite",
        ),
        pytest.param(
            {"undelivered": 1, "contradicted_receipt": 1},
            ["sent", "undelivered", "delivered"],
            "delivered",
            0,
            id="first lost, then not",
        ),
    ],
)
def test_receipts_say_what_was_ordered(
    net: Net, fault: dict[str, object], told: list[str], status: str, seen: int
) -> None:
    net.sim.fail(carrier={"number": CHILD, **fault})

    made = _text(net)
    net.sim.clock.run_until_idle()

    assert _told(net) == told
    assert net.client.messages(made.sid).fetch().status == status
    assert len(net.sim.inbox(CHILD)) == seen
    tokens = {one.headers["I-Twilio-Idempotency-Token"] for one in net.application.asked}
    assert len(tokens) == len(told)


def test_an_error_code_is_that_of_the_order(net: Net) -> None:
    net.sim.fail(carrier={"undelivered": {"count": 1, "code": 30005}})

    made = _text(net)
    net.sim.clock.run_until_idle()

    assert net.client.messages(made.sid).fetch().error_code == 30005
    assert net.application.at("/receipt")[-1]["ErrorCode"] == "30005"


def test_a_late_receipt_tells_when_the_handset_really_had_it(net: Net) -> None:
    net.sim.fail(carrier={"late_receipt": {"count": 1, "seconds": 600}})
    _text(net)

    net.pass_time(10)
    assert len(net.sim.inbox(CHILD)) == 1
    assert _told(net) == ["sent"]
    net.pass_time(600)

    assert _told(net) == ["sent", "delivered"]
    assert net.application.at("/receipt")[-1]["RawDlrDoneDate"] == "2607170200"


def test_a_reader_gives_a_sign_where_the_channel_has_one(net: Net) -> None:
    net.sim.behave(CHILD, reads_after=30)

    _text(net)
    net.sim.clock.run_until_idle()

    assert _told(net) == ["sent", "delivered", "read"]


def test_a_part_of_a_long_text_is_lost_on_its_way_to_the_handset(net: Net) -> None:
    net.sim.fail(carrier={"number": CHILD, "lost_segment": 1})

    made = _text(net, body=LONG)
    net.sim.clock.run_until_idle()

    [seen] = net.sim.inbox(CHILD)
    assert len(LONG) - 67 <= len(seen.body) < len(LONG)
    assert net.client.messages(made.sid).fetch().body == LONG


def test_a_part_of_a_childs_text_is_lost_on_its_way_to_the_application(net: Net) -> None:
    net.sim.fail(carrier={"number": CHILD, "lost_segment": {"count": 2}})

    net.sim.text(CHILD, HOTLINE, LONG)
    net.sim.text(CHILD, HOTLINE, "cứu em")

    lacking, whole = net.application.at("/sms")
    assert len(lacking["Body"]) < len(LONG)
    assert whole["Body"] == "cứu em"


def test_a_text_comes_in_before_it_is_received(net: Net) -> None:
    sid = net.sim.text(CHILD, HOTLINE, "cứu em")

    assert net.statuses(sid) == ["received"]
    assert net.client.messages(sid).fetch().status == "received"


def test_two_numbers_that_answer_each_other_are_stopped_after_fifteen_replies(net: Net) -> None:
    net.sim.own(OTHER, sms_url=f"{HOST}/sms")
    net.application.answers["/sms"] = "<Message>Đã nhận</Message>"

    net.client.messages.create(to=OTHER, from_=HOTLINE, body="Đã nhận")
    net.sim.clock.run_until_idle()

    assert net.warnings() == [14107]
    replies = net.client.messages.list(from_=OTHER, to=HOTLINE)
    outgoing = [one for one in replies if one.direction == "outbound-reply"]
    assert [one.status for one in outgoing].count("delivered") == 15
    assert (outgoing[0].status, outgoing[0].error_code) == ("failed", 14107)


@pytest.mark.parametrize(
    ("every", "answered"),
    [
        pytest.param(5, 15, id="one who writes without end"),
        pytest.param(31, 20, id="one who writes now and then"),
    ],
)
def test_fifteen_replies_go_out_each_within_half_a_minute_of_the_last(
    net: Net, every: float, answered: int
) -> None:
    net.application.answers["/sms"] = "<Message>Đã nhận</Message>"

    for _ in range(20):
        net.sim.text(CHILD, HOTLINE, "alo")
        net.pass_time(every)

    assert len(net.sim.inbox(CHILD)) == answered


@pytest.mark.parametrize(
    ("verb", "code"),
    [
        pytest.param('<Message to="">x</Message>', 14101, id="to nobody"),
        pytest.param(f'<Message from="{POLICE}">x</Message>', 14102, id="from a foreign number"),
        pytest.param("<Message/>", 14103, id="nothing to say"),
        pytest.param(f"<Message>{'x' * 1601}</Message>", 14103, id="too much to say"),
        pytest.param("<Say>x</Say>", 14110, id="a verb of another trade"),
    ],
)
def test_an_answer_that_cannot_leave_is_warned_of(net: Net, verb: str, code: int) -> None:
    net.application.answers["/sms"] = verb

    net.sim.text(CHILD, HOTLINE, "cứu em")
    net.sim.clock.run_until_idle()

    assert (net.warnings(), net.sim.inbox(CHILD)) == ([code], [])


def test_an_application_that_sends_a_text_in_circles_is_left_after_fifty_documents(
    net: Net,
) -> None:
    net.application.answers["/sms"] = "<Redirect/>"

    net.sim.text(CHILD, HOTLINE, "cứu em")

    assert (net.warnings(), len(net.application.at("/sms"))) == ([14106], 50)


@pytest.mark.parametrize(
    ("hours", "sent"),
    [pytest.param(3.9, "step=one", id="kept"), pytest.param(4.1, None, id="forgotten")],
)
def test_two_numbers_keep_their_cookies_for_four_hours(
    net: Net, hours: float, sent: str | None
) -> None:
    answer = net.application.wsgi().make_response(("<Response/>", 200))
    answer.mimetype = "text/xml"
    answer.set_cookie("step", "one")
    net.application.answers["/sms"] = answer

    net.sim.text(CHILD, HOTLINE, "một")
    net.pass_time(hours * 3600)
    net.sim.text(CHILD, HOTLINE, "hai")
    net.sim.text(POLICE, HOTLINE, "ba")

    cookies = [came.headers.get("Cookie") for came in net.application.asked]
    assert cookies == [None, sent, None]
