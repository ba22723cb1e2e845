"""A person says how grave a ticket is; a critical one is lowered only by two."""

from datetime import timedelta

import pytest

from hotline.errors import IllegalMoveError, InvalidError, NotAllowedError
from hotline.store.journal import Act
from hotline.tickets import Outcome
from hotline.vocabulary import DeadlineKind, Severity
from referral import casework, grading, regrading
from referral.grading import Change
from referral.regrading import Verdict
from tests.house import House
from tests.referral.builders import (
    MINUTE,
    acts,
    armed,
    open_ticket,
    paged_ticket,
    person,
    ticket_of,
    turn,
)

CRITICAL, HIGH, ROUTINE = Severity
WHY = "mẹ cháu nói đã về nhà an toàn"


@pytest.mark.parametrize(
    ("was", "to", "why", "change"),
    [
        pytest.param(ROUTINE, HIGH, "", Change.RAISE, id="raised-without-a-word"),
        pytest.param(HIGH, CRITICAL, "", Change.RAISE, id="raised-to-critical-at-once"),
        pytest.param(HIGH, ROUTINE, WHY, Change.LOWER, id="lowered-with-a-reason"),
        pytest.param(CRITICAL, HIGH, WHY, Change.ASK, id="critical-waits-for-a-second-person"),
        pytest.param(CRITICAL, ROUTINE, WHY, Change.ASK, id="critical-waits-however-far-down"),
    ],
)
def test_up_is_at_once_and_down_from_critical_only_asked(
    was: Severity, to: Severity, why: str, change: Change
) -> None:
    assert grading.change(was, to, why) is change


@pytest.mark.parametrize(
    ("was", "to", "why", "sentence"),
    [
        pytest.param(HIGH, ROUTINE, "", "say why in a few words", id="lowered-without-a-word"),
        pytest.param(CRITICAL, HIGH, "", "say why in a few words", id="asked-without-a-word"),
        pytest.param(HIGH, HIGH, WHY, "it is that grave already", id="as-it-is"),
    ],
)
def test_no_severity_falls_without_a_reason(
    was: Severity, to: Severity, why: str, sentence: str
) -> None:
    with pytest.raises(InvalidError, match=sentence):
        grading.change(was, to, why)


@pytest.mark.parametrize(
    ("supervises", "asked_it_too", "agree", "keep"),
    [
        pytest.param(False, True, False, True, id="a-counselor-takes-the-wish-back"),
        pytest.param(False, False, False, False, id="another-counselor-decides-nothing"),
        pytest.param(True, True, False, True, id="no-supervisor-agrees-alone"),
        pytest.param(True, False, True, True, id="another-supervisor-decides"),
    ],
)
def test_nobody_agrees_with_oneself(
    supervises: bool, asked_it_too: bool, agree: bool, keep: bool
) -> None:
    assert grading.may_agree(supervises=supervises, asked_it_too=asked_it_too) is agree
    assert grading.may_keep(supervises=supervises, asked_it_too=asked_it_too) is keep


def test_a_counselor_who_raises_a_ticket_wakes_whoever_is_on_duty_at_once(house: House) -> None:
    with house.work() as work:
        ticket = open_ticket(work, ROUTINE)
        casework.regrade(work, ticket, person(work, "lan"), CRITICAL, "")
    turn(house)
    with house.work() as work:
        assert DeadlineKind.LADDER in armed(work, ticket.id)
        assert ticket_of(work, ticket.id).severity is CRITICAL
        assert acts(work, Act.SEVERITY_RAISED, ticket.id) == 1


def test_until_a_second_person_agrees_a_critical_ticket_stays_critical_and_owed(
    house: House,
) -> None:
    ticket_id = paged_ticket(house)
    with house.work() as work:
        ticket, before = ticket_of(work, ticket_id), armed(work, ticket_id).keys()
        casework.regrade(work, ticket, person(work, "lan"), HIGH, WHY)
    with house.work() as work:
        assert ticket_of(work, ticket_id).severity is CRITICAL
        assert armed(work, ticket_id).keys() == {*before, DeadlineKind.SECOND_LOOK}
        with pytest.raises(NotAllowedError):
            casework.second_look(
                work, ticket_of(work, ticket_id), person(work, "lan"), Verdict.AGREED
            )
    with house.work() as work:
        casework.second_look(work, ticket_of(work, ticket_id), person(work, "hoa"), Verdict.AGREED)
    with house.work() as work:
        ticket, owed = ticket_of(work, ticket_id), armed(work, ticket_id)
        assert (ticket.severity, ticket.why[0]["quote"]) == (HIGH, WHY)
        assert DeadlineKind.SECOND_LOOK not in owed
        assert owed[DeadlineKind.FOLLOW_UP].severity is HIGH


def test_a_wish_nobody_looks_at_wakes_a_human(house: House) -> None:
    with house.work() as work:
        ticket = open_ticket(work)
        casework.take(work, ticket, person(work, "lan"))
        casework.regrade(work, ticket, person(work, "lan"), ROUTINE, WHY)
    house.network.clock.forward(15 * MINUTE)
    turn(house)
    with house.work() as work:
        assert DeadlineKind.LADDER in armed(work, ticket.id)
        assert regrading.wish(work, ticket_of(work, ticket.id)) is not None


def test_a_wish_that_is_kept_back_leaves_the_ticket_as_it_is(house: House) -> None:
    with house.work() as work:
        ticket = open_ticket(work)
        casework.regrade(work, ticket, person(work, "lan"), HIGH, WHY)
        with pytest.raises(InvalidError):
            casework.regrade(work, ticket, person(work, "hoa"), HIGH, WHY)
        casework.second_look(work, ticket, person(work, "hoa"), Verdict.KEPT)
        assert ticket.severity is CRITICAL
        assert regrading.wish(work, ticket) is None


def test_a_wish_ends_with_the_ticket_it_speaks_of(house: House) -> None:
    with house.work() as work:
        ticket = open_ticket(work)
        casework.regrade(work, ticket, person(work, "lan"), HIGH, WHY)
    house.network.clock.forward(timedelta(seconds=1))
    with house.work() as work:
        ticket = ticket_of(work, ticket.id)
        casework.close(work, ticket, person(work, "hoa"), Outcome.HELPED)
        with pytest.raises(IllegalMoveError):
            casework.regrade(work, ticket, person(work, "lan"), HIGH, WHY)
        casework.reopen(work, ticket, person(work, "hoa"))
        assert regrading.wish(work, ticket) is None
