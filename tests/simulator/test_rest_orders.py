"""What an application may order by REST for a call or text, and change of it later."""

import pytest
from flask import Response
from twilio.base.exceptions import TwilioRestException

from tests.simulator.conftest import CHILD, HOST, HOTLINE, POLICE, Net
from tests.simulator.test_rooms import case, room, together

ON = "<Pause length='600'/>"


def call(net: Net, **more: object) -> str:
    orders = {"url": f"{HOST}/agent", **more}
    return str(net.client.calls.create(to=POLICE, from_=HOTLINE, **orders).sid)


@pytest.fixture
def talking(net: Net) -> Net:
    net.application.answers["/agent"] = ON
    net.sim.behave(POLICE, answer="accept")
    return net


def test_a_document_may_be_fetched_with_get(talking: Net) -> None:
    call(talking, method="GET")
    talking.pass_time(2)

    assert talking.application.asked[0].method == "GET"


def test_a_call_has_a_fallback_of_its_own(talking: Net) -> None:
    talking.application.answers |= {"/agent": Response("", 500), "/plan-b": "<Say>Xin chờ</Say>"}
    sid = call(talking, fallback_url=f"{HOST}/plan-b")
    talking.pass_time(2)

    assert talking.sim.call(sid).heard == ["Xin chờ"]


def test_a_call_lasts_as_long_as_was_ordered(talking: Net) -> None:
    sid = call(talking, time_limit=90)
    talking.sim.clock.run_until_idle()

    assert talking.client.calls(sid).fetch().duration == "90"


def test_a_running_call_may_be_given_another_limit(talking: Net) -> None:
    longer, shorter, late = (call(talking, time_limit=90) for _ in range(3))
    talking.pass_time(61)
    talking.client.calls(longer).update(time_limit=120)
    talking.client.calls(shorter).update(time_limit=70)
    talking.client.calls(late).update(time_limit=30)
    talking.sim.clock.run_until_idle()

    seconds = [talking.client.calls(sid).fetch().duration for sid in (longer, shorter, late)]
    assert seconds == ["120", "70", "60"]


def test_a_call_sent_on_falls_back_to_where_the_same_request_says(talking: Net) -> None:
    sid = call(talking, fallback_url=f"{HOST}/plan-b")
    talking.application.answers["/broken"] = Response("sorry", 500)
    talking.application.answers["/plan-c"] = "<Say>Cô xin lỗi em</Say>"
    talking.pass_time(2)
    talking.client.calls(sid).update(url=f"{HOST}/broken", fallback_url=f"{HOST}/plan-c")

    assert talking.sim.call(sid).heard[-1] == "Cô xin lỗi em"
    assert talking.application.at("/plan-b") == []


def test_an_application_handles_a_call_with_all_its_own_addresses(talking: Net) -> None:
    talking.application.answers |= {"/broken": Response("", 500), "/plan-b": "<Say>Xin chờ</Say>"}
    addresses = {"voice_url": "/broken", "voice_fallback_url": "/plan-b", "status_callback": "/end"}
    app = talking.sim.own_application(**{name: HOST + path for name, path in addresses.items()})
    made = talking.client.calls.create(
        to=POLICE, from_=HOTLINE, application_sid=app.sid, status_callback=f"{HOST}/elsewhere"
    )
    talking.pass_time(9)

    assert talking.sim.call(str(made.sid)).heard == ["Xin chờ"]
    assert len(talking.application.at("/end")) == 1
    assert talking.application.at("/elsewhere") == []


def test_keys_are_pressed_at_whoever_answers_before_the_document_is_asked_for(net: Net) -> None:
    net.sim.behave(POLICE, answer="voicemail")
    net.application.answers["/agent"] = "<Play digits='7'/>" + ON
    sid = call(net, send_digits="W12w#", machine_detection="Enable")
    net.pass_time(1 + 2.9)
    assert (net.sim.call(sid).tones, net.application.at("/agent")) == ("12#", [])
    net.pass_time(0.2)
    assert len(net.application.at("/agent")) == 1
    net.pass_time(9)

    [asked] = net.application.at("/agent")
    assert "AnsweredBy" not in asked
    with net.control as control:
        assert control.get(f"/_sim/calls/{sid}").get_json()["tones"] == "12#7"


def test_a_call_sent_on_while_keys_are_pressed_stays_where_it_was_sent(talking: Net) -> None:
    talking.application.answers["/elsewhere"] = ON
    sid = call(talking, send_digits="123456")
    talking.pass_time(2)
    talking.client.calls(sid).update(url=f"{HOST}/elsewhere")
    talking.pass_time(9)

    assert [asked.path for asked in talking.application.asked] == ["/elsewhere"]


@pytest.mark.parametrize("timeout", [None, 60])
def test_a_call_rings_for_a_minute_unless_told_otherwise(net: Net, timeout: int | None) -> None:
    sid = call(net) if timeout is None else call(net, timeout=timeout)
    net.pass_time(1 + 64.9)
    assert net.sim.call(sid).status == "ringing"
    net.pass_time(0.2)

    assert net.sim.call(sid).status == "no-answer"


