"""A request that is taken back: whoever heard of it hears of that too, and nothing else leaves."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from hotline.errors import IllegalMoveError, InvalidError
from hotline.sending.outbox import Outgoing, Purpose
from hotline.sending.outbox import State as Sending
from hotline.store.journal import Act, JournalEntry
from hotline.store.work import Work
from hotline.telling import Consent, Detail, LegalBasis
from hotline.tickets import Outcome
from hotline.vocabulary import AgencyKind, Channel, DeadlineKind, Severity
from referral import answers, casework, desk, widening
from referral.consent import CallersWord
from referral.directory.agencies import Agency
from referral.promises import deadlines
from referral.referrals import Referral, Status
from referral.widening import More
from tests.house import House
from tests.referral.builders import (
    CHILD,
    MINUTE,
    POLICE,
    SCHOOL,
    SECOND,
    WORKER,
    acts,
    ladder,
    open_ticket,
    person,
    ticket_of,
    turn,
)

PLEA = "Cứu con với, ba đang đánh con"
WHY = "mẹ cháu gọi lại: nhầm nhà"


def police(work: Work) -> Referral:
    """The newest request to them."""
    asked = select(Referral).join(Agency).where(Agency.kind == AgencyKind.POLICE)
    return work.session.scalars(asked.order_by(Referral.opened_at.desc()).limit(1)).one()


def withdraw(house: House, why: str = WHY) -> str:
    """The code of what is no longer asked of the police."""
    with house.work() as work:
        casework.withdraw(work, police(work), person(work, "lan"), why)
        return police(work).code


def close(house: House, outcome: Outcome) -> None:
    with house.work() as work:
        casework.close(work, ticket_of(work, house.ticket().id), person(work, "hoa"), outcome)


def statuses(house: House) -> set[Status]:
    with house.work() as work:
        return set(work.session.scalars(select(Referral.status)))


@pytest.fixture
def told(house: House) -> House:
    """Police, social worker and school have been texted and rung."""
    house.text(CHILD, PLEA)
    house.forward(30 * SECOND)
    return house


def heard(house: House, phone: str) -> tuple[list[str], list[str]]:
    """What the telephone was texted, and what was said on it."""
    calls = [" ".join(call.heard) for call in house.network.calls_to(phone)]
    return [sms.body for sms in house.network.inbox(phone)], calls


def test_it_is_said_wherever_the_agency_was_told_and_says_nothing_of_anybody(told: House) -> None:
    told.network.behave(POLICE, answer="accept", after=2)
    code = withdraw(told)
    told.forward(MINUTE)

    texts, calls = heard(told, POLICE)
    assert len(texts) == len(calls) == 2
    assert code in texts[-1]
    assert "da duoc rut lai" in texts[-1]
    assert f"{', '.join(code)} đã được rút lại" in calls[-1]
    for said in (texts[-1], calls[-1]):
        assert not [word for word in (CHILD[3:], "đánh", "nguy", "http", "nham") if word in said]
    assert len(heard(told, SCHOOL)[0]) == 1


def test_nobody_is_waited_for_any_more(told: House) -> None:
    withdraw(told)
    with told.work() as work:
        asked = police(work)
        assert asked.status is Status.WITHDRAWN
        assert asked.withdrawn_at == work.now
        assert deadlines.armed_for(work, asked.id, DeadlineKind.AGENCY_ACK) is None
        entry = select(JournalEntry).where(JournalEntry.act == Act.REFERRAL_WITHDRAWN)
        [written] = work.session.scalars(entry)
        assert written.facts == {"agency": asked.agency.name, "code": asked.code, "why": WHY}
    told.forward(16 * MINUTE)

    with told.work() as work:
        owed = select(deadlines.Deadline).where(deadlines.Deadline.referral_id == police(work).id)
        assert [row.state for row in work.session.scalars(owed)] == [deadlines.State.CANCELLED]


def test_what_had_not_left_never_leaves_and_needs_no_taking_back(house: House) -> None:
    house.text(CHILD, PLEA)
    withdraw(house)
    house.forward(MINUTE)

    assert heard(house, POLICE) == ([], [])
    assert len(heard(house, WORKER)[0]) == 1
    with house.work() as work:
        mine = work.session.scalars(
            select(Outgoing).where(Outgoing.referral_id == police(work).id)
        ).all()
        assert {row.state for row in mine} == {Sending.CANCELLED}
        assert {row.purpose for row in mine} == {Purpose.REFERRAL}


def test_a_late_key_and_a_late_text_are_told_so_and_move_nothing(told: House) -> None:
    code = withdraw(told)
    with told.work() as work:
        call = work.session.scalars(
            select(Outgoing).where(
                Outgoing.referral_id == police(work).id,
                Outgoing.purpose == Purpose.REFERRAL,
                Outgoing.channel == Channel.CALL,
            )
        ).one()
        for key in "12":
            assert "đã được rút lại" in answers.by_key(work, call, key).text
        assert "đã được rút lại" in (answers.by_text(work, POLICE, f"1 {code}") or "")
        assert police(work).status is Status.WITHDRAWN
        assert acts(work, Act.ANSWERED_LATE) == 3


def test_what_was_withdrawn_is_not_said_on_another_channel(house: House) -> None:
    with house.work() as work:
        ticket = open_ticket(work, Severity.HIGH, categories=["confinement"])
        asked = (c for c in desk.preview(work, ticket).choices)
        choice = next(c for c in asked if c.agency.kind is AgencyKind.POLICE)
        desk.refer(work, ticket, choice, by="system")
    house.forward(SECOND)
    withdraw(house)
    letters = select(Outgoing).where(Outgoing.purpose == Purpose.REFERRAL)
    with house.work() as work:
        [text] = work.session.scalars(letters)
        text.state = Sending.REFUSED
    turn(house)

    with house.work() as work:
        assert [row.state for row in work.session.scalars(letters)] == [Sending.REPLACED]


def test_when_no_channel_carries_it_somebody_of_ours_must_telephone(told: House) -> None:
    with told.work() as work:
        casework.take(work, ticket_of(work, told.ticket().id), person(work, "hoa"))
    withdraw(told)
    with told.work() as work:
        back = select(Outgoing).where(Outgoing.purpose == Purpose.WITHDRAWAL)
        for row in work.session.scalars(back):
            row.state = Sending.REFUSED
        assert ladder(work, told.ticket().id) is None
    turn(told)

    with told.work() as work:
        assert ladder(work, told.ticket().id) is not None


@pytest.mark.parametrize("outcome", [Outcome.MISTAKE, Outcome.TEST_OR_PRANK])
def test_a_ticket_that_was_none_takes_every_request_back(told: House, outcome: Outcome) -> None:
    close(told, outcome)
    told.forward(MINUTE)

    assert statuses(told) == {Status.WITHDRAWN}
    for phone in (POLICE, WORKER, SCHOOL):
        assert "da duoc rut lai" in heard(told, phone)[0][-1]


def test_any_other_end_of_a_ticket_takes_nothing_back(told: House) -> None:
    close(told, Outcome.NO_CHILD_AT_RISK)

    assert Status.WITHDRAWN not in statuses(told)


def test_whoever_was_told_in_vain_is_told_anew_only_by_hand(told: House) -> None:
    first = withdraw(told)
    with told.work() as work:
        ticket = ticket_of(work, told.ticket().id)
        desk.follow_up(work, ticket)
        assert police(work).code == first
        [choice] = [
            c for c in desk.preview(work, ticket).choices if c.agency.kind is AgencyKind.POLICE
        ]
        casework.refer(work, ticket, person(work, "lan"), choice.agency.id)

    with told.work() as work:
        assert police(work).code != first
        assert police(work).status is Status.SENT


def test_danger_in_a_ticket_closed_by_mistake_tells_everybody_again(told: House) -> None:
    with told.work() as work:
        asked = len(work.session.scalars(select(Referral)).all())
    close(told, Outcome.MISTAKE)
    told.forward(MINUTE)
    with told.work() as work:
        ticket = ticket_of(work, told.ticket().id)
        desk.promise(work, ticket, DeadlineKind.FIRST_RESPONSE, fresh=False)
        desk.follow_up(work, ticket)

    with told.work() as work:
        assert len(work.session.scalars(select(Referral)).all()) == 2 * asked
        assert police(work).status is Status.SENT


def tells_more(work: Work) -> None:
    word = CallersWord(Consent.NOT_ASKED, basis=LegalBasis.PROTECTION)
    more = More(Detail.WORDS, "để nhận ra cháu", word)
    widening.ask(work, police(work), more, person(work, "lan"))


def takes_back_again(work: Work) -> None:
    casework.withdraw(work, police(work), person(work, "lan"), WHY)


@pytest.mark.parametrize("deed", [tells_more, takes_back_again])
def test_nothing_more_can_be_done_with_it(told: House, deed: Callable[[Work], None]) -> None:
    withdraw(told)
    with told.work() as work, pytest.raises(IllegalMoveError):
        deed(work)


def test_it_takes_a_reason(told: House) -> None:
    with pytest.raises(InvalidError):
        withdraw(told, "  ")
    assert Status.WITHDRAWN not in statuses(told)
