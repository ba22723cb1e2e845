"""What nobody heard, or nobody will deliver: on which other channel it is said, and when not."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from hotline.sending import outbox
from hotline.sending.outbox import Letter, Outgoing, Purpose, State
from hotline.store.journal import Act, JournalEntry
from hotline.store.work import Work
from hotline.tickets import Status as TicketStatus
from hotline.vocabulary import Channel, DeadlineKind, Severity
from referral import desk, letters, mend
from referral.ladder import paging
from referral.poison import HOLD_BACK, PLAIN, Rows, Subject
from referral.promises import deadlines
from referral.referrals import Referral
from referral.referrals import Status as Answer
from tests.house import House
from tests.referral.builders import (
    HOA,
    MINUTE,
    SECOND,
    armed,
    ladder,
    open_ticket,
    person,
    ticket_of,
)
from tests.referral.builders import pages as pages_of

SMS, CALL, EMAIL = Channel.SMS, Channel.CALL, Channel.EMAIL
ACCEPTED, PENDING, REFUSED = State.ACCEPTED, State.PENDING, State.REFUSED
ADDRESS = "hoa@hotline.test"


def page(house: House, channel: Channel = SMS) -> Letter:
    """To one supervisor, of a ticket whose ladder climbs; nothing else was written of it."""
    with house.work() as work:
        ticket = open_ticket(work)
        paging.start(work, ticket)
        for each in pages_of(work, ticket.id):
            work.session.delete(each)
        letter = Letter(
            reason=f"{ticket.id}:{channel}",
            purpose=Purpose.PAGE,
            channel=channel,
            severity=Severity.CRITICAL,
            to=ADDRESS if channel is EMAIL else HOA,
            body="Báo động",
            ticket_id=ticket.id,
            staff_id=person(work, "hoa").id,
        )
        outbox.put(work, letter)
    return letter


def request(house: House, channel: Channel = SMS, purpose: Purpose = Purpose.REFERRAL) -> Letter:
    """To an agency; nothing else was written to it."""
    with house.work() as work:
        ticket = open_ticket(work, Severity.HIGH)
        [choice] = desk.preview(work, ticket).choices
        referral = desk.refer(work, ticket, choice, by="system")
        for each in work.session.scalars(select(Outgoing).where(Outgoing.ticket_id == ticket.id)):
            work.session.delete(each)
        letter = Letter(
            reason=f"{referral.id}:{purpose}:{channel}",
            purpose=purpose,
            channel=channel,
            severity=Severity.HIGH,
            to="police@hotline.test" if channel is EMAIL else referral.agency.phone or "",
            body="Lời nhắn",
            ticket_id=ticket.id,
            referral_id=referral.id,
        )
        work.session.flush()
        outbox.put(work, letter)
    return letter


def turn(house: House, letter: Letter, state: State, unheard: timedelta | None = None) -> None:
    with house.work() as work:
        row = work.session.get_one(Outgoing, letter.id)
        row.state = state
        row.unheard_at = None if unheard is None else work.now + unheard


def unheard(house: House, letter: Letter, state: State = ACCEPTED) -> Letter:
    turn(house, letter, state, unheard=timedelta())
    return letter


def refused(house: House, letter: Letter) -> Letter:
    turn(house, letter, REFUSED)
    return letter


def about(letter: Letter | Outgoing) -> uuid.UUID:
    assert letter.ticket_id is not None
    return letter.ticket_id


def row(work: Work, letter: Letter) -> Outgoing:
    return work.session.get_one(Outgoing, letter.id)


def others(house: House, letter: Letter) -> dict[Channel, str]:
    """What else leaves about the same ticket: by which channel, and to whom."""
    with house.work() as work:
        query = select(Outgoing).where(Outgoing.ticket_id == letter.ticket_id)
        found = work.session.scalars(query.where(Outgoing.id != letter.id))
        return {each.channel: each.to or "" for each in found}


def say_again(house: House, only: Letter | None = None) -> int:
    with house.work() as work:
        return mend.say_again(work, only.id if only else None)


def mended(house: House, only: Letter | None = None) -> int:
    with house.work() as work:
        return mend.mend(work, only.id if only else None)


def told(house: House) -> list[dict[str, Any]]:
    with house.work() as work:
        query = select(JournalEntry).where(JournalEntry.act == Act.SAID_AGAIN)
        return [entry.facts for entry in work.session.scalars(query)]


def has_email(house: House) -> None:
    with house.work() as work:
        person(work, "hoa").email = ADDRESS


def test_a_page_without_a_sign_is_said_on_the_other_channel_once(house: House) -> None:
    has_email(house)
    text = unheard(house, page(house))

    assert say_again(house) == 1
    assert say_again(house) == 0

    assert others(house, text) == {CALL: HOA}
    with house.work() as work:
        assert told(house) == [{"people": str(person(work, "hoa").id), "channels": "call"}]
        assert (row(work, text).state, row(work, text).unheard_at) == (ACCEPTED, None)


@pytest.mark.parametrize(("has_one", "channels"), [(True, {CALL, EMAIL}), (False, {CALL})])
def test_a_page_no_provider_takes_goes_by_every_other_channel(
    house: House, has_one: bool, channels: set[Channel]
) -> None:
    if has_one:
        has_email(house)
    text = unheard(house, page(house), PENDING)

    say_again(house)

    assert set(others(house, text)) == channels


@pytest.mark.parametrize("state", [State.CANCELLED, State.REPLACED, REFUSED])
def test_what_is_over_is_not_said_again(house: House, state: State) -> None:
    text = unheard(house, page(house), state)

    say_again(house)

    assert others(house, text) == {}


def test_what_somebody_took_meanwhile_is_not_said_again(house: House) -> None:
    text = unheard(house, page(house))
    with house.work() as work:
        paging.acknowledge(work, about(text), person(work, "dung"))
    turn(house, text, ACCEPTED, unheard=timedelta())

    assert say_again(house) == 1

    assert others(house, text) == {}


def test_nothing_is_said_again_before_its_patience_is_over(house: House) -> None:
    text = page(house)
    turn(house, text, ACCEPTED, unheard=MINUTE)

    house.network.clock.forward(MINUTE - SECOND)
    assert say_again(house) == 0
    house.network.clock.forward(2 * SECOND)
    assert say_again(house) == 1


@pytest.mark.parametrize("state", [ACCEPTED, REFUSED])
def test_a_row_that_was_set_aside_waits_and_holds_up_no_other(house: House, state: State) -> None:
    aside, other = page(house), page(house)
    act = mended if state is REFUSED else say_again
    for each in (aside, other):
        turn(house, each, state, unheard=timedelta() if state is ACCEPTED else None)
    with house.work() as work:
        row(work, aside).mend_after = work.now + MINUTE

    assert act(house) == 1
    assert (others(house, aside), others(house, other)) == ({}, {CALL: HOA})

    house.network.clock.forward(MINUTE + SECOND)
    assert act(house) == 1
    assert others(house, aside) == {CALL: HOA}


def test_one_alone_is_acted_on_when_it_is_asked_for_alone(house: House) -> None:
    one, other = unheard(house, page(house)), unheard(house, page(house))

    assert say_again(house, one) == 1

    assert (others(house, one), others(house, other)) == ({CALL: HOA}, {})


def test_what_another_mends_at_this_moment_is_left_to_it(house: House) -> None:
    one, other = refused(house, page(house)), refused(house, page(house))

    with house.work() as theirs:
        assert mend.mend(theirs, one.id) == 1
        assert mended(house) == 1

    assert others(house, one) == others(house, other) == {CALL: HOA}


def test_a_mail_to_an_agency_without_a_sign_is_followed_by_a_text_to_its_telephone(
    house: House,
) -> None:
    mail = unheard(house, request(house, EMAIL))

    say_again(house)

    with house.work() as work:
        agency = work.session.get_one(Referral, mail.referral_id).agency
        assert others(house, mail) == {SMS: agency.phone}
        assert told(house) == [{"people": str(agency.id), "channels": "sms"}]


def test_a_text_to_an_agency_without_a_sign_is_followed_by_a_call_and_no_line_in_the_journal(
    house: House,
) -> None:
    text = unheard(house, request(house))

    say_again(house)

    assert others(house, text) == {CALL: text.to}
    assert told(house) == []


@pytest.mark.parametrize("status", [Answer.ACKNOWLEDGED, Answer.DECLINED, Answer.WITHDRAWN])
def test_an_agency_that_has_answered_is_left_alone(house: House, status: Answer) -> None:
    text = unheard(house, request(house))
    with house.work() as work:
        work.session.get_one(Referral, text.referral_id).status = status

    say_again(house)

    assert others(house, text) == {}


def test_an_agency_is_left_alone_once_the_ticket_is_closed(house: House) -> None:
    text = unheard(house, request(house))
    with house.work() as work:
        ticket_of(work, about(text)).status = TicketStatus.CLOSED

    say_again(house)

    assert others(house, text) == {}


def test_a_refused_mail_of_a_rung_leaves_the_rung_to_its_text_and_its_call(house: House) -> None:
    mail = refused(house, page(house, EMAIL))

    assert mended(house) == 1

    assert others(house, mail) == {}


@pytest.mark.parametrize("purpose", sorted(mend.ALONE))
def test_what_need_not_be_said_otherwise_is_not(house: House, purpose: Purpose) -> None:
    with house.work() as work:
        ticket = open_ticket(work, Severity.HIGH)
    alone = Letter(f"x:{SMS}", Purpose.PAGE, SMS, Severity.HIGH, HOA, "x", ticket.id)
    with house.work() as work:
        outbox.put(work, alone)
        row(work, alone).purpose = purpose
    refused(house, alone)

    assert mended(house) == 1

    assert others(house, alone) == {}
    with house.work() as work:
        assert ladder(work, ticket.id) is None


def test_an_agency_that_hears_of_no_withdrawal_is_on_its_way_for_nothing_and_a_human_is_told(
    house: House,
) -> None:
    text = refused(house, request(house, purpose=Purpose.WITHDRAWAL))
    mended(house)
    assert others(house, text) == {CALL: text.to}
    with house.work() as work:
        call = work.session.scalars(select(Outgoing).where(Outgoing.channel == CALL)).one()
        code = work.session.get_one(Referral, text.referral_id).code
        assert (call.purpose, call.body) == (
            Purpose.WITHDRAWAL,
            letters.withdrawal(code, CALL, work.policy),
        )
        call.state = REFUSED
        assert ladder(work, about(call)) is None

    mended(house)

    with house.work() as work:
        assert ladder(work, about(text)) is not None


def test_a_human_who_is_woken_for_an_answer_that_did_not_arrive_is_not_reminded_of_it_besides(
    house: House,
) -> None:
    with house.work() as work:
        ticket = open_ticket(work, Severity.HIGH)
        deadlines.settle(work, ticket.id, deadlines.State.CANCELLED)
        deadlines.arm(work, ticket, DeadlineKind.FOLLOW_UP)
    reply = Letter(f"x:{SMS}", Purpose.PAGE, SMS, Severity.HIGH, HOA, "x", ticket.id)
    with house.work() as work:
        outbox.put(work, reply)
        row(work, reply).purpose = Purpose.REPLY
    refused(house, reply)

    mended(house)

    with house.work() as work:
        assert set(armed(work, ticket.id)) == {DeadlineKind.LADDER}


@pytest.mark.parametrize("rows", mend.ROWS, ids=lambda rows: rows.name)
def test_what_cannot_be_acted_on_is_counted_and_held_back_by_itself(
    house: House, rows: Rows
) -> None:
    state, patience = (REFUSED, None) if rows.name == "refused" else (ACCEPTED, timedelta())
    bad, good, over = page(house), page(house), page(house)
    for each in (bad, good):
        turn(house, each, state, patience)
    turn(house, over, ACCEPTED)

    for tries in (1, 2):
        with house.work() as work:
            assert rows.hold_back(work, bad.id) == tries
            assert row(work, bad).mend_after == work.now + HOLD_BACK
            assert (row(work, good).mend_tries, row(work, good).mend_after) == (0, None)
            assert list(rows.waiting(work)) == [good.id]


@pytest.mark.parametrize("rows", mend.ROWS, ids=lambda rows: rows.name)
def test_supervisors_are_told_of_which_ticket_it_is_but_never_about_what_told_them(
    house: House, rows: Rows
) -> None:
    bad, other = page(house), page(house)
    with house.work() as work:
        row(work, other).reason = f"{PLAIN}:{other.id}"

    with house.work() as work:
        subject = rows.about(work, bad.id)
        assert subject == Subject(about(bad), ticket_of(work, about(bad)).number)
        assert rows.about(work, other.id) is None
