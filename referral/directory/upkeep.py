"""Keeping the directory: what a file would change, one agency edited, a number tried."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields

from sqlalchemy import select

from hotline.errors import InvalidError, NotAllowedError, NotFoundError
from hotline.policy import Commune
from hotline.staff import PHONE, Role, Staff
from hotline.store import journal
from hotline.store.journal import Act, Entry
from hotline.store.work import Work
from hotline.vocabulary import Channel
from referral.directory import agencies
from referral.directory.agencies import Agency
from referral.directory.sheet import Line


@dataclass(frozen=True)
class Change:
    """What an import does to one agency; no `was`: it is new."""

    line: Line
    was: Line | None

    @property
    def columns(self) -> tuple[str, ...]:
        """The names of what becomes different; never what stood there, which may be a number."""
        if self.was is None:
            return ()
        names = (field.name for field in fields(Line))
        return tuple(n for n in names if getattr(self.line, n) != getattr(self.was, n))


def changes(work: Work, lines: Iterable[Line]) -> list[Change]:
    """What importing these lines would change; an agency that stays as it is, is left out."""
    known = {agency.code: line_of(work, agency) for agency in work.session.scalars(select(Agency))}
    compared = (Change(line, known.get(line.code)) for line in lines)
    return [change for change in compared if change.line != change.was]


def import_lines(work: Work, lines: Iterable[Line], *, by: str = journal.SYSTEM) -> list[Change]:
    """Add or update by code; an agency the file does not name stays. What was changed."""
    made = changes(work, lines)
    known = {agency.code: agency for agency in work.session.scalars(select(Agency))}
    for change in made:
        agency = known.get(change.line.code) or work.add(Agency(code=change.line.code))
        _fill(work, agency, change.line)
    journal.write_all(work, [_entry(change, by) for change in made])
    return made


def added(made: Sequence[Change]) -> int:
    return sum(change.was is None for change in made)


def save(work: Work, agency: Agency | None, line: Line, person: Staff) -> Agency:
    """One agency written by hand; InvalidError when its code is another's."""
    keeper(person)
    taken = work.session.scalar(select(Agency).where(Agency.code == line.code))
    if taken is not None and taken is not agency:
        raise InvalidError("another agency has this code")
    change = Change(line, line_of(work, agency) if agency else None)
    agency = agency or work.add(Agency(code=line.code))
    agency.code = line.code
    _fill(work, agency, line)
    journal.write_all(work, [_entry(change, journal.staff(person.id))])
    return agency


def tried(work: Work, agency: Agency, person: Staff) -> None:
    """Somebody rang the number, and the agency answered."""
    agency.verified_on = agencies.today(work)
    facts = {"agency": agency.name, "code": agency.code}
    journal.write(work, Act.AGENCY_TRIED, by=journal.staff(person.id), facts=facts)


def to_try(work: Work, agency: Agency) -> bool:
    """Nobody has tried its number for as long as the policy allows."""
    day = agencies.today(work)
    if not agency.in_force(day):
        return False
    every = work.policy.test_call_every
    return agency.verified_on is None or day - agency.verified_on >= every


def keeper(person: Staff) -> None:
    """A wrong number costs a child hours: the directory is not everybody's to change."""
    if person.role is Role.COUNSELOR:
        raise NotAllowedError("the directory is changed by supervisors and administrators")


def by_id(work: Work, agency_id: uuid.UUID) -> Agency:
    found = work.session.get(Agency, agency_id)
    if found is None:
        raise NotFoundError("no such agency")
    return found


def all_lines(work: Work) -> list[Line]:
    return [
        line_of(work, row) for row in work.session.scalars(select(Agency).order_by(Agency.code))
    ]


def line_of(work: Work, agency: Agency) -> Line:
    return Line(
        code=agency.code,
        kind=agency.kind,
        name=agency.name,
        phone=agency.phone or "",
        commune=_commune_of(work, agency),
        deputy_phone=agency.deputy_phone,
        email=agency.email,
        channels=tuple(Channel(way) for way in agency.channels),
        duty_hours=agency.duty_hours,
        verified_on=agency.verified_on,
        valid_from=agency.valid_from,
        valid_to=agency.valid_to,
    )


def _commune_of(work: Work, agency: Agency) -> Commune | None:
    """The policy's own where it is the same; else as it was written down, for codes change."""
    if agency.commune_code is None:
        return None
    name, release = agency.commune_name or "", agency.commune_data or ""
    for commune in work.policy.communes:
        if (commune.code, commune.name, commune.data_version) == (
            agency.commune_code,
            name,
            release,
        ):
            return commune
    return Commune(agency.commune_code, name, "", release)


def _fill(work: Work, agency: Agency, line: Line) -> None:
    agency.kind, agency.name = line.kind, line.name
    agency.phone, agency.phone_index = line.phone, work.keyring.blind(line.phone, PHONE)
    agency.deputy_phone, agency.email = line.deputy_phone, line.email
    deputy = line.deputy_phone
    agency.deputy_index = work.keyring.blind(deputy, PHONE) if deputy else None
    agency.commune_code = line.commune.code if line.commune else None
    agency.commune_name = line.commune.name if line.commune else None
    agency.commune_data = line.commune.data_version if line.commune else None
    agency.channels, agency.duty_hours = list(line.channels), line.duty_hours
    agency.verified_on, agency.valid_from = line.verified_on, line.valid_from
    agency.valid_to, agency.updated_at = line.valid_to, work.now


def _entry(change: Change, by: str) -> Entry:
    facts = {"agency": change.line.name, "code": change.line.code}
    if change.was is not None:
        facts["columns"] = ", ".join(change.columns)
    return Entry(Act.AGENCY_CHANGED, None, facts, by)
