"""Tickets, promises and pages, made as the doors make them."""

import uuid
from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import func, select

from config import packs
from hotline import heeding, tickets
from hotline.heeding import Heard
from hotline.policy import Commune, Policy
from hotline.safety import Rules
from hotline.sending.outbox import Outgoing, Purpose
from hotline.staff import PHONE, Staff
from hotline.store.journal import Act, JournalEntry
from hotline.store.work import Work
from hotline.tickets import Ticket
from hotline.vocabulary import DeadlineKind, Language, Severity
from referral import clockwork, desk
from referral.promises import deadlines
from referral.promises.deadlines import Deadline, State
from tests.house import House

CHILD = "+84911222333"
HOA, DUNG, MAI = "+84990000001", "+84990000002", "+84990000003"
POLICE, WORKER, SCHOOL = "+842393855001", "+842393855002", "+842393855003"
SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)


def policy() -> Policy:
    return packs.shipped("vietnam")


def open_ticket(
    work: Work,
    severity: Severity = Severity.CRITICAL,
    *,
    caller: str = CHILD,
    categories: Sequence[str] = (),
    kind: DeadlineKind = DeadlineKind.FIRST_RESPONSE,
) -> Ticket:
    """A ticket with its first promise."""
    index = work.keyring.blind(caller, PHONE)
    ticket = tickets.open_ticket(work, severity, caller=caller, index=index, language=Language.VI)
    ticket.categories = list(categories)
    desk.promise(work, ticket, kind, fresh=True)
    return ticket


def may_text(work: Work, ticket: Ticket) -> None:
    """The caller has said that texting is safe."""
    heard = Heard(Rules(may_text=True))
    heeding.write_down(work, ticket.caller or "", heard, by="system", ticket_id=ticket.id)


def paged_ticket(house: House, severity: Severity = Severity.CRITICAL) -> uuid.UUID:
    """A ticket whose first promise is missed, and for which somebody is being paged."""
    with house.work() as work:
        ticket = open_ticket(work, severity)
        missed = work.policy.limit(DeadlineKind.FIRST_RESPONSE, severity).allowance
    house.network.clock.forward(missed)
    turn(house)
    return ticket.id


def turn(house: House) -> None:
    """Time has passed, and nothing leaves the house."""
    clockwork.turn(house.parts.workplace)


def person(work: Work, login: str) -> Staff:
    return work.session.scalars(select(Staff).where(Staff.login == login)).one()


def ticket_of(work: Work, ticket_id: uuid.UUID) -> Ticket:
    return work.session.get_one(Ticket, ticket_id)


def armed(work: Work, ticket_id: uuid.UUID) -> dict[DeadlineKind, Deadline]:
    rows = work.session.scalars(
        select(Deadline).where(Deadline.ticket_id == ticket_id, Deadline.state == State.ARMED)
    )
    return {row.kind: row for row in rows}


def ladder(work: Work, ticket_id: uuid.UUID) -> Deadline | None:
    return deadlines.armed(work, ticket_id, DeadlineKind.LADDER)


def pages(work: Work, ticket_id: uuid.UUID) -> Sequence[Outgoing]:
    return work.session.scalars(
        select(Outgoing)
        .where(Outgoing.ticket_id == ticket_id, Outgoing.purpose == Purpose.PAGE)
        .order_by(Outgoing.created_at)
    ).all()


def acts(work: Work, act: Act, ticket_id: uuid.UUID | None = None) -> int:
    query = select(func.count()).select_from(JournalEntry).where(JournalEntry.act == act)
    if ticket_id is not None:
        query = query.where(JournalEntry.ticket_id == ticket_id)
    return work.session.scalar(query) or 0


def commune(code: str = "18775") -> Commune:
    return next(commune for commune in policy().communes if commune.code == code)
