"""Numbers of our own people: verified, tried every month, counted; paged whatever comes of it."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from hotline.errors import InvalidError, TooFewError
from hotline.sending.outbox import Outgoing, Purpose
from hotline.store.journal import Act
from hotline.vocabulary import Channel
from referral import checks, clockwork
from referral.staffing import duty, number_tests, numbers, roster
from referral.staffing.number_tests import NumberTest, Result
from referral.staffing.proof import Standing
from tests.house import House
from tests.referral.builders import (
    HOA,
    HOUR,
    MAI,
    MINUTE,
    SECOND,
    acts,
    paged_ticket,
    pages,
    person,
    turn,
)
from tests.referral.together import together

NEW = "+84990000077"
DAY = timedelta(days=1)
AFTERNOON = 13 * HOUR  # from two in the morning: three, when test calls may be made
A_MONTH = 31 * DAY + AFTERNOON


def send(house: House, channel: Channel = Channel.SMS, login: str = "hoa") -> None:
    with house.work() as work:
        numbers.send_code(work, person(work, login), channel)
    house.forward(20 * SECOND)


def typed(house: House, code: str, login: str = "hoa") -> bool:
    with house.work() as work:
        return numbers.verify(work, person(work, login), code)


def code_at(house: House, phone: str) -> str:
    found = re.search(r"la (\d{6})", house.network.inbox(phone)[-1].body)
    assert found is not None
    return found[1]


def change(house: House, number: str = NEW, login: str = "hoa") -> None:
    with house.work() as work:
        numbers.change(work, person(work, login), number)


def stands(house: House, login: str = "hoa") -> Standing:
    with house.work() as work:
        return numbers.standing(work, numbers.proof_of(work, person(work, login).id))


def results(house: House) -> dict[str, list[Result]]:
    with house.work() as work:
        rows = work.session.scalars(select(NumberTest).order_by(NumberTest.asked_at)).all()
        return {
            login: [row.result for row in rows if row.staff_id == person(work, login).id]
            for login in ("hoa", "dung", "mai")
        }


def keep_on_the_roster(house: House, days: int) -> None:
    """The demonstration's shifts end after a fortnight."""
    with house.work() as work:
        for row in roster.upcoming(work):
            row.ends_at += timedelta(days=days)


def after_a_month(house: House) -> None:
    keep_on_the_roster(house, 60)
    house.network.clock.forward(A_MONTH)
    house.forward(10 * MINUTE)


def test_a_changed_number_is_paged_at_once_and_counts_once_its_code_is_typed(house: House) -> None:
    change(house)
    assert stands(house) is Standing.UNVERIFIED
    with house.work() as work:
        hoa = person(work, "hoa").id
        assert hoa not in numbers.counted(work)
        assert hoa in duty.now_reachable(work).roster.on_duty
    ticket_id = paged_ticket(house)
    with house.work() as work:
        assert {page.to for page in pages(work, ticket_id)} == {NEW}

    send(house)
    assert typed(house, code_at(house, NEW))

    assert stands(house) is Standing.PROVEN
    with house.work() as work:
        assert acts(work, Act.NUMBER_CHANGED) == acts(work, Act.NUMBER_VERIFIED) == 1


def test_a_code_may_be_spoken_and_said_again(house: House) -> None:
    house.network.behave(HOA, answer="accept", after=2, press=[(12, "*")])
    change(house, "+84 990 000 077", "dung")
    send(house, Channel.CALL)
    [call] = house.network.calls_to(HOA)
    heard = " ".join(house.network.call(call.sid).heard)
    spoken = re.search(r"là ((?:\d, ){5}\d)", heard)
    assert spoken is not None
    assert heard.count(f"nhắc lại: {spoken[1]}") == 2
    assert typed(house, spoken[1].replace(", ", ""))


def test_what_was_typed_is_refused_when_wrong_used_old_or_of_another_number(house: House) -> None:
    assert not typed(house, "123456")
    send(house)
    right = code_at(house, HOA)
    wrong = f"{(int(right) + 1) % 10**6:06d}"
    assert not typed(house, wrong)
    assert not typed(house, right, "dung")
    assert typed(house, f" {right[:3]} {right[3:]} ")
    assert not typed(house, right)

    send(house)
    late = code_at(house, HOA)
    house.network.clock.forward(10 * MINUTE)
    assert not typed(house, late)

    send(house)
    of_the_old_one = code_at(house, HOA)
    change(house)
    assert not typed(house, of_the_old_one)


def test_five_wrong_tries_end_a_code_and_five_codes_an_hour_are_enough(house: House) -> None:
    send(house)
    right = code_at(house, HOA)
    for _ in range(5):
        assert not typed(house, "no code")
    assert not typed(house, right)
    for _ in range(4):
        send(house)
    with pytest.raises(InvalidError, match="too many codes"):
        send(house)


@pytest.mark.parametrize(
    ("number", "why"),
    [
        pytest.param("", "no telephone number", id="nothing"),
        pytest.param("113", "no telephone number", id="a-short-number"),
        pytest.param("anonymous", "no telephone number", id="withheld"),
        pytest.param("Hoa", "no telephone number", id="a-name"),
        pytest.param(MAI, "somebody else", id="a-colleagues"),
    ],
)
def test_a_number_that_cannot_be_paged_is_not_taken(house: House, number: str, why: str) -> None:
    with pytest.raises(InvalidError, match=why):
        change(house, number)
    with house.work() as work:
        assert person(work, "hoa").phone == HOA


