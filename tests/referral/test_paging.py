"""A human answers a page, or two do at once, or none."""

import uuid
from collections.abc import Callable

import pytest
from sqlalchemy import select

from hotline.errors import TakenError
from hotline.sending.outbox import Outgoing, State
from hotline.store.journal import Act
from hotline.store.work import Work
from hotline.text import unaccented
from hotline.tickets import Outcome
from hotline.vocabulary import Channel, DeadlineKind, Severity
from referral import answers, casework
from referral.ladder import paging
from referral.ladder.paging import Answer
from tests.house import House
from tests.referral.builders import (
    CHILD,
    DUNG,
    HOA,
    MAI,
    MINUTE,
    SECOND,
    acts,
    armed,
    ladder,
    open_ticket,
    paged_ticket,
    pages,
    person,
    ticket_of,
    turn,
)
from tests.referral.together import together

NUMBERS = {"hoa": HOA, "mai": MAI, "dung": DUNG}


def everyone_paged(house: House) -> uuid.UUID:
    """A critical ticket five minutes later: three supervisors have a text and a call each."""
    ticket_id = paged_ticket(house)
    house.network.clock.forward(5 * MINUTE)
    turn(house)
    return ticket_id


def page_of(work: Work, ticket_id: uuid.UUID, login: str, channel: Channel) -> Outgoing:
    found = [
        page
        for page in pages(work, ticket_id)
        if page.channel is channel and page.staff_id == person(work, login).id
    ]
    return found[-1]


def code_of(house: House, ticket_id: uuid.UUID, login: str) -> str:
    with house.work() as work:
        return page_of(work, ticket_id, login, Channel.SMS).code or ""


def by_sms(house: House, login: str, text: str) -> str | None:
    with house.work() as work:
        return answers.by_text(work, NUMBERS[login], text)


def by_key(house: House, ticket_id: uuid.UUID, login: str, key: str) -> answers.Said:
    with house.work() as work:
        return answers.by_key(work, page_of(work, ticket_id, login, Channel.CALL), key)


def owner(house: House, ticket_id: uuid.UUID) -> str | None:
    with house.work() as work:
        owner_id = ticket_of(work, ticket_id).owner_id
        return next((n for n in NUMBERS if person(work, n).id == owner_id), None)


def test_taking_a_page_ends_the_paging_and_promises_progress(house: House) -> None:
    ticket_id = everyone_paged(house)

    said = by_key(house, ticket_id, "mai", "4")

    assert not said.again
    assert owner(house, ticket_id) == "mai"
    with house.work() as work:
        assert set(armed(work, ticket_id)) == {DeadlineKind.PROGRESS}
        assert {page.state for page in pages(work, ticket_id)} == {State.CANCELLED}


@pytest.mark.parametrize("key", ["", "0", "9", "#", "*"])
def test_a_voicemail_or_a_wrong_key_decides_nothing(house: House, key: str) -> None:
    ticket_id = everyone_paged(house)

    assert by_key(house, ticket_id, "hoa", key).again
    assert owner(house, ticket_id) is None
    with house.work() as work:
        assert ladder(work, ticket_id) is not None


def test_an_answer_by_text_and_one_by_telephone_at_once_are_one_acknowledgement(
    house: House,
) -> None:
    ticket_id = everyone_paged(house)
    code = code_of(house, ticket_id, "mai")

    heard = together(
        lambda: by_sms(house, "mai", code) or "",
        lambda: by_key(house, ticket_id, "hoa", "4").text,
        lambda: by_key(house, ticket_id, "dung", "4").text,
    )

    holder = owner(house, ticket_id)
    assert holder is not None
    with house.work() as work:
        assert acts(work, Act.PAGE_ACKNOWLEDGED, ticket_id) == 1
        assert set(armed(work, ticket_id)) == {DeadlineKind.PROGRESS}
        name = person(work, holder).shown_name
    losers = [text for text, n in zip(heard, ("mai", "hoa", "dung"), strict=True) if n != holder]
    assert len(losers) == 2
    assert all(unaccented(name) in unaccented(text) for text in losers)


