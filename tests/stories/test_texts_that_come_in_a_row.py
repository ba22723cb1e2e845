"""What leaves by itself tires of machines, and what is an order elsewhere is a word here."""

import pytest
from sqlalchemy import select

from hotline.contacts import Contact
from hotline.vocabulary import Severity
from tests.house import House
from tests.referral.builders import CHILD, HOA, MINUTE, SECOND


def answers(house: House) -> int:
    return len(house.network.texts_to(CHILD))


def test_five_texts_in_a_row_are_answered_and_after_ten_minutes_the_next_is_too(
    house: House,
) -> None:
    for n in range(7):
        house.text(CHILD, f"em buồn quá {n}")
        house.network.clock.forward(20 * SECOND)
    assert answers(house) == 5
    with house.work() as work:
        kept = work.session.scalars(select(Contact.auto_replied).order_by(Contact.nth)).all()
    assert kept == [True] * 5 + [False] * 2

    house.skip(9 * MINUTE)
    house.text(CHILD, "em vẫn buồn")
    house.network.clock.forward(5 * SECOND)
    assert answers(house) == 6


@pytest.mark.parametrize("word", ["STOP", "HỦY"])
def test_a_word_that_stops_texts_elsewhere_is_kept_answered_and_wakes_somebody(
    house: House, word: str
) -> None:
    house.text(CHILD, word)
    house.forward(5 * SECOND)

    ticket = house.ticket()
    assert (ticket.severity, ticket.is_open) == (Severity.HIGH, True)
    with house.work() as work:
        assert [contact.text for contact in work.session.scalars(select(Contact))] == [word]
    assert answers(house) == 1
    assert any(str(ticket.number) in text.body for text in house.network.texts_to(HOA))


def test_what_is_no_order_waits_for_its_first_look_as_promised(house: House) -> None:
    house.text(CHILD, "em buồn quá")
    house.forward(5 * SECOND)
    assert house.network.texts_to(HOA) == []
