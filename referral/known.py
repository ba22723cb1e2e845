"""What a ticket knows that decides who is told: gathered for routing."""

from collections.abc import Sequence
from dataclasses import replace

from hotline import contacts, people, person
from hotline.people import Person
from hotline.person import Role
from hotline.store.work import Work
from hotline.telling import Offender
from hotline.tickets import Ticket
from referral import routing
from referral.directory import agencies
from referral.routing import AgencyFacts, TicketFacts


def facts_of(work: Work, ticket: Ticket) -> TicketFacts:
    """As far as the ticket knows: by all that was told to us, and the people written down."""
    told, known = contacts.texts(work, ticket.id), people.of_ticket(work, ticket)
    offenders = routing.offenders(told, work.policy) | _may_have_done_it(known)
    children = [row for row in known if Role.CHILD in row.roles]
    homes = tuple(dict.fromkeys(row.home_code for row in children if row.home_code))
    age = _youngest(work, ticket, children)
    return replace(outline(ticket), offenders=offenders, residence_codes=homes, age=age)


def _may_have_done_it(known: Sequence[Person]) -> frozenset[Offender]:
    return frozenset(one for row in known if (one := person.offender(row.said)))


def _youngest(work: Work, ticket: Ticket, children: Sequence[Person]) -> int | None:
    """None while the age of one of them is not known."""
    years = [people.at_event(work, ticket, row) for row in children]
    known = [one.low for one in years if one]
    return min(known) if known and len(known) == len(years) else None


def outline(ticket: Ticket) -> TicketFacts:
    """What stands on the ticket itself, without reading what anybody said."""
    return TicketFacts(ticket.severity, frozenset(ticket.categories or ()), ticket.commune_code)


def of_its_places(work: Work, facts: TicketFacts) -> list[AgencyFacts]:
    return agencies.covering(work, facts.commune_code, *facts.residence_codes)