def test_the_desk_and_a_telephone_at_once_leave_one_owner_and_no_page(house: House) -> None:
    ticket_id = everyone_paged(house)
    told: list[str] = []

    def at_the_desk() -> None:
        try:
            with house.work() as work:
                casework.take(work, ticket_of(work, ticket_id), person(work, "dung"))
        except TakenError as taken:
            told.append(taken.owner)

    def by_phone() -> None:
        by_key(house, ticket_id, "hoa", "4")

    together(at_the_desk, by_phone)

    holder = owner(house, ticket_id)
    assert holder in {"dung", "hoa"}
    with house.work() as work:
        assert told == ([person(work, "hoa").shown_name] if holder == "hoa" else [])
        assert ladder(work, ticket_id) is None
        assert armed(work, ticket_id)
        assert {page.state for page in pages(work, ticket_id)} == {State.CANCELLED}


@pytest.mark.parametrize("try_", range(6))
def test_an_answer_in_the_instant_a_rung_fires_leaves_no_page_behind(
    house: House, try_: int
) -> None:
    ticket_id = paged_ticket(house)
    code = code_of(house, ticket_id, "hoa")
    house.network.clock.forward(MINUTE)

    def answer() -> None:
        by_sms(house, "hoa", code)

    def fire() -> None:
        turn(house)

    together(*([answer, fire] if try_ % 2 else [fire, answer]))

    turn(house)
    assert owner(house, ticket_id) == "hoa"
    with house.work() as work:
        assert set(armed(work, ticket_id)) == {DeadlineKind.PROGRESS}
        assert {page.state for page in pages(work, ticket_id)} == {State.CANCELLED}


def test_whoever_took_it_and_did_nothing_loses_it_and_the_next_rung_is_woken(
    house: House,
) -> None:
    ticket_id = paged_ticket(house)
    by_sms(house, "hoa", code_of(house, ticket_id, "hoa"))
    with house.work() as work:
        before = {page.id for page in pages(work, ticket_id)}

    house.network.clock.forward(10 * MINUTE)
    turn(house)

    with house.work() as work:
        assert ticket_of(work, ticket_id).owner_id is None
        assert acts(work, Act.TICKET_RELEASED, ticket_id) == 1
        fresh = [page for page in pages(work, ticket_id) if page.id not in before]
        assert {page.channel for page in fresh} == {Channel.CALL}  # rung 1: who is on duty, called
        going = ladder(work, ticket_id)
        assert going is not None
        assert (going.base, going.cycle, going.step) == (1, 1, 2)


def test_each_acknowledgement_that_comes_to_nothing_starts_a_rung_higher(house: House) -> None:
    ticket_id = paged_ticket(house)
    bases = []
    for _ in range(5):
        with house.work() as work:
            paging.acknowledge(work, ticket_id, person(work, "hoa"))
        house.network.clock.forward(10 * MINUTE)
        turn(house)
        with house.work() as work:
            going = ladder(work, ticket_id)
            assert going is not None
            bases.append(going.base)

    assert bases == [1, 2, 3, 3, 3]


def test_passing_on_wakes_the_next_person_at_once(house: House) -> None:
    ticket_id = paged_ticket(house)

    by_key(house, ticket_id, "hoa", "5")
    turn(house)

    assert owner(house, ticket_id) is None
    with house.work() as work:
        assert page_of(work, ticket_id, "mai", Channel.CALL)
        assert acts(work, Act.PAGE_PASSED, ticket_id) == 1


def test_passing_on_what_somebody_has_leaves_it_with_them(house: House) -> None:
    ticket_id = everyone_paged(house)
    by_key(house, ticket_id, "mai", "4")

    with house.work() as work:
        answered = paging.pass_on(work, ticket_id, person(work, "hoa"))
        assert answered.answer is Answer.ALREADY
        assert answered.who == person(work, "mai").shown_name
    assert owner(house, ticket_id) == "mai"


