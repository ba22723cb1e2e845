"""What is not proven about the carrier is a switch: documented, and it changes something."""

from collections.abc import Callable
from dataclasses import fields
from pathlib import Path

import pytest
from flask import Response

from simulator.habits import Habits
from tests.simulator.conftest import CHILD, HOST, HOTLINE, POLICE, Net, build

DOCUMENT = Path(__file__).parents[2] / "docs" / "simulator.md"
ON = "<Pause length='600'/>"
Seen = Callable[[Net], object]


def keys_pressed_during_words(net: Net) -> object:
    sid = net.dial('<Say>Chào em, cô đây</Say><Gather numDigits="1" action="/menu"/>')
    net.sim.press(sid, "9")
    net.pass_time(10)
    return len(net.application.at("/menu"))


def heard_when_it_fails(net: Net) -> object:
    net.application.answers["/voice"] = Response("sorry", 500)
    return net.sim.call(net.sim.dial(CHILD, HOTLINE)).heard


def fields_of_a_recording(net: Net) -> object:
    net.dial('<Record action="/done" maxLength="2"/>')
    net.pass_time(3)
    return set(net.application.at("/done")[0])


def asked_after_silence(net: Net) -> object:
    net.dial('<Record action="/done"/>')
    net.pass_time(6)
    return len(net.application.at("/done"))


def fields_of_a_fallback(net: Net) -> object:
    net.sim.own(HOTLINE, voice_fallback_url=f"{HOST}/fallback")
    net.application.answers["/voice"] = Response("sorry", 500)
    net.sim.dial(CHILD, HOTLINE)
    return set(net.application.at("/fallback")[0])


def found_before_it_is_out(net: Net) -> object:
    net.client.messages.create(from_=HOTLINE, to=CHILD, body="Em ơi")
    return len(net.client.messages.list(date_sent=net.sim.clock.now().date()))


def told_of_a_declined_call(net: Net) -> object:
    net.sim.behave(POLICE, answer="decline")
    net.dial(f'<Dial action="/after">{POLICE}</Dial>')
    net.pass_time(3)
    return net.application.at("/after")[0]["DialCallStatus"]


def heard_instead_of_a_sound(net: Net) -> object:
    net.application.answers["/a.wav"] = Response("nothing here", 404)
    return net.sim.call(net.dial("<Play>/a.wav</Play><Say>Cô đây</Say>" + ON)).heard


def told_of_the_end_of_a_call(net: Net) -> object:
    net.sim.behave(POLICE, answer="busy")
    net.client.calls.create(
        to=POLICE, from_=HOTLINE, twiml="<Response/>", status_callback=f"{HOST}/end"
    )
    net.pass_time(3)
    return set(net.application.at("/end")[0])


def told_of_one_taken_out_of_line(net: Net) -> object:
    net.application.answers["/in"] = ON
    child = net.dial('<Enqueue action="/left" waitUrl="">hotline</Enqueue>')
    net.client.calls(child).update(url=f"{HOST}/in")
    return net.application.at("/left")[0]["QueueResult"]


def made_within_a_second(net: Net) -> object:
    form = {"To": POLICE, "From": HOTLINE, "Url": f"{HOST}/agent"}
    return [net.rest.post(net.address("Calls.json"), data=form).status_code for _ in range(2)]


def told_of_a_recording_on_its_way(net: Net) -> object:
    sid = net.dial('<Record action="/done" maxLength="60"/>')
    return [each.status for each in net.client.calls(sid).recordings.list()]


def result_of_speech(net: Net) -> object:
    sid = net.dial('<Gather input="speech" action="/menu" language="vi-VN"/>')
    net.sim.say(sid, "cứu cháu")
    net.pass_time(10)
    return set(net.application.at("/menu")[0])


def sent_within_two_seconds(net: Net) -> object:
    for body in ("một", "hai", "ba"):
        net.client.messages.create(from_=HOTLINE, to=CHILD, body=body)
    net.pass_time(2)
    return [each.status for each in net.client.messages.list()]


def replies_to_one_who_writes_without_end(net: Net) -> object:
    net.application.answers["/sms"] = "<Message>Đã nhận</Message>"
    for _ in range(20):
        net.sim.text(CHILD, HOTLINE, "alo")
        net.pass_time(5)
    return len(net.sim.inbox(CHILD))


def cookie_of_an_hour_ago(net: Net) -> object:
    answer = net.application.wsgi().make_response(("<Response/>", 200))
    answer.mimetype = "text/xml"
    answer.set_cookie("step", "one")
    net.application.answers["/sms"] = answer
    net.sim.text(CHILD, HOTLINE, "một")
    net.pass_time(3600)
    net.sim.text(CHILD, HOTLINE, "hai")
    return net.application.asked[-1].headers.get("Cookie")


def heard_by_one_put_out_of_a_room(net: Net) -> object:
    child = net.dial("<Dial><Conference>case</Conference></Dial><Say>Cảm ơn em</Say>" + ON)
    room = net.client.conferences.list(friendly_name="case")[0]
    net.client.conferences(room.sid).participants(child).delete()
    return "Cảm ơn em" in net.sim.call(child).heard, net.client.calls(child).fetch().status


SWITCHES: dict[str, tuple[object, Seen]] = {
    "keys_are_buffered": (True, keys_pressed_during_words),
    "apology": ("Goodbye.", heard_when_it_fails),
    "record_action_has_sid": (False, fields_of_a_recording),
    "silent_record_falls_through": (True, asked_after_silence),
    "fallback_names_error": (False, fields_of_a_fallback),
    "lists_find_pending": (False, found_before_it_is_out),
    "missing_sound_ends": (False, heard_instead_of_a_sound),
    "end_has_sip_code": (False, told_of_the_end_of_a_call),
    "declined_as": ("no-answer", told_of_a_declined_call),
    "dequeued_as": ("bridged", told_of_one_taken_out_of_line),
    "speech_has_confidence": (False, result_of_speech),
    "speech_names_language": (True, result_of_speech),
    "segments_a_second": (1, sent_within_two_seconds),
    "replies_in_a_row": (30, replies_to_one_who_writes_without_end),
    "sms_cookie_hours": (0.5, cookie_of_an_hour_ago),
    "recordings_hide_flight": (False, told_of_a_recording_on_its_way),
    "deleted_goes_on": (False, heard_by_one_put_out_of_a_room),
    "creations_a_second": (1, made_within_a_second),
}


@pytest.mark.parametrize("name", [field.name for field in fields(Habits)])
def test_every_habit_is_documented_and_changes_something(name: str) -> None:
    other, seen = SWITCHES[name]
    usual, changed = build(), build()
    setattr(changed.sim.habits, name, other)

    assert seen(usual) != seen(changed)
    assert f"| `{name}` |" in DOCUMENT.read_text(encoding="utf-8")


def test_no_switch_is_left_over() -> None:
    assert set(SWITCHES) == {field.name for field in fields(Habits)}