def test_a_client_may_be_called(net: Net) -> None:
    net.sim.behave("client:counselor_07", answer="accept")
    net.application.answers["/agent"] = "<Say>Một em nhỏ đang chờ</Say>"
    made = net.client.calls.create(to="client:counselor_07", from_=HOTLINE, url=f"{HOST}/agent")
    net.pass_time(3)

    assert net.sim.call(made.sid).heard == ["Một em nhỏ đang chờ"]


def test_a_call_in_progress_may_be_sent_to_a_document_in_the_request(talking: Net) -> None:
    sid = call(talking)
    talking.pass_time(2)
    talking.client.calls(sid).update(twiml=f"<Response><Say>Xin chờ</Say>{ON}</Response>")
    assert talking.sim.call(sid).heard == ["Xin chờ"]
    talking.client.calls(sid).update(twiml="<Response><Redirect>/next</Redirect></Response>")

    assert talking.warnings() == [15004]


def test_a_call_may_be_sent_on_with_get_and_report_elsewhere(talking: Net) -> None:
    talking.application.answers["/next"] = ON
    sid = call(talking, status_callback=f"{HOST}/progress")
    talking.pass_time(2)
    talking.client.calls(sid).update(
        url=f"{HOST}/next", method="GET", status_callback=f"{HOST}/elsewhere"
    )
    talking.client.calls(sid).update(status="completed")

    [asked] = [one for one in talking.application.asked if one.path == "/next"]
    assert asked.method == "GET"
    assert talking.application.at("/progress") == []
    assert talking.application.at("/elsewhere")[0]["CallStatus"] == "completed"


def test_a_call_that_rings_is_canceled_and_tells_so(net: Net) -> None:
    sid = call(net, status_callback=f"{HOST}/progress")
    net.pass_time(3)
    net.client.calls(sid).update(status="canceled")

    assert net.application.at("/progress")[0]["CallStatus"] == "canceled"
    assert net.client.calls(sid).fetch().status == "canceled"


@pytest.mark.parametrize("change", [{"status": "canceled"}, {"url": f"{HOST}/next"}])
def test_what_comes_too_late_or_too_soon_is_a_wrong_state(net: Net, change: dict[str, str]) -> None:
    net.application.answers["/agent"] = ON
    net.sim.behave(POLICE, answer="accept")
    sid = call(net)
    if "status" in change:
        net.pass_time(3)
    with pytest.raises(TwilioRestException) as refused:
        net.client.calls(sid).update(**change)

    assert (refused.value.status, refused.value.code) == (400, 21220)


@pytest.mark.parametrize("period", [0, 36_001, 1])
def test_a_text_is_valid_for_ten_hours_at_most(net: Net, period: int) -> None:
    form = {"To": CHILD, "From": HOTLINE, "Body": "Em ơi", "ValidityPeriod": str(period)}
    answer = net.rest.post(net.address("Messages.json"), data=form)

    assert answer.status_code == (201 if period == 1 else 400)


@pytest.mark.parametrize(("media", "status"), [(10, 201), (11, 400)])
def test_a_text_carries_ten_pictures_at_most(net: Net, media: int, status: int) -> None:
    urls = [f"https://pictures.test/{n}.png" for n in range(media)]
    form = {"To": CHILD, "From": HOTLINE, "MediaUrl": urls}
    answer = net.rest.post(net.address("Messages.json"), data=form)

    assert answer.status_code == status


@pytest.mark.parametrize(("size", "status"), [(5000, 201), (5001, 400)])
def test_a_line_holds_five_thousand_at_most(net: Net, size: int, status: int) -> None:
    form = {"FriendlyName": "hotline", "MaxSize": str(size)}
    answer = net.rest.post(net.address("Queues.json"), data=form)

    assert answer.status_code == status


def test_a_line_holds_a_thousand_unless_told_otherwise(net: Net) -> None:
    assert net.client.queues.create(friendly_name="hotline").max_size == 1000


def test_a_document_is_needed_to_take_somebody_out_of_a_line(net: Net) -> None:
    child = net.dial('<Enqueue waitUrl="">hotline</Enqueue>')
    line = net.client.queues.list()[0].sid
    answer = net.rest.post(net.address(f"Queues/{line}/Members/{child}.json"), data={})

    assert (answer.status_code, answer.json()["code"]) == (400, 21205)


def test_one_of_a_room_may_be_told_to_take_everybody_along(net: Net) -> None:
    child, _ = together(net)
    people = net.client.conferences(case(net).sid).participants
    assert people("child").update(end_conference_on_exit=True).end_conference_on_exit is True
    net.sim.hangup(child)

    assert net.application.at("/room")[-1]["StatusCallbackEvent"] == "conference-end"


def test_one_of_a_room_hears_an_announcement_alone(net: Net) -> None:
    net.application.answers["/news"] = "<Say>Công an đang tới</Say>"
    child, counselor = together(net)
    people = net.client.conferences(case(net).sid).participants
    people("counselor").update(announce_url=f"{HOST}/news")

    assert net.sim.call(counselor).heard == ["Công an đang tới"]
    assert net.sim.call(child).heard == []


