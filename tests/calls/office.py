"""A hotline with counselors in their seats, as the stories of calls hold it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select

from hotline import intake, staff
from hotline.calls import orders, presence, rooms, waits
from hotline.calls.looks import Look
from hotline.calls.orders import CallOrder
from hotline.calls.presence import Presence, State, Via
from hotline.calls.rooms import Room, Seat
from hotline.calls.waits import Waiting
from hotline.contacts import Contact
from hotline.sending.outbox import TO_LEAVE, Outgoing
from hotline.staff import PHONE, Staff
from hotline.store.prepared import Prepared
from hotline.telephony.carrier import CallTurn
from referral.answering import settling
from tests.house import NEVER, House

CHILD, OTHER = "+84912345678", "+84987654321"
HOA, DUNG, MAI = "+84990000001", "+84990000002", "+84990000003"
SECOND = timedelta(seconds=1)


DUES = Prepared(
    select(
        select(func.min(Look.at)).scalar_subquery(),
        select(func.min(Presence.ends_at)).where(Presence.until.is_(None)).scalar_subquery(),
        select(func.min(CallOrder.not_before)).where(CallOrder.ending.is_(None)).scalar_subquery(),
        select(func.min(Outgoing.not_before)).where(TO_LEAVE).scalar_subquery(),
    )
)


def nobody() -> Staff:
    raise AssertionError("nobody has this log-in")


@dataclass
class Office:
    house: House

    def client(self, login: str) -> str:
        return presence.address(self.house.person(login), Via.SOFTPHONE)

    def ready(self, *logins: str, answers: str = "accept", after: float = 2) -> None:
        """They log in and sit at their softphones; each has been ready a second longer."""
        for login in logins:
            self.house.network.behave(self.client(login), answer=answers, after=after)
            self.becomes(login, State.READY)
            self.house.network.clock.forward(SECOND)

    def becomes(self, login: str, state: State, via: Via | None = None) -> None:
        with self.house.work() as work:
            presence.choose(work, staff.by_login(work, login) or nobody(), state, via)

    def state(self, login: str) -> State:
        with self.house.work() as work:
            row = presence.of(work, self.house.person(login).id)
            return row.state if row else State.OFFLINE

    def states_of(self, login: str) -> list[Presence]:
        with self.house.work() as work:
            person = self.house.person(login).id
            rows = select(Presence).where(Presence.staff_id == person)
            return list(work.session.scalars(rows.order_by(Presence.since)))

    def calls(self, key: str = "1", caller: str = CHILD) -> str:
        """A child calls and presses a key at the menu; nothing is pressed where it is empty."""
        call = self.house.dial(caller)
        self.house.network.clock.forward(2 * SECOND)
        if key:
            self.house.network.press(call, key)
        self.wait(0.1)
        return call

    def wait(self, seconds: float) -> None:
        """Let time pass, with what the loop of calls and the senders do whenever there is a need;
        the rest of the house has its turn at the end."""
        clock = self.house.network.clock
        until = clock.now() + timedelta(seconds=seconds)
        due = self._work()
        while (moment := min(clock.next_at() or until, due, until)) < until:
            rung = len(self.house.rings)
            clock.forward(max(moment - clock.now(), timedelta()))
            if due <= clock.now() or len(self.house.rings) > rung:
                due = self._work()
        clock.forward(until - clock.now())
        self.house.tick()

    def _work(self) -> datetime:
        """When there is something to do again."""
        self.house.parts.ring_people()
        self.house.parts.delivery("test").run()
        with self.house.work() as work:
            dues = [due for due in work.glance(DUES, {}) or () if due is not None]
        soonest = self.house.network.clock.now() + SECOND / 4  # the beat of the loop of calls
        return max(min(dues, default=NEVER), soonest)

    def rung(self, who: str) -> int:
        return len(self.house.network.calls_to(who if who.startswith("+") else self.client(who)))

    def hears(self) -> dict[str, set[str]]:
        """Who hears whom now, in all rooms: logins, and `child` for whoever called."""
        heard: dict[str, set[str]] = {}
        names = self._names()
        for room in self.house.network.rooms.all.values():
            if not room.over:
                for one, others in room.hears_by_person().items():
                    heard[names.get(one, one)] = {names.get(each, each) for each in others}
        return heard

    def _names(self) -> dict[str, str]:
        with self.house.work() as work:
            people = work.session.scalars(select(Presence.staff_id)).all()
        names = {f"client:{presence.identity(staff_id)}": str(staff_id) for staff_id in people}
        logins = {str(self.house.person(login).id): login for login in ("lan", "minh", "hoa")}
        named = {client: logins.get(staff, staff) for client, staff in names.items()}
        return named | {CHILD: "child", OTHER: "other", HOA: "hoa's phone", MAI: "mai's phone"}

    @contextmanager
    def full_line(self) -> Iterator[None]:
        """As many wait as the policy lets wait."""
        with self.house.work() as work:
            for n in range(work.policy.calls.most_waiting):
                received = intake.receive_call(work, CallTurn(f"CA{n}", ""))
                work.session.flush()
                waits.begin(work, received.contact, received.ticket)
        yield

    def press_end(self, login: str) -> None:
        """Somebody who talks presses End."""
        with self.house.work() as work:
            person = staff.by_login(work, login) or nobody()
            seat = rooms.seat_of_person(work, person.id)
            assert seat is not None
            settling.end(work, seat.room_id, person)

    def end(self, login: str) -> None:
        """And the caller hears all of it."""
        self.press_end(login)
        self.wait(40)

    def take_orders_and_die(self) -> None:
        """A process takes what is ordered, and ends before it says a word to the carrier."""
        with self.house.work() as work:
            assert orders.claim(work)

    def is_on_the_line(self, call: str) -> bool:
        return self.house.network.call(call).status == "in-progress"

    def heard(self, call: str) -> str:
        return " ".join(self.house.network.call(call).heard)

    def waiting(self) -> list[Waiting]:
        with self.house.work() as work:
            return list(work.session.scalars(select(Waiting).order_by(Waiting.since)))

    def rooms(self) -> list[Room]:
        with self.house.work() as work:
            return list(work.session.scalars(select(Room).order_by(Room.opened_at)))

    def seats(self) -> list[Seat]:
        with self.house.work() as work:
            return list(work.session.scalars(select(Seat).order_by(Seat.rung_at)))

    def contact(self, caller: str = CHILD) -> Contact:
        with self.house.work() as work:
            index = work.keyring.blind(caller, PHONE)
            rows = select(Contact).where(Contact.caller_index == index)
            return work.session.scalars(rows.order_by(Contact.received_at.desc()).limit(1)).one()

    def line_is_empty(self) -> bool:
        queue = self.house.network.queues.named("hotline")
        return queue is None or queue.members == []
