"""Tickets that are one child: all go on under one of them, and each can be given back."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import select

from hotline import findable, tickets
from hotline.store import journal
from hotline.store.journal import Act
from hotline.store.work import Work, among
from hotline.tickets import Status, Ticket


def leading(work: Work, ticket_ids: Collection[UUID]) -> dict[UUID, UUID]:
    """The ticket under which each of these goes on: itself, or the one it was merged into."""
    query = select(Ticket.id, Ticket.merged_into_id)
    merged = query.where(among(Ticket.id, ticket_ids), Ticket.merged_into_id.is_not(None))
    into = {row.id: row.merged_into_id for row in work.session.execute(merged)}
    further = leading(work, into.values()) if into else {}
    return {one: further[into[one]] if one in into else one for one in ticket_ids}


def family(work: Work, ticket_id: UUID) -> list[UUID]:
    """The ticket and all that goes on under it."""
    it = select(Ticket.id).where(Ticket.id == ticket_id).cte(recursive=True)
    all_ = it.union_all(select(Ticket.id).join(it, Ticket.merged_into_id == it.c.id))
    return list(work.session.scalars(select(all_.c.id)))


def end_into(work: Work, ticket: Ticket, into: Ticket, *, by: str) -> None:
    """It goes on as part of `into`. No outcome: that will be the outcome of both."""
    _look_anew(work, ticket, into.id)
    ticket.merged_into_id = into.id
    if ticket.is_open:
        ticket.closed_at = work.now
        tickets.move(work, ticket, Status.CLOSED, by=by, act=Act.MERGED_AWAY)
    else:
        journal.write(work, Act.MERGED_AWAY, by=by, ticket_id=ticket.id)


def bring_back(work: Work, ticket: Ticket, was: Status, *, by: str) -> None:
    """It stands by itself again, as it did before."""
    _look_anew(work, ticket, ticket.merged_into_id)
    ticket.merged_into_id = None
    if was is Status.CLOSED:
        journal.write(work, Act.BROUGHT_BACK, by=by, ticket_id=ticket.id)
    else:
        tickets.move(work, ticket, was, by=by, act=Act.BROUGHT_BACK)


def _look_anew(work: Work, ticket: Ticket, other_id: UUID | None) -> None:
    """What each is found by has changed hands."""
    for one in filter(None, (ticket.id, other_id)):
        findable.changed(work, one)
