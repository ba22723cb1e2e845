"""How old a child was when it happened, and which thresholds of the law that answers."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline import ages
from hotline.ages import Age, Born, Guessed, Span, Years
from hotline.errors import InvalidError

HEARD = date(2026, 11, 21)
YES, NO, OPEN = True, False, None


def day(written: str) -> Span:
    return ages.span(written)


@pytest.mark.parametrize(
    ("age", "happened", "years", "under"),
    [
        pytest.param(
            Born("2016-11-21"), day("2026-11-21"), (10, 10), (NO, YES, YES), id="birthday"
        ),
        pytest.param(Born("2016-11-22"), day("2026-11-21"), (9, 9), (NO, YES, YES), id="eve"),
        pytest.param(
            Born("2010-11-21"), day("2026-11-20"), (15, 15), (NO, YES, YES), id="day-short"
        ),
        pytest.param(Born("2010-11-21"), day("2026-11-21"), (16, 16), (NO, NO, YES), id="sixteen"),
        pytest.param(Born("2008-02-29"), day("2026-02-28"), (17, 17), (NO, NO, YES), id="29-feb"),
        pytest.param(Born("2008-02-29"), day("2026-03-01"), (18, 18), (NO, NO, NO), id="1-march"),
        pytest.param(Born("2008-02-29"), day("2024-02-29"), (16, 16), (NO, NO, YES), id="leap-day"),
        pytest.param(
            Born("2010-11"), day("2026-11-20"), (15, 16), (NO, OPEN, YES), id="day-unknown"
        ),
        pytest.param(
            Born("2010-11"), day("2026-10"), (15, 15), (NO, YES, YES), id="a-month-before"
        ),
        pytest.param(Born("2010"), day("2026"), (15, 16), (NO, OPEN, YES), id="years-alone"),
        pytest.param(Born("2012"), day("2026-11-21"), (13, 14), (NO, YES, YES), id="year-enough"),
        pytest.param(Born("2016-11-21"), None, (0, 10), (OPEN, YES, YES), id="no-one-knows-when"),
        pytest.param(Born("2006-01-01"), None, (0, 20), (OPEN, OPEN, OPEN), id="grown-by-now"),
        pytest.param(
            Born("2020-05-05"), day("2026"), (5, 6), (YES, YES, YES), id="not-after-heard"
        ),
        pytest.param(Guessed(8, 10, HEARD), day("2026-11-21"), (8, 10), (NO, YES, YES), id="guess"),
        pytest.param(
            Guessed(8, 8, HEARD), day("2025-11-21"), (7, 7), (NO, YES, YES), id="year-ago"
        ),
        pytest.param(Guessed(8, 8, HEARD), day("2025-05-21"), (6, 7), (OPEN, YES, YES), id="half"),
        pytest.param(
            Guessed(15, 17, HEARD), day("2026-11-21"), (15, 17), (NO, OPEN, YES), id="open"
        ),
        pytest.param(Guessed(0, 0, HEARD), day("2026-11-21"), (0, 0), (YES, YES, YES), id="baby"),
        pytest.param(Born("2026-11-21"), day("2026-11-01"), (0, 0), (YES, YES, YES), id="unborn"),
    ],
)
def test_a_threshold_is_answered_only_where_it_can_be(
    age: Age,
    happened: Span | None,
    years: tuple[int, int],
    under: tuple[bool | None, bool | None, bool | None],
) -> None:
    found = ages.when(age, happened, HEARD)
    assert found == Years(*years)
    assert tuple(ages.under(found, limit) for limit in ages.THRESHOLDS) == under


def test_of_an_age_nobody_knows_nothing_is_said() -> None:
    assert ages.when(None, day("2026-11-21"), HEARD) is None
    assert [ages.under(None, limit) for limit in ages.THRESHOLDS] == [None, None, None]


@given(st.dates(date(1930, 1, 1), HEARD), st.dates(date(1990, 1, 1), HEARD))
def test_a_guess_of_whole_years_holds_exactly_those_who_are_that_old(born: date, on: date) -> None:
    years = ages.whole_years(born, on)
    if years >= 0:
        guess = ages.birth(Guessed(years, years, on))
        assert guess.first <= born <= guess.last
        assert ages.whole_years(guess.first, on) == ages.whole_years(guess.last, on) == years


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("", ""),
        ("9/3/2016", "2016-03-09"),
        ("09.03.2016", "2016-03-09"),
        ("2016-03-09", "2016-03-09"),
        ("3/2016", "2016-03"),
        (" 2016 ", "2016"),
        ("29/2/2024", "2024-02-29"),
    ],
)
def test_a_day_is_typed_as_people_write_it(typed: str, kept: str) -> None:
    assert ages.typed_day(typed, HEARD) == kept


@pytest.mark.parametrize(
    "typed", ["29/2/2025", "31/4/2016", "13/2016", "hôm qua", "22/11/2026", "9/3/16", "1/2/3/2016"]
)
def test_a_day_that_is_none_or_ahead_is_refused(typed: str) -> None:
    with pytest.raises(InvalidError, match="write a day, a month or a year"):
        ages.typed_day(typed, HEARD)


@pytest.mark.parametrize(
    ("born", "guessed", "age"),
    [
        pytest.param("", "", None, id="not-known"),
        pytest.param("", "8", Guessed(8, 8, HEARD), id="a-guess"),
        pytest.param("", "8 - 10 tuổi", Guessed(8, 10, HEARD), id="a-range"),
        pytest.param("3/2016", "8", Born("2016-03"), id="a-date-is-better-than-a-guess"),
    ],
)
def test_an_age_is_known_guessed_or_unknown_and_kept_so(
    born: str, guessed: str, age: Age | None
) -> None:
    found = ages.typed_age(born, guessed, HEARD)
    assert found == age
    assert ages.read(ages.written(found)) == age


@pytest.mark.parametrize("guessed", ["nhỏ", "10-8", "1-2-3", "200"])
def test_an_age_that_is_none_is_refused(guessed: str) -> None:
    with pytest.raises(InvalidError, match="write an age as 8"):
        ages.typed_age("", guessed, HEARD)