def test_a_room_is_named_by_whoever_is_called_into_it_first(net: Net) -> None:
    net.sim.behave(POLICE, answer="accept")
    net.client.conferences("case-42").participants.create(
        from_=HOTLINE, to=POLICE, label="police", status_callback=f"{HOST}/third"
    )
    net.pass_time(3)
    net.dial(room("child"))

    assert net.sim.hears("case-42") == {"police": ["child"], "child": ["police"]}
    net.sim.hangup(net.sim.calls_to(POLICE)[0].sid)
    assert net.application.at("/third")[0]["CallStatus"] == "completed"


def test_who_leaves_a_room_by_rest_goes_on_and_says_why(net: Net) -> None:
    net.application.answers["/after"] = f"<Say>Cảm ơn em</Say>{ON}"
    child, _ = together(net)
    assert net.client.conferences(case(net).sid).participants("child").delete()

    assert net.application.at("/room")[-1]["ReasonParticipantLeft"] == "participant_updated_via_api"
    assert net.sim.call(child).heard == ["Cảm ơn em"]


def test_who_leaves_a_room_by_rest_is_hung_up_by_the_other_habit(net: Net) -> None:
    net.sim.habits.deleted_goes_on = False
    net.application.answers["/after"] = f"<Say>Cảm ơn em</Say>{ON}"
    child, _ = together(net)
    assert net.client.conferences(case(net).sid).participants("child").delete()

    assert net.application.at("/room")[-1]["ReasonParticipantLeft"] == "participant_updated_via_api"
    assert net.sim.call(child).heard == []
    assert net.client.calls(child).fetch().status == "completed"


def test_an_application_knows_where_its_call_is_answered_and_told_of(net: Net) -> None:
    net.application.answers["/browser"] = "<Say>Xin chào</Say>"
    known = net.sim.own_application(voice_url=f"{HOST}/browser", status_callback=f"{HOST}/told")
    net.sim.behave(POLICE, answer="accept")
    made = net.client.calls.create(
        to=POLICE, from_=HOTLINE, application_sid=known.sid, status_callback=f"{HOST}/progress"
    )
    net.pass_time(5)

    assert net.sim.call(made.sid).heard == ["Xin chào"]
    assert [one["CallStatus"] for one in net.application.at("/told")] == ["completed"]
    assert net.application.at("/progress") == []


@pytest.mark.parametrize(
    ("sid", "code"), [(f"AP{9:032x}", 21218), ("AP9", 20001)], ids=["unknown", "none at all"]
)
def test_an_application_nobody_made_is_refused(net: Net, sid: str, code: int) -> None:
    form = {"To": POLICE, "From": HOTLINE, "ApplicationSid": sid}
    answer = net.rest.post(net.address("Calls.json"), data=form)

    assert (answer.status_code, answer.json()["code"]) == (400, code)
    assert net.sim.calls.all == {}


@pytest.mark.parametrize(("seconds", "status"), [(4, 400), (5, 201), (600, 201), (601, 400)])
def test_somebody_called_into_a_room_rings_from_five_to_six_hundred_seconds(
    net: Net, seconds: int, status: int
) -> None:
    form = {"To": POLICE, "From": HOTLINE, "Timeout": str(seconds)}
    answer = net.rest.post(net.address("Conferences/case-42/Participants.json"), data=form)

    assert answer.status_code == status


def test_one_who_waits_alone_hears_other_music_until_the_room_starts(net: Net) -> None:
    net.application.answers |= {"/first": f"<Say>Một</Say>{ON}", "/second": f"<Say>Hai</Say>{ON}"}
    child = net.dial(
        '<Dial><Conference participantLabel="child" waitUrl="/first">case-42</Conference></Dial>'
    )
    waiting = net.client.conferences(case(net).sid).participants("child")
    waiting.update(wait_url=f"{HOST}/second")
    assert net.sim.call(child).heard == ["Một", "Hai"]
    net.application.answers["/voice"] = room("counselor")
    net.sim.dial("+84900000007", HOTLINE)
    waiting.update(wait_url=f"{HOST}/first")

    assert net.sim.call(child).heard == ["Một", "Hai"]


def test_a_name_is_a_room_again_after_its_end_and_the_old_room_stays_what_it_was(net: Net) -> None:
    together(net)
    old = case(net).sid
    net.client.conferences(old).update(status="completed")
    with pytest.raises(TwilioRestException) as over:
        net.client.conferences(old).participants.create(from_=HOTLINE, to=POLICE)
    assert over.value.code == 16022
    net.sim.behave(POLICE, answer="accept")
    guest = net.client.conferences("case-42").participants.create(from_=HOTLINE, to=POLICE)

    found = net.client.conferences.list(friendly_name="case-42")
    assert [(one.sid, one.status) for one in found] == [
        (guest.conference_sid, "init"),
        (old, "completed"),
    ]
    assert guest.conference_sid != old
    gone = net.rest.get(net.address(f"Conferences/{old}/Participants.json"))
    assert (gone.status_code, gone.json()["code"]) == (404, 20404)
