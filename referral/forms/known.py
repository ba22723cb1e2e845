"""What a ticket and its earlier forms already say, so that nobody types it again."""

from collections.abc import Mapping

from sqlalchemy import exists, select

from hotline import units
from hotline.contacts import Contact
from hotline.forms import Known
from hotline.store.work import Work
from hotline.tickets import Ticket
from hotline.vocabulary import Language
from referral.forms import filling, papers
from referral.forms.filling import Answers
from referral.forms.papers import Paper

BY_PHONE = "phone"
TYPED = "%Y-%m-%dT%H:%M"  # as a browser's field of a day and an hour holds it


def draft(work: Work, ticket: Ticket, paper: Paper) -> Answers:
    """What stands in a paper that nobody has typed into."""
    return filling.first_draft(paper.form, of_ticket(work, ticket), _earlier(work, paper))


def of_ticket(work: Work, ticket: Ticket) -> Mapping[Known, str]:
    """In Vietnamese, as the paper is; the caller's number only ever by hand (`caller`)."""
    commune = units.by_code(work, ticket.commune_code)
    spoken = commune.spoken if commune else ticket.commune_name or ""
    names = [
        work.policy.categories[code]
        for code in ticket.categories or ()
        if code in work.policy.categories
    ]
    known = {
        Known.RECEIVED_AT: ticket.received_at.astimezone(work.zone).strftime(TYPED),
        Known.CHANNEL: BY_PHONE if _reached_us(work, ticket) else "",
        Known.PLACE: ", ".join(filter(None, [ticket.place, spoken])),
        Known.COMMUNE: spoken,
        Known.CATEGORIES: "; ".join(one.names[Language.VI] for one in names),
    }
    return {what: words for what, words in known.items() if words}


def _reached_us(work: Work, ticket: Ticket) -> bool:
    query = exists().where(Contact.ticket_id == ticket.id)
    return bool(work.session.scalar(select(query)))


def _earlier(work: Work, paper: Paper) -> Answers:
    """Of every other paper of the ticket, the newest words under each code; finished ones count,
    and drafts only where nothing else is there."""
    rest = [one for one in papers.of_ticket(work, paper.ticket_id) if one.id != paper.id]
    said: dict[str, str] = {}
    for draft in reversed(papers.drafts(work, rest)):
        said.update(papers.read(draft))
    for row in sorted(papers.versions(work, rest), key=lambda row: row.saved_at):
        said.update(papers.read(row))
    return said
