"""What a telephone shows: the calls it is in, and everything that happened to it, in order."""

from collections.abc import Callable, Iterator, Mapping

from simulator.behaviour import Answer
from simulator.ledger import Entry
from simulator.network import Simulator
from simulator.texts.message import Direction as Way
from simulator.texts.message import Message
from simulator.views import Json
from simulator.voice.call import Call, Direction, Status

LONGEST_STORY = 200
MOST_NUMBERS = 50
_REACHED = frozenset({Status.RINGING, Status.IN_PROGRESS})


def handsets(sim: Simulator, numbers: list[str]) -> Json:
    """`elsewhere` are the calls that ring by hand at a number none of these telephones has."""
    shown = set(numbers)
    return {
        "latest": len(sim.ledger),
        "phones": [_handset(sim, number) for number in numbers],
        "elsewhere": [_live(call) for call in _at_nobody(sim, shown)],
        "known": _known(sim),
    }


def _handset(sim: Simulator, number: str) -> Json:
    live = [call for call in sim.calls.live.values() if call.person == number and _felt(call)]
    return {"number": number, "calls": [_live(call) for call in live], "story": story(sim, number)}


def _felt(call: Call) -> bool:
    """A call on its way to a person is nothing to them before it rings."""
    return call.direction is Direction.INBOUND or call.status in _REACHED


def _live(call: Call) -> Json:
    return {
        "sid": call.sid,
        "state": call.status,
        "placed": call.direction is Direction.INBOUND,
        "number": call.person,
        "other": _other(call),
        "since": (call.answered or call.created).isoformat(),
    }


def _other(call: Call) -> str:
    return call.to if call.direction is Direction.INBOUND else call.shown


def _at_nobody(sim: Simulator, shown: set[str]) -> Iterator[Call]:
    for call in sim.calls.live.values():
        rings = call.direction is not Direction.INBOUND and call.status is Status.RINGING
        by_hand = sim.behaviour_of(call.to).answer is Answer.BY_HAND
        if rings and by_hand and call.to not in shown:
            yield call


def _known(sim: Simulator) -> list[str]:
    """The people's numbers on the network, whoever was heard of last first."""
    people = [call.person for call in sim.calls.all.values()]
    people += [_person(message) for message in sim.messages.all.values()]
    return list(dict.fromkeys(reversed(people)))[:MOST_NUMBERS]


def _person(message: Message) -> str:
    return message.from_ if message.direction is Way.INBOUND else message.to


# The story.


def story(sim: Simulator, number: str) -> list[Json]:
    """Moments by the ids of the ledger: calls and their ends, words, signals, keys, texts."""
    moments = [*_of_calls(sim, number), *_of_texts(sim, number)]
    return sorted(moments, key=lambda moment: int(str(moment["id"])))[-LONGEST_STORY:]


def _of_calls(sim: Simulator, number: str) -> Iterator[Json]:
    for call in sim.calls.all.values():
        if call.person == number:
            for entry in sim.exchange.ledger.of(call.sid):
                tell = _MOMENTS.get(str(entry["kind"]))
                told = tell(sim, call, entry) if tell else None
                if told:
                    yield {"id": entry["id"], "at": entry["at"], "call": call.sid, **told}


Told = Mapping[str, object]


def _created(_sim: Simulator, call: Call, _entry: Entry) -> Told | None:
    placed = call.direction is Direction.INBOUND
    return {"kind": "placed", "other": _other(call)} if placed else None


def _status(_sim: Simulator, call: Call, entry: Entry) -> Told | None:
    status = Status(str(entry["status"]))
    if status is Status.RINGING:
        return {"kind": "rings", "other": _other(call)}
    if status in (Status.QUEUED, Status.INITIATED) or call.dialled is None:
        return None
    seconds = call.seconds if status is Status.COMPLETED else None
    return {"kind": "status", "status": status, "seconds": seconds}


def _heard(sim: Simulator, _call: Call, entry: Entry) -> Told:
    by = sim.calls.all.get(str(entry.get("by", "")))
    return {
        "kind": "heard",
        "text": entry.get("text", ""),
        "url": entry.get("url", ""),
        "language": entry.get("language", ""),
        "by": by.person if by else "",
    }


def _signal(_sim: Simulator, _call: Call, entry: Entry) -> Told:
    return {"kind": "signal", "signal": entry["signal"]}


def _said(_sim: Simulator, _call: Call, entry: Entry) -> Told:
    return {"kind": "said", "text": entry["text"]}


def _pressed(_sim: Simulator, _call: Call, entry: Entry) -> Told:
    return {"kind": "pressed", "key": entry["key"]}


_MOMENTS: dict[str, Callable[[Simulator, Call, Entry], Told | None]] = {
    "call.created": _created,
    "call.status": _status,
    "heard": _heard,
    "signal": _signal,
    "said": _said,
    "key.pressed": _pressed,
}


def _of_texts(sim: Simulator, number: str) -> Iterator[Json]:
    for message in sim.messages.all.values():
        if _person(message) == number and message.arrived is not None:
            yield _text(message, sim.exchange.ledger.of(message.sid))


def _text(message: Message, entries: list[Entry]) -> Json:
    """A text stands where it reached the handset, or where it was written."""
    written = message.direction is Way.INBOUND
    moment = entries[0] if written else _arrival(entries)
    return {
        "id": moment["id"],
        "at": moment["at"],
        "kind": "sent" if written else "received",
        "other": message.to if written else message.from_,
        "text": message.body,
        "pictures": [f"/phone/pictures/{message.sid}/{one.sid}" for one in message.media],
    }


def _arrival(entries: list[Entry]) -> Entry:
    arrivals = (entry for entry in entries if entry.get("status") == "delivered")
    return next(arrivals, entries[0])
