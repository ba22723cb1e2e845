"""Calls, texts, rooms and recordings go from state to state, and no other way."""

from collections.abc import Callable, Mapping
from enum import StrEnum
from itertools import product

import pytest

from simulator.errors import NotPossibleError
from simulator.texts import message
from simulator.texts.message import Message
from simulator.voice import call, recording
from simulator.voice.call import Call, Orders
from simulator.voice.recording import Order, Recording, Source
from simulator.voice.tape import Tape
from tests.simulator.conftest import CHILD, HOTLINE, POLICE, START, Net
from tests.simulator.test_rooms import case, room

Ways = Mapping[str, str]
CALLS: Ways = {
    "queued": "initiated canceled failed",
    "initiated": "ringing busy no-answer canceled failed",
    "ringing": "in-progress busy no-answer canceled failed",
    "in-progress": "completed",
}
TEXTS: Ways = {
    "accepted": "queued canceled",
    "scheduled": "queued canceled",
    "queued": "sending failed canceled",
    "sending": "sent failed",
    "sent": "delivered undelivered",
    "delivered": "read",
    "receiving": "received",
}
RECORDINGS: Ways = {
    "in-progress": "paused stopped",
    "paused": "in-progress stopped",
    "stopped": "processing",
    "processing": "completed absent",
    "completed": "deleted",
}


def move_a_call(was: str, to: str) -> None:
    one = Call("CA1", CHILD, HOTLINE, call.Direction.OUTBOUND_API, START, Orders())
    one.status = call.Status(was)
    one.move(call.Status(to), START)


def move_a_text(was: str, to: str) -> None:
    one = Message("SM1", HOTLINE, CHILD, "Em ơi", message.Direction.OUTBOUND_API, START)
    one.status = message.Status(was)
    one.move(message.Status(to), START)


def move_a_recording(was: str, to: str) -> None:
    one = Recording("RE1", "", Order(Source.CALL_API), "CA1", "", START, Tape(START))
    one.status = recording.Status(was)
    one.move(recording.Status(to), START)


@pytest.mark.parametrize(
    ("statuses", "ways", "move"),
    [
        pytest.param(call.Status, CALLS, move_a_call, id="a call"),
        pytest.param(message.Status, TEXTS, move_a_text, id="a text"),
        pytest.param(recording.Status, RECORDINGS, move_a_recording, id="a recording"),
    ],
)
def test_it_moves_as_it_may_and_no_other_way(
    statuses: type[StrEnum], ways: Ways, move: Callable[[str, str], None]
) -> None:
    names = [status.value for status in statuses]
    done = set()
    for was, to in product(names, names):
        try:
            move(was, to)
        except NotPossibleError:
            continue
        done.add((was, to))

    assert done == {(was, to) for was, every in ways.items() for to in every.split()}


def test_a_room_is_made_talks_and_ends(net: Net) -> None:
    seen = []
    child = net.dial(room("child"))
    seen.append(net.client.conferences(case(net).sid).fetch().status)
    net.application.answers["/voice"] = room("counselor")
    counselor = net.sim.dial("+84900000007", HOTLINE)
    sid = case(net).sid
    seen.append(net.client.conferences(sid).fetch().status)
    net.sim.hangup(child)
    net.sim.hangup(counselor)

    assert [*seen, net.client.conferences(sid).fetch().status] == [
        "init",
        "in-progress",
        "completed",
    ]


def test_one_who_is_called_into_a_room_is_queued_connects_rings_and_is_there(net: Net) -> None:
    net.sim.behave(POLICE, answer="accept", after=2)
    guests = net.client.conferences("case-42").participants
    guest = guests.create(from_=HOTLINE, to=POLICE)
    seen = [guest.status]
    sid = case(net).sid
    for seconds in (0.5, 1, 2):
        net.pass_time(seconds)
        seen.append(net.client.conferences(sid).participants(guest.call_sid).fetch().status)

    assert seen == ["queued", "connecting", "ringing", "connected"]
