"""A ticket, and everything that may happen to it."""

import json
import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from enum import StrEnum

from sqlalchemy import (
    ARRAY,
    ForeignKey,
    Identity,
    Index,
    LargeBinary,
    String,
    case,
    literal_column,
    not_,
    select,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from hotline import canary, findable
from hotline.confidence import Ground
from hotline.errors import IllegalMoveError, MergedError, NotAllowedError, NotFoundError
from hotline.levels import ContactLevel
from hotline.policy import Commune
from hotline.staff import Role, Staff
from hotline.store import journal
from hotline.store.journal import Act
from hotline.store.sealing import Sealed
from hotline.store.work import Base, Work, among
from hotline.text import as_json
from hotline.vocabulary import Language, Severity, worst

FIRST_NUMBER = 1001
BY_HAND = "by-hand"  # the reason of a severity that a person set


class Status(StrEnum):
    NEW = "new"
    IN_PROGRESS = "in_progress"
    REFERRED = "referred"
    CLOSED = "closed"


MOVES: dict[Status, frozenset[Status]] = {
    Status.NEW: frozenset({Status.IN_PROGRESS, Status.REFERRED, Status.CLOSED}),
    Status.IN_PROGRESS: frozenset({Status.NEW, Status.REFERRED, Status.CLOSED}),
    Status.REFERRED: frozenset({Status.CLOSED}),
    # A merge that is undone gives a ticket back as it was.
    Status.CLOSED: frozenset({Status.NEW, Status.IN_PROGRESS, Status.REFERRED}),
}


class Outcome(StrEnum):
    """How a ticket ended; a person chooses."""

    HELPED = "helped"
    HANDED_OVER = "handed_over"
    INFORMATION_GIVEN = "information_given"
    NO_CHILD_AT_RISK = "no_child_at_risk"
    COULD_NOT_REACH = "could_not_reach"
    MISTAKE = "mistake"
    TEST_OR_PRANK = "test_or_prank"


class Ticket(Base):
    """`received_at` is when the first receiver heard of it, which starts the law's clocks;
    `entered_at` is when it was written here. `happened` is the day, month or year of it in ISO
    8601, as far as anybody knows; `level` the deepest of its contacts. One that is `merged_into`
    another is closed, and goes on as part of that."""

    __tablename__ = "ticket"
    __table_args__ = (
        Index("ix_ticket_open_caller", "caller_index", postgresql_where=text("status <> 'closed'")),
        Index("ix_ticket_owner", "owner_id", postgresql_where=text("owner_id IS NOT NULL")),
        Index("ix_ticket_commune", "commune_code", "number"),
        Index("ix_ticket_open", "severity", postgresql_where=text("status <> 'closed'")),
        Index(
            "ix_ticket_merged",
            "merged_into_id",
            postgresql_where=text("merged_into_id IS NOT NULL"),
        ),
    )

    number: Mapped[int] = mapped_column(Identity(start=FIRST_NUMBER), unique=True)
    severity: Mapped[Severity]
    status: Mapped[Status] = mapped_column(default=Status.NEW)
    categories: Mapped[list[str]] = mapped_column(ARRAY(String), default=list)
    language: Mapped[Language] = mapped_column(default=Language.VI)
    caller = Sealed()
    caller_index: Mapped[bytes | None] = mapped_column(LargeBinary)
    reasons = Sealed()
    place = Sealed()
    commune_code: Mapped[str | None]
    commune_name: Mapped[str | None]
    commune_data: Mapped[str | None]
    happened: Mapped[str | None]
    owner_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("staff.id"))
    outcome: Mapped[Outcome | None]
    level: Mapped[ContactLevel | None]
    received_at: Mapped[datetime]
    entered_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    merged_into_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("ticket.id"))
    policy_version: Mapped[str]

    @property
    def is_open(self) -> bool:
        return self.status is not Status.CLOSED

    @property
    def why(self) -> list[dict[str, str]]:
        """The reasons of triage, newest assessment first."""
        return json.loads(self.reasons) if self.reasons else []


# Spelled out: a prepared statement with a parameter here could not use the indexes of open tickets.
OPEN = Ticket.status != literal_column(f"'{Status.CLOSED}'")
# No canary: whoever counts or lists tickets that may be closed asks for these.
REAL = not_(Ticket.id.between(canary.FIRST, canary.LAST))
WORST_FIRST = case({severity.value: severity.rank for severity in Severity}, value=Ticket.severity)


def move(work: Work, ticket: Ticket, to: Status, *, by: str, act: Act) -> None:
    """The only place that assigns `.status`; raises IllegalMoveError and writes the journal."""
    if to not in MOVES[ticket.status]:
        raise IllegalMoveError("ticket", ticket.status, to)
    facts = {"from": ticket.status.value, "to": to.value}
    ticket.status = to
    journal.write(work, act, by=by, ticket_id=ticket.id, facts=facts)


def open_ticket(  # noqa: PLR0913  # who, how grave and why, each said by name
    work: Work,
    severity: Severity,
    *,
    caller: str | None,
    index: bytes | None,
    language: Language,
    categories: Iterable[str] = (),
    reasons: Iterable[Mapping[str, str]] = (),
    known_as: Mapping[str, object] | None = None,
) -> Ticket:
    """`known_as` gives the id and number of a ticket that is no child's."""
    ticket = Ticket(
        severity=severity,
        status=Status.NEW,
        categories=list(categories),
        reasons=_why(reasons),
        caller=caller,
        caller_index=index,
        language=language,
        received_at=work.now,
        entered_at=work.now,
        policy_version=work.policy.version,
        **(known_as or {}),
    )
    if known_as is None:
        work.add(ticket)
    else:
        work.add_as_it_is(ticket)
    findable.changed(work, ticket.id)
    journal.write(work, Act.TICKET_OPENED, ticket_id=ticket.id, facts={"severity": severity.value})
    return ticket


