"""Tickets that may be one child are found without reading what is sealed, and a person decides."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from hotline.errors import InvalidError
from hotline.likeness import Sign
from hotline.store.journal import Act
from hotline.store.work import Work
from hotline.tickets import Outcome
from referral import casework
from referral.threads import merging, suggestions
from referral.threads.suggestions import Suggestion, Unlike
from tests.house import House
from tests.referral.builders import MINUTE, acts, person
from tests.referral.test_merging import AN, BINH, numbered

FIRST, SECOND = 1001, 1002
BEATEN = "Bé Na con chú Tư quán phở Hương ở xã Kỳ Anh bị cha dượng đánh bằng dây nịt"
AGAIN = "be Na quan pho Huong lai bi cha duong danh bang day nit, x ky anh"
WHY = "hai nhà cách nhau, hai bé khác tên"


def heard(house: House, *told: tuple[str, str]) -> None:
    for number, words in told:
        house.text(number, words)
        house.forward(MINUTE)


def found(work: Work, number: int) -> list[Suggestion]:
    return suggestions.of_ticket(work, numbered(work, number))


def test_a_neighbours_report_finds_the_first_one_by_words_place_and_no_number(
    house: House,
) -> None:
    heard(house, (AN, BEATEN), ("+84911000009", "em bị điểm kém, em buồn"), (BINH, AGAIN))
    with house.work() as work:
        [one] = found(work, 1003)
        assert one.ticket.number == FIRST
        signs = {reason.sign for reason in one.likeness.reasons}
        assert signs == {Sign.COMMUNE, Sign.WORDS}
        assert found(work, 1002) == []


def test_a_place_that_a_person_set_is_compared_too(house: House) -> None:
    heard(house, (AN, "Bé Na bị dây nịt, 8 tuổi"), (BINH, "Chú Tư đánh bé Na, bé 8 tuổi"))
    with house.work() as work:
        for number in (FIRST, SECOND):
            casework.set_place(work, numbered(work, number), person(work, "lan"), "18775", "")
    with house.work() as work:
        assert [one.ticket.number for one in found(work, SECOND)] == [FIRST]


def test_the_closed_ticket_of_the_same_number_is_told_while_the_policy_remembers_it(
    house: House,
) -> None:
    heard(house, (AN, "em buồn"))
    with house.work() as work:
        casework.close(work, numbered(work, FIRST), person(work, "lan"), Outcome.HELPED)
        remembered = work.policy.threads.remember
    house.network.clock.forward(timedelta(days=8))
    house.text(AN, "lại bị chửi")
    with house.work() as work:
        [one] = found(work, SECOND)
        assert (one.ticket.number, one.likeness.reasons[0].sign) == (FIRST, Sign.NUMBER)
        assert found(work, FIRST)[0].ticket.number == SECOND
    house.network.clock.forward(remembered)
    with house.work() as work:
        assert found(work, SECOND) == []


def test_what_a_person_saw_to_be_two_children_is_not_suggested_again(house: House) -> None:
    heard(house, (AN, BEATEN), (BINH, AGAIN))
    with house.work() as work:
        one, two, lan = numbered(work, FIRST), numbered(work, SECOND), person(work, "lan")
        with pytest.raises(InvalidError, match="say why"):
            suggestions.dismiss(work, two, one, lan, " ")
        suggestions.dismiss(work, two, one, lan, WHY)
        suggestions.dismiss(work, one, two, lan, WHY)
    with house.work() as work:
        assert found(work, FIRST) == found(work, SECOND) == []
        assert len(work.session.scalars(select(Unlike)).all()) == 1
        for number in (FIRST, SECOND):
            assert acts(work, Act.UNLIKE, numbered(work, number).id) == 1


def test_what_is_merged_is_suggested_to_nobody(house: House) -> None:
    heard(house, (AN, BEATEN), (BINH, AGAIN))
    with house.work() as work:
        one, two = numbered(work, FIRST), numbered(work, SECOND)
        merging.merge(work, one, two, person(work, "lan"), WHY)
    with house.work() as work:
        assert found(work, FIRST) == []
