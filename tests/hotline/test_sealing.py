"""What is sealed opens only where it was sealed, with a key we still hold."""

import uuid
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, select, text

from config.database import engine_for
from hotline.phones import normal
from hotline.staff import PHONE
from hotline.store.sealing import Keyring, SealError
from hotline.text import clean, tokens_for_search
from hotline.tickets import Ticket
from tests.house import SETTINGS, House, build
from tests.webhooks import carrier

OLD, NEW = ("2026a", b"o" * 32), ("2026b", b"n" * 32)
PLACE = "ticket|caller|1"
SECRET = "Nguyễn Thị Bưởi, ngõ 9"


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """A database of each test's own: it is sealed with other keys."""
    engine = engine_for(database_url)
    yield engine
    engine.dispose()


def test_after_a_rotation_the_old_key_still_opens_and_the_new_one_seals() -> None:
    sealed_before = Keyring([OLD]).seal(SECRET, PLACE)
    rotated = Keyring([NEW, OLD])

    sealed_after = rotated.seal(SECRET, PLACE)

    assert rotated.open(sealed_before, PLACE) == SECRET
    assert Keyring([NEW]).open(sealed_after, PLACE) == SECRET


def test_a_key_that_was_taken_away_is_named_as_the_reason() -> None:
    sealed = Keyring([OLD]).seal(SECRET, PLACE)

    with pytest.raises(SealError, match="not in SEALING_KEYS"):
        Keyring([NEW]).open(sealed, PLACE)


def test_another_key_under_the_same_name_opens_nothing() -> None:
    sealed = Keyring([OLD]).seal(SECRET, PLACE)

    with pytest.raises(SealError, match="does not belong"):
        Keyring([(OLD[0], NEW[1])]).open(sealed, PLACE)


@pytest.mark.parametrize(
    "elsewhere",
    [
        pytest.param("ticket|caller|2", id="another row"),
        pytest.param("ticket|place|1", id="another column"),
        pytest.param("contact|caller|1", id="another table"),
    ],
)
def test_a_value_copied_elsewhere_does_not_open(elsewhere: str) -> None:
    sealed = Keyring([OLD]).seal(SECRET, PLACE)

    with pytest.raises(SealError, match="does not belong"):
        Keyring([OLD]).open(sealed, elsewhere)


@given(st.integers(min_value=0), st.integers(min_value=1, max_value=255))
def test_a_value_changed_in_any_byte_does_not_open(position: int, change: int) -> None:
    sealed = bytearray(Keyring([OLD]).seal(SECRET, PLACE))
    sealed[position % len(sealed)] ^= change

    with pytest.raises(SealError):
        Keyring([OLD]).open(bytes(sealed), PLACE)


@given(st.integers(min_value=0, max_value=len(SECRET)))
def test_a_value_cut_short_does_not_open(length: int) -> None:
    sealed = Keyring([OLD]).seal(SECRET, PLACE)

    with pytest.raises(SealError):
        Keyring([OLD]).open(sealed[:length], PLACE)


def test_the_same_words_sealed_twice_look_different() -> None:
    keyring = Keyring([OLD])

    assert keyring.seal(SECRET, PLACE) != keyring.seal(SECRET, PLACE)


@given(st.text())
def test_whatever_anybody_wrote_comes_out_as_it_went_in(words: str) -> None:
    keyring, kept = Keyring([OLD]), clean(words)

    assert keyring.open(keyring.seal(kept, PLACE), PLACE) == kept


def test_a_number_is_found_under_every_key_still_open_and_under_no_other() -> None:
    before = Keyring([OLD]).blind("+84912345678", PHONE)

    assert before in Keyring([NEW, OLD]).blinds("+84912345678", PHONE)
    assert before not in Keyring([NEW]).blinds("+84912345678", PHONE)


def test_equal_values_are_equal_only_for_one_purpose() -> None:
    keyring = Keyring([OLD])

    assert keyring.blind("an", PHONE) == keyring.blind("an", PHONE)
    assert keyring.blind("an", PHONE) != keyring.blind("an", "words")
    assert keyring.blind("an", PHONE) != keyring.blind("ân", PHONE)


@pytest.mark.parametrize("spelling", ["Hoà đánh", "hòa ĐÁNH", "hoa danh", "ho\u0300a danh"])
def test_words_are_found_however_their_marks_were_typed(spelling: str) -> None:
    keyring = Keyring([OLD])
    kept = keyring.tokens(tokens_for_search("Hòa đánh em"), "words")

    assert set(keyring.tokens(tokens_for_search(spelling), "words")) <= set(kept)


@pytest.mark.parametrize("spelling", ["+84912345678", "0912345678", "0912 345 678", "84912345678"])
def test_one_number_has_one_blind_index_however_it_is_written(spelling: str) -> None:
    keyring = Keyring([OLD])

    assert keyring.blind(normal(spelling) or "", PHONE) == keyring.blind("+84912345678", PHONE)


def test_a_caller_known_before_the_rotation_joins_the_open_ticket_after_it(engine: Engine) -> None:
    before = SETTINGS.model_copy(update={"sealing_keys": (OLD,)})
    after = SETTINGS.model_copy(update={"sealing_keys": (NEW, OLD)})
    carrier.post(build(engine, before), carrier.SMS, carrier.text(1, "con bị đánh"))

    rotated = build(engine, after, demo_people=False)
    carrier.post(rotated, carrier.SMS, carrier.text(2, "cô ơi"))

    assert rotated.ticket().number
    with rotated.work() as work:
        assert work.session.scalars(select(Ticket)).one().caller == carrier.CHILD


def test_rows_whose_sealed_values_were_swapped_in_the_database_do_not_open(house: House) -> None:
    for n in (1, 2):
        form = carrier.text(n, "con bị đánh", sender=f"+8491234567{n}")
        carrier.post(house, carrier.SMS, form)
    with house.parts.engine.begin() as connection:
        connection.execute(
            text(
                "update ticket set caller_sealed = other.caller_sealed from ticket other"
                " where other.id <> ticket.id"
            )
        )

    with house.work() as work:
        for ticket in work.session.scalars(select(Ticket)):
            with pytest.raises(SealError, match=str(ticket.id)):
                _ = ticket.caller


def test_a_process_without_the_key_says_so_instead_of_showing_nothing(
    house: House, engine: Engine
) -> None:
    carrier.post(house, carrier.SMS, carrier.text(1, "con bị đánh"))
    unkeyed = SETTINGS.model_copy(update={"sealing_keys": (NEW,)})
    strangers = build(engine, unkeyed, demo_people=False)

    with strangers.work() as work:
        ticket = work.session.scalars(select(Ticket)).one()
        with pytest.raises(SealError, match="SEALING_KEYS"):
            _ = ticket.caller


def test_a_row_outside_a_session_shows_nothing() -> None:
    row = Ticket(id=uuid.uuid4(), caller_sealed=Keyring([OLD]).seal(SECRET, PLACE))

    with pytest.raises(SealError, match="no key"):
        _ = row.caller
