"""Random callers, people and faults: what must hold of every call, whatever happened.

`python -m tests.calls.storm 10000` plays as many calls; the suite plays a few of them.
"""

import random
import sys
from collections import Counter
from collections.abc import Iterator, MutableMapping
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from multiprocessing import get_context
from time import perf_counter, process_time

import structlog
from sqlalchemy import select

from hotline.calls import presence, rooms
from hotline.calls.presence import Presence, State
from hotline.calls.rooms import Room, Seat
from hotline.calls.waits import WAITS, Waiting
from hotline.contacts import Contact, Outcome
from hotline.vocabulary import DeadlineKind
from referral.promises import deadlines
from referral.promises.deadlines import Deadline
from tests.calls.office import DUNG, HOA, MAI, Office
from tests.databases import Databases, server
from tests.house import House, build

PEOPLE = ("lan", "minh", "hoa")
ANSWERS = ("accept", "accept", "accept", "decline", "no_answer", "busy", "failed")
PHONES = (HOA, DUNG, MAI)
PRESSED = ("4", "4", "1", "")  # at a page and at an offer: takes the ticket, or the caller
STATES = (State.READY, State.READY, State.ON_BREAK)
KEYS = ("1", "1", "1", "9", "2", "", "*")
FAULTS: tuple[dict[str, dict[str, object]], ...] = (
    {},
    {},
    {"webhooks": {"duplicate": 0.5}},
    {"webhooks": {"drop": 0.2, "kinds": ["conference", "call_status"]}},
    {"webhooks": {"delay": 0.5, "kinds": ["conference", "call_status"]}},
    {"rest": {"503": 0.2}},
    {"rest": {"500_after": 0.2}},
)
A_NIGHT = 100  # calls
TO_THE_END = timedelta(minutes=16)  # longer than any wait, and than any message


class Storm:
    def __init__(self, house: House, seed: int) -> None:
        self._office, self._dice = Office(house), random.Random(seed)
        self._house, self._calls = house, list[str]()

    def rage(self, calls: int) -> None:
        """So many calls, one after another and beside each other, until all is quiet again."""
        for n in range(calls):
            self._somebody_acts()
            self._house.network.fail(**self._dice.choice(FAULTS))
            self._calls.append(self._house.dial(f"+8491{self._dice.randrange(10**7):07}"))
            self._office.wait(self._dice.uniform(1, 4))
            self._press(self._dice.choice(KEYS))
            self._office.wait(self._dice.uniform(0, 20))
            self._somebody_hangs_up()
            if n % 5 == 4:
                self._house.parts.recheck_calls()
            assert self.twice_seated() == 0
        self._calm()

    def _somebody_acts(self) -> None:
        login = self._dice.choice(PEOPLE)
        client = self._office.client(login)
        answer, after = self._dice.choice(ANSWERS), self._dice.uniform(0.5, 9)
        self._house.network.behave(client, answer=answer, after=after)
        if self._office.state(login) is not State.TALKING:
            self._office.becomes(login, self._dice.choice(STATES))
        self._somebody_on_duty_picks_up()

    def _somebody_on_duty_picks_up(self) -> None:
        answer, key = self._dice.choice(ANSWERS), self._dice.choice(PRESSED)
        pressed = [(self._dice.uniform(3, 12), key)] if key else []
        phone = self._dice.choice(PHONES)
        self._house.network.behave(phone, answer=answer, after=3, press=pressed)

    def _press(self, key: str) -> None:
        if key and self._office.is_on_the_line(self._calls[-1]):
            self._house.network.press(self._calls[-1], key)

    def _somebody_hangs_up(self) -> None:
        """A child, or whoever talks with one, whose browser dies."""
        legs = [*self._calls, *self._legs_of_people()]
        alive = [leg for leg in legs if self._office.is_on_the_line(leg)]
        if alive and self._dice.random() < 0.5:
            self._house.network.hangup(self._dice.choice(alive))

    def _legs_of_people(self) -> Iterator[str]:
        for login in PEOPLE:
            client = self._office.client(login)
            yield from (call.sid for call in self._house.network.calls_to(client))

    def _calm(self) -> None:
        """Faults end, everybody who still talks goes, and the clock runs on."""
        self._house.network.fail()
        for sid in self._calls:
            if self._office.is_on_the_line(sid):
                self._house.network.hangup(sid)
        for _ in range(4):
            self._office.wait(30)
            self._house.parts.recheck_calls()
        self._house.forward(TO_THE_END)

    # What must hold.

    def twice_seated(self) -> int:
        """Legs in two rooms, as the carrier has it."""
        there: list[str] = []
        for room in self._house.network.rooms.all.values():
            there += [one.sid for one in room.present if not room.over]
        return len(there) - len(set(there))

    def left_over(self) -> dict[str, int]:
        """What must be empty at the end."""
        talking = (presence.NOW, Presence.state == State.TALKING)
        queries = {
            "waits": select(Waiting.id).where(WAITS),
            "rooms": select(Room.id).where(Room.ended.is_(None)),
            "seats": select(Seat.id).where(rooms.OPEN),
            "talking": select(Presence.id).where(*talking),
        }
        with self._house.work() as work:
            found = {name: len(work.session.scalars(q).all()) for name, q in queries.items()}
        return found | {"in line": 0 if self._office.line_is_empty() else 1}

    def unaccounted(self) -> list[str]:
        """Calls that were neither answered nor are somebody's work."""
        promised = select(Deadline.ticket_id).where(
            Deadline.kind.in_([*deadlines.HUMAN, DeadlineKind.LADDER, DeadlineKind.PROGRESS])
        )
        known = select(Contact.carrier_sid).where(
            (Contact.outcome == Outcome.ANSWERED) | Contact.ticket_id.in_(promised)
        )
        with self._house.work() as work:
            accounted = set(work.session.scalars(known))
        return [sid for sid in self._calls if sid not in accounted]


