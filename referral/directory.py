"""The directory of agencies as a CSV file: all of it is taken in, or nothing.

Columns: code, kind, name, commune_code (empty: the whole province), phone, verified_on, valid_from,
valid_to (dates as YYYY-MM-DD; the last two may be empty).
"""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from hotline.errors import InvalidError
from hotline.phones import normal
from hotline.policy import AgencyKind, Commune
from hotline.staff import PHONE
from hotline.work import Work
from referral.agencies import Agency

NEEDED = ("code", "kind", "name", "phone")
COLUMNS = (*NEEDED, "commune_code", "verified_on", "valid_from", "valid_to")


@dataclass(frozen=True)
class Line:
    code: str
    kind: AgencyKind
    name: str
    phone: str
    commune: Commune | None
    verified_on: date | None
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True)
class BadLine:
    number: int
    why: str


class BadDirectoryError(InvalidError):
    """Nothing was imported; `lines` says where the file is wrong and why."""

    def __init__(self, lines: Sequence[BadLine]) -> None:
        super().__init__("\n".join(f"line {line.number}: {line.why}" for line in lines))
        self.lines = tuple(lines)


def read(text: str, communes: Sequence[Commune], today: date) -> list[Line]:
    """Raises BadDirectoryError naming every bad line; a byte order mark is no fault."""
    rows = csv.DictReader(text.removeprefix("\ufeff").splitlines())
    missing = [name for name in NEEDED if name not in (rows.fieldnames or ())]
    if missing:
        raise BadDirectoryError([BadLine(1, f"no column {', '.join(missing)}")])
    known = {commune.code: commune for commune in communes}
    good: dict[str, Line] = {}
    bad: list[BadLine] = []
    for row in rows:
        try:
            line = _line({key: (row.get(key) or "").strip() for key in COLUMNS}, known, today)
            if line.code in good:
                raise ValueError(f"the code {line.code} stands here twice")  # noqa: TRY301  # told like the others
            good[line.code] = line
        except ValueError as error:
            bad.append(BadLine(rows.line_num, str(error)))
    if bad:
        raise BadDirectoryError(bad)
    return list(good.values())


def _line(row: dict[str, str], communes: dict[str, Commune], today: date) -> Line:
    empty = [name for name in NEEDED if not row[name]]
    if empty:
        raise ValueError(f"{', '.join(empty)} is empty")
    commune_code = row["commune_code"]
    if commune_code and commune_code not in communes:
        raise ValueError(f"no commune has the code {commune_code}")
    return Line(
        code=row["code"],
        kind=_kind(row["kind"]),
        name=row["name"],
        phone=_phone(row["phone"]),
        commune=communes.get(commune_code),
        verified_on=_day(row["verified_on"]),
        valid_from=_day(row["valid_from"]) or today,
        valid_to=_day(row["valid_to"]),
    )


def _kind(text: str) -> AgencyKind:
    try:
        return AgencyKind(text)
    except ValueError:
        raise ValueError(f"no kind {text}; there are {', '.join(AgencyKind)}") from None


def _phone(text: str) -> str:
    number = normal(text)
    if number is None or not number.lstrip("+").isdigit():
        raise ValueError("the phone is no telephone number")
    return number


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise ValueError(f"{text} is no date; write YYYY-MM-DD") from None


def import_lines(work: Work, lines: Iterable[Line]) -> tuple[int, int]:
    """Add or update by code; how many were added and how many updated."""
    known = {agency.code: agency for agency in work.session.scalars(select(Agency))}
    added = updated = 0
    for line in lines:
        agency = known.get(line.code)
        if agency is None:
            agency = work.add(Agency(code=line.code))
            added += 1
        else:
            updated += 1
        _fill(work, agency, line)
    return added, updated


def _fill(work: Work, agency: Agency, line: Line) -> None:
    agency.kind, agency.name = line.kind, line.name
    agency.phone, agency.phone_index = line.phone, work.keyring.blind(line.phone, PHONE)
    agency.commune_code = line.commune.code if line.commune else None
    agency.commune_name = line.commune.name if line.commune else None
    agency.commune_data = line.commune.data_version if line.commune else None
    agency.verified_on, agency.valid_from = line.verified_on, line.valid_from
    agency.valid_to, agency.updated_at = line.valid_to, work.now
