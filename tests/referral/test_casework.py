"""What people do by hand: each act promises the next look."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from hotline.errors import IllegalMoveError, InvalidError, NotAllowedError
from hotline.heeding import Heard
from hotline.safety import Rules
from hotline.sending.outbox import Outgoing, Purpose, State
from hotline.staff import Staff
from hotline.store.journal import Act, JournalEntry
from hotline.store.work import Work
from hotline.tickets import Outcome, Status, Ticket
from hotline.vocabulary import DeadlineKind, Severity
from referral import casework, desk
from referral.promises import deadlines
from tests.house import House
from tests.referral.builders import (
    acts,
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

NOTHING = Heard(Rules())
Deed = Callable[[Work, Ticket, Staff], object]


def refer(work: Work, ticket: Ticket, who: Staff) -> None:
    [choice] = desk.preview(work, ticket).choices
    casework.refer(work, ticket, who, choice.agency.id)


def answer(work: Work, ticket: Ticket, who: Staff) -> None:
    may_text(work, ticket)
    casework.reply(work, ticket, who, "Chào em", "k")


BY_HAND: dict[str, Deed] = {
    "takes it": casework.take,
    "writes a note": lambda work, ticket, who: casework.note(work, ticket, who, "Đã gọi lại"),
    "answers": answer,
    "writes down what is safe": lambda w, t, who: casework.set_safe_contact(w, t, who, NOTHING),
    "sets the place": lambda work, ticket, who: casework.set_place(work, ticket, who, "18775", ""),
    "refers": refer,
}


@pytest.mark.parametrize("deed", BY_HAND.values(), ids=list(BY_HAND))
def test_every_act_by_hand_meets_what_was_promised_and_promises_the_next_look(
    house: House, deed: Deed
) -> None:
    with house.work() as work:
        ticket_id = open_ticket(work, Severity.HIGH).id
    with house.work() as work:
        deed(work, ticket_of(work, ticket_id), person(work, "lan"))

    with house.work() as work:
        left = armed(work, ticket_id)
        assert set(left) - {DeadlineKind.AGENCY_ACK} == {DeadlineKind.FOLLOW_UP}
        limit = work.policy.limit(DeadlineKind.FOLLOW_UP, Severity.HIGH).allowance
        assert left[DeadlineKind.FOLLOW_UP].due_at == work.now + limit


@pytest.mark.parametrize("deed", BY_HAND.values(), ids=list(BY_HAND))
def test_every_act_by_hand_ends_the_paging(house: House, deed: Deed) -> None:
    ticket_id = paged_ticket(house, Severity.HIGH)
    with house.work() as work:
        deed(work, ticket_of(work, ticket_id), person(work, "lan"))

    with house.work() as work:
        assert ladder(work, ticket_id) is None
        assert {page.state for page in pages(work, ticket_id)} == {State.CANCELLED}


def test_only_the_newest_follow_up_is_promised(house: House) -> None:
    with house.work() as work:
        ticket = open_ticket(work, Severity.HIGH)
        for _ in range(3):
            casework.note(work, ticket, person(work, "lan"), "Đã gọi lại")
        ticket_id = ticket.id

    with house.work() as work:
        cycles = work.session.scalars(
            select(deadlines.Deadline.cycle)
            .where(deadlines.Deadline.kind == DeadlineKind.FOLLOW_UP)
            .where(deadlines.Deadline.state == deadlines.State.ARMED)
        ).all()
        assert list(cycles) == [2]
        assert len(armed(work, ticket_id)) == 1


def test_the_same_reply_sent_twice_is_one_message(house: House) -> None:
    with house.work() as work:
        ticket, lan = open_ticket(work), person(work, "lan")
        may_text(work, ticket)
        for key in ("form-1", "form-1", "form-2"):
            casework.reply(work, ticket, lan, "Chào em", key)

    with house.work() as work:
        replies = work.session.scalars(select(Outgoing).where(Outgoing.purpose == Purpose.REPLY))
        assert len(replies.all()) == 2
        assert acts(work, Act.REPLY) == 2


@pytest.mark.parametrize(
    "deed",
    [
        pytest.param(lambda w, t, p: casework.note(w, t, p, " \n"), id="an-empty-note"),
        pytest.param(lambda w, t, p: casework.reply(w, t, p, " ", "k"), id="an-empty-reply"),
        pytest.param(lambda w, t, p: casework.reply(w, t, p, "x" * 1601, "k"), id="too-long"),
        pytest.param(lambda w, t, p: casework.set_place(w, t, p, "99999", ""), id="no-commune"),
        pytest.param(casework.release_to_line, id="giving-back-what-one-has-not"),
    ],
)
def test_what_makes_no_sense_is_refused_and_changes_nothing(house: House, deed: Deed) -> None:
    with house.work() as work:
        ticket_id = open_ticket(work, Severity.HIGH).id

    with house.work() as work, pytest.raises(InvalidError):
        deed(work, ticket_of(work, ticket_id), person(work, "lan"))

    with house.work() as work:
        assert set(armed(work, ticket_id)) == {DeadlineKind.FIRST_RESPONSE}


def test_a_caller_who_withheld_the_number_cannot_be_answered(house: House) -> None:
    with house.work() as work:
        ticket = open_ticket(work)
        ticket.caller = None
        with pytest.raises(InvalidError, match="withheld"):
            casework.reply(work, ticket, person(work, "lan"), "Chào em", "k")
        with pytest.raises(InvalidError, match="withheld"):
            casework.set_safe_contact(work, ticket, person(work, "lan"), NOTHING)


def test_a_ticket_given_back_is_owed_a_first_look_again(house: House) -> None:
    with house.work() as work:
        ticket, lan = open_ticket(work, Severity.HIGH), person(work, "lan")
        casework.take(work, ticket, lan)
        casework.release_to_line(work, ticket, lan)
        ticket_id = ticket.id

    with house.work() as work:
        assert ticket_of(work, ticket_id).owner_id is None
        assert DeadlineKind.FIRST_RESPONSE in armed(work, ticket_id)


def test_closing_ends_every_promise_and_every_page(house: House) -> None:
    ticket_id = paged_ticket(house)
    with house.work() as work:
        desk.follow_up(work, ticket_of(work, ticket_id))
        casework.close(work, ticket_of(work, ticket_id), person(work, "hoa"), Outcome.HELPED)
    turn(house)

    with house.work() as work:
        assert armed(work, ticket_id) == {}
        assert {page.state for page in pages(work, ticket_id)} == {State.CANCELLED}
        assert ticket_of(work, ticket_id).closed_at is not None


def test_a_critical_ticket_is_closed_by_a_supervisor(house: House) -> None:
    with house.work() as work:
        ticket = open_ticket(work)
        with pytest.raises(NotAllowedError):
            casework.close(work, ticket, person(work, "lan"), Outcome.HELPED)
        assert ticket.is_open


def test_a_ticket_opened_again_is_promised_a_first_look(house: House) -> None:
    with house.work() as work:
        ticket, lan = open_ticket(work, Severity.ROUTINE), person(work, "lan")
        casework.close(work, ticket, lan, Outcome.INFORMATION_GIVEN)
        casework.reopen(work, ticket, lan)
        ticket_id = ticket.id
        with pytest.raises(IllegalMoveError):
            casework.reopen(work, ticket, lan)

    with house.work() as work:
        assert ticket_of(work, ticket_id).status is Status.NEW
        assert set(armed(work, ticket_id)) == {DeadlineKind.FIRST_RESPONSE}


def test_setting_the_place_tells_the_agencies_of_the_place(house: House) -> None:
    with house.work() as work:
        casework.set_place(work, open_ticket(work), person(work, "lan"), "18775", "cạnh chợ")

    with house.work() as work:
        told = work.session.scalars(
            select(Outgoing).where(Outgoing.purpose == Purpose.REFERRAL)
        ).all()
        assert {row.to for row in told} == {"+842393855011", "+84990000012", "+842393855013"}
        assert all("chợ" not in (row.body or "") for row in told)


def test_whoever_reads_a_number_leaves_a_trace(house: House) -> None:
    with house.work() as work:
        ticket, lan = open_ticket(work), person(work, "lan")
        assert casework.reveal(work, ticket, lan) == ticket.caller

    with house.work() as work:
        [entry] = work.session.scalars(select(JournalEntry).where(JournalEntry.act == Act.REVEALED))
        assert entry.actor == f"staff:{person(work, 'lan').id}"
