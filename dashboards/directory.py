"""The directory of agencies as a table to read and to find in."""

import uuid
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from hotline.store.work import Work
from hotline.text import unaccented
from hotline.vocabulary import AgencyKind, Channel
from referral.directory import agencies, upkeep
from referral.directory.agencies import Agency

LONGEST = 300  # rows of one page; a search finds the others


@dataclass(frozen=True)
class Search:
    """`words` in name, code or commune, with or without marks; `to_try`: not tried of late."""

    words: str = ""
    kind: str = ""
    to_try: bool = False

    def finds(self, row: "AgencyRow") -> bool:
        place = unaccented(f"{row.name} {row.code} {row.commune or ''}").lower()
        wanted = unaccented(self.words).lower().split()
        fits = self.kind in ("", row.kind) and (row.to_try or not self.to_try)
        return fits and all(word in place for word in wanted)


@dataclass(frozen=True)
class AgencyRow:
    """`commune` empty: in charge of the whole province."""

    id: uuid.UUID
    code: str
    kind: AgencyKind
    name: str
    commune: str | None
    phone: str | None
    deputy: str | None
    channels: tuple[Channel, ...]
    duty_hours: str
    verified_on: date | None
    in_force: bool
    to_try: bool


@dataclass(frozen=True)
class Found:
    """`rows` are at most LONGEST of `count`; `untried` counts the whole directory."""

    rows: tuple[AgencyRow, ...]
    count: int
    untried: int


def read(work: Work, search: Search) -> Found:
    query = select(Agency).order_by(
        Agency.commune_name.nulls_first(), Agency.kind, Agency.name, Agency.code
    )
    rows = [_row(work, agency) for agency in work.session.scalars(query)]
    found = [row for row in rows if search.finds(row)]
    return Found(tuple(found[:LONGEST]), len(found), sum(row.to_try for row in rows))


def _row(work: Work, agency: Agency) -> AgencyRow:
    return AgencyRow(
        id=agency.id,
        code=agency.code,
        kind=agency.kind,
        name=agency.name,
        commune=agency.commune_name,
        phone=agency.phone,
        deputy=agency.deputy_phone,
        channels=agency.contact.channels,
        duty_hours=agency.duty_hours,
        verified_on=agency.verified_on,
        in_force=agency.in_force(agencies.today(work)),
        to_try=upkeep.to_try(work, agency),
    )
