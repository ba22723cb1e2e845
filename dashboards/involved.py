"""The people of a ticket as its page shows them: names and numbers only to whoever asks."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from hotline import ages, informants, people, person
from hotline.ages import THRESHOLDS, Guessed, Years
from hotline.informants import Informant
from hotline.people import Person
from hotline.person import Kin, Role, Sex
from hotline.staff import Staff
from hotline.store.work import Work
from hotline.telling import Consent
from hotline.tickets import Ticket


@dataclass(frozen=True)
class Shown:
    """`under` answers each threshold of the law for when it happened, as far as it can be said."""

    id: uuid.UUID
    roles: tuple[Role, ...]
    kin: Kin | None
    sex: Sex | None
    years: Years | None
    guessed: bool
    under: Mapping[int, bool | None]
    home: str
    mark: str

    @property
    def age(self) -> str:
        return ages.shown(self.years) if self.years else ""

    @property
    def is_child(self) -> bool:
        return Role.CHILD in self.roles


@dataclass(frozen=True)
class Told:
    """Who told us, without who they are."""

    id: uuid.UUID
    consent: Consent
    heard_by: str
    heard_at: datetime
    named: bool


@dataclass(frozen=True)
class Involved:
    people: tuple[Shown, ...]
    informants: tuple[Told, ...]
    may_see_informants: bool
    happened: str


@dataclass(frozen=True)
class Opened:
    """What somebody asked to see, by its id, as a form holds it: on this page only.

    `number` is that of the ticket's caller, or of the contact `whose` says.
    """

    people: Mapping[uuid.UUID, Mapping[str, str]] = field(default_factory=dict)
    informants: Mapping[uuid.UUID, Mapping[str, str]] = field(default_factory=dict)
    number: str | None = None
    whose: uuid.UUID | None = None


def of_ticket(
    work: Work, ticket: Ticket, reader: uuid.UUID, names: Mapping[uuid.UUID, str]
) -> Involved:
    told = informants.of_ticket(work, ticket)
    return Involved(
        people=tuple(_shown(work, ticket, row) for row in _children_first(work, ticket)),
        informants=tuple(
            Told(row.id, row.consent, names.get(row.heard_by, "—"), row.heard_at, bool(row.name))
            for row in told
        ),
        may_see_informants=informants.may_see(ticket, work.session.get_one(Staff, reader)),
        happened=ages.shown_day(ticket.happened or ""),
    )


def _children_first(work: Work, ticket: Ticket) -> list[Person]:
    return sorted(people.of_ticket(work, ticket), key=lambda row: [*Role].index(row.said.roles[0]))


def children(work: Work, ticket: Ticket) -> tuple[Shown, ...]:
    rows = people.of_ticket(work, ticket)
    return tuple(one for one in (_shown(work, ticket, row) for row in rows) if one.is_child)


def _shown(work: Work, ticket: Ticket, row: Person) -> Shown:
    years, then = people.years(work, ticket, row), people.at_event(work, ticket, row)
    return Shown(
        id=row.id,
        roles=row.said.roles,
        kin=row.kin,
        sex=row.sex,
        years=years,
        guessed=isinstance(row.said.age, Guessed),
        under={limit: ages.under(then, limit) for limit in THRESHOLDS},
        home=row.home_name or "",
        mark=people.mark(row),
    )


def opened(work: Work, ticket: Ticket) -> Opened:
    rows = people.of_ticket(work, ticket)
    return Opened(people={row.id: _typed(row) for row in rows})


def _typed(row: Person) -> Mapping[str, str]:
    return {**person.typed(row.said), "spoken": row.home_name or ""}


def opened_informant(row: Informant) -> Opened:
    known = {name: getattr(row, name) or "" for name in informants.IDENTITY}
    said = {"consent": row.consent.value, "agreed": row.agreed or ""}
    return Opened(informants={row.id: {**known, **said, "words": row.consent_words or ""}})
