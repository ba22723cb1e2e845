"""Numbers, warnings and pictures of the account, driven by the official client."""

import base64

import pytest
from twilio.base.exceptions import TwilioRestException

from tests.simulator.conftest import CHILD, HOST, HOTLINE, POLICE, Net

PICTURE = b"\x89PNG not a real one"
TAKEN = f"data:image/png;base64,{base64.b64encode(PICTURE).decode()}"


def test_a_number_says_where_it_is_answered_and_can_be_sent_elsewhere(net: Net) -> None:
    [number] = net.client.incoming_phone_numbers.list(phone_number=HOTLINE)
    assert (number.phone_number, number.voice_url) == (HOTLINE, f"{HOST}/voice")
    net.client.incoming_phone_numbers(number.sid).update(voice_url=f"{HOST}/night")
    net.application.answers["/night"] = "<Say>Đêm rồi</Say>"

    assert net.sim.call(net.sim.dial(CHILD, HOTLINE)).heard == ["Đêm rồi"]


def test_a_number_is_taken_and_given_back(net: Net) -> None:
    made = net.client.incoming_phone_numbers.create(phone_number=POLICE, sms_url=f"{HOST}/sms")
    assert net.client.incoming_phone_numbers(made.sid).fetch().sms_url == f"{HOST}/sms"
    assert net.client.incoming_phone_numbers(made.sid).delete()
    with pytest.raises(TwilioRestException) as gone:
        net.client.incoming_phone_numbers(made.sid).fetch()
    assert gone.value.code == 20404


@pytest.mark.parametrize("number", ["", "113", "not a number"])
def test_what_is_no_number_cannot_be_taken(net: Net, number: str) -> None:
    with pytest.raises(TwilioRestException) as problem:
        net.client.incoming_phone_numbers.create(phone_number=number)
    assert problem.value.code == 21421


def test_every_warning_is_a_notification_of_its_call(net: Net) -> None:
    sid = net.dial("<Shout>A</Shout><Say>Chào em</Say>")
    net.sim.text(CHILD, HOTLINE, "cứu")

    [one] = net.client.notifications.list()
    assert (one.error_code, one.call_sid, one.log) == ("12200", sid, "1")
    assert net.client.notifications(one.sid).fetch().message_text == one.message_text
    assert [each.sid for each in net.client.calls(sid).notifications.list()] == [one.sid]
    assert net.client.notifications.list(log=0) == []


def test_a_picture_a_child_took_is_fetched_with_auth_and_deleted(net: Net) -> None:
    sid = net.sim.text(CHILD, HOTLINE, "", media=[TAKEN, "https://pictures.test/b.gif"])
    told = net.application.at("/sms")[0]
    assert (told["NumMedia"], told["MediaContentType0"]) == ("2", "image/png")
    assert told["MediaUrl1"] == "https://pictures.test/b.gif"

    assert net.rest.get(told["MediaUrl0"]).content == PICTURE
    assert net.rest.get(told["MediaUrl0"], auth=("nobody", "x")).status_code == 401
    [first, second] = net.client.messages(sid).media.list()
    assert (first.content_type, second.content_type) == ("image/png", "image/gif")
    assert net.client.messages(sid).media(first.sid).delete()
    assert net.rest.get(told["MediaUrl0"]).status_code == 404
    assert [one.sid for one in net.client.messages(sid).media.list()] == [second.sid]


def test_a_picture_that_is_none_is_refused_at_the_phone(net: Net) -> None:
    body = {"from": CHILD, "to": HOTLINE, "body": "", "media": ["data:image/png;base64,%%%"]}
    answer = net.control.post("/_sim/messages", json=body)

    assert (answer.status_code, answer.json) == (
        400,
        {"error": "media: a data address that is no base64"},
    )


def test_the_second_call_within_a_second_is_refused_where_the_cap_is_on(net: Net) -> None:
    net.sim.habits.creations_a_second = 1
    net.client.calls.create(from_=HOTLINE, to=POLICE, url=f"{HOST}/voice")
    with pytest.raises(TwilioRestException) as problem:
        net.client.calls.create(from_=HOTLINE, to=POLICE, url=f"{HOST}/voice")
    assert (problem.value.status, problem.value.code) == (429, 20429)
    assert len(net.sim.calls_to(POLICE)) == 1
    net.pass_time(1)
    net.client.calls.create(from_=HOTLINE, to=POLICE, url=f"{HOST}/voice")

    assert len(net.sim.calls_to(POLICE)) == 2