@dataclass(frozen=True)
class Night:
    """What a night came to; `complaints` counts what the house logged as an error, by its name, and
    `took` is the processor's time without the database's."""

    seed: int
    calls: int
    left_over: dict[str, int]
    unaccounted: list[str]
    complaints: dict[str, int]
    took: float

    @property
    def is_bad(self) -> bool:
        return any(self.left_over.values()) or bool(self.unaccounted)


def night(seed: int, calls: int) -> Night:
    """In a process, and a database, of its own."""
    complaints: Counter[str] = Counter()
    structlog.configure([partial(_counted, complaints)])
    began = process_time()
    with server() as url:
        databases = Databases(url)
        with databases.kept() as url:
            storm = Storm(build(databases.engine(url)), seed)
            storm.rage(calls)
            found = storm.left_over(), storm.unaccounted()
        databases.end()
    return Night(seed, calls, *found, dict(complaints), process_time() - began)


def _played(seed_and_calls: tuple[int, int]) -> Night | str:
    """The night, or why there is none."""
    try:
        return night(*seed_and_calls)
    except Exception as error:  # noqa: BLE001  # one night must not end the others
        return f"{seed_and_calls}: {error!r}"


def _counted(
    complaints: Counter[str], _log: object, level: str, event: MutableMapping[str, object]
) -> MutableMapping[str, object]:
    if level == "error":
        complaints[f"{event['event']} {event.get('error', '')}".strip()] += 1
    raise structlog.DropEvent


def main(calls: int, first: int = 0) -> int:
    """Nights of a hundred calls, as many at once as there are processors; whether any was bad.

    The seed of a night is the number of its first call.
    """
    nights = [
        (seed, min(A_NIGHT, first + calls - seed)) for seed in range(first, first + calls, A_NIGHT)
    ]
    bad, began = 0, perf_counter()
    # An executor of concurrent.futures never replaces processes that have done their share.
    with get_context("spawn").Pool(maxtasksperchild=4) as processes:
        for played in processes.imap_unordered(_played, nights):
            is_bad = isinstance(played, str) or played.is_bad
            bad += is_bad
            print("BAD" if is_bad else "   ", played, flush=True)
    print(f"{calls} calls, {bad} nights bad, {perf_counter() - began:.0f} s")
    return int(bad > 0)


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
