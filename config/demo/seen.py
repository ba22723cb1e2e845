"""What the desk would show of the story's tickets, asked of the database."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from hotline.contacts import Contact
from hotline.inbox import Inbox
from hotline.sending.outbox import Outgoing, Purpose
from hotline.spool import Spool
from hotline.staff import Staff
from hotline.store.work import Work
from hotline.tickets import Ticket
from hotline.vocabulary import AgencyKind, Channel, DeadlineKind, Severity
from referral.directory.agencies import Agency
from referral.promises.deadlines import Deadline
from referral.promises.deadlines import State as Promise
from referral.referrals import Referral, Status

Ids = Sequence[uuid.UUID]

HAVE_IT, TOLD = Status.ACKNOWLEDGED, Status.DELIVERED
EXPECTED = {
    AgencyKind.POLICE: HAVE_IT,
    AgencyKind.SOCIAL_WORKER: HAVE_IT,
    AgencyKind.SCHOOL: TOLD,
}


@dataclass(frozen=True)
class Page:
    """A text that woke somebody: who could answer from which telephone, with which code."""

    phone: str
    code: str


def all_taken_in(work: Work, spool: Spool) -> bool:
    """Whether nothing still has to become work: on this machine's disk, or in the inbox, where what
    leaves the disk is before."""
    waiting = select(Inbox.id).where(Inbox.processed_at.is_(None)).limit(1)
    return spool.is_empty and work.session.scalar(waiting) is None


def critical(work: Work, sid: str) -> Ticket | None:
    """The ticket of a call or text, once it is known to be critical."""
    query = select(Ticket).join(Contact).where(Contact.carrier_sid == sid)
    return work.session.scalar(query.where(Ticket.severity == Severity.CRITICAL))


def told(work: Work, ids: Ids) -> bool:
    """Whether police and social workers have them, and the schools' texts have arrived."""
    found = select(Referral.ticket_id, Agency.kind, Referral.status).join(Referral.agency)
    rows = work.session.execute(found.where(Referral.ticket_id.in_(ids))).all()
    answers = {(ticket_id, kind): status for ticket_id, kind, status in rows}
    return len(rows) == len(answers) and answers == {
        (ticket_id, kind): status for ticket_id in ids for kind, status in EXPECTED.items()
    }


def taken(work: Work, ids: Ids) -> bool:
    """Whether a supervisor has each of them, and has promised to act."""
    return _owned(work, ids) == len(ids) == len(armed(work, ids, DeadlineKind.PROGRESS))


def climbing(work: Work, ids: Ids) -> bool:
    """Whether nobody has any of them, and the ladder of each waits for its next rung."""
    waiting = [due for due in armed(work, ids, DeadlineKind.LADDER) if due > work.now]
    return _owned(work, ids) == 0 and len(waiting) == len(ids)


def _owned(work: Work, ids: Ids) -> int:
    query = select(Ticket.id).where(Ticket.id.in_(ids), Ticket.owner_id.is_not(None))
    return len(work.session.scalars(query).all())


def armed(work: Work, ids: Ids, kind: DeadlineKind) -> list[datetime]:
    """When what was promised of this kind falls due."""
    query = select(Deadline.due_at).where(Deadline.ticket_id.in_(ids), Deadline.kind == kind)
    return list(work.session.scalars(query.where(Deadline.state == Promise.ARMED)))


def pages(work: Work, ids: Ids, since: datetime) -> list[Page]:
    """For each of them the first page since then that came as a text; none while one has none."""
    texts = (
        select(Outgoing)
        .where(Outgoing.ticket_id.in_(ids), Outgoing.purpose == Purpose.PAGE)
        .where(Outgoing.channel == Channel.SMS, Outgoing.created_at >= since)
        .order_by(Outgoing.created_at.desc())
    )
    first = {
        row.ticket_id: Page(row.to or "", row.code or "") for row in work.session.scalars(texts)
    }
    return list(first.values()) if len(first) == len(ids) else []


def owner(work: Work, ticket_id: uuid.UUID) -> Staff:
    return work.session.scalars(
        select(Staff).join(Ticket, Ticket.owner_id == Staff.id).where(Ticket.id == ticket_id)
    ).one()
