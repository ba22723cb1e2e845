"""The promises the house makes about itself, as questions to the database, asked every minute."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Select, and_, bindparam, func, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, mapped_column

from hotline.contacts import Contact
from hotline.recordings import kept
from hotline.sending import breakers
from hotline.sending.outbox import Outgoing
from hotline.sending.outbox import State as Sending
from hotline.store.prepared import MOMENT, Prepared
from hotline.store.work import Base, Work, table_of
from hotline.tickets import OPEN, Ticket
from hotline.vocabulary import DeadlineKind
from referral.canary import flights
from referral.promises import clock_guard
from referral.promises.deadlines import ARMED, OURS, Deadline
from referral.referrals import UNANSWERED, Referral
from referral.staffing import handover, numbers
from referral.staffing.duty import now_reachable, on_shift

LATE = timedelta(seconds=5)  # a sweep comes every second
STUCK = timedelta(seconds=60)
BEAT = timedelta(seconds=10)
METRONOME = "metronome"
ITS_ANSWER = (DeadlineKind.AGENCY_ACK, DeadlineKind.OPINION)  # what a request waits for


class Heartbeat(Base):
    """When a clockwork last finished a whole round."""

    __tablename__ = "heartbeat"

    name: Mapped[str] = mapped_column(unique=True)
    at: Mapped[datetime]
    rounds: Mapped[int]


@dataclass(frozen=True)
class Check:
    """`count` is how many rows break the promise; `code` is its name in the catalogs."""

    code: str
    ok: bool
    count: int


_FIRST = insert(table_of(Heartbeat)).values(
    id=func.gen_random_uuid(), name=bindparam("name"), at=MOMENT, rounds=1
)
_BEAT = Prepared(
    _FIRST.on_conflict_do_update(
        index_elements=["name"],
        set_={"at": _FIRST.excluded.at, "rounds": Heartbeat.rounds + 1},
    ).returning(Heartbeat.rounds)
)


def beat(work: Work, name: str) -> None:
    _BEAT.first(work.connection, {"name": name, MOMENT.key: work.now})


def last_beat(work: Work, name: str) -> datetime | None:
    return work.session.scalar(select(Heartbeat.at).where(Heartbeat.name == name))


def run(work: Work) -> list[Check]:
    """One answer per promise, each a count that must be zero."""
    return [_asked(work, code, ask) for code, ask in CHECKS.items()]


def _asked(work: Work, code: str, ask: Callable[[Work], int]) -> Check:
    count = ask(work)
    return Check(code, count == 0, count)


def _count(work: Work, query: Select[uuid.UUID]) -> int:
    return work.session.scalar(select(func.count()).select_from(query.subquery())) or 0


def strays() -> Select[uuid.UUID]:
    """Open tickets to which nothing is promised."""
    armed = select(Deadline.ticket_id).where(ARMED, OURS)
    return select(Ticket.id).where(OPEN, Ticket.id.not_in(armed))


def _unguarded(work: Work) -> int:
    return _count(work, strays())


def _overdue(work: Work) -> int:
    query = select(Deadline.id).where(ARMED, Deadline.due_at < work.now - LATE)
    return _count(work, query)


def _stuck(work: Work) -> int:
    """Due to leave for a minute: the outbox does not empty, or the carrier refuses everything."""
    query = select(Outgoing.id).where(
        Outgoing.state.in_([Sending.PENDING, Sending.LEASED, Sending.REFUSED]),
        Outgoing.created_at < work.now - STUCK,
    )
    return _count(work, query)


def _unguarded_referrals(work: Work) -> int:
    """Sent, not answered, its deadline missed, and nobody is being paged or has taken it."""
    guarded = select(Deadline.ticket_id).where(
        ARMED,
        or_(
            and_(Deadline.referral_id == Referral.id, Deadline.kind.in_(ITS_ANSWER)),
            Deadline.kind.in_([DeadlineKind.LADDER, DeadlineKind.PROGRESS, DeadlineKind.FOLLOW_UP]),
        ),
    )
    query = (
        select(Referral.id)
        .join(Ticket, Ticket.id == Referral.ticket_id)
        .where(Referral.status.in_(UNANSWERED), OPEN)
        .where(Referral.ticket_id.not_in(guarded))
    )
    return _count(work, query)


def _left_behind(work: Work) -> int:
    """Merged into another ticket, where everybody looks; and something still stands at this one."""
    armed = select(Deadline.ticket_id).where(ARMED)
    spoken = select(Contact.ticket_id).where(Contact.ticket_id == Ticket.id)
    asked = select(Referral.ticket_id).where(Referral.ticket_id == Ticket.id)
    there = or_(OPEN, Ticket.id.in_(armed), spoken.exists(), asked.exists())
    return _count(work, select(Ticket.id).where(Ticket.merged_into_id.is_not(None), there))


def _provider_down(work: Work) -> int:
    return len(breakers.is_open(work))


def _nobody_reachable(work: Work) -> int:
    return 0 if len(numbers.counted(work)) >= 2 else 1


def _nobody_on_duty(work: Work) -> int:
    """Who has gone off is still paged for a while, and is no reason to hide a gap."""
    people = now_reachable(work).people
    first = (shift.staff_id for shift in on_shift(work) if shift.place == 1)
    return 0 if any(person in people for person in first) else 1


def _nobody_second(work: Work) -> int:
    """Ladders pass the rung at no cost, but one person fewer stands before everybody is woken."""
    return 0 if any(shift.place == 2 for shift in on_shift(work)) else 1


def _unsigned(work: Work) -> int:
    return int(handover.is_unsigned(work))


def metronome_is_silent(work: Work) -> bool:
    at = last_beat(work, METRONOME)
    return at is None or at <= work.now - BEAT


def _no_beat(work: Work) -> int:
    return int(metronome_is_silent(work))


def _clock_back(work: Work) -> int:
    return int(clock_guard.is_back(work))


def _clock_apart(work: Work) -> int:
    """Our clock and the database's differ by more than a second; never so in virtual time."""
    if work.trip.premises.virtual_time:
        return 0
    apart = abs(clock_guard.clock(work) - work.now)
    return 0 if apart < timedelta(seconds=2) else 1


CHECKS: dict[str, Callable[[Work], int]] = {
    "every_open_ticket_is_promised_something": _unguarded,
    "no_deadline_waits_to_be_fired": _overdue,
    "the_outbox_empties": _stuck,
    "the_providers_answer": _provider_down,
    "every_unanswered_referral_is_guarded": _unguarded_referrals,
    "nothing_is_left_at_a_merged_ticket": _left_behind,
    "two_supervisors_can_be_reached": _nobody_reachable,
    "somebody_is_on_duty": _nobody_on_duty,
    "a_second_is_on_duty": _nobody_second,
    "the_handover_is_signed": _unsigned,
    "the_metronome_beats": _no_beat,
    "every_recording_is_fetched": kept.overdue,
    "the_canary_comes_home": flights.lost,
    "the_clocks_agree": _clock_apart,
    "time_goes_forward": _clock_back,
}
