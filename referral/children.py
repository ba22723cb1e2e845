"""What a ticket knows of its children, as far as others may be told of it."""

import uuid

from hotline import people
from hotline.errors import InvalidError, NotFoundError
from hotline.people import Person
from hotline.person import Role
from hotline.store.work import Work
from hotline.text import as_json
from hotline.tickets import Ticket


def of_ticket(work: Work, ticket: Ticket) -> list[Person]:
    return [row for row in people.of_ticket(work, ticket) if Role.CHILD in row.roles]


def chosen(work: Work, ticket: Ticket, typed: str) -> uuid.UUID | None:
    """By its id, as a form holds it; without one the only child there is."""
    found = {str(row.id): row.id for row in of_ticket(work, ticket)}
    if typed and typed not in found:
        raise NotFoundError("no such person on this ticket")
    if not typed and len(found) > 1:
        raise InvalidError("say which child it is about")
    return found[typed] if typed else next(iter(found.values()), None)


def facts(work: Work, ticket: Ticket) -> dict[str, str]:
    """Sex and age as codes, put in words for whoever reads them; names and homes as written."""
    found = of_ticket(work, ticket)
    homes = (", ".join(filter(None, [row.address, row.home_name])) for row in found)
    return {
        "children": as_json([_outline(work, ticket, row) for row in found]) if found else "",
        "names": "; ".join(row.name for row in found if row.name),
        "home": "\n".join(dict.fromkeys(filter(None, homes))),
    }


def _outline(work: Work, ticket: Ticket, row: Person) -> dict[str, object]:
    """Nothing stands for what nobody knows."""
    known: dict[str, object] = {"sex": row.sex.value} if row.sex else {}
    years = people.years(work, ticket, row)
    return known | {"low": years.low, "high": years.high} if years else known
