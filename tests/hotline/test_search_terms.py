"""Folding, sealing and reading what was typed: every spelling finds what was planted."""

import random
from collections import defaultdict
from datetime import date
from functools import reduce
from operator import and_, or_

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hotline.phones import written_in
from hotline.search import asked, index, shelves, terms
from hotline.search.asked import Asked, Field, Part, Vocabulary
from hotline.search.dates import Days
from hotline.search.shelves import SHELF, Bits
from hotline.search.terms import Said, Scope, Where
from hotline.store.sealing import Keyring
from tests.hotline import spelling

TODAY = date(2026, 11, 28)
KEYRING = Keyring([("t1", bytes(range(32)))])
SHELF_OF_TEST = 3
BARE = Vocabulary()
HOUSE = Vocabulary(
    phrases={
        ("nguy", "cap"): (Field.SEVERITY, ("critical",)),
        ("muc", "cao"): (Field.SEVERITY, ("high",)),
        ("da", "dong"): (Field.STATUS, ("closed",)),
        ("xa", "ky", "anh"): (Field.COMMUNE, ("18754",)),
    },
    days={("hom", "nay"): 0, ("hom", "qua"): 1},
    months=frozenset(["thang"]),
    since=frozenset(["tu"]),
    until=frozenset(["den"]),
    scopes={"ten": Scope.NAMES, "noi": Scope.PLACES},
    number=frozenset(["phieu"]),
)


class Stolen:
    """An index with nothing but what a database holds of it."""

    def __init__(self, texts: dict[int, str]) -> None:
        posts: dict[str, Bits] = defaultdict(int)
        for number, text in texts.items():
            for term in terms.of([Said(Where.TEXT, text)]):
                posts[term] |= shelves.bit_of(number)
        rows = index.sealed_rows(KEYRING, "t1", SHELF_OF_TEST, posts)
        self.rows = {row["token"]: row["members"] for row in rows}

    def find(self, query: Asked) -> list[int]:
        bits = reduce(and_, map(self._part, query.parts))
        return list(shelves.numbers(SHELF_OF_TEST, bits))

    def _part(self, part: Part) -> Bits:
        found = [*part.whole, *([part.beginning] if part.beginning else [])]
        return reduce(or_, (self._post(term) for term in found), 0)

    def _post(self, term: str) -> Bits:
        token = index.tokens(KEYRING, SHELF_OF_TEST)("t1", term, SHELF_OF_TEST)
        sealed = self.rows.get(token)
        if sealed is None:
            return 0
        place = f"search_posting|members|{token.hex()}"
        return shelves.unpacked(KEYRING.open_bytes(sealed, place))


def test_ten_thousand_spellings_find_every_planted_ticket() -> None:
    lots = random.Random(20261128)
    first = SHELF_OF_TEST * SHELF
    told = {first + n: spelling.story(lots) for n in range(500)}
    callers = {number: f"9{lots.randrange(10**8):08d}" for number in told}
    stolen = Stolen({n: f"{text}, gọi 0{callers[n]} ạ" for n, text in told.items()})
    missed = []
    for _ in range(10_000):
        number, text = lots.choice([*told.items()])
        typed = spelling.typed(text, lots)
        if lots.random() < 0.1:
            typed = f"{typed}, {spelling.number(callers[number], lots)}"
        if number not in stolen.find(asked.read(typed, BARE, TODAY)):
            missed.append((typed, text, callers[number]))
    assert missed == []


def test_what_is_in_no_ticket_is_found_in_none() -> None:
    lots = random.Random(5)
    stolen = Stolen({SHELF_OF_TEST * SHELF + n: spelling.story(lots) for n in range(500)})
    for typed in ("Xyz", "Hoà xyz", "danhz", "0999999999"):
        assert stolen.find(asked.read(typed, BARE, TODAY)) == []


def test_who_has_the_rows_alone_sees_neither_words_nor_how_often_they_come() -> None:
    """A word of every ticket and a word of fifty leave rows of one length, and unlike tokens."""
    first = SHELF_OF_TEST * SHELF
    stolen = Stolen({first + n: "em" if n % 100 else "em Tuyết" for n in range(5000)})
    em, tuyet, beginnings = len("em"), len("Tuyết"), len(["tuy", "tuye"])
    assert len(stolen.rows) == len([em, tuyet]) + beginnings
    assert {len(members) for members in stolen.rows.values()} == {
        len(KEYRING.seal_bytes(bytes(shelves.MANY), ""))
    }
    token_of = index.tokens(KEYRING, 50)
    tokens = [token_of("t1", terms.whole(Scope.ALL, "em"), shelf) for shelf in range(50)]
    assert len(set(tokens)) == 50


@given(st.sets(st.integers(0, SHELF - 1), max_size=300))
def test_a_shelf_gives_back_what_was_put_on_it_the_newest_first(places: set[int]) -> None:
    [bits] = shelves.by_shelf(places | {0}).values()
    assert shelves.unpacked(shelves.packed(bits)) == bits
    assert [*shelves.numbers(0, bits)] == sorted(places | {0}, reverse=True)
    assert shelves.unpacked(shelves.packed(0)) == 0


@given(st.integers(0, SHELF - 1), st.integers(-5, 2 * SHELF))
def test_below_a_number_stand_the_older_ones(place: int, number: int) -> None:
    assert bool(shelves.below(0, number) >> place & 1) == (place < number)


