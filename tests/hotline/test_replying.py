"""How a text is answered: what leaves by itself, what lies ready, and what it costs."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from config.packs import shipped
from hotline.replying import (
    Price,
    ReadyText,
    cheaper,
    cost,
    fitting,
    is_command,
    may_reply_by_itself,
)
from hotline.safety import telling
from hotline.text import segments, unaccented
from hotline.vocabulary import Language

NOW = datetime(2026, 11, 20, 19, 0, tzinfo=UTC)
POLICY = shipped("vietnam")
REPLIES = POLICY.replies
PRICE = Price(Decimal(850), "VND")


def minutes_ago(*minutes: float) -> list[datetime]:
    return [NOW - timedelta(minutes=one) for one in minutes]


@pytest.mark.parametrize(
    ("earlier", "may"),
    [
        pytest.param([], True, id="the-first-text"),
        pytest.param([0, 1, 2, 3], True, id="four-in-ten-minutes"),
        pytest.param([0, 1, 2, 3, 9.9], False, id="five-in-ten-minutes"),
        pytest.param([1, 2, 3, 4, 10], True, id="the-fifth-is-ten-minutes-old"),
        pytest.param(range(60, 60 + 19), True, id="nineteen-in-a-day"),
        pytest.param(range(60, 60 + 20), False, id="a-machine-that-went-on-all-night"),
        pytest.param([24 * 60 + one for one in range(20)], True, id="yesterday"),
    ],
)
def test_at_most_five_answers_leave_by_themselves_in_ten_minutes(
    earlier: list[float], may: bool
) -> None:
    assert may_reply_by_itself(minutes_ago(*earlier), REPLIES, NOW) is may


@pytest.mark.parametrize(
    ("text", "one"),
    [
        *((word, True) for word in ("STOP", "stop.", "End", "HELP", "HỦY", "huỷ", "Huy", "dừng")),
        ("Hu\u0309y", True),  # decomposed
        ("  STOP  ALL ", True),
        ("stop đánh em", False),
        ("help me", False),
        ("", False),
        ("💥", False),
    ],
)
def test_a_word_that_is_an_order_elsewhere_is_known_only_where_it_stands_alone(
    text: str, one: bool
) -> None:
    assert is_command(text, REPLIES) is one


@pytest.mark.parametrize(
    ("categories", "first"),
    [
        pytest.param(["suicide_selfharm", "family"], "stay-with-me", id="the-gravest-first"),
        pytest.param(["family", "suicide_selfharm"], "hardest-now", id="in-the-tickets-order"),
        pytest.param(["no_such"], "here", id="for-any-ticket"),
        pytest.param([], "here", id="not-yet-known"),
    ],
)
def test_the_texts_that_fit_a_ticket_stand_first(categories: list[str], first: str) -> None:
    found = fitting(REPLIES, categories, any_words=False)
    assert found[0].code == first
    assert {one.code for one in REPLIES.ready if not one.categories and not one.telling} <= {
        one.code for one in found
    }


def test_a_text_that_tells_is_offered_only_where_any_words_are_safe() -> None:
    neutral = fitting(REPLIES, ["imminent_danger"], any_words=False)
    every = fitting(REPLIES, ["imminent_danger"], any_words=True)
    assert {one.code for one in every} - {one.code for one in neutral} == {
        "call-113",
        "day-and-night",
    }
    for one in neutral:
        assert [telling(text, POLICY.safe_contact) for text in one.words.values()] == [(), ()]


def test_every_category_has_a_text_of_its_own() -> None:
    spoken_for = {category for one in REPLIES.ready for category in one.categories}
    assert spoken_for == set(POLICY.categories) - {"callback_safety"}


@pytest.mark.parametrize("one", REPLIES.ready, ids=lambda one: one.code)
def test_a_text_that_lies_ready_is_two_parts_at_most_and_one_without_marks(one: ReadyText) -> None:
    for language in Language:
        words = one.words[language]
        assert segments(words).count <= 2
        assert segments(unaccented(words)).count == 1


@pytest.mark.parametrize(
    ("text", "parts", "plain"),
    [
        pytest.param("", 0, None, id="nothing"),
        pytest.param("ok em", 1, None, id="plain-letters"),
        pytest.param("Em đang ở đâu?", 1, None, id="short-enough-with-marks"),
        pytest.param("đ" * 71, 2, "d" * 71, id="one-letter-too-many"),
        pytest.param("Mình đây. " * 16, 3, "Minh day. " * 16, id="three-times-as-much"),
        pytest.param("😢" * 40, 2, None, id="no-letter-to-change"),
    ],
)
def test_marks_cost_and_the_cheaper_form_is_offered(
    text: str, parts: int, plain: str | None
) -> None:
    counted = cost(text, PRICE)
    assert (counted.parts, counted.amount) == (parts, parts * PRICE.per_part)
    assert cheaper(text, PRICE) == plain
