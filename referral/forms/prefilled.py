"""What a ticket, its people and its earlier forms already say, so that nobody types it again."""

from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy import exists, select

from hotline import ages, people, units
from hotline.ages import Born
from hotline.contacts import Contact
from hotline.forms import Known
from hotline.people import Person
from hotline.person import Kin, Role
from hotline.store.work import Work
from hotline.tickets import Ticket
from hotline.vocabulary import Language
from referral.forms import filling, papers
from referral.forms.filling import Answers
from referral.forms.papers import Paper

BY_PHONE = "phone"
TYPED = "%Y-%m-%dT%H:%M"  # as a browser's field of a day and an hour holds it
WHOLE_DAY = len("2016-03-09")
PARENTS = {
    Kin.FATHER: (Known.FATHER_NAME, Known.FATHER_AGE, Known.FATHER_WORK),
    Kin.MOTHER: (Known.MOTHER_NAME, Known.MOTHER_AGE, Known.MOTHER_WORK),
}


def draft(work: Work, ticket: Ticket, paper: Paper) -> Answers:
    """What stands in a paper that nobody has typed into."""
    found = people.of_ticket(work, ticket)
    known = {**of_ticket(work, ticket), **of_people(work, ticket, found, paper)}
    return filling.first_draft(paper.form, known, _earlier(work, paper, found))


def of_ticket(work: Work, ticket: Ticket) -> Mapping[Known, str]:
    """In Vietnamese, as the paper is; nothing of whoever told us."""
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


def of_people(
    work: Work, ticket: Ticket, found: Sequence[Person], paper: Paper
) -> Mapping[Known, str]:
    """The child the paper is about, a parent where there is one only, and who cares for it."""
    known: dict[Known, str] = {}
    for row in found:
        if row.id == paper.child_id:
            known |= _child(work, ticket, row)
    for kin, (name, age, occupation) in PARENTS.items():
        match [row for row in found if row.kin is kin]:
            case [row]:
                known[name], known[age] = row.name or "", _age(work, ticket, row)
                known[occupation] = row.occupation or ""
    carers = [row for row in found if Role.CARER in row.roles]
    known[Known.CARER] = "; ".join(filter(None, (_with_kin(work, row) for row in carers)))
    return {what: words for what, words in known.items() if words}


def _child(work: Work, ticket: Ticket, row: Person) -> Mapping[Known, str]:
    age = row.said.age
    born = age.on if isinstance(age, Born) and len(age.on) == WHOLE_DAY else ""
    return {
        Known.CHILD_NAME: row.name or "",
        Known.CHILD_BIRTH: born,
        Known.CHILD_AGE: "" if born else _age(work, ticket, row),
        Known.CHILD_SEX: row.sex or "",
        Known.CHILD_HOME: ", ".join(filter(None, [row.address, row.home_name])),
    }


def _age(work: Work, ticket: Ticket, row: Person) -> str:
    years = people.years(work, ticket, row)
    return ages.shown(years) if years else ""


def _with_kin(work: Work, row: Person) -> str:
    kin = work.policy.say(f"kin.{row.kin}") if row.kin else ""
    return f"{row.name} ({kin})" if row.name and kin else row.name or kin


def _reached_us(work: Work, ticket: Ticket) -> bool:
    query = exists().where(Contact.ticket_id == ticket.id)
    return bool(work.session.scalar(select(query)))


def _earlier(work: Work, paper: Paper, found: Sequence[Person]) -> Answers:
    """Of every other paper about the child, the newest words under each code; finished ones count,
    and drafts only where nothing else is there."""
    rest = list(_about_the_same(paper, papers.of_ticket(work, paper.ticket_id), found))
    said: dict[str, str] = {}
    for draft in reversed(papers.drafts(work, rest)):
        said.update(papers.read(draft))
    for row in sorted(papers.versions(work, rest), key=lambda row: row.saved_at):
        said.update(papers.read(row))
    return said


def _about_the_same(
    paper: Paper, others: Sequence[Paper], found: Sequence[Person]
) -> Iterator[Paper]:
    """A paper that names no child is about the only one there is, and about none of several."""
    several = sum(Role.CHILD in row.roles for row in found) > 1
    for one in others:
        same = one.child_id == paper.child_id or (one.child_id is None and not several)
        if one.id != paper.id and same:
            yield one
