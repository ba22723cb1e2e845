"""The directory of agencies as a file: all of it, or nothing."""

from datetime import date

import pytest
from sqlalchemy import select

from hotline.policy import AgencyKind
from referral import agencies, directory
from referral.agencies import Agency
from referral.directory import BadDirectoryError, BadLine, Line
from tests.house import House
from tests.referral.builders import commune, policy

TODAY = date(2026, 11, 21)
HEADER = "code,kind,name,commune_code,phone,verified_on,valid_from,valid_to"
GOOD = "X-CA,police,Công an xã,18775,0239 3855 011,2026-11-01,2025-07-01,"


def read(*lines: str, header: str = HEADER) -> list[Line]:
    return directory.read("\n".join([header, *lines]), policy().communes, TODAY)


def complaints(*lines: str, header: str = HEADER) -> tuple[BadLine, ...]:
    with pytest.raises(BadDirectoryError) as refused:
        read(*lines, header=header)
    return refused.value.lines


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
            "no kind parents; there are police, social_worker, school, health",
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
            "X,police,Công an,18775,113,,2026-02-30,",
            "2026-02-30 is no date; write YYYY-MM-DD",
            id="a-day-that-never-was",
        ),
    ],
)
def test_a_bad_line_is_named_by_its_number_with_what_is_wrong(line: str, why: str) -> None:
    assert complaints(GOOD, line) == (BadLine(3, why),)


def test_every_bad_line_is_named_at_once() -> None:
    found = complaints("X,parents,A,,113,,,", GOOD, "Y,police,B,18775,nobody,,,")

    assert [line.number for line in found] == [2, 4]


def test_the_same_code_twice_is_a_mistake_of_the_second_line() -> None:
    assert complaints(GOOD, GOOD) == (BadLine(3, "the code X-CA stands here twice"),)


def test_a_quoted_name_may_run_over_two_lines_of_the_file() -> None:
    found = complaints('X-1,police,"Công an\nxã",18775,113,,,', "Y,police,B,18775,nobody,,,")

    assert [line.number for line in found] == [4]


@pytest.mark.parametrize("header", ["code,kind,name", "", "a;b;c"])
def test_a_file_without_its_columns_is_refused_whole(header: str) -> None:
    [only] = complaints(GOOD, header=header)

    assert only.number == 1
    assert only.why.startswith("no column")


def test_a_byte_order_mark_and_strange_columns_are_no_fault() -> None:
    [line] = read("2026,X-CA,police,Công an,113", header="\ufeffyear,code,kind,name,phone")

    assert (line.code, line.commune, line.valid_from) == ("X-CA", None, TODAY)


def test_the_complaint_reads_as_one_line_for_each() -> None:
    with pytest.raises(BadDirectoryError, match=r"(?s)^line 2: .*\nline 3: .*$"):
        read("X,parents,A,,113,,,", "Y,police,B,18775,nobody,,,")


def test_importing_again_changes_the_agency_and_adds_none(house: House) -> None:
    with house.work() as work:
        first = directory.import_lines(work, read(GOOD))
    with house.work() as work:
        again = directory.import_lines(work, read(GOOD.replace("Công an xã", "Công an xã mới")))
    with house.work() as work:
        agency = work.session.scalars(select(Agency).where(Agency.code == "X-CA")).one()
        assert agency.name == "Công an xã mới"
        assert agency in agencies.by_phone(work, "+842393855011")
    assert (first, again) == ((1, 0), (0, 1))


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
        directory.import_lines(work, read(f"X-CA,police,Công an,18775,113,,{dates}"))
        work.session.flush()
        names = [agency.name for agency in agencies.covering(work, "18775")]

    assert ("Công an" in names) is served
