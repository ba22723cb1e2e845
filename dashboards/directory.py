"""The directory of agencies as a table to read."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from hotline.policy import AgencyKind
from hotline.work import Work
from referral.agencies import Agency


@dataclass(frozen=True)
class AgencyRow:
    """`commune` empty: in charge of the whole province."""

    code: str
    kind: AgencyKind
    name: str
    commune: str | None
    phone: str | None
    verified_on: date | None
    in_force: bool


def read(work: Work) -> tuple[AgencyRow, ...]:
    today = work.now.astimezone(work.zone).date()
    rows = work.session.scalars(
        select(Agency).order_by(Agency.commune_name.nulls_first(), Agency.kind, Agency.name)
    )
    return tuple(
        AgencyRow(
            code=row.code,
            kind=row.kind,
            name=row.name,
            commune=row.commune_name,
            phone=row.phone,
            verified_on=row.verified_on,
            in_force=row.valid_from <= today and (row.valid_to is None or row.valid_to >= today),
        )
        for row in rows
    )
