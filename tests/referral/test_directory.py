"""The directory of agencies as a file: all of it, or nothing."""

import csv
import io
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from hotline.text import clean
from hotline.vocabulary import AgencyKind, Channel
from referral.directory import agencies, sheet, upkeep
from referral.directory.agencies import Agency
from referral.directory.sheet import COLUMNS, BadDirectoryError, Line
from tests.house import House
from tests.referral.builders import commune, policy

TODAY = date(2026, 11, 21)
HEADER = "code,kind,name,commune_code,phone,verified_on,valid_from,valid_to"
GOOD = "X-CA,police,Công an xã,18775,0239 3855 011,2026-11-01,2025-07-01,"


def read(*lines: str, header: str = HEADER) -> list[Line]:
    return sheet.read("\n".join([header, *lines]), policy().communes, TODAY)


def complaints(*lines: str, header: str = HEADER) -> list[tuple[int, str]]:
    with pytest.raises(BadDirectoryError) as refused:
        read(*lines, header=header)
    return [(line.number, line.why) for line in refused.value.lines]


def test_a_good_line_is_an_agency_in_force() -> None:
    assert read(GOOD) == [
        Line(
            code="X-CA",
            kind=AgencyKind.POLICE,
            name="Công an xã",
            phone="+842393855011",
            commune=commune("18775"),
            verified_on=date(2026, 11, 1),
            valid_from=date(2025, 7, 1),
            valid_to=None,
        )
    ]


@pytest.mark.parametrize(
    ("line", "why"),
    [
        pytest.param(",police,Công an,18775,113,,,", "code is empty", id="no-code"),
        pytest.param("X,,Công an,18775,113,,,", "kind is empty", id="no-kind"),
        pytest.param("X,police,,18775,113,,,", "name is empty", id="no-name"),
        pytest.param("X,police,Công an,18775,,,,", "phone is empty", id="no-phone"),
        pytest.param("X", "kind, name, phone is empty", id="cut-short"),
        pytest.param(
            "X,parents,Phụ huynh,18775,113,,,",
            "no kind parents; there are " + ", ".join(AgencyKind),
            id="unknown-kind",
        ),
        pytest.param(
            "X,police,Công an,99999,113,,,", "no commune has the code 99999", id="no-such-commune"
        ),
        pytest.param(
            "X,police,Công an,18775,call us,,,", "the phone is no telephone number", id="no-number"
        ),
        pytest.param(
            "X,police,Công an,18775,unknown,,,", "the phone is no telephone number", id="withheld"
        ),
        pytest.param(
            "X,police,Công an,18775,113,01/11/2026,,",
            "01/11/2026 is no date; write YYYY-MM-DD",
            id="a-date-as-people-write-it",
        ),
        pytest.param(
            "X,police,Công an,18775,113,,2026-02-01,2026-01-31",
            "it ends on 2026-01-31, before it begins",
            id="ends-before-it-begins",
        ),
        pytest.param(
            "X,police,Công an,18775,113,,2026-02-30,",
            "2026-02-30 is no date; write YYYY-MM-DD",
            id="a-day-that-never-was",
        ),
    ],
)
def test_a_bad_line_is_named_by_its_number_with_what_is_wrong(line: str, why: str) -> None:
    assert complaints(GOOD, line) == [(3, why)]


def test_every_bad_line_is_named_at_once() -> None:
    found = complaints("X,parents,A,,113,,,", GOOD, "Y,police,B,18775,nobody,,,")

    assert [number for number, _ in found] == [2, 4]


def test_the_same_code_twice_is_a_mistake_of_the_second_line() -> None:
    assert complaints(GOOD, GOOD) == [(3, "the code X-CA stands here twice")]


def test_a_quoted_name_may_run_over_two_lines_of_the_file() -> None:
    found = complaints('X-1,police,"Công an\nxã",18775,113,,,', "Y,police,B,18775,nobody,,,")

    assert [number for number, _ in found] == [4]


@pytest.mark.parametrize("header", ["code,kind,name", "", "a;b;c"])
def test_a_file_without_its_columns_is_refused_whole(header: str) -> None:
    [(number, why)] = complaints(GOOD, header=header)

    assert number == 1
    assert why.startswith("no column")


def test_a_byte_order_mark_and_strange_columns_are_no_fault() -> None:
    [line] = read("2026,X-CA,police,Công an,113", header="\ufeffyear,code,kind,name,phone")

    assert (line.code, line.commune, line.valid_from) == ("X-CA", None, TODAY)


def test_the_complaint_reads_as_one_line_for_each() -> None:
    with pytest.raises(BadDirectoryError, match=r"(?s)^line 2: .*\nline 3: .*$"):
        read("X,parents,A,,113,,,", "Y,police,B,18775,nobody,,,")


