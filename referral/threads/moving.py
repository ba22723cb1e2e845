"""What goes along when two tickets become one, or one becomes two, and back again."""

import uuid
from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import and_, or_, select, update

from hotline.callbacks import CallBack
from hotline.calls.rooms import Room
from hotline.calls.waits import Waiting
from hotline.contacts import Contact
from hotline.guided_answers import GuidedAnswer
from hotline.informants import Informant
from hotline.people import Person
from hotline.pictures.picture import Picture
from hotline.recordings.kept import Recording
from hotline.recordings.taping import Taping
from hotline.sending.outbox import Outgoing
from hotline.store.work import Base, Work, among, table_of
from hotline.tickets import Ticket
from hotline.vocabulary import DeadlineKind
from referral.forms.papers import Paper
from referral.opinion import Opinion
from referral.promises import deadlines
from referral.promises.deadlines import ARMED, OURS, Deadline, State
from referral.referrals import Referral, Status
from referral.relays import Relay
from referral.threads.regroupings import Moved

# Of each table that points at a ticket: all of it goes along. Promises have rules of their own; a
# wish to lower a ticket speaks of that ticket alone, and stays.
GO_ALONG: tuple[type[Base], ...] = (
    *(Contact, Waiting, Room, Picture, Recording, CallBack, Taping, Outgoing),
    *(Referral, Paper, Relay, GuidedAnswer, Person, Informant, Opinion),
)
OF_CONTACTS: tuple[type[Base], ...] = (Waiting, Room, Picture, Recording)
STAYING_KINDS = (DeadlineKind.SECOND_LOOK, DeadlineKind.CANARY)
# Armed, or missed and still to be done by whoever owes it.
OWED = or_(ARMED, and_(Deadline.state == State.FIRED, ~OURS, Deadline.done_at.is_(None)))


def all_of(work: Work, source: Ticket, target: Ticket) -> Moved:
    """Both are held. Nothing owed for the source is owed less because of it."""
    work.session.flush()
    twins = _twins(work, source, target)
    rows = {table_of(row).name: _take(work, row, source, target) for row in GO_ALONG}
    _follow_requests(work, rows["referral"], target)
    promises = _promises(work, source, target)
    ended = [str(row.id) for row in _armed(work, source)]
    deadlines.settle(work, source.id, State.CANCELLED)
    return Moved(rows, twins, promises, ended)


def contacts(work: Work, chosen: Collection[uuid.UUID], target: Ticket) -> Moved:
    work.session.flush()
    ids = [str(one) for one in chosen]
    _send(work, Contact, ids, target)
    rows = {table_of(row).name: _take_of(work, row, chosen, target) for row in OF_CONTACTS}
    return Moved({table_of(Contact).name: ids, **rows})


def back(work: Work, moved: Moved, home: Ticket, since: datetime) -> None:
    """Each row to where it was, with what came to a request `since`; a promise that the merge
    itself put a sooner one in the place of is promised again."""
    work.session.flush()
    for row in GO_ALONG:
        _send(work, row, moved.rows.get(table_of(row).name, ()), home)
    requests = moved.rows.get(table_of(Referral).name, ())
    _follow_requests(work, requests, home)
    _set_twins(work, moved.twins, twin=False)
    for promise in by_id(work, [*moved.promises]):
        promise.ticket_id, promise.cycle = home.id, moved.promises[str(promise.id)]
    work.session.flush()
    for promise in by_id(work, [*moved.promises, *moved.ended]):
        if (promise.state, promise.settled_at) == (State.CANCELLED, since):
            deadlines.renew(work, promise)
    work.session.flush()


def _take(work: Work, row: type[Base], source: Ticket, target: Ticket) -> list[str]:
    table = table_of(row)
    change = update(table).where(table.c.ticket_id == source.id).values(ticket_id=target.id)
    return [str(one.id) for one in work.session.execute(change.returning(table.c.id))]


def _take_of(
    work: Work, row: type[Base], chosen: Collection[uuid.UUID], target: Ticket
) -> list[str]:
    """What came with these contacts."""
    table = table_of(row)
    change = update(table).where(table.c.contact_id.in_(chosen)).values(ticket_id=target.id)
    return [str(one.id) for one in work.session.execute(change.returning(table.c.id))]


def _send(work: Work, row: type[Base], ids: Sequence[str], target: Ticket) -> None:
    table = table_of(row)
    if ids:
        chosen = table.c.id.in_([uuid.UUID(one) for one in ids])
        work.session.execute(update(table).where(chosen).values(ticket_id=target.id))


def _follow_requests(work: Work, requests: Sequence[str], target: Ticket) -> None:
    """What is owed for a request, and what left about it, stands where it stands."""
    asked = [uuid.UUID(one) for one in requests]
    for table in map(table_of, (Deadline, Outgoing)):
        change = update(table).where(table.c.referral_id.in_(asked))
        work.session.execute(change.values(ticket_id=target.id))
    work.session.expire_all()


def _twins(work: Work, source: Ticket, target: Ticket) -> list[str]:
    """An agency that both tickets asked has two requests now, each with its code and its link."""
    live = Referral.status != Status.WITHDRAWN
    asked = select(Referral.agency_id).where(Referral.ticket_id == target.id, live)
    same = select(Referral.id).where(Referral.ticket_id == source.id, live)
    found = work.session.scalars(same.where(~Referral.twin, Referral.agency_id.in_(asked)))
    twins = [str(one) for one in found]
    _set_twins(work, twins, twin=True)
    return twins


def _set_twins(work: Work, ids: Sequence[str], *, twin: bool) -> None:
    chosen = among(Referral.id, [uuid.UUID(one) for one in ids])
    work.session.execute(update(Referral).where(chosen).values(twin=twin))


def _promises(work: Work, source: Ticket, target: Ticket) -> dict[str, int]:
    """Each in its kind's next cycle; of two ladders the one of the target climbs for both."""
    climbs = deadlines.climbing(work, [target.id])
    stay = [*STAYING_KINDS, *([DeadlineKind.LADDER] if climbs else [])]
    query = select(Deadline).where(Deadline.ticket_id == source.id, OWED)
    owed = query.where(Deadline.referral_id.is_(None), Deadline.kind.not_in(stay))
    kept = {}
    for row in work.session.scalars(owed.order_by(Deadline.started_at, Deadline.id)).all():
        kept[str(row.id)] = row.cycle
        cycle = deadlines.next_cycle(work, target.id, row.kind)
        row.ticket_id, row.cycle = target.id, cycle
        work.session.flush()
    return kept


def _armed(work: Work, ticket: Ticket) -> Sequence[Deadline]:
    query = select(Deadline).where(Deadline.ticket_id == ticket.id, ARMED)
    return work.session.scalars(query.order_by(Deadline.id)).all()


def by_id(work: Work, ids: Sequence[str]) -> Sequence[Deadline]:
    chosen = among(Deadline.id, [uuid.UUID(one) for one in ids])
    return work.session.scalars(select(Deadline).where(chosen).order_by(Deadline.id)).all()
