"""Which tickets may be the same child as this one, and why: a person says whether they are."""

import uuid
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, ForeignKey, UniqueConstraint, func, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from hotline.contacts import Contact
from hotline.errors import InvalidError
from hotline.likeness import Likeness, Outline, compare, outline, telling
from hotline.search import index, shelves, terms
from hotline.search.terms import Scope
from hotline.staff import PHONE, Staff
from hotline.store import journal
from hotline.store.journal import Act
from hotline.store.sealing import Sealed
from hotline.store.work import Base, Work, among
from hotline.tickets import REAL, Ticket
from referral.threads import holding

LATELY = 2000  # tickets; a commune alone is looked for among no more
MOST_WORDS = 60  # by which others are found
MOST_SHELVES = 4  # of search, some thirty thousand tickets
COMMON = 500  # a word of more tickets on a shelf tells nothing
MOST_COMPARED, MOST_SHOWN = 60, 5


class Unlike(Base):
    """Somebody looked at two tickets and saw two children: they are not suggested again."""

    __tablename__ = "unlike"
    __table_args__ = (UniqueConstraint("one_id", "other_id"),)

    one_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("ticket.id"))
    other_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("ticket.id"), index=True)
    reason = Sealed()
    by: Mapped[uuid.UUID] = mapped_column(ForeignKey("staff.id"))
    at: Mapped[datetime]


@dataclass(frozen=True)
class Suggestion:
    ticket: Ticket
    likeness: Likeness


def of_ticket(work: Work, ticket: Ticket) -> list[Suggestion]:
    """The most alike first. Asked when somebody opens the page, never while a caller waits."""
    told = _told(work, [ticket.id]).get(ticket.id, [])
    found = _tickets(work, _candidates(work, ticket, told))
    rules, spoken = work.policy.threads, _told(work, [other.id for other in found])
    mine = _outline(work, ticket, told)
    compared = (
        (other, compare(mine, _outline(work, other, spoken.get(other.id, [])), rules))
        for other in found
        if ticket.is_open or other.is_open
    )
    alike = [Suggestion(other, likeness) for other, likeness in compared if likeness]
    newest = sorted(alike, key=lambda one: one.ticket.number, reverse=True)
    return sorted(newest, key=lambda one: one.likeness.worth, reverse=True)[:MOST_SHOWN]


def dismiss(work: Work, ticket: Ticket, other: Ticket, person: Staff, why: str) -> None:
    """Two children; said once, of either ticket, with a reason."""
    why = holding.reason(why)
    if ticket.id == other.id:
        raise InvalidError("this is the same ticket")
    one, two = holding.both(work, [ticket.id, other.id])
    if two.id in _unlike(work, one):
        return
    keep_apart(work, one, two, person, why)
    for here, there in ((one, two), (two, one)):
        facts = {"number": str(there.number), "text": why}
        by = journal.staff(person.id)
        journal.write(work, Act.UNLIKE, by=by, ticket_id=here.id, facts=facts)


def keep_apart(work: Work, one: Ticket, two: Ticket, person: Staff, why: str) -> None:
    """Written down for two of which the first was first heard of; the caller tells the journal."""
    row = Unlike(one_id=one.id, other_id=two.id, reason=why, by=person.id, at=work.now)
    work.add(row)


def _told(work: Work, ticket_ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, list[Contact]]:
    told: dict[uuid.UUID, list[Contact]] = {}
    query = select(Contact).where(among(Contact.ticket_id, ticket_ids))
    for contact in work.session.scalars(query.order_by(Contact.received_at)):
        told.setdefault(contact.ticket_id, []).append(contact)
    return told


def _outline(work: Work, ticket: Ticket, told: Iterable[Contact]) -> Outline:
    """Numbers under the newest key, so that those sealed before a rotation are the same."""
    told = list(told)
    numbers = {work.keyring.blind(one.caller, PHONE) for one in told if one.caller}
    commune = work.policy.commune(ticket.commune_code)
    place = commune.spoken if commune else ticket.commune_name or ""
    return outline(numbers, place, [one.text or "" for one in told], work.policy.threads)


def _candidates(work: Work, ticket: Ticket, told: Sequence[Contact]) -> set[uuid.UUID]:
    """By number, by words, by place: few enough to read what each of them says."""
    found = [*_by_number(work, told), *_by_words(work, told), *_by_place(work, ticket)]
    return set(dict.fromkeys(found)) - {ticket.id} - _unlike(work, ticket)


def _by_number(work: Work, told: Sequence[Contact]) -> Sequence[uuid.UUID]:
    numbers = {one.caller for one in told if one.caller}
    indexes = [index for number in numbers for index in work.keyring.blinds(number, PHONE)]
    query = select(Contact.ticket_id).where(among(Contact.caller_index, indexes), _lately(work))
    newest = query.group_by(Contact.ticket_id).order_by(func.max(Contact.nth).desc())
    return work.session.scalars(newest.limit(MOST_COMPARED)).all()


def _by_words(work: Work, told: Sequence[Contact]) -> Sequence[uuid.UUID]:
    """Those that share the most of the telling words, by the index of search alone."""
    said = telling((one.text or "" for one in told), work.policy.threads)
    wanted = {terms.whole(Scope.ALL, word) for word in sorted(said)[:MOST_WORDS]}
    newest = index.shelves(work)[:MOST_SHELVES]
    keys = {one.shelf: one.key for one in newest if one.key}
    if not (wanted and keys):
        return []
    shared = Counter(
        number
        for (shelf, _), bits in index.read(work, keys, dict.fromkeys(keys, sorted(wanted))).items()
        if bits.bit_count() <= COMMON
        for number in shelves.numbers(shelf, bits)
    )
    several = [number for number, words in shared.most_common(MOST_COMPARED) if words >= 2]
    return work.session.scalars(select(Ticket.id).where(among(Ticket.number, several))).all()


def _by_place(work: Work, ticket: Ticket) -> Sequence[uuid.UUID]:
    if ticket.commune_code is None:
        return []
    newest = select(func.max(Ticket.number)).scalar_subquery()
    query = (
        select(Ticket.id)
        .where(Ticket.number > newest - LATELY, Ticket.commune_code == ticket.commune_code)
        .order_by(Ticket.number.desc())
    )
    return work.session.scalars(query.limit(MOST_COMPARED)).all()


def _lately(work: Work) -> ColumnElement[bool]:
    return Contact.received_at >= work.now - work.policy.threads.remember


def _tickets(work: Work, ids: Iterable[uuid.UUID]) -> Sequence[Ticket]:
    since = work.now - work.policy.threads.remember
    query = select(Ticket).where(among(Ticket.id, ids), REAL, Ticket.merged_into_id.is_(None))
    lately = or_(Ticket.closed_at.is_(None), Ticket.closed_at >= since)
    return work.session.scalars(query.where(lately)).all()


def _unlike(work: Work, ticket: Ticket) -> set[uuid.UUID]:
    """Either way round, the ticket itself among them."""
    either = or_(Unlike.one_id == ticket.id, Unlike.other_id == ticket.id)
    pairs = work.session.execute(select(Unlike.one_id, Unlike.other_id).where(either))
    return {one for pair in pairs for one in pair}
