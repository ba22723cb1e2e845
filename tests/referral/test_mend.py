"""What the carrier will never deliver finds another way, or a human."""

import uuid

from sqlalchemy import select, text

from hotline.sending.outbox import Outgoing, Purpose, State
from hotline.store.work import Work
from hotline.tickets import Outcome
from hotline.vocabulary import Channel, DeadlineKind, Severity
from referral import casework, checks, desk
from referral.ladder import paging
from referral.promises.deadlines import Deadline
from tests.house import House
from tests.referral.builders import (
    CHILD,
    DUNG,
    HOA,
    MAI,
    MINUTE,
    POLICE,
    SECOND,
    armed,
    ladder,
    may_text,
    open_ticket,
    paged_ticket,
    pages,
    person,
    ticket_of,
    turn,
)


def refuse(*rows: Outgoing) -> None:
    """As a receipt does: the carrier had it, and will never deliver it."""
    for row in rows:
        row.state, row.error_code = State.REFUSED, "30003"


def sent(work: Work, purpose: Purpose) -> list[Outgoing]:
    return list(work.session.scalars(select(Outgoing).where(Outgoing.purpose == purpose)))


def referred(house: House, severity: Severity) -> uuid.UUID:
    with house.work() as work:
        ticket = open_ticket(work, severity)
        for choice in desk.preview(work, ticket).choices:
            desk.refer(work, ticket, choice, by="system")
        return ticket.id


def test_an_agency_that_no_text_reaches_is_called(house: House) -> None:
    referred(house, Severity.HIGH)
    with house.work() as work:
        [text] = sent(work, Purpose.REFERRAL)
        refuse(text)

    turn(house)

    with house.work() as work:
        by_channel = {row.channel: row for row in sent(work, Purpose.REFERRAL)}
        call = by_channel[Channel.CALL]
        assert by_channel[Channel.SMS].state is State.REPLACED
        assert (call.state, call.to) == (State.PENDING, by_channel[Channel.SMS].to)
        assert call.code == by_channel[Channel.SMS].code


def test_a_page_that_no_call_delivers_is_texted_with_a_code(house: House) -> None:
    ticket_id = paged_ticket(house)
    house.network.clock.forward(MINUTE)
    turn(house)
    with house.work() as work:
        refuse(next(p for p in pages(work, ticket_id) if ":1:" in p.reason))

    turn(house)

    with house.work() as work:
        texted = [p for p in pages(work, ticket_id) if ":1:" in p.reason and p.code]
        assert [p.channel for p in texted] == [Channel.SMS]
        assert (texted[0].code or "") in (texted[0].body or "")


def test_an_agency_no_channel_reaches_has_missed_its_deadline_now(house: House) -> None:
    ticket_id = referred(house, Severity.CRITICAL)
    with house.work() as work:
        paging.acknowledge(work, ticket_id, person(work, "hoa"))
        refuse(*[row for row in sent(work, Purpose.REFERRAL) if row.to == POLICE])

    turn(house)
    turn(house)

    with house.work() as work:
        assert ladder(work, ticket_id) is not None
        owed = work.session.scalars(
            select(Deadline).where(Deadline.kind == DeadlineKind.AGENCY_ACK)
        ).all()
        assert sorted(row.state for row in owed) == ["armed", "armed", "fired"]


def test_a_child_whose_reply_is_refused_is_never_rung_and_a_human_has_to_think(
    house: House,
) -> None:
    with house.work() as work:
        ticket = open_ticket(work, Severity.HIGH)
        may_text(work, ticket)
        casework.reply(work, ticket, person(work, "lan"), "Em có an toàn không?", "1")
        ticket_id = ticket.id
    with house.work() as work:
        refuse(*sent(work, Purpose.REPLY))

    turn(house)
    turn(house)

    with house.work() as work:
        assert [row.channel for row in sent(work, Purpose.REPLY)] == [Channel.SMS]
        assert not [row for row in work.session.scalars(select(Outgoing)) if row.to == CHILD][1:]
        assert ladder(work, ticket_id) is not None
        assert pages(work, ticket_id)


