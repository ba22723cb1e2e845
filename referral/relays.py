"""To and from the national child line: each line keeps the other's reference, and answers it."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, LargeBinary, func, select, text
from sqlalchemy.orm import Mapped, mapped_column

from hotline import heeding, intake, tickets
from hotline.errors import InvalidError
from hotline.facts import Fact
from hotline.intake import Told
from hotline.policy import Commune
from hotline.staff import Staff
from hotline.store import journal
from hotline.store.journal import Act
from hotline.store.sealing import Sealed
from hotline.store.work import Base, Work
from hotline.text import clean, fold, words
from hotline.tickets import REAL, Ticket
from hotline.vocabulary import AgencyKind, DeadlineKind
from referral import desk, referrals
from referral.directory import agencies
from referral.promises import obligations
from referral.promises.deadlines import Deadline, State
from referral.referrals import Referral
from referral.routing import Choice

REFERENCE = "reference"  # purpose of its blind index
LONGEST = 60
OLDEST = timedelta(days=30)  # what the national line heard before is another matter


class Direction(StrEnum):
    TO = "to"
    FROM = "from"


class Relay(Base):
    """Under which reference the national line has a ticket: one it passed on to us, or one it was
    told of in a request. A reference it passes on is one ticket, however often it comes."""

    __tablename__ = "relay"
    __table_args__ = (
        Index(
            "uq_relay_passed_on",
            "reference_index",
            unique=True,
            postgresql_where=text("direction = 'from'"),
        ),
    )

    ticket_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("ticket.id"), index=True)
    direction: Mapped[Direction]
    referral_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("referral.id"), unique=True)
    reference = Sealed()
    reference_index: Mapped[bytes] = mapped_column(LargeBinary, index=True)
    kept_at: Mapped[datetime]
    kept_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("staff.id"))


@dataclass(frozen=True)
class Passed:
    """What the national line passes on. `heard_at` is when it heard of it: the law counts from the
    first receiver. `number` is whoever told it, where it says so."""

    reference: str
    words: str
    heard_at: datetime
    number: str = ""
    danger: bool = False
    commune: Commune | None = None


def take_in(work: Work, passed: Passed, person: Staff) -> Ticket:
    """A contact on the ticket of that reference, which opens again; or on a new one.

    Somebody looks at it as at any other, and an answer is owed to the national line.
    """
    reference = _reference(passed.reference)
    if not passed.words.strip():
        raise InvalidError("write down what the national line says")
    if not work.now - OLDEST <= passed.heard_at <= work.now:
        raise InvalidError("the national line heard of it within the last month")
    _one_at_a_time(work, reference)
    known = _passed_on(work, reference)
    told = Told(f"relay:{uuid.uuid4()}", passed.number, passed.words, danger=passed.danger)
    received = intake.receive_told(work, told, known)
    ticket = received.ticket
    if received.fresh:
        ticket.received_at = passed.heard_at
    if known is None:
        _keep(work, ticket, Direction.FROM, reference, person)
    heeding.listen(work, received)
    _owe(work, ticket, passed, fresh=received.fresh, by=journal.staff(person.id))
    return ticket


def _owe(work: Work, ticket: Ticket, passed: Passed, *, fresh: bool, by: str) -> None:
    """What any contact brings, and the answer to who passed it on."""
    desk.promise(work, ticket, DeadlineKind.FIRST_RESPONSE, fresh=fresh)
    if passed.commune is not None:
        tickets.set_place(work, ticket, passed.commune, None, by=by)
    desk.follow_up(work, ticket)
    obligations.happened(work, ticket, Fact.RELAYED, work.now)


def keep_reference(work: Work, referral: Referral, person: Staff, written: str) -> None:
    """Under which reference the national line has what it was told; a newer one takes its place."""
    reference = _reference(written)
    referrals.hold(work, referral)
    if referral.agency.kind is not AgencyKind.NATIONAL_LINE:
        raise InvalidError("only the national line gives such a reference")
    row = of_referral(work, referral.id)
    if row is None:
        _keep(work, referral.ticket, Direction.TO, reference, person, referral.id)
        return
    row.reference, row.reference_index = reference, _index(work, reference)
    row.kept_at, row.kept_by = work.now, person.id
    _write(work, referral.ticket, Direction.TO, reference, person)


def _keep(  # noqa: PLR0913  # which ticket, which way, under what, by whom: each said by name
    work: Work,
    ticket: Ticket,
    direction: Direction,
    reference: str,
    person: Staff,
    referral_id: uuid.UUID | None = None,
) -> None:
    work.add(
        Relay(
            ticket_id=ticket.id,
            direction=direction,
            referral_id=referral_id,
            reference=reference,
            reference_index=_index(work, reference),
            kept_at=work.now,
            kept_by=person.id,
        )
    )
    _write(work, ticket, direction, reference, person)


def _write(work: Work, ticket: Ticket, direction: Direction, reference: str, person: Staff) -> None:
    facts = {"reference": reference, "direction": direction.value}
    by = journal.staff(person.id)
    act = Act.RELAYED if direction is Direction.FROM else Act.REFERENCE_KEPT
    journal.write(work, act, by=by, ticket_id=ticket.id, facts=facts)


def _reference(written: str) -> str:
    reference = clean(written).strip()
    if not _plain(reference) or len(reference) > LONGEST:
        raise InvalidError("write down the reference of the national line")
    return reference


def _plain(reference: str) -> str:
    """However it is typed: without blanks, strokes, marks and capitals."""
    return "".join(words(fold(reference)))


def _index(work: Work, reference: str) -> bytes:
    return work.keyring.blind(_plain(reference), REFERENCE)


def _one_at_a_time(work: Work, reference: str) -> None:
    """Two who type the same reference at once open one ticket."""
    key = int.from_bytes(_index(work, reference)[:8], signed=True)
    work.session.execute(select(func.pg_advisory_xact_lock(key)))


def _passed_on(work: Work, reference: str) -> Ticket | None:
    indexes = work.keyring.blinds(_plain(reference), REFERENCE)
    ticket_id = work.session.scalar(
        select(Relay.ticket_id).where(
            Relay.reference_index.in_(indexes), Relay.direction == Direction.FROM
        )
    )
    return tickets.locked(work, ticket_id) if ticket_id else None


def find(work: Work, written: str) -> list[int]:
    """The numbers of the tickets the national line has under this reference, the newest first."""
    indexes = work.keyring.blinds(_plain(written), REFERENCE)
    query = select(Ticket.number).join(Relay).where(Relay.reference_index.in_(indexes), REAL)
    return list(work.session.scalars(query.distinct().order_by(Ticket.number.desc())))


def of_ticket(work: Work, ticket_id: uuid.UUID) -> list[Relay]:
    query = select(Relay).where(Relay.ticket_id == ticket_id)
    return list(work.session.scalars(query.order_by(Relay.kept_at)))


def of_referral(work: Work, referral_id: uuid.UUID) -> Relay | None:
    return work.session.scalar(select(Relay).where(Relay.referral_id == referral_id))


def lines(work: Work, ticket: Ticket) -> tuple[Choice, ...]:
    """National lines of the directory that this ticket can be passed on to."""
    return tuple(
        Choice(agency, automatic=False, reason="route.by_hand")
        for agency in agencies.covering(work, ticket.commune_code)
        if agency.kind is AgencyKind.NATIONAL_LINE
        and referrals.to_agency(work, ticket.id, agency.id) is None
    )


def check_answered(work: Work, ticket: Ticket) -> None:
    """Raises InvalidError while an answer is owed: closing must not make it disappear."""
    owed = select(Deadline.id).where(
        Deadline.ticket_id == ticket.id,
        Deadline.kind == DeadlineKind.RELAY_ANSWER,
        Deadline.state.in_([State.ARMED, State.FIRED]),
        Deadline.done_at.is_(None),
    )
    if work.session.scalar(owed.limit(1)) is not None:
        raise InvalidError("the national line waits for an answer: write it down first")
