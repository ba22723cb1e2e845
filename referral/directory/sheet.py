"""The directory of agencies as a CSV file, read and written. Pure.

The columns are those of `Line`, in COLUMNS; dates as YYYY-MM-DD, channels apart by blanks, hours as
referral/directory/duty_hours.py reads them. Without `commune_code` an agency serves the province.
"""

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from hotline.errors import InvalidError
from hotline.phones import normal
from hotline.policy import Commune
from hotline.text import clean
from hotline.vocabulary import AgencyKind, Channel
from referral.directory import duty_hours

NEEDED = ("code", "kind", "name", "phone")
COLUMNS = (
    *("code", "kind", "name", "commune_code", "phone", "deputy_phone", "email", "channels"),
    *("duty_hours", "verified_on", "valid_from", "valid_to"),
)
EMAIL = re.compile(r"[^@\s,;]+@[^@\s,;]+\.[^@\s,;.]+")
# What a spreadsheet would take for a formula gets an apostrophe before it, and loses it again.
FORMULA = re.compile(r"'*[=+\-@\t\r]")


class Fault(StrEnum):
    """What can be wrong with a value, in words; `%(value)s` is what stood there."""

    NO_COLUMN = "no column %(value)s"
    EMPTY = "%(value)s is empty"
    NO_KIND = "no kind %(value)s; there are " + ", ".join(AgencyKind)
    NO_COMMUNE = "no commune has the code %(value)s"
    NO_PHONE = "the phone is no telephone number"
    NO_EMAIL = "%(value)s is no e-mail address"
    NO_CHANNEL = "no channel %(value)s; there are " + ", ".join(Channel)
    NO_HOURS = "%(value)s are no hours; write mon-fri 07:30-11:30 13:30-17:00"
    NO_DAY = "%(value)s is no date; write YYYY-MM-DD"
    ENDS_FIRST = "it ends on %(value)s, before it begins"
    TWICE = "the code %(value)s stands here twice"
    NOT_UTF8 = "the file is not UTF-8"


@dataclass(frozen=True)
class Line:
    code: str
    kind: AgencyKind
    name: str
    phone: str
    commune: Commune | None
    valid_from: date
    deputy_phone: str | None = None
    email: str | None = None
    channels: tuple[Channel, ...] = ()
    duty_hours: str = ""
    verified_on: date | None = None
    valid_to: date | None = None


class BadValueError(InvalidError):
    """One value cannot be used as it is."""

    def __init__(self, fault: Fault, value: str = "") -> None:
        super().__init__(fault.value % {"value": value})
        self.fault, self.value = fault, value


@dataclass(frozen=True)
class BadLine:
    number: int
    fault: Fault
    value: str = ""

    @property
    def why(self) -> str:
        return self.fault.value % {"value": self.value}


class BadDirectoryError(InvalidError):
    """Nothing was imported; `lines` says where the file is wrong and why."""

    def __init__(self, lines: Sequence[BadLine]) -> None:
        super().__init__("\n".join(f"line {line.number}: {line.why}" for line in lines))
        self.lines = tuple(lines)


def read(text: str, communes: Sequence[Commune], today: date) -> list[Line]:
    """Raises BadDirectoryError naming every bad line; a byte order mark is no fault."""
    rows = csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""))
    missing = [name for name in NEEDED if name not in (rows.fieldnames or ())]
    if missing:
        raise BadDirectoryError([BadLine(1, Fault.NO_COLUMN, ", ".join(missing))])
    good: dict[str, Line] = {}
    bad: list[BadLine] = []
    for row in rows:
        try:
            line = read_line({key: _bare(row.get(key)) for key in COLUMNS}, communes, today)
            if line.code in good:
                raise BadValueError(Fault.TWICE, line.code)  # noqa: TRY301  # told like the others
            good[line.code] = line
        except BadValueError as error:
            bad.append(BadLine(rows.line_num, error.fault, error.value))
    if bad:
        raise BadDirectoryError(bad)
    return list(good.values())


def _bare(cell: str | None) -> str:
    text = clean(cell or "").strip()
    return text[1:] if text.startswith("'") and FORMULA.match(text) else text


def read_line(row: Mapping[str, str], communes: Iterable[Commune], today: date) -> Line:
    """One agency out of its columns; raises BadValueError."""
    empty = [name for name in NEEDED if not row[name]]
    if empty:
        raise BadValueError(Fault.EMPTY, ", ".join(empty))
    line = Line(
        code=row["code"],
        kind=_kind(row["kind"]),
        name=row["name"],
        phone=_phone(row["phone"]),
        commune=_commune(row["commune_code"], communes),
        deputy_phone=_phone(row["deputy_phone"]) if row["deputy_phone"] else None,
        email=_email(row["email"]),
        channels=tuple(_channel(word) for word in row["channels"].split()),
        duty_hours=_hours(row["duty_hours"]),
        verified_on=_day(row["verified_on"]),
        valid_from=_day(row["valid_from"]) or today,
        valid_to=_day(row["valid_to"]),
    )
    if line.valid_to and line.valid_to < line.valid_from:
        raise BadValueError(Fault.ENDS_FIRST, line.valid_to.isoformat())
    return line


def _kind(text: str) -> AgencyKind:
    try:
        return AgencyKind(text)
    except ValueError:
        raise BadValueError(Fault.NO_KIND, text) from None


def _commune(code: str, communes: Iterable[Commune]) -> Commune | None:
    found = next((commune for commune in communes if commune.code == code), None)
    if code and found is None:
        raise BadValueError(Fault.NO_COMMUNE, code)
    return found


def _phone(text: str) -> str:
    number = normal(text)
    if number is None or not number.lstrip("+").isdigit():
        raise BadValueError(Fault.NO_PHONE)
    return number


def _email(text: str) -> str | None:
    if text and not EMAIL.fullmatch(text):
        raise BadValueError(Fault.NO_EMAIL, text)
    return text or None


def _channel(word: str) -> Channel:
    try:
        return Channel(word)
    except ValueError:
        raise BadValueError(Fault.NO_CHANNEL, word) from None


def _hours(text: str) -> str:
    try:
        duty_hours.read(text)
    except ValueError:
        raise BadValueError(Fault.NO_HOURS, text) from None
    return text


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise BadValueError(Fault.NO_DAY, text) from None


def columns(line: Line) -> dict[str, str]:
    """The line as its columns, which `read_line` reads back to the same."""
    return {
        "code": line.code,
        "kind": line.kind.value,
        "name": line.name,
        "commune_code": line.commune.code if line.commune else "",
        "phone": line.phone,
        "deputy_phone": line.deputy_phone or "",
        "email": line.email or "",
        "channels": " ".join(line.channels),
        "duty_hours": line.duty_hours,
        "verified_on": line.verified_on.isoformat() if line.verified_on else "",
        "valid_from": line.valid_from.isoformat(),
        "valid_to": line.valid_to.isoformat() if line.valid_to else "",
    }


def written(lines: Iterable[Line]) -> str:
    """A file that reads back to the same lines and holds no formula; with a byte order mark, or a
    spreadsheet would spoil the names."""
    out = io.StringIO()
    rows = csv.DictWriter(out, COLUMNS, lineterminator="\r\n")
    rows.writeheader()
    for line in lines:
        rows.writerow({name: guarded(value) for name, value in columns(line).items()})
    return "\ufeff" + out.getvalue()


def guarded(cell: str) -> str:
    """A cell no spreadsheet takes for a formula."""
    return f"'{cell}" if FORMULA.match(cell) else cell