def test_a_late_code_of_a_closed_ticket_touches_no_other(house: House) -> None:
    ticket_id = paged_ticket(house)
    code = code_of(house, ticket_id, "hoa")
    with house.work() as work:
        hoa = person(work, "hoa")
        casework.close(work, ticket_of(work, ticket_id), hoa, Outcome.HELPED)
        other = open_ticket(work, caller="+84911999888").id
    turn(house)

    said = by_sms(house, "hoa", code)

    assert said is not None
    assert owner(house, ticket_id) is None
    assert owner(house, other) is None
    with house.work() as work:
        assert ladder(work, other) is not None
        assert not ticket_of(work, ticket_id).is_open


@pytest.mark.parametrize("said", ["ok", "OK", " oke ", "Okay"])
def test_a_bare_ok_takes_the_only_page_it_can_mean(house: House, said: str) -> None:
    ticket_id = paged_ticket(house)

    by_sms(house, "hoa", said)

    assert owner(house, ticket_id) == "hoa"


def test_a_bare_ok_takes_nothing_when_two_pages_can_be_meant(house: House) -> None:
    ticket_id = paged_ticket(house)
    with house.work() as work:
        other = open_ticket(work, caller="+84911999888").id
    turn(house)

    said = by_sms(house, "hoa", "ok")

    assert said == unknown_code(house)
    assert owner(house, ticket_id) is None
    assert owner(house, other) is None


def unknown_code(house: House) -> str:
    return house.parts.workplace.policy.say_plain("page.unknown_code")


def test_a_bare_ok_half_an_hour_after_the_last_text_means_nothing(house: House) -> None:
    ticket_id = paged_ticket(house)
    house.network.clock.forward(30 * MINUTE + SECOND)

    assert by_sms(house, "hoa", "ok") == unknown_code(house)
    assert owner(house, ticket_id) is None


def test_a_code_from_another_supervisors_telephone_is_no_answer(house: House) -> None:
    ticket_id = paged_ticket(house)

    assert by_sms(house, "dung", code_of(house, ticket_id, "hoa")) == unknown_code(house)
    assert owner(house, ticket_id) is None


def test_a_code_from_a_callers_telephone_is_a_message_like_any_other(house: House) -> None:
    ticket_id = paged_ticket(house)
    code = code_of(house, ticket_id, "hoa")

    with house.work() as work:
        assert answers.by_text(work, CHILD, code) is None
    assert owner(house, ticket_id) is None


@pytest.mark.parametrize("write", [str.lower, str.upper, lambda code: f"  {code} "])
def test_a_code_is_read_however_it_is_typed(house: House, write: Callable[[str], str]) -> None:
    ticket_id = paged_ticket(house)

    by_sms(house, "hoa", write(code_of(house, ticket_id, "hoa")))

    assert owner(house, ticket_id) == "hoa"


def test_the_wallboard_names_whom_every_ladder_has_woken(house: House) -> None:
    paged_ticket(house, Severity.HIGH)
    with house.work() as work:
        open_ticket(work, caller="+84911999888")
    turn(house)

    with house.work() as work:
        found = paging.open_pages(work)
        hoa = person(work, "hoa").shown_name
    assert [page.severity for page in found] == [Severity.CRITICAL, Severity.HIGH]
    assert {page.people for page in found} == {(hoa,)}


def test_no_two_pages_of_ninety_days_carry_the_same_code(house: House) -> None:
    with house.work() as work:
        for n in range(120):
            open_ticket(work, caller=f"+8491{n:07d}")
    turn(house)

    with house.work() as work:
        codes = work.session.scalars(select(Outgoing.code).where(Outgoing.code.is_not(None))).all()
    assert len(codes) == len(set(codes)) == 120
