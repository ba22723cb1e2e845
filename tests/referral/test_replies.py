"""Which page an answer by text means: of whom, how old, of which ticket, and whether at all."""

import uuid
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from hotline.sending import outbox
from hotline.sending.outbox import Letter, Outgoing, Purpose
from hotline.vocabulary import Channel, Severity
from referral.ladder import paging, replies
from referral.ladder.replies import Meant
from tests.house import House
from tests.referral import crowd
from tests.referral.builders import HOA, MINUTE, SECOND, open_ticket, person, ticket_of, turn
from tests.referral.builders import pages as pages_of

CODE, ANOTHER = "BCDG", "HKLM"
DAY = timedelta(days=1)


def climbing(house: House) -> uuid.UUID:
    """A ticket for which somebody is being woken; the texts about it are written here."""
    with house.work() as work:
        ticket = open_ticket(work)
        paging.start(work, ticket)
        for page in pages_of(work, ticket.id):
            work.session.delete(page)
    return ticket.id


def page(ticket_id: uuid.UUID, code: str = CODE) -> Letter:
    return Letter(
        reason=f"page:{code}",
        purpose=Purpose.PAGE,
        channel=Channel.SMS,
        severity=Severity.CRITICAL,
        to=HOA,
        body="Báo động",
        ticket_id=ticket_id,
        code=code,
    )


def send(house: House, letter: Letter, login: str = "hoa") -> None:
    with house.work() as work:
        outbox.put(work, replace(letter, staff_id=person(work, login).id))


def said(house: House, text: str, login: str = "hoa") -> Meant | None:
    with house.work() as work:
        return replies.meant(work, person(work, login), text)


@pytest.mark.parametrize("text", [CODE, "OK"])
def test_it_is_the_page_that_went_to_whoever_answers(house: House, text: str) -> None:
    send(house, page(ticket_id := climbing(house)))

    assert said(house, text) == Meant([ticket_id], whole=False)
    assert said(house, text, "dung") is None


@pytest.mark.parametrize("text", [CODE, "OK"])
def test_no_other_message_to_a_supervisor_is_acknowledged(house: House, text: str) -> None:
    send(house, replace(page(climbing(house)), purpose=Purpose.HANDOVER))

    assert said(house, text) is None


def test_a_code_counts_for_ninety_days_and_is_that_of_its_own_page(house: House) -> None:
    send(house, page(first := climbing(house)))
    send(house, page(second := climbing(house), ANOTHER))
    assert said(house, CODE) == Meant([first], whole=False)
    assert said(house, ANOTHER) == Meant([second], whole=False)
    assert said(house, "NPQR") is None

    house.network.clock.forward(90 * DAY - SECOND)
    assert said(house, CODE) == Meant([first], whole=False)
    house.network.clock.forward(SECOND)
    assert said(house, CODE) is None


def test_a_bare_ok_answers_a_text_of_the_last_half_hour(house: House) -> None:
    send(house, page(ticket_id := climbing(house)))

    house.network.clock.forward(30 * MINUTE - SECOND)
    assert said(house, "OK") == Meant([ticket_id], whole=False)
    house.network.clock.forward(SECOND)
    assert said(house, "OK") is None


def test_a_bare_ok_answers_no_telephone_call(house: House) -> None:
    send(house, replace(page(climbing(house)), channel=Channel.CALL))

    assert said(house, "OK") is None


def test_a_bare_ok_to_two_texts_about_one_ticket_means_it(house: House) -> None:
    ticket_id = climbing(house)
    for code in (CODE, ANOTHER):
        send(house, page(ticket_id, code))

    assert said(house, "OK") == Meant([ticket_id], whole=False)


def test_a_bare_ok_means_the_one_nobody_has_taken_yet(house: House) -> None:
    send(house, page(taken := climbing(house)))
    send(house, page(open_still := climbing(house), ANOTHER))
    assert said(house, "OK") is None

    with house.work() as work:
        paging.acknowledge(work, taken, person(work, "dung"))

    assert said(house, "OK") == Meant([open_still], whole=False)


def test_a_number_picks_one_ticket_of_the_page_and_no_other(house: House) -> None:
    with house.work() as work:
        ids = crowd.overdue(work, 4, Severity.HIGH, 0 * SECOND)
        other = open_ticket(work)
        work.session.flush()
        stranger = other.number
    turn(house)
    with house.work() as work:
        [digest] = work.session.scalars(select(Outgoing).where(Outgoing.digest_id.is_not(None)))
        numbers = {ticket_of(work, each).number: each for each in ids}

    whole = said(house, f"{digest.code}")
    assert whole is not None
    assert (set(whole.ticket_ids), whole.whole) == (set(ids), True)
    for number, ticket_id in numbers.items():
        assert said(house, f"{digest.code} {number}") == Meant([ticket_id], whole=False)
    assert said(house, f"{digest.code} {stranger}") is None


@pytest.mark.parametrize(
    "text", ["", "BCD", f"{CODE}, tôi đi", f"OK {CODE}", f"{CODE} 1 2", f"{CODE} 1234567890"]
)
def test_what_is_no_answer_is_a_message_like_any_other(house: House, text: str) -> None:
    send(house, page(climbing(house)))

    assert said(house, text) is None
