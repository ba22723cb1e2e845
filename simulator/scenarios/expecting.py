"""What a scenario expects: of lines, rooms, calls, and what the application was told."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatch

from simulator.kinds import names, whole
from simulator.ledger import Entry
from simulator.network import Simulator
from simulator.scenarios.reading import Step
from simulator.views import CallView

Question = Callable[[], bool]


@dataclass(frozen=True)
class Found:
    passed: bool
    text: str


def look(sim: Simulator, step: Step, numbers: Mapping[str, str]) -> Found:
    """`numbers` are those of the actors, by name."""
    with sim.lock:
        return _LOOKS[step.what](sim, step, numbers)


def _queue(sim: Simulator, step: Step, _numbers: Mapping[str, str]) -> Found:
    queue = sim.queues.named(str(step.value))
    size = len(queue.members) if queue else 0
    wanted = int(step.beside.get("size", 1))
    return _compared(f"{step.value}: waiting", size, wanted)


def _room(sim: Simulator, step: Step, numbers: Mapping[str, str]) -> Found:
    """Who hears whom, in the actors' names; of two with one number the first gives the name."""
    names = {number: name for name, number in reversed(list(numbers.items()))}
    rooms = [r for r in sim.rooms.all.values() if not r.over and fnmatch(r.name, str(step.value))]
    hears = _hears(rooms[-1].hears_by_person(), names) if rooms else {}
    wanted = {name: sorted(others) for name, others in step.beside.get("hears", {}).items()}
    return _compared(f"{step.value}: who hears whom", hears, wanted)


def _hears(hears: Mapping[str, list[str]], names: Mapping[str, str]) -> dict[str, list[str]]:
    return {
        names.get(one, one): sorted(names.get(other, other) for other in others)
        for one, others in hears.items()
    }


def _call(sim: Simulator, step: Step, numbers: Mapping[str, str]) -> Found:
    wanted = dict(step.value)
    states = {name: _state(sim, numbers.get(name, name)) for name in wanted}
    return _compared("calls", states, wanted)


def _state(sim: Simulator, number: str) -> str:
    calls = calls_of(sim, number)
    return calls[-1].status if calls else "none"


def _signals(sim: Simulator, step: Step, numbers: Mapping[str, str]) -> Found:
    """The beeps and ringing each of them has heard in their last call."""
    wanted = dict(step.value)
    heard = {name: _noticed(sim, numbers.get(name, name)) for name in wanted}
    return _compared("signals", heard, wanted)


def _noticed(sim: Simulator, number: str) -> list[str]:
    calls = calls_of(sim, number)
    return [signal.name for signal in calls[-1].signals] if calls else []


def calls_of(sim: Simulator, number: str) -> list[CallView]:
    """The calls this person speaks in; not those that only show the number."""
    calls = sim.calls_of(number)
    return [one for one in calls if number == (one.from_ if one.direction == "inbound" else one.to)]


def _webhook(sim: Simulator, step: Step, _numbers: Mapping[str, str]) -> Found:
    wanted = {str(key): str(value) for key, value in dict(step.value).items()}
    count = sum(_told(entry, wanted) for entry in sim.ledger if entry["kind"] == "webhook.sent")
    what = ", ".join(f"{key} {value}" for key, value in wanted.items())
    if "count" not in step.beside:
        return Found(count > 0, f"told {count} times: {what}")
    return _compared(f"told: {what}", count, int(step.beside["count"]))


def _told(entry: Entry, wanted: Mapping[str, str]) -> bool:
    params = entry["params"] if isinstance(entry["params"], dict) else {}
    kind = wanted.get("kind")
    if kind is not None and whole(kind) not in names(str(entry["webhook"]), params):
        return False
    facts = {**params, "path": str(entry["url"]).split("?")[0]}
    others = {key: value for key, value in wanted.items() if key != "kind"}
    return all(fnmatch(facts.get(key, ""), value) for key, value in others.items())


def _warning(sim: Simulator, step: Step, _numbers: Mapping[str, str]) -> Found:
    codes = [entry["code"] for entry in sim.ledger if entry["kind"] == "warning"]
    return _compared(
        f"warnings {step.value}", codes.count(int(step.value)), int(step.beside.get("count", 1))
    )


def _quiet(sim: Simulator, _step: Step, _numbers: Mapping[str, str]) -> Found:
    """Nobody waits, nobody talks, and the application did nothing wrong."""
    waiting = sum(len(queue.members) for queue in sim.queues.all.values())
    talking = sum(len(room.present) for room in sim.rooms.all.values())
    warnings = [entry["code"] for entry in sim.ledger if entry["kind"] == "warning"]
    return _compared("waiting, talking, warnings", (waiting, talking, warnings), (0, 0, []))


def _compared(what: str, found: object, wanted: object) -> Found:
    if found == wanted:
        return Found(True, f"{what}: {found}")
    return Found(False, f"{what}: {found}, expected {wanted}")


_LOOKS = {
    "queue": _queue,
    "room": _room,
    "call": _call,
    "signals": _signals,
    "webhook": _webhook,
    "warning": _warning,
    "quiet": _quiet,
}
