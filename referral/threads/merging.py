"""Two tickets about one child become one: nothing owed for either is lost, and it can be undone."""

import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import func, select

from hotline import callbacks, families, tickets
from hotline.contacts import Contact
from hotline.errors import InvalidError, NotFoundError
from hotline.likeness import Repeat, raised
from hotline.sending import recalls
from hotline.staff import Staff
from hotline.store import journal
from hotline.store.journal import Act
from hotline.store.work import Work
from hotline.tickets import Status, Ticket
from hotline.vocabulary import DeadlineKind, Severity
from referral import desk, opinion, reopening
from referral.promises import deadlines
from referral.promises.deadlines import ARMED, Deadline, State
from referral.referrals import Referral
from referral.threads import fields, holding, moving, regroupings
from referral.threads.regroupings import Changed, Fields, Kept, Kind, Moved, Regrouping

Pace = tuple[str, str]  # of a ladder: how grave, and due when


@dataclass(frozen=True)
class _Before:
    """As both stood when somebody pressed. `promised` are the promises of the one that stays,
    `ladders` climbed for either, `asked` is how many requests there were."""

    stays: Fields
    goes: Fields
    promised: set[str]
    ladders: Mapping[str, Pace]
    asked: int


def merge(work: Work, one: Ticket, other: Ticket, person: Staff, why: str) -> Ticket:
    """The one first heard of goes on with all of both, for the law counts from the first report;
    gives that one. It is opened again where it was closed, and raised as the policy says.

    No promise is met by it: to see that two tickets are one is no help to the child yet.
    """
    why, by = holding.reason(why), journal.staff(person.id)
    stays, goes = _held(work, one, other)
    before = _before(work, stays, goes)
    moved = _join(work, stays, goes, why, by)
    _look(work, stays, before.stays)
    facts = {"number": str(goes.number), "text": why}
    journal.write(work, Act.MERGED, by=by, ticket_id=stays.id, facts=facts)
    kept = _kept(work, stays, goes, before, moved)
    regroupings.keep(work, Kind.MERGE, stays, goes, person, why, kept)
    return stays


def _held(work: Work, one: Ticket, other: Ticket) -> tuple[Ticket, Ticket]:
    if one.id == other.id:
        raise InvalidError("this is the same ticket")
    stays, goes = holding.both(work, [one.id, other.id])
    if not (stays.is_open or goes.is_open):
        raise InvalidError("both are closed: open one of them first")
    if any(callbacks.under_way(work, ticket.id) for ticket in (stays, goes)):
        raise InvalidError("somebody is calling them back at this moment")
    if all(opinion.of_ticket(work, ticket.id) for ticket in (stays, goes)):
        raise InvalidError("each of them has an opinion: undo one, or leave them apart")
    return stays, goes


def _before(work: Work, stays: Ticket, goes: Ticket) -> _Before:
    asked = _requests(work, stays, goes)
    promised, ladders = _promised(work, stays), _ladders(work, stays, goes)
    return _Before(fields.read(stays), fields.read(goes), promised, ladders, asked)


def _join(work: Work, stays: Ticket, goes: Ticket, why: str, by: str) -> Moved:
    repeat = _repeat(stays, goes)
    if repeat.closed:
        reopening.reopen(work, stays, by=by)
    moved = moving.all_of(work, goes, stays)
    fields.bring(work, goes, stays, by=by)
    families.end_into(work, goes, stays, by=by)
    to = raised(repeat, work.policy.threads)
    if to.rank < stays.severity.rank:
        tickets.regrade(work, stays, to, why, by=by, act=Act.SEVERITY_RAISED)
    return moved


def _kept(work: Work, stays: Ticket, goes: Ticket, before: _Before, moved: Moved) -> Kept:
    now = _promised(work, stays)
    changed = Changed(
        before=before.stays,
        after=fields.read(stays),
        made=[*(now - before.promised - moved.promises.keys())],
        dropped=[*(before.promised - now)],
        hastened=_hastened(before.ladders, _ladders(work, stays)),
        told=_requests(work, stays, goes) > before.asked,
    )
    seq = regroupings.last_line(work, stays, goes)
    return Kept(moved=moved, seq=seq, other=before.goes, stays=changed)


def _repeat(stays: Ticket, goes: Ticket) -> Repeat:
    apart = goes.received_at - stays.received_at
    closed = not stays.is_open and goes.is_open
    return Repeat(stays.severity, goes.severity, apart, closed)


def _look(work: Work, ticket: Ticket, before: Fields) -> None:
    """Somebody looks anew at what was done with, or has become graver; agencies hear of it."""
    if not ticket.is_open:
        return
    now = fields.read(ticket)
    if before["status"] == Status.CLOSED or now["severity"] != before["severity"]:
        desk.promise(work, ticket, DeadlineKind.FIRST_RESPONSE, fresh=False)
    desk.follow_up(work, ticket)
    work.ring_afterwards()