def test_the_same_number_written_otherwise_stays_verified(house: House) -> None:
    change(house, "0990 000 001")
    assert stands(house) is Standing.PROVEN


def test_after_a_month_each_number_on_the_roster_is_rung_and_key_four_proves_it(
    house: House,
) -> None:
    house.network.behave(HOA, answer="accept", after=2, press=[(9, "4")])
    house.network.behave(MAI, answer="voicemail", after=2)

    after_a_month(house)

    assert results(house) == {
        "hoa": [Result.HEARD],
        "dung": [Result.FAILED],
        "mai": [Result.FAILED],
    }
    assert (stands(house), stands(house, "mai")) == (Standing.PROVEN, Standing.FAILED)
    with house.work() as work:
        assert numbers.counted(work) == {person(work, "hoa").id}
        assert set(duty.now_reachable(work).people) == {
            person(work, login).id for login in ("hoa", "dung", "mai")
        }
        assert {page.ticket_id for page in work.session.scalars(select(Outgoing))} == {None}
        red = {one.code for one in checks.run(work) if not one.ok}
        assert "two_supervisors_can_be_reached" in red


def test_who_did_not_hear_it_is_rung_again_the_next_day_and_counts_again(house: House) -> None:
    after_a_month(house)
    house.network.behave(MAI, answer="accept", after=2, press=[(9, "4")])
    house.network.clock.forward(DAY)
    house.forward(MINUTE)
    assert results(house)["mai"] == [Result.FAILED, Result.HEARD]
    assert stands(house, "mai") is Standing.PROVEN


def test_nobody_is_rung_at_night_or_who_is_on_no_roster(house: House) -> None:
    keep_on_the_roster(house, 60)
    house.network.clock.forward(A_MONTH + 4 * HOUR)  # seven in the evening
    turn(house)
    assert results(house) == {"hoa": [], "dung": [], "mai": []}
    with house.work() as work:
        mine = [row for row in roster.upcoming(work) if row.staff_id != person(work, "mai").id]
        for row in mine:
            row.ends_at = work.now
    house.network.clock.forward(20 * HOUR)
    turn(house)
    assert results(house) == {"hoa": [], "dung": [], "mai": [Result.ASKED]}


def test_however_many_clockworks_turn_a_number_is_rung_once(house: House) -> None:
    keep_on_the_roster(house, 60)
    house.network.clock.forward(A_MONTH)
    together(*[lambda: clockwork.turn(house.parts.workplace)] * 4)
    with house.work() as work:
        asked = select(func.count()).where(Outgoing.purpose == Purpose.TEST_CALL)
        assert work.session.scalar(asked) == 3


def test_a_call_that_could_not_leave_says_nothing_about_the_number(house: House) -> None:
    keep_on_the_roster(house, 60)
    house.network.clock.forward(A_MONTH)
    turn(house)
    house.network.clock.forward(30 * MINUTE)
    turn(house)
    assert results(house)["hoa"] == [Result.NOT_RUNG]
    assert stands(house) is Standing.PROVEN
    assert house.parts.delivery("late").run() == 0


def test_a_number_the_carrier_refuses_has_failed(house: House) -> None:
    with house.work() as work:
        number_tests.ring(work, person(work, "hoa"), by=person(work, "quan"))
        row = work.session.scalars(select(Outgoing)).one()
        row.state, row.settled_at = row.state.REFUSED, work.now
    turn(house)
    assert stands(house) is Standing.FAILED


def test_a_key_pressed_in_a_call_to_the_old_number_proves_nothing_of_the_new_one(
    house: House,
) -> None:
    with house.work() as work:
        number_tests.ring(work, person(work, "hoa"), by=person(work, "hoa"))
    house.network.clock.forward(SECOND)
    change(house)
    with house.work() as work:
        rung = select(Outgoing).where(Outgoing.purpose == Purpose.TEST_CALL)
        number_tests.heard(work, work.session.scalars(rung).one())
    assert stands(house) is Standing.UNVERIFIED


def test_a_number_that_is_being_rung_or_was_never_verified_is_not_rung_on_demand(
    house: House,
) -> None:
    with house.work() as work:
        number_tests.ring(work, person(work, "hoa"), by=person(work, "hoa"))
    for login in ("hoa", "lan"):
        with house.work() as work, pytest.raises(InvalidError):
            number_tests.ring(work, person(work, login), by=person(work, "hoa"))


def test_a_shift_is_not_given_to_somebody_who_is_not_counted(house: House) -> None:
    change(house, login="dung")
    with house.work() as work:
        mai = next(row for row in roster.upcoming(work) if row.staff_id == person(work, "mai").id)
        dung = person(work, "dung")
        with pytest.raises(TooFewError):
            roster.give(work, dung, mai.id, dung.id)


def test_who_is_not_verified_yet_may_be_on_the_roster_and_is_shown_as_thin(house: House) -> None:
    with house.work() as work:
        assert roster.thin(work) == []
    change(house, login="mai")
    with house.work() as work:
        assert roster.thin(work)
        assert person(work, "mai") in roster.who_may_be_on(work)
