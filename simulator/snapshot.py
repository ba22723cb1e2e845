"""The whole state of the network as one document, for reading: nothing changes by looking at it."""

from dataclasses import asdict
from typing import Protocol

from simulator import shown
from simulator.belongings import Belongings
from simulator.clock import Clock
from simulator.exchange import Exchange
from simulator.numbers import Answering, Trunk
from simulator.queues.queue import Queue, Queues
from simulator.rooms.conference import Conference, Participant
from simulator.rooms.rooms import Rooms
from simulator.softphones import Softphones
from simulator.texts.messages import Messages
from simulator.views import Json, call_view, message_view
from simulator.voice.call import Call
from simulator.voice.calls import Calls
from simulator.wire.addresses import without_userinfo


class Network(Protocol):
    has: Belongings
    clock: Clock
    exchange: Exchange
    calls: Calls
    messages: Messages
    queues: Queues
    rooms: Rooms
    softphones: Softphones


def of(network: Network) -> Json:
    """What is over stands in it too; no key of the account, no password of an address does."""
    messages = network.messages
    return {
        "clock": shown.time_and_next(network.clock),
        "ledger": len(network.exchange.ledger.entries),
        **_account(network.has),
        "calls": [_call(call) for call in network.calls.all.values()],
        "messages": [shown.message(message_view(each)) for each in messages.all.values()],
        "stopped": sorted(map(list, messages.opted_out.pairs)),
        "queues": [_queue(each, network.clock) for each in network.queues.all.values()],
        "conferences": [_conference(room) for room in network.rooms.all.values()],
        "softphones": sorted(one.phone.identity for one in network.softphones.all.values()),
        "faults": network.exchange.faults.written,
    }


def _account(has: Belongings) -> Json:
    return {
        "numbers": [_answering(one) for one in has.owned.values()],
        "applications": [_answering(one) for one in has.applications.values()],
        "services": {sid: list(numbers) for sid, numbers in has.services.items()},
        "trunks": [_trunk(one) for one in has.trunks.values()],
        "verified": list(has.verified),
        "behaviours": {number: asdict(one) for number, one in has.behaviours.items()},
        "coverage": asdict(has.coverage),
        "habits": asdict(has.habits),
    }


def _answering(one: Answering) -> Json:
    told = asdict(one).items()
    return {name: without_userinfo(value) for name, value in told if isinstance(value, str)}


def _trunk(one: Trunk) -> Json:
    times = {"created": one.created.isoformat(), "updated": one.updated.isoformat()}
    return {**_answering(one), **times}


def _call(call: Call) -> Json:
    return {
        **shown.call(call_view(call)),
        "parent": call.parent,
        "hears": [other.sid for other in call.room.heard_by(call)] if call.room else [],
    }


def _queue(queue: Queue, clock: Clock) -> Json:
    now = clock.now()
    waiting = [
        {"call": each.sid, "from": each.call.from_, "seconds": each.waited(now)}
        for each in queue.members
    ]
    return {"sid": queue.sid, "name": queue.name, "size": queue.max_size, "members": waiting}


def _conference(room: Conference) -> Json:
    return {
        "sid": room.sid,
        "name": room.name,
        "state": room.state.value,
        "reason": room.reason,
        "participants": [_participant(one) for one in room.participants.values()],
        "hears": room.hears(),
    }


def _participant(one: Participant) -> Json:
    return {
        "call": one.sid,
        "label": one.label,
        "status": one.status,
        "muted": one.muted,
        "hold": one.hold,
        "coaches": one.coaches,
        "starts": one.starts,
        "ends": one.ends,
        "beeps_in": one.beeps_in,
        "beeps_out": one.beeps_out,
    }
