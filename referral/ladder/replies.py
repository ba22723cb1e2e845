"""Which page a supervisor's reply speaks of, and which of its tickets."""

import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import or_, select

from hotline import codes
from hotline.sending.outbox import Outgoing, Purpose
from hotline.staff import Staff
from hotline.store.work import Work, among
from hotline.tickets import Ticket
from hotline.vocabulary import Channel
from referral.ladder import digests

BARE_OK = timedelta(minutes=30)
REPLY = re.compile(rf"(?P<code>[{codes.LETTERS}]{{4,8}}|OK|OKE|OKAY)(?:\s+(?P<number>\d{{1,9}}))?")


@dataclass(frozen=True)
class Meant:
    """`whole` says that the page is a digest, and that all of it is meant."""

    ticket_ids: Sequence[uuid.UUID]
    whole: bool


def meant(work: Work, person: Staff, text: str) -> Meant | None:
    """By its code, alone or with the number of one ticket; or by a bare "ok" when only one page
    can be meant. A code counts from the telephone it was sent to, for ninety days."""
    said = REPLY.fullmatch(text)
    if said is None:
        return None
    bare = said["code"].startswith("OK")
    page = _only_open(work, person) if bare else _by_code(work, person, said["code"])
    if page is None:
        return None
    return by_page(work, page) if said["number"] is None else _one(work, page, int(said["number"]))


def by_page(work: Work, page: Outgoing) -> Meant:
    return Meant(digests.tickets_of(work, page), whole=page.digest_id is not None)


def _one(work: Work, page: Outgoing, number: int) -> Meant | None:
    ids = digests.tickets_of(work, page)
    query = select(Ticket.id).where(Ticket.number == number, among(Ticket.id, ids))
    ticket_id = work.session.scalar(query)
    return None if ticket_id is None else Meant([ticket_id], whole=False)


def _by_code(work: Work, person: Staff, code: str) -> Outgoing | None:
    return work.session.scalars(
        select(Outgoing)
        .where(Outgoing.staff_id == person.id, Outgoing.purpose == Purpose.PAGE)
        .where(Outgoing.code == code, Outgoing.created_at > work.now - codes.KEEP)
        .order_by(Outgoing.created_at.desc())
        .limit(1)
    ).one_or_none()


def _only_open(work: Work, person: Staff) -> Outgoing | None:
    recent = work.session.scalars(
        select(Outgoing)
        .where(Outgoing.staff_id == person.id, Outgoing.purpose == Purpose.PAGE)
        .where(Outgoing.channel == Channel.SMS, Outgoing.created_at > work.now - BARE_OK)
        .where(or_(Outgoing.ticket_id.is_not(None), Outgoing.digest_id.is_not(None)))
        .order_by(Outgoing.created_at.desc())
    ).all()
    still = [page for page in recent if digests.waiting(work, digests.tickets_of(work, page))]
    subjects = {page.digest_id or page.ticket_id for page in still}
    return still[0] if len(subjects) == 1 else None