@pytest.mark.parametrize(
    ("spelt", "number"),
    [
        ("0912345678", "+84912345678"),
        ("0912 345 678", "+84912345678"),
        ("091.234.5678", "+84912345678"),
        ("(091) 234-5678", "+84912345678"),
        ("84912345678", "+84912345678"),
        ("+84 912 345 678", "+84912345678"),
        ("+84 (0) 912 345 678", "+84912345678"),
        ("0084912345678", "+84912345678"),
        ("o912345678", "+84912345678"),
        ("912345678", "+84912345678"),
        ("0162 345 6789", "+84323456789"),
        ("+84 121 234 5678", "+84792345678"),
        ("0239 385 5001", "+842393855001"),
    ],
)
def test_a_telephone_number_is_heard_in_any_spelling(spelt: str, number: str) -> None:
    assert [one.number for one in written_in(f"gọi {spelt} nhé")] == [number]


def test_two_numbers_beside_each_other_are_two() -> None:
    found = [one.number for one in written_in("0912345678 0987654321")]
    assert found == ["+84912345678", "+84987654321"]


@pytest.mark.parametrize("text", ["12/11/2026", "em 12 tuổi, lớp 6", "số 345 ngõ 12", "2026-11-12"])
def test_ages_days_and_houses_are_no_telephone_numbers(text: str) -> None:
    assert [*written_in(text)] == []


def days(since: str | None, until: str | None) -> Days:
    return Days(*(date.fromisoformat(one) if one else None for one in (since, until)))


@pytest.mark.parametrize(
    ("typed", "since", "until"),
    [
        ("12/11", "2026-11-12", "2026-11-12"),
        ("12/12", "2025-12-12", "2025-12-12"),
        ("12/11/2025", "2025-11-12", "2025-11-12"),
        ("12-11-25", "2025-11-12", "2025-11-12"),
        ("12.11.2025", "2025-11-12", "2025-11-12"),
        ("2025-11-12", "2025-11-12", "2025-11-12"),
        ("hôm nay", "2026-11-28", "2026-11-28"),
        ("HOM QUA", "2026-11-27", "2026-11-27"),
        ("tháng 10", "2026-10-01", "2026-10-31"),
        ("tháng 12", "2025-12-01", "2025-12-31"),
        ("tháng 2/2024", "2024-02-01", "2024-02-29"),
        ("11/2025", "2025-11-01", "2025-11-30"),
        ("từ 1/11 đến 5/11", "2026-11-01", "2026-11-05"),
        ("1/11 - 5/11", "2026-11-01", "2026-11-05"),
        ("từ 1/11", "2026-11-01", None),
        ("đến 5/11", None, "2026-11-05"),
    ],
)
def test_days_are_read_as_people_write_them(typed: str, since: str, until: str) -> None:
    query = asked.read(f"{typed} mẹ", HOUSE, TODAY)
    assert query.days == days(since, until)
    assert [part.typed for part in query.parts] == ["mẹ"]


@pytest.mark.parametrize("typed", ["31/2", "24/13", "45/13/2026"])
def test_what_is_no_day_of_any_year_is_words(typed: str) -> None:
    query = asked.read(typed, HOUSE, TODAY)
    assert query.days == Days()
    assert query.parts


@pytest.mark.parametrize(
    ("typed", "fields", "words"),
    [
        ("nguy cấp", {Field.SEVERITY: ("critical",)}, []),
        (
            "Hoà NGUY CAP xã Kỳ Anh",
            {Field.SEVERITY: ("critical",), Field.COMMUNE: ("18754",)},
            ["hoà"],
        ),
        ("mức cao, nguy cấp", {Field.SEVERITY: ("high", "critical")}, []),
        ("cao", {}, ["cao"]),
        ("“nguy cấp” đã đóng", {Field.STATUS: ("closed",)}, ["nguy", "cấp"]),
        ("xã Kỳ", {}, ["xã", "kỳ"]),
    ],
)
def test_filters_are_said_in_words(
    typed: str, fields: dict[Field, tuple[str, ...]], words: list[str]
) -> None:
    query = asked.read(typed, HOUSE, TODAY)
    assert (query.fields, [part.typed for part in query.parts]) == (fields, words)


@pytest.mark.parametrize(
    ("typed", "number", "also_a_word"),
    [
        ("#1234", 1234, False),
        ("phiếu 1234", 1234, False),
        ("1234", 1234, True),
        ("# 77", 77, False),
    ],
)
def test_a_ticket_is_asked_for_by_its_number(typed: str, number: int, *, also_a_word: bool) -> None:
    [part] = asked.read(typed, HOUSE, TODAY).parts
    assert (part.number, bool(part.whole)) == (number, also_a_word)


def test_a_word_can_be_looked_for_among_names_or_places_alone() -> None:
    name, place = asked.read("tên: Lan nơi:chợ", HOUSE, TODAY).parts
    assert name.whole[0] in terms.of([Said(Where.NAME, "Trần Thị Lan")])
    assert name.whole[0] not in terms.of([Said(Where.TEXT, "Lan"), Said(Where.PLACE, "chợ Lan")])
    assert place.whole[0] in terms.of([Said(Where.PLACE, "sau chợ")])
    assert place.whole[0] not in terms.of([Said(Where.TEXT, "chợ")])


def test_whatever_is_typed_is_read_and_never_grows_without_end() -> None:
    for typed in ("", "   ", '"', '""', "#", "a " * 5000, "9" * 5000, "\x00\ud800", "١٢٣٤٥٦٧٨٩٠"):
        assert len(asked.read(typed, HOUSE, TODAY).parts) <= asked.MOST
    assert asked.read(" ,.! ", HOUSE, TODAY).is_empty


@given(st.text())
def test_no_text_is_too_strange_to_be_read(typed: str) -> None:
    assert len(asked.read(typed, HOUSE, TODAY).parts) <= asked.MOST
