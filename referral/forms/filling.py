"""What stands in a form before anybody types, and whether it can be finished as it stands. Pure."""

import re
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from enum import StrEnum

from hotline.forms import YES, Field, FieldKind, Form, Known
from hotline.text import clean

Answers = Mapping[str, str]
LONGEST = {FieldKind.LINE: 300, FieldKind.TEXT: 4000}
LONGEST_CELL, MOST_ROWS = 500, 40
READ = {FieldKind.DATE: date.fromisoformat, FieldKind.MOMENT: datetime.fromisoformat}


class Fault(StrEnum):
    """Why a form cannot be finished: one for a field, the first that fits."""

    MISSING = "missing"
    UNREADABLE = "unreadable"  # no day, no hour, none of the options
    TOO_LONG = "too_long"


def first_draft(form: Form, known: Mapping[Known, str], earlier: Answers) -> Answers:
    """What earlier forms say under the same code, else what the ticket knows; the rest is blank."""
    filled = {}
    for field in form.fields:
        if field.carried and earlier.get(field.code):
            filled[field.code] = earlier[field.code]
        elif field.known and field.known in known:
            filled[field.code] = known[field.known]
    return filled


def typed(form: Form, sent: Mapping[str, str]) -> Answers:
    """What is kept of what was sent: of this form, nothing blank, nothing behind a shut gate."""
    said = {code: clean(words.replace("\r\n", "\n")).strip() for code, words in sent.items()}
    kept: dict[str, str] = {}
    for section in form.sections:
        for field in section.fields:
            if not section.gate or field.code == section.gate or said.get(section.gate) == YES:
                kept.update(_kept(field, said))
    return kept


def _kept(field: Field, said: Answers) -> Answers:
    if field.kind is FieldKind.TABLE:
        full = [row for row in _rows(field, said) if any(row.values())]
        cells = ((n, column, words) for n, row in enumerate(full) for column, words in row.items())
        return {f"{field.code}.{n}.{column}": words for n, column, words in cells if words}
    return {field.code: said[field.code]} if said.get(field.code) else {}


def rows(field: Field, answers: Answers) -> list[Answers]:
    """The rows of a table, each with every column."""
    return list(_rows(field, answers))


def _rows(field: Field, answers: Answers) -> Iterator[Answers]:
    found = (re.match(rf"{field.code}\.(\d{{1,2}})\.", key) for key in answers)
    for n in sorted({int(match[1]) for match in found if match}):
        yield {one.code: answers.get(f"{field.code}.{n}.{one.code}", "") for one in field.options}


def faults(form: Form, answers: Answers) -> Mapping[str, Fault]:
    """By field; empty when it can be finished."""
    found = ((field.code, _fault(field, answers)) for field in form.fields)
    return {code: fault for code, fault in found if fault}


def _fault(field: Field, answers: Answers) -> Fault | None:
    if field.kind is FieldKind.TABLE:
        return _table_fault(field, rows(field, answers))
    said = answers.get(field.code, "")
    if not said:
        return Fault.MISSING if field.needed else None
    if len(said) > LONGEST.get(field.kind, LONGEST_CELL):
        return Fault.TOO_LONG
    return None if _readable(field, said) else Fault.UNREADABLE


def _table_fault(field: Field, rows: list[Answers]) -> Fault | None:
    if not rows:
        return Fault.MISSING if field.needed else None
    long = any(len(cell) > LONGEST_CELL for row in rows for cell in row.values())
    return Fault.TOO_LONG if long or len(rows) > MOST_ROWS else None


def _readable(field: Field, said: str) -> bool:
    if field.options:
        return said in {option.code for option in field.options}
    try:
        READ.get(field.kind, str)(said)
    except ValueError:
        return False
    return True


def blanks(form: Form, answers: Answers) -> int:
    """How many fields say nothing yet, leaving out what stands behind a shut gate."""
    return sum(
        not (rows(field, answers) if field.kind is FieldKind.TABLE else answers.get(field.code))
        for section in form.sections
        for field in section.fields
        if section.gate in (None, field.code) or answers.get(section.gate) == YES
    )


def differing(form: Form, mine: Answers, theirs: Answers) -> frozenset[str]:
    """The fields in which two texts of one form say different things."""
    return frozenset(
        field.code
        for field in form.fields
        if (
            rows(field, mine) != rows(field, theirs)
            if field.kind is FieldKind.TABLE
            else mine.get(field.code, "") != theirs.get(field.code, "")
        )
    )
