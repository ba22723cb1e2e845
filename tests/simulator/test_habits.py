"""What is not proven about the carrier is a switch: documented, and it changes something."""

from collections.abc import Callable
from dataclasses import dataclass, fields
from pathlib import Path

import pytest
from flask import Response

from simulator.habits import Habits
from tests.simulator.conftest import CHILD, HOST, HOTLINE, POLICE, START, Net, build

DOCUMENT = Path(__file__).parents[2] / "docs" / "simulator.md"
ON = "<Pause length='600'/>"
HUNG_UP_IN = {
    "Gather": '<Gather? timeout="60"/>',
    "Record": '<Record? finishOnKey="#"/>',
    "Dial": f"<Dial?>{POLICE}</Dial>",
    "Enqueue": '<Enqueue? waitUrl="">hotline</Enqueue>',
}
Seen = Callable[[Net], object]


def keys_pressed_during_words(net: Net) -> object:
    sid = net.dial('<Say>Chào em, cô đây</Say><Gather numDigits="1" action="/menu"/>')
    net.sim.press(sid, "9")
    net.pass_time(10)
    return len(net.application.at("/menu"))


def asked_when_a_key_was_pressed_during_words(net: Net) -> object:
    """After how many seconds."""
    sid = net.dial(f"<Say>{'x' * 105}</Say><Redirect>/menu</Redirect>")
    net.pass_time(1)
    net.sim.press(sid, "9")
    while not net.application.at("/menu"):
        assert net.sim.clock.step()
    return (net.sim.clock.now() - START).total_seconds()


def asked_when_the_caller_hangs_up(net: Net) -> list[str]:
    for verb, document in HUNG_UP_IN.items():
        sid = net.dial(document.replace("?", f' action="/{verb}"'))
        net.sim.press(sid, "4")
        net.sim.hangup(sid)
    return [verb for verb in HUNG_UP_IN if net.application.at(f"/{verb}")]


def heard_when_it_fails(net: Net) -> object:
    net.application.answers["/voice"] = Response("sorry", 500)
    return net.sim.call(net.sim.dial(CHILD, HOTLINE)).heard


def told_after_a_recording(net: Net) -> object:
    net.dial('<Record action="/done" maxLength="2"/>')
    net.pass_time(3)
    return "RecordingSid" in net.application.at("/done")[0]


def asked_after_silence(net: Net) -> object:
    net.dial('<Record action="/done"/>')
    net.pass_time(6)
    return len(net.application.at("/done"))


def told_of_what_went_wrong(net: Net) -> object:
    net.sim.own(HOTLINE, voice_fallback_url=f"{HOST}/fallback")
    net.application.answers["/voice"] = Response("sorry", 500)
    net.sim.dial(CHILD, HOTLINE)
    return {"ErrorCode", "ErrorUrl"} & set(net.application.at("/fallback")[0])


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
    sid = net.dial("<Play>/a.wav</Play><Say>Cô đây</Say>" + ON)
    net.pass_time(1)
    return net.sim.call(sid).heard


def says_how_the_other_network_answered(net: Net) -> object:
    net.sim.behave(POLICE, answer="busy")
    net.client.calls.create(
        to=POLICE, from_=HOTLINE, twiml="<Response/>", status_callback=f"{HOST}/end"
    )
    net.pass_time(3)
    return "SipResponseCode" in net.application.at("/end")[0]


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


def told_of_speech(net: Net) -> object:
    sid = net.dial('<Gather input="speech" action="/menu" language="vi-VN"/>')
    net.sim.say(sid, "cứu cháu")
    net.pass_time(10)
    return {"SpeechResult", "Confidence", "Language"} & set(net.application.at("/menu")[0])


def sent_within_two_seconds(net: Net) -> object:
    for body in ("một", "hai", "ba"):
        net.client.messages.create(from_=HOTLINE, to=CHILD, body=body)
    net.pass_time(2)
    return [each.status for each in net.client.messages.list()]


def taken_with_five_hours_of_texts_waiting(net: Net) -> object:
    net.sim.habits.segments_a_second = 1 / (5 * 3600)
    form = {"To": CHILD, "From": HOTLINE, "Body": "Em ơi"}
    net.rest.post(net.address("Messages.json"), data=form)
    net.pass_time(1)
    return net.rest.post(net.address("Messages.json"), data=form).status_code


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


def heard_by_whom_as_a_room_is_entered(net: Net) -> object:
    seat = "<Dial><Conference waitUrl=''>case</Conference></Dial>"
    child = net.dial(seat)
    counselor = net.sim.dial(POLICE, HOTLINE)
    return [len(net.sim.call(sid).signals) for sid in (child, counselor)]


def tried_before_time_passes(net: Net) -> object:
    net.sim.own(HOTLINE, voice_url=f"{HOST}/voice#rp=all")
    net.application.answers["/voice"] = Response("sorry", 500)
    net.sim.dial(CHILD, HOTLINE)
    return len(net.application.at("/voice"))


