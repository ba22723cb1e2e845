"""What makes two tickets one child in the eyes of whoever reads them, and what does not."""

from datetime import timedelta

import pytest

from hotline import said_ages
from hotline.likeness import Outline, Repeat, Sign, compare, outline, raised
from hotline.vocabulary import Severity
from tests.referral.builders import policy

CRITICAL, HIGH, ROUTINE = Severity
RULES = policy().threads
AN, BINH = b"an", b"binh"
KY_ANH, SONG_TRI = "xã Kỳ Anh", "phường Sông Trí"
BEATEN = "Bé Na con chú Tư quán phở Hương bị cha dượng đánh bằng dây nịt, bé 8 tuổi"


def told(*texts: str, number: bytes = AN, commune: str = "") -> Outline:
    return outline([number], commune, texts, RULES)


@pytest.mark.parametrize(
    ("one", "other", "signs"),
    [
        pytest.param(
            told("alo"), told("xin chào"), {Sign.NUMBER}, id="the-same-number-is-enough-by-itself"
        ),
        pytest.param(
            told(BEATEN, commune=KY_ANH),
            told("be Na o quan pho Huong lai bi danh, chau khoang 9t", number=BINH, commune=KY_ANH),
            {Sign.COMMUNE, Sign.AGE, Sign.WORDS},
            id="another-neighbour-without-marks",
        ),
        pytest.param(
            told(BEATEN),
            told("con bé Na quán phở Hương lớp 3 lại bị cha dượng đánh dây nịt", number=BINH),
            {Sign.AGE, Sign.WORDS},
            id="where-nobody-said-the-commune",
        ),
        pytest.param(
            told("bố hay đánh con, con 8 tuổi", commune=KY_ANH),
            told("cháu tám tuổi, bố đánh cháu", number=BINH, commune=KY_ANH),
            set(),
            id="place-and-age-are-many-children",
        ),
        pytest.param(
            told(BEATEN, commune=KY_ANH),
            told("bé Na quán phở Hương 15 tuổi", number=BINH, commune=SONG_TRI),
            set(),
            id="another-place-and-another-age-speak-against-it",
        ),
        pytest.param(
            told("bố mẹ em hay chửi em, em buồn lắm", commune=KY_ANH),
            told("bố mẹ chửi em hoài, em buồn lắm ạ", number=BINH, commune=KY_ANH),
            set(),
            id="words-everybody-uses-say-nothing",
        ),
    ],
)
def test_why_two_tickets_may_be_one_child(one: Outline, other: Outline, signs: set[Sign]) -> None:
    found, turned = compare(one, other, RULES), compare(other, one, RULES)
    assert ({reason.sign for reason in found.reasons} if found else set()) == signs
    assert (found is None) == (not signs)
    assert (found and found.worth) == (turned and turned.worth)


def test_the_reason_names_what_was_seen() -> None:
    other = told("be Na quan pho Huong bi day nit", number=BINH, commune=KY_ANH)
    found = compare(told(BEATEN, commune=KY_ANH), other, RULES)
    assert found is not None
    seen = {reason.sign: reason.seen for reason in found.reasons}
    assert seen[Sign.COMMUNE] == KY_ANH
    assert "quán phở" in seen[Sign.WORDS]


def test_what_more_neighbours_tell_of_a_child_never_makes_it_less_alike() -> None:
    again = "be Na quan pho Huong o x ky anh khoc hoai"
    other = told(again, number=BINH, commune=KY_ANH)
    first = compare(told(BEATEN, commune=KY_ANH), other, RULES)
    both = compare(told(BEATEN, "bé Na quán phở Hương khóc", commune=KY_ANH), other, RULES)
    assert first is not None
    assert both is not None
    assert both.worth >= first.worth


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("bé 8 tuổi", {8}, id="digits"),
        pytest.param("chau 12t", {12}, id="a-letter-and-no-marks"),
        pytest.param("tám tuổi", {8}, id="a-word"),
        pytest.param("mười hai tuổi", {12}, id="two-words"),
        pytest.param("em học lớp 3", {8}, id="by-the-class"),
        pytest.param("lớp 6a2 trường Kỳ Anh", {11}, id="by-a-class-with-its-letter"),
        pytest.param("ông 60 tuổi đánh bé 5 tuổi", {5}, id="no-grown-up"),
        pytest.param("3 tháng tuổi", set(), id="months-are-no-years"),
        pytest.param("lớp học đông", set(), id="a-class-of-no-number"),
    ],
)
def test_the_age_of_a_child_is_read_as_people_say_it(text: str, found: set[int]) -> None:
    assert said_ages.find(text) == found


@pytest.mark.parametrize(
    ("first", "again", "apart", "closed", "then"),
    [
        pytest.param(ROUTINE, ROUTINE, timedelta(hours=1), False, ROUTINE, id="the-same-hour"),
        pytest.param(HIGH, CRITICAL, timedelta(hours=1), False, CRITICAL, id="the-graver"),
        pytest.param(ROUTINE, ROUTINE, timedelta(days=8), False, HIGH, id="days-later"),
        pytest.param(HIGH, ROUTINE, timedelta(hours=1), True, CRITICAL, id="it-was-closed"),
        pytest.param(CRITICAL, ROUTINE, timedelta(days=8), True, CRITICAL, id="no-higher"),
    ],
)
def test_a_child_reported_again_is_graver_than_before(
    first: Severity, again: Severity, apart: timedelta, closed: bool, then: Severity
) -> None:
    assert raised(Repeat(first, again, apart, closed), RULES) is then
