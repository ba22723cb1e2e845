"""Two children on one ticket: what belongs to the other gets a ticket and a promise of its own."""

import uuid

import pytest
from sqlalchemy import select

from hotline import tickets
from hotline.contacts import Contact
from hotline.errors import IllegalMoveError, InvalidError, MergedError
from hotline.store.journal import Act
from hotline.store.work import Work
from hotline.tickets import Outcome
from hotline.vocabulary import DeadlineKind, Severity
from referral import casework
from referral.referrals import Referral
from referral.threads import regroupings, splitting, suggestions
from tests.house import House
from tests.referral.builders import MINUTE, acts, armed, person
from tests.referral.test_merging import AN, numbered

FIRST, SECOND = 1001, 1002
WHY = "tin nhắn này nói về một cháu khác"
OWN, OTHER = "Bố hay chửi em", "Còn bé hàng xóm ở xã Kỳ Anh thì ngày nào cũng khóc"


@pytest.fixture
def spoken(house: House) -> House:
    """One who writes of two children."""
    for words in (OWN, OTHER):
        house.text(AN, words)
        house.forward(MINUTE)
    return house


def contacts(work: Work, number: int) -> list[Contact]:
    query = select(Contact).where(Contact.ticket_id == numbered(work, number).id)
    return list(work.session.scalars(query.order_by(Contact.received_at)))


def parted(house: House, *chosen: int) -> int:
    with house.work() as work:
        there, lan = contacts(work, FIRST), person(work, "lan")
        ids = [there[n].id for n in chosen]
        return splitting.split(work, numbered(work, FIRST), ids, lan, WHY).number


def joined(house: House) -> int:
    with house.work() as work:
        [row] = regroupings.of_ticket(work, numbered(work, SECOND))
        return splitting.undo(work, row, person(work, "lan")).number


def test_the_chosen_contacts_go_to_a_ticket_of_their_own_with_its_own_promise(
    spoken: House,
) -> None:
    assert parted(spoken, 1) == SECOND
    with spoken.work() as work:
        stays, new = numbered(work, FIRST), numbered(work, SECOND)
        assert [one.text for one in contacts(work, FIRST)] == [OWN]
        [told] = contacts(work, SECOND)
        assert (told.text, new.received_at) == (OTHER, told.received_at)
        assert armed(work, new.id)[DeadlineKind.FIRST_RESPONSE].due_at > work.now
        assert (new.severity, new.caller) == (stays.severity, AN)
        assert new.commune_name == "Kỳ Anh"
        assert acts(work, Act.SPLIT, stays.id) == acts(work, Act.SPLIT_FROM, new.id) == 1


def test_a_child_split_off_a_critical_ticket_is_told_to_the_agencies_of_its_own_place(
    house: House,
) -> None:
    house.text(AN, "Cứu cháu với, bố đang cầm dao")
    house.forward(MINUTE)
    house.text(AN, OTHER)
    house.forward(MINUTE)
    parted(house, 1)
    with house.work() as work:
        new = numbered(work, SECOND)
        told = select(Referral).where(Referral.ticket_id == new.id)
        assert new.severity is Severity.CRITICAL
        assert work.session.scalars(told).all()


def test_what_was_split_is_not_suggested_as_one_child(spoken: House) -> None:
    parted(spoken, 1)
    with spoken.work() as work:
        for number in (FIRST, SECOND):
            assert suggestions.of_ticket(work, numbered(work, number)) == []


def test_a_split_undone_leaves_the_number_of_the_new_ticket_leading_to_the_old(
    spoken: House,
) -> None:
    parted(spoken, 1)
    assert joined(spoken) == FIRST
    with spoken.work() as work:
        assert [one.text for one in contacts(work, FIRST)] == [OWN, OTHER]
        with pytest.raises(MergedError) as part:
            tickets.by_number(work, SECOND)
        assert part.value.number == FIRST
        assert armed(work, numbered(work, SECOND).id) == {}


def test_what_was_told_of_the_new_ticket_stays_asked_when_the_split_is_undone(
    house: House,
) -> None:
    house.text(AN, "Cứu cháu với, bố đang cầm dao")
    house.text(AN, OTHER)
    parted(house, 1)
    with house.work() as work:
        query = select(Referral).where(Referral.ticket_id == numbered(work, SECOND).id)
        asked = [one.id for one in work.session.scalars(query)]
    joined(house)
    with house.work() as work:
        for one in asked:
            request = work.session.get_one(Referral, one)
            assert request.ticket_id == numbered(work, FIRST).id
            assert request.twin  # both tickets asked the same agencies


def test_a_caller_who_writes_again_makes_a_split_stand(spoken: House) -> None:
    parted(spoken, 1)
    spoken.text(AN, "Bé đó tên Na")
    spoken.forward(MINUTE)
    with pytest.raises(InvalidError, match="more has happened since"):
        joined(spoken)


@pytest.mark.parametrize(
    "chosen",
    [
        pytest.param((), id="nothing"),
        pytest.param((0, 1), id="everything"),
    ],
)
def test_something_goes_and_something_stays(spoken: House, chosen: tuple[int, ...]) -> None:
    with pytest.raises(InvalidError, match="something has to stay"):
        parted(spoken, *chosen)


def test_what_is_not_of_the_ticket_is_not_split_off_it(spoken: House) -> None:
    with spoken.work() as work:
        [one, _] = contacts(work, FIRST)
        ticket, lan = numbered(work, FIRST), person(work, "lan")
        with pytest.raises(InvalidError):
            splitting.split(work, ticket, [one.id, uuid.uuid4()], lan, WHY)


def test_a_closed_ticket_is_opened_before_it_is_split(spoken: House) -> None:
    with spoken.work() as work:
        casework.close(work, numbered(work, FIRST), person(work, "hoa"), Outcome.HELPED)
    with pytest.raises(IllegalMoveError):
        parted(spoken, 1)
