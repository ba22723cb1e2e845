"""Who is involved, what it is about and when it was, as somebody of the line writes it down.

What a ticket knows of its people decides who is told and what: each act looks at both again.
"""

import uuid
from collections.abc import Collection, Mapping

from hotline import ages, informants, people, tickets
from hotline.errors import InvalidError, NotAllowedError
from hotline.forms import YES, Known
from hotline.informants import Informant
from hotline.person import Description
from hotline.staff import Role, Staff
from hotline.store import journal
from hotline.store.journal import Act
from hotline.store.work import Work
from hotline.telling import Consent
from hotline.tickets import Ticket
from referral import casework, desk, widening
from referral.promises.progress import made


def add(work: Work, ticket: Ticket, who: Staff, said: Description) -> None:
    ticket = _held(work, ticket, who)
    people.add(work, ticket, said, who)
    _known(work, ticket, who)


def change(  # noqa: PLR0913  # whom, by whom, what is said of them and since when: each by name
    work: Work, ticket: Ticket, who: Staff, person_id: uuid.UUID, said: Description, seen: str
) -> None:
    ticket = _held(work, ticket, who)
    people.change(work, people.by_id(work, ticket, person_id), said, seen, who)
    _known(work, ticket, who)


def take_off(work: Work, ticket: Ticket, who: Staff, person_id: uuid.UUID, why: str) -> None:
    ticket = _held(work, ticket, who)
    people.take_off(work, people.by_id(work, ticket, person_id), why, who)
    _known(work, ticket, who)


def look(work: Work, ticket: Ticket, who: Staff) -> None:
    """At the names, numbers and addresses of a ticket's people."""
    check_may_look(who)
    journal.write(work, Act.PEOPLE_SEEN, by=journal.staff(who.id), ticket_id=ticket.id)


def check_may_look(who: Staff) -> None:
    """Whoever keeps the machines running need not know a child's name."""
    if who.role is Role.ADMIN:
        raise NotAllowedError("an administrator does not look at the people of a ticket")


def keep_informant(
    work: Work, ticket: Ticket, who: Staff, row: Informant | None, said: informants.Said
) -> None:
    """Nobody else is told: what agencies may read holds nothing of an informant."""
    ticket = _held(work, ticket, who)
    informants.keep(work, ticket, row, said, who)
    made(work, ticket)


def who_told_us(work: Work, ticket: Ticket, who: Staff, *, agrees: bool) -> Mapping[Known, str]:
    """What a form may hold of them: the first who gave their word; else the number that called,
    where whoever fills the form says that they agree."""
    for row in informants.of_ticket(work, ticket):
        if row.consent is Consent.GIVEN:
            return _on_paper(informants.look(work, ticket, row.id, who))
    if not agrees:
        raise InvalidError("the informant has to agree first")
    return {Known.CALLER: casework.reveal(work, ticket, who) or ""}


def _on_paper(row: Informant) -> Mapping[Known, str]:
    said = {
        Known.AGREES: YES,
        Known.INFORMANT_NAME: row.name,
        Known.CALLER: row.number,
        Known.INFORMANT_ADDRESS: row.address,
        Known.INFORMANT_NOTE: row.note,
    }
    return {what: words for what, words in said.items() if words}


def set_happened(work: Work, ticket: Ticket, who: Staff, typed: str) -> None:
    """The day, month or year of it; empty takes back what was written down."""
    ticket = tickets.locked(work, ticket.id)
    happened = ages.typed_day(typed, people.today(work)) or None
    if happened == ticket.happened:
        return
    ticket.happened = happened
    by, facts = journal.staff(who.id), {"day": ages.shown_day(happened or "")}
    journal.write(work, Act.HAPPENED_SET, by=by, ticket_id=ticket.id, facts=facts)
    _known(work, ticket, who)


def set_categories(work: Work, ticket: Ticket, who: Staff, codes: Collection[str]) -> None:
    """What it is about, by a person's word; what comes in later may add to it."""
    ticket = tickets.locked(work, ticket.id)
    chosen = [code for code in work.policy.categories if code in codes]
    if not chosen or len(chosen) != len(set(codes)):
        raise InvalidError("choose what it is about")
    if chosen == list(ticket.categories):
        return
    was, ticket.categories = ticket.categories, chosen
    facts = {"categories": ", ".join(chosen), "was": ", ".join(was)}
    by = journal.staff(who.id)
    journal.write(work, Act.CATEGORIES_SET, by=by, ticket_id=ticket.id, facts=facts)
    _known(work, ticket, who)


def _held(work: Work, ticket: Ticket, who: Staff) -> Ticket:
    check_may_look(who)
    return tickets.locked(work, ticket.id)


def _known(work: Work, ticket: Ticket, who: Staff) -> None:
    """It knows more: so do agencies within their packs, and those the rules tell by themselves."""
    widening.refresh(work, ticket, by=journal.staff(who.id))
    made(work, ticket)
    if ticket.is_open:
        desk.follow_up(work, ticket)