@dataclass(frozen=True)
class Switch:
    """What is seen as it is set by itself, and what `then`, set to `other`."""

    seen: Seen
    usual: object
    other: object
    then: object


SWITCHES: dict[str, Switch] = {
    "keys_are_buffered": Switch(keys_pressed_during_words, 0, True, 1),
    "keys_end_words": Switch(asked_when_a_key_was_pressed_during_words, 7.0, True, 1.0),
    "asked_after_hangup": Switch(
        asked_when_the_caller_hangs_up, ["Record", "Dial", "Enqueue"], ("Gather",), ["Gather"]
    ),
    "apology": Switch(heard_when_it_fails, [Habits().apology], "Xin lỗi.", ["Xin lỗi."]),
    "record_action_has_sid": Switch(told_after_a_recording, True, False, False),
    "silent_record_falls_through": Switch(asked_after_silence, 1, True, 0),
    "fallback_names_error": Switch(
        told_of_what_went_wrong, {"ErrorCode", "ErrorUrl"}, False, set()
    ),
    "lists_find_pending": Switch(found_before_it_is_out, 1, False, 0),
    "missing_sound_ends": Switch(heard_instead_of_a_sound, [Habits().apology], False, ["Cô đây"]),
    "end_has_sip_code": Switch(says_how_the_other_network_answered, True, False, False),
    "declined_as": Switch(told_of_a_declined_call, "busy", "no-answer", "no-answer"),
    "dequeued_as": Switch(told_of_one_taken_out_of_line, "redirected", "bridged", "bridged"),
    "speech_has_confidence": Switch(
        told_of_speech, {"SpeechResult", "Confidence"}, False, {"SpeechResult"}
    ),
    "speech_names_language": Switch(
        told_of_speech,
        {"SpeechResult", "Confidence"},
        True,
        {"SpeechResult", "Confidence", "Language"},
    ),
    "segments_a_second": Switch(
        sent_within_two_seconds, ["sent"] * 3, 1, ["sending", "sent", "sent"]
    ),
    "sender_queue_hours": Switch(taken_with_five_hours_of_texts_waiting, 201, 4, 400),
    "replies_in_a_row": Switch(replies_to_one_who_writes_without_end, 15, 30, 20),
    "sms_cookie_hours": Switch(cookie_of_an_hour_ago, "step=one", 0.5, None),
    "recordings_hide_flight": Switch(
        told_of_a_recording_on_its_way, ["processing"], False, ["in-progress"]
    ),
    "deleted_goes_on": Switch(
        heard_by_one_put_out_of_a_room, (True, "in-progress"), False, (False, "completed")
    ),
    "beep_reaches_who_enters": Switch(heard_by_whom_as_a_room_is_entered, [1, 0], True, [1, 1]),
    "retry_pause": Switch(tried_before_time_passes, 1, 0, 2),
    "creations_a_second": Switch(made_within_a_second, [201, 201], 1, [201, 429]),
}


@pytest.mark.parametrize("name", [field.name for field in fields(Habits)])
def test_every_habit_is_documented_and_does_as_written_both_ways(name: str) -> None:
    switch = SWITCHES[name]
    usual, changed = build(), build()
    setattr(changed.sim.habits, name, switch.other)

    assert switch.seen(usual) == switch.usual
    assert switch.seen(changed) == switch.then
    assert f"| `{name}` |" in DOCUMENT.read_text(encoding="utf-8")


def test_no_switch_is_left_over() -> None:
    assert set(SWITCHES) == {field.name for field in fields(Habits)}


def test_without_an_apology_the_call_ends_without_a_word(net: Net) -> None:
    net.sim.habits.apology = ""

    assert heard_when_it_fails(net) == []
    assert net.sim.calls_of(CHILD)[0].status == "completed"
    assert net.warnings() == [11200]


@pytest.mark.parametrize("asked", [(), ("Record",), ("Dial",), ("Enqueue",), ("Gather", "Dial")])
def test_whose_action_is_asked_after_a_hang_up_is_a_matter_of_each_verb(
    net: Net, asked: tuple[str, ...]
) -> None:
    net.sim.habits.asked_after_hangup = asked

    assert set(asked_when_the_caller_hangs_up(net)) == set(asked)


@pytest.mark.parametrize("place", ["<Queue>hotline</Queue>", "<Conference>case</Conference>"])
@pytest.mark.parametrize("asked", [(), ("Dial",)])
def test_a_dial_to_a_place_is_a_dial(net: Net, place: str, asked: tuple[str, ...]) -> None:
    net.sim.habits.asked_after_hangup = asked
    net.client.queues.create(friendly_name="hotline")
    net.sim.hangup(net.dial(f'<Dial action="/after">{place}</Dial>'))

    assert len(net.application.at("/after")) == len(asked)


def test_a_pause_is_no_words_a_key_could_end(net: Net) -> None:
    net.sim.habits.keys_end_words = True
    sid = net.dial("<Pause length='7'/><Redirect>/menu</Redirect>")
    net.sim.press(sid, "9")

    assert net.application.at("/menu") == []
