"""What the law asks, as deadlines: a fact meets some and starts others, in its own transaction."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from hotline.errors import IllegalMoveError, InvalidError
from hotline.facts import SEEN_BY_ITSELF, Fact
from hotline.limits import (
    Obligation,
)
from hotline.staff import Staff
from hotline.store import journal
from hotline.store.journal import Act
from hotline.store.work import Work
from hotline.text import clean
from hotline.tickets import Ticket
from hotline.vocabulary import AgencyKind
from referral.promises import deadlines, law
from referral.promises.deadlines import Deadline
from referral.routing import TicketFacts

LONGEST_RESULT = 1000


@dataclass(frozen=True)
class Said:
    """When it happened, and in words: who did it, what came of it."""

    at: datetime
    result: str


def happened(
    work: Work, ticket: Ticket, fact: Fact, at: datetime, *, agency: AgencyKind | None = None
) -> None:
    """Safe to call again: a fact of one instant starts each obligation once."""
    met = law.met(fact, work.policy)
    if met:
        deadlines.fulfil(work, ticket.id, met, at)
    case = TicketFacts(ticket.severity, frozenset(ticket.categories or ()), ticket.commune_code)
    started = law.started(fact, case, agency, work.policy)
    if started:
        _start(work, ticket, started, at)


def write_down(work: Work, ticket: Ticket, person: Staff, fact: Fact, said: Said) -> None:
    """A person says what happened, when, and with what result."""
    if not ticket.is_open:
        raise IllegalMoveError("ticket", ticket.status, fact)
    result = clean(said.result).strip()
    if fact in SEEN_BY_ITSELF:
        raise InvalidError("choose what happened")
    if not ticket.received_at <= said.at <= work.now:
        raise InvalidError("it happened after the first contact and before now")
    if not result or len(result) > LONGEST_RESULT:
        raise InvalidError("say who did it and what came of it")
    facts = {"fact": fact.value, "at": said.at.isoformat(), "result": result}
    by = journal.staff(person.id)
    journal.write(work, Act.FACT_WRITTEN, by=by, ticket_id=ticket.id, facts=facts)
    happened(work, ticket, fact, said.at)


def _start(work: Work, ticket: Ticket, started: list[Obligation], at: datetime) -> None:
    """One that is running already goes on by its own, earlier, time."""
    work.session.flush()
    known = {
        row.kind: row
        for row in work.session.execute(
            select(
                Deadline.kind,
                (func.max(Deadline.cycle) + 1).label("cycle"),
                func.bool_or((Deadline.started_at == at) | deadlines.ARMED).label("there"),
            )
            .where(Deadline.ticket_id == ticket.id)
            .where(Deadline.kind.in_([one.kind for one in started]))
            .group_by(Deadline.kind)
        )
    }
    for one in started:
        before = known.get(one.kind)
        if before is None or not before.there:
            deadlines.oblige(work, ticket, one, at, cycle=before.cycle if before else 0)