def reassess(
    work: Work,
    ticket: Ticket,
    severity: Severity,
    categories: Iterable[str],
    reasons: Iterable[Mapping[str, str]],
) -> bool:
    """Add what a new contact says; severity only rises. True when it rose."""
    was, ticket.severity = ticket.severity, worst(ticket.severity, severity)
    ticket.categories = list(dict.fromkeys([*(ticket.categories or []), *categories]))
    ticket.reasons = _why([*reasons, *ticket.why])
    if ticket.severity is was:
        return False
    facts = {"from": was.value, "to": ticket.severity.value}
    journal.write(work, Act.TICKET_RAISED, ticket_id=ticket.id, facts=facts)
    return True


def regrade(  # noqa: PLR0913  # how grave, why, by whom and under which name: each said by name
    work: Work, ticket: Ticket, to: Severity, why: str, *, by: str, act: Act
) -> None:
    """A person's word, up or down; it stands before the reasons of triage."""
    was, ticket.severity = ticket.severity, to
    ticket.reasons = _why([said_by_hand(work, to, why), *ticket.why])
    facts = {"from": was.value, "to": to.value, "text": why}
    journal.write(work, act, by=by, ticket_id=ticket.id, facts=facts)


def said_by_hand(work: Work, severity: Severity, why: str) -> dict[str, str]:
    """The reason of a severity that a person gave."""
    words = work.policy.say(f"reason.{BY_HAND}")
    graded = {"code": BY_HAND, "words": words, "category": "", "ground": Ground.SAID.value}
    return {**graded, "severity": severity.value, "quote": why}


def _why(reasons: Iterable[Mapping[str, str]]) -> str:
    return as_json([dict(reason) for reason in reasons])


def take(work: Work, ticket: Ticket, person: Staff) -> None:
    """The person becomes the owner; taking one's own ticket again changes nothing."""
    if ticket.owner_id == person.id:
        return
    if not ticket.is_open:
        raise IllegalMoveError("ticket", ticket.status, "taken")
    was, ticket.owner_id = ticket.owner_id, person.id
    by = journal.staff(person.id)
    if ticket.status is Status.NEW:
        move(work, ticket, Status.IN_PROGRESS, by=by, act=Act.TICKET_TAKEN)
    elif was is None:
        journal.write(work, Act.TICKET_TAKEN, by=by, ticket_id=ticket.id)
    else:
        facts = {"people": str(was)}
        journal.write(work, Act.TICKET_TAKEN_OVER, by=by, ticket_id=ticket.id, facts=facts)


def release(work: Work, ticket: Ticket) -> None:
    """Nobody has it any more, because whoever took it did nothing."""
    if ticket.owner_id is None:
        return
    facts = {"was": str(ticket.owner_id)}
    ticket.owner_id = None
    if ticket.status is Status.IN_PROGRESS:
        move(work, ticket, Status.NEW, by=journal.SYSTEM, act=Act.TICKET_RELEASED)
    else:
        journal.write(work, Act.TICKET_RELEASED, ticket_id=ticket.id, facts=facts)


def close(work: Work, ticket: Ticket, outcome: Outcome, person: Staff) -> None:
    """A critical ticket is closed by a supervisor; raises NotAllowedError otherwise."""
    if ticket.severity is Severity.CRITICAL and person.role is Role.COUNSELOR:
        raise NotAllowedError("a critical ticket is closed by a supervisor")
    ticket.outcome, ticket.closed_at = outcome, work.now
    move(work, ticket, Status.CLOSED, by=journal.staff(person.id), act=Act.TICKET_CLOSED)


def set_place(
    work: Work, ticket: Ticket, commune: Commune | None, landmark: str | None, *, by: str
) -> None:
    if commune is not None:
        ticket.commune_code, ticket.commune_name = commune.code, commune.name
        ticket.commune_data = commune.data_version
    if landmark:
        ticket.place = landmark
    findable.changed(work, ticket.id)
    facts = {"commune": ticket.commune_name or ""}
    journal.write(work, Act.PLACE_SET, by=by, ticket_id=ticket.id, facts=facts)


def by_number(work: Work, number: int) -> Ticket:
    """Raises MergedError, with the number it goes on under, where it is part of another."""
    ticket = work.session.scalar(select(Ticket).where(Ticket.number == number, REAL))
    if ticket is None:
        raise NotFoundError(f"no ticket {number}")
    goes_on = ticket
    while goes_on.merged_into_id is not None:
        goes_on = work.session.get_one(Ticket, goes_on.merged_into_id)
    if goes_on is not ticket:
        raise MergedError(goes_on.number)
    return ticket


def locked(work: Work, ticket_id: uuid.UUID) -> Ticket:
    """The ticket's row, or that of the ticket it was merged into, as it now stands; held until the
    end of this unit of work."""
    [ticket] = all_locked(work, [ticket_id])
    return locked(work, ticket.merged_into_id) if ticket.merged_into_id else ticket


def all_locked(work: Work, ticket_ids: Iterable[uuid.UUID]) -> Sequence[Ticket]:
    """Everybody takes them in the same order, and rows that only point at a ticket may still be
    written by others: so no two units of work wait for each other."""
    return work.session.scalars(
        select(Ticket)
        .where(among(Ticket.id, ticket_ids))
        .order_by(Ticket.id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).all()