def test_importing_again_changes_the_agency_and_adds_none(house: House) -> None:
    with house.work() as work:
        first = upkeep.import_lines(work, read(GOOD))
    with house.work() as work:
        again = upkeep.import_lines(work, read(GOOD.replace("Công an xã", "Công an xã mới")))
    with house.work() as work:
        agency = work.session.scalars(select(Agency).where(Agency.code == "X-CA")).one()
        assert agency.name == "Công an xã mới"
        assert agency in agencies.by_phone(work, "+842393855011")
    assert [change.columns for change in (*first, *again)] == [(), ("name",)]
    assert (upkeep.added(first), upkeep.added(again)) == (1, 0)


@pytest.mark.parametrize(
    ("dates", "served"),
    [
        pytest.param("2026-11-21,", True, id="from-today"),
        pytest.param("2026-11-22,", False, id="from-tomorrow"),
        pytest.param("2025-01-01,2026-11-21", True, id="until-today"),
        pytest.param("2025-01-01,2026-11-19", False, id="ended"),
    ],
)
def test_only_agencies_in_force_today_serve(house: House, dates: str, served: bool) -> None:
    """Two in the morning of the 21st: the 20th in Greenwich, the 21st where the line is."""
    with house.work() as work:
        upkeep.import_lines(work, read(f"X-CA,police,Công an,18775,113,,{dates}"))
        work.session.flush()
        names = [agency.name for agency in agencies.covering(work, "18775")]

    assert ("Công an" in names) is served


FULL = "code,kind,name,phone,deputy_phone,email,channels,duty_hours"


@pytest.mark.parametrize(
    ("line", "why"),
    [
        pytest.param("X,shelter,A,113,nobody,,,", "the phone is no telephone number", id="deputy"),
        pytest.param("X,shelter,A,113,,a b@c,,", "a b@c is no e-mail address", id="e-mail"),
        pytest.param(
            "X,shelter,A,113,,,sms fax,",
            "no channel fax; there are " + ", ".join(Channel),
            id="channel",
        ),
        pytest.param(
            "X,shelter,A,113,,,,weekdays",
            "weekdays are no hours; write mon-fri 07:30-11:30 13:30-17:00",
            id="hours",
        ),
    ],
)
def test_what_is_said_of_how_to_reach_them_must_be_usable(line: str, why: str) -> None:
    assert complaints(line, header=FULL) == [(2, why)]


WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1).map(
    lambda word: clean(word).strip() or "A"
)
LINES = st.builds(
    Line,
    code=st.sampled_from(["X-1"]),
    kind=st.sampled_from(AgencyKind),
    name=st.one_of(WORDS, WORDS.map(lambda word: f"=HYPERLINK({word})"), st.just("'+84")),
    phone=st.sampled_from(["+842393855011", "113"]),
    commune=st.sampled_from([None, *policy().communes]),
    valid_from=st.dates(date(2025, 1, 1), date(2025, 12, 31)),
    deputy_phone=st.sampled_from([None, "+84990000099"]),
    email=st.sampled_from([None, "truc@example.vn"]),
    channels=st.lists(st.sampled_from(Channel), unique=True).map(tuple),
    duty_hours=st.sampled_from(["", "mon-fri 07:30-11:30 13:30-17:00; sat 08:00-11:00"]),
    verified_on=st.none() | st.dates(date(2025, 1, 1), date(2026, 1, 1)),
    valid_to=st.none() | st.dates(date(2026, 1, 1), date(2027, 1, 1)),
)


@given(LINES)
def test_what_is_given_out_reads_back_to_the_same(line: Line) -> None:
    assert sheet.read(sheet.written([line]), policy().communes, TODAY) == [line]


@given(LINES)
def test_no_cell_of_the_file_is_a_formula_to_a_spreadsheet(line: Line) -> None:
    [row] = list(csv.reader(io.StringIO(sheet.written([line]), newline="")))[1:]

    assert len(row) == len(COLUMNS)
    assert not [cell for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


def test_the_directory_given_out_and_taken_in_changes_nothing(house: House) -> None:
    with house.work() as work:
        text = sheet.written(upkeep.all_lines(work))
        assert upkeep.changes(work, sheet.read(text, work.policy.communes, TODAY)) == []
        assert text.count("\n") > 10


def test_a_number_is_to_be_tried_once_a_month_while_the_agency_is_in_force(house: House) -> None:
    lines = read(
        "NEW,police,A,18775,113,,2025-01-01,",
        "FRESH,police,B,18775,113,2026-11-01,2025-01-01,",
        "STALE,police,C,18775,113,2026-10-21,2025-01-01,",
        "GONE,police,D,18775,113,,2025-01-01,2025-12-31",
    )
    with house.work() as work:
        upkeep.import_lines(work, lines)
        found = work.session.scalars(select(Agency).where(Agency.name.in_(list("ABCD"))))
        assert {row.code for row in found if upkeep.to_try(work, row)} == {"NEW", "STALE"}


def test_an_answer_from_the_deputys_telephone_is_the_agencys(house: House) -> None:
    with house.work() as work:
        upkeep.import_lines(work, read("X,shelter,A,113,0990 000 099,,,", header=FULL))
    with house.work() as work:
        assert [agency.code for agency in agencies.by_phone(work, "+84990000099")] == ["X"]
