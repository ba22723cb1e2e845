"""Random callers, people and faults: what must hold of every call, whatever happened.

`python -m tests.calls.storm 10000` plays as many calls; the suite plays a few of them.
"""

import random
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from sqlalchemy import select

from hotline.calls import presence, rooms
from hotline.calls.presence import Presence, State
from hotline.calls.rooms import Room, Seat
from hotline.calls.waits import WAITS, Waiting
from hotline.contacts import Contact, Outcome
from hotline.vocabulary import DeadlineKind
from referral.promises import deadlines
from referral.promises.deadlines import Deadline
from tests.calls.office import Office
from tests.databases import Databases, server
from tests.house import House, build

PEOPLE = ("lan", "minh", "hoa")
ANSWERS = ("accept", "accept", "accept", "decline", "no_answer", "busy", "failed")
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


@contextmanager
def _houses() -> Iterator[Databases]:
    with server() as url:
        databases = Databases(url)
        yield databases
        databases.end()


def main(calls: int) -> int:
    """Nights of two hundred calls until so many were played; how many nights went wrong."""
    wrong = 0
    with _houses() as databases:
        for seed in range(0, calls, 200):
            with databases.kept() as url:
                storm = Storm(build(databases.engine(url)), seed)
                storm.rage(min(200, calls - seed))
                bad = any(storm.left_over().values()) or storm.unaccounted()
                wrong += bool(bad)
                sys.stdout.write(f"seed {seed}: {storm.left_over()} {storm.unaccounted()}\n")
    return wrong


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
