"""The list of what may go wrong is true: every row says what shows it, and that exists."""

import re
from pathlib import Path

from tests.faults.cases import CASES

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/faults.md").read_text(encoding="utf-8")
ROWS = {
    int(number): shown
    for number, shown in re.findall(r"^\| (\d+) \|[^|]+\|([^|]+)\|", PAGE, re.MULTILINE)
}
TESTS = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", PAGE)
NAMES = {case.name: case for case in CASES}


def played(row: int) -> list[str]:
    return re.findall(r"\*([^*]+)\*", ROWS[row])


def test_the_list_has_no_row_missing() -> None:
    assert sorted(ROWS) == list(range(1, 52))


def test_each_row_names_what_shows_it_or_says_that_nothing_does() -> None:
    says = re.compile(r"`tests/|`\./run |not shown yet")
    assert [row for row, shown in ROWS.items() if not says.search(shown)] == []
    assert [
        (row, name) for row in ROWS for name in played(row) if row not in NAMES[name].rows
    ] == []


def test_every_case_stands_in_its_rows() -> None:
    assert [(c.name, row) for c in CASES for row in c.rows if c.name not in played(row)] == []


def test_every_test_that_is_named_exists() -> None:
    assert [at for at in TESTS if f"\ndef {at[1]}(" not in (ROOT / at[0]).read_text("utf-8")] == []