def test_a_reply_refused_after_the_ticket_was_closed_wakes_nobody(house: House) -> None:
    with house.work() as work:
        ticket = open_ticket(work, Severity.HIGH)
        lan = person(work, "lan")
        may_text(work, ticket)
        casework.reply(work, ticket, lan, "Chào em", "1")
        casework.close(work, ticket, lan, Outcome.HELPED)
        ticket_id = ticket.id
    with house.work() as work:
        refuse(*sent(work, Purpose.REPLY))

    turn(house)

    with house.work() as work:
        assert armed(work, ticket_id) == {}
        assert list(pages(work, ticket_id)) == []


def test_a_page_refused_after_somebody_took_the_ticket_wakes_nobody(house: House) -> None:
    ticket_id = paged_ticket(house, Severity.HIGH)
    with house.work() as work:
        [text] = pages(work, ticket_id)
        text.state = State.ACCEPTED
        paging.acknowledge(work, ticket_id, person(work, "mai"))
        refuse(text)

    turn(house)

    with house.work() as work:
        assert [page.state for page in pages(work, ticket_id)] == [State.REPLACED]


def test_a_receipt_that_says_undelivered_sets_the_other_channel_going(house: House) -> None:
    """Through the real outbox, the carrier and its status webhook."""
    house.network.behave(HOA, sms="undelivered", error=30003)
    with house.work() as work:
        ticket = open_ticket(work, Severity.HIGH)
        paging.start(work, ticket)

    house.forward(10 * SECOND)

    assert len(house.network.calls_to(HOA)) == 1
    with house.work() as work:
        assert ticket_of(work, ticket.id).owner_id is None


def test_a_letter_nobody_can_read_any_more_holds_up_neither_the_others_nor_the_clock(
    house: House,
) -> None:
    broken = broken_letter(house)
    other = referred(house, Severity.HIGH)
    with house.work() as work:
        letters = select(Outgoing).where(Outgoing.ticket_id == other)
        refuse(*work.session.scalars(letters))

    turn(house)

    with house.work() as work:
        channels = select(Outgoing.channel).where(Outgoing.ticket_id == other)
        assert set(work.session.scalars(channels)) == {Channel.SMS, Channel.CALL}
        assert list(pages(work, broken)) == []
        assert checks.last_beat(work, checks.METRONOME) == work.now


def broken_letter(house: House) -> uuid.UUID:
    """Its ticket."""
    ticket_id = referred(house, Severity.HIGH)
    turn(house)
    with house.work() as work:
        unreadable = "update outgoing set state = 'refused', to_sealed = 'no seal'"
        work.session.execute(text(unreadable))
    return ticket_id


def turns(house: House, n: int) -> None:
    for _ in range(n):
        turn(house)
        house.network.clock.forward(5 * SECOND)


def test_after_three_tries_every_supervisor_hears_of_it_in_plain_words(house: House) -> None:
    ticket_id = broken_letter(house)

    turns(house, 2)
    with house.work() as work:
        assert list(pages(work, ticket_id)) == []
    turns(house, 1)

    with house.work() as work:
        number = ticket_of(work, ticket_id).number
        told = pages(work, ticket_id)
        assert {page.to for page in told} == {HOA, DUNG, MAI}
        assert all(f"{number}: tin khong di duoc" in (page.body or "") for page in told)


def test_a_plain_page_that_is_broken_itself_makes_no_further_pages(house: House) -> None:
    ticket_id = broken_letter(house)
    turns(house, 3)
    with house.work() as work:
        unreadable = "update outgoing set state = 'refused', to_sealed = 'no seal'"
        work.session.execute(text(unreadable))

    turns(house, 10)

    with house.work() as work:
        assert len(pages(work, ticket_id)) == 3