def undo(work: Work, row: Regrouping, person: Staff) -> Ticket:
    """Both are as they were, each with what came to it since; gives the one brought back.

    Raises InvalidError where something contradicts it: then what is wrong is split off.
    """
    stays, other = held_again(work, row)
    kept, by = regroupings.read(row), journal.staff(person.id)
    moving.back(work, kept.moved, other, row.at)
    was, other.outcome, other.closed_at = fields.ending(kept.other)
    families.bring_back(work, other, was, by=by)
    _put_back(work, stays, kept.stays, by)
    _slow_down(work, kept)
    if other.is_open and not _is_looked_at(work, other):
        desk.promise(work, other, DeadlineKind.FIRST_RESPONSE, fresh=False)
    work.ring_afterwards()
    facts = {"number": str(other.number)}
    journal.write(work, Act.MERGE_UNDONE, by=by, ticket_id=stays.id, facts=facts)
    row.undone_by, row.undone_at = person.id, work.now
    return other


def held_again(work: Work, row: Regrouping) -> tuple[Ticket, Ticket]:
    """The one that stays and the other, held; what contradicts an undo was looked for since."""
    ids = (row.other_id, row.stays_id)
    holding.contacts_of(work, ids)
    other, stays = (tickets.all_locked(work, [one])[0] for one in ids)
    work.session.refresh(row, with_for_update=True)
    if row.undone_at is not None or regroupings.is_contradicted(work, row):
        raise InvalidError("more has happened since: split off what does not belong here")
    return stays, other


def reveal(work: Work, ticket: Ticket, contact_id: uuid.UUID, person: Staff) -> str | None:
    """The number of somebody besides the ticket's own caller, who may wait to be called back."""
    contact = work.session.get(Contact, contact_id)
    if contact is None or contact.ticket_id != ticket.id:
        raise NotFoundError("no such contact")
    journal.write(work, Act.REVEALED, by=journal.staff(person.id), ticket_id=ticket.id)
    return contact.caller


def _put_back(work: Work, stays: Ticket, changed: Changed, by: str) -> None:
    """What an agency has heard because of it is told, and goes on being waited for."""
    was, *_ = fields.ending(changed.before)
    fields.put_back(stays, changed.before, changed.after)
    if changed.told:
        return
    if was is Status.CLOSED and stays.is_open:
        _close_again(work, stays, by)
        return
    _settle(work, changed.made)
    for duty in moving.by_id(work, changed.dropped):
        if duty.state is State.CANCELLED:
            deadlines.renew(work, duty)


def _close_again(work: Work, ticket: Ticket, by: str) -> None:
    """Its outcome still stands on it. What was owed ends as it does with any closing."""
    ticket.closed_at = work.now
    tickets.move(work, ticket, Status.CLOSED, by=by, act=Act.TICKET_CLOSED)
    deadlines.settle(work, ticket.id, State.CANCELLED)
    recalls.pages(work, ticket.id)


def _settle(work: Work, made: Sequence[str]) -> None:
    for duty in moving.by_id(work, made):
        if duty.state is State.ARMED:
            duty.state, duty.settled_at = State.CANCELLED, work.now
    work.session.flush()


def _slow_down(work: Work, kept: Kept) -> None:
    """A ladder that climbs faster because of it goes on as it did, if nothing moved it since."""
    for row in moving.by_id(work, [*kept.stays.hastened]):
        severity, due, *left = kept.stays.hastened[str(row.id)]
        goes_on = kept.stays.told and str(row.id) not in kept.moved.promises
        if row.state is State.ARMED and _pace(row) == tuple(left) and not goes_on:
            row.severity, row.due_at = Severity(severity), datetime.fromisoformat(due)


def _hastened(
    before: Mapping[str, Pace], now: Mapping[str, Pace]
) -> dict[str, tuple[str, str, str, str]]:
    both = ((name, was, now.get(name, was)) for name, was in before.items())
    return {name: (*was, *left) for name, was, left in both if was != left}


def _ladders(work: Work, *of: Ticket) -> dict[str, Pace]:
    work.session.flush()
    climbing = deadlines.all_armed(work, [ticket.id for ticket in of], DeadlineKind.LADDER)
    return {str(row.id): _pace(row) for row in climbing.values()}


def _pace(row: Deadline) -> Pace:
    return row.severity.value, row.due_at.astimezone(UTC).isoformat()


def _promised(work: Work, ticket: Ticket) -> set[str]:
    """What is armed for the ticket itself."""
    work.session.flush()
    query = select(Deadline.id).where(Deadline.ticket_id == ticket.id, ARMED)
    return {str(one) for one in work.session.scalars(query.where(Deadline.referral_id.is_(None)))}


def _requests(work: Work, *of: Ticket) -> int:
    ids: Collection[uuid.UUID] = [ticket.id for ticket in of]
    query = select(func.count()).select_from(Referral).where(Referral.ticket_id.in_(ids))
    return work.session.scalar(query) or 0


def _is_looked_at(work: Work, ticket: Ticket) -> bool:
    work.session.flush()
    query = select(Deadline.id).where(Deadline.ticket_id == ticket.id, ARMED, deadlines.OURS)
    return work.session.scalar(query.limit(1)) is not None
