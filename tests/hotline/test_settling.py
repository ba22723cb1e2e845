"""What is written down of a try, and when the next one comes."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete, select

from hotline import heeding
from hotline.heeding import Heard
from hotline.safety import Rules
from hotline.sending import breakers, outbox, settling
from hotline.sending.breaker import Circuit
from hotline.sending.outbox import Outcome, Outgoing, Purpose, SendAttempt, State
from hotline.sending.parcels import Parcel, parcel
from hotline.sending.settling import Result
from hotline.store.journal import Act, JournalEntry
from hotline.telephony.carrier import Provider
from hotline.vocabulary import Channel
from tests.hotline import outgoing
from tests.hotline.outgoing import SOMEBODY
from tests.house import House


def test_a_message_that_is_gone_when_its_try_ends_still_says_how_its_provider_does(
    house: House,
) -> None:
    outgoing.put(house, "given up meanwhile, as a canary is")
    with house.work() as work:
        [in_hand] = [parcel(row) for row in outbox.claim(work, "a sender")]
    with house.work() as work:
        work.session.execute(delete(SendAttempt))
        work.session.execute(delete(Outgoing))

    with house.work() as work:
        failed = Result(Outcome.AMBIGUOUS, blame=Provider.A, why="status 503")
        settling.settle(work, in_hand, failed)

    with house.work() as work:
        assert breakers.read(work, Channel.SMS)[Provider.A].failures == 1


def in_hand(house: House, *reasons: str, purpose: Purpose = Purpose.LINK_CODE) -> list[Parcel]:
    """A sender has them."""
    with house.work() as work:
        ticket_id, may_text = outgoing.ticket(work), Heard(Rules(may_text=True))
        heeding.write_down(work, SOMEBODY, may_text, by="system", ticket_id=ticket_id)
        outbox.put(work, *(outgoing.letter(ticket_id, each, purpose=purpose) for each in reasons))
    with house.work() as work:
        return [parcel(row) for row in outbox.claim(work, "a sender", limit=len(reasons))]


def settle(house: House, parcel: Parcel, result: Result, *, at_once: bool = False) -> Outgoing:
    with house.work() as work:
        settling.settle(work, parcel, result, at_once=at_once)
    return outgoing.row(house, parcel.id)


def tried(house: House, parcel: Parcel) -> SendAttempt:
    with house.work() as work:
        mine = select(SendAttempt).where(SendAttempt.outgoing_id == parcel.id)
        return work.session.scalars(mine).one()


def told(house: House) -> list[tuple[Act, dict[str, Any]]]:
    query = select(JournalEntry).where(JournalEntry.act.in_((Act.SENT, Act.NOT_SENT)))
    with house.work() as work:
        entries = work.session.scalars(query.order_by(JournalEntry.seq))
        return [(entry.act, entry.facts) for entry in entries]


def test_whom_a_sender_asks_stands_written_before_it_asks(house: House) -> None:
    """Should it die now, the next one looks into the list of that provider."""
    one, other = in_hand(house, "one", "other")

    with house.work() as work:
        settling.asks(work, one, Provider.B)

    assert tried(house, other).provider is None
    assert (tried(house, one).provider, tried(house, one).outcome) == (Provider.B, None)


def test_a_try_in_which_nobody_could_be_asked_says_so(house: House) -> None:
    [one] = in_hand(house, "one")

    with house.work() as work:
        settling.waits(work, one)

    assert (tried(house, one).provider, tried(house, one).outcome) == (None, Outcome.WAITED)


def test_what_the_carrier_refuses_is_told_and_its_reason_kept(house: House) -> None:
    one, other = in_hand(house, "one", "other")

    row = settle(house, one, Result(Outcome.REFUSED, error_code="21610"))

    assert tried(house, other).outcome is None
    assert (row.state, row.error_code) == (State.REFUSED, "21610")
    assert (tried(house, one).outcome, tried(house, one).error_code) == (Outcome.REFUSED, "21610")
    assert told(house) == [(Act.NOT_SENT, {"channel": "sms", "code": "21610"})]


def test_a_try_that_failed_for_no_reason_of_its_own_keeps_none(house: House) -> None:
    [one] = in_hand(house, "one")

    settle(house, one, Result(Outcome.AMBIGUOUS))

    assert tried(house, one).error_code is None
    assert told(house) == []


def test_an_answer_to_a_caller_is_told_when_it_leaves_and_once(house: House) -> None:
    [one] = in_hand(house, "one", purpose=Purpose.REPLY)

    about = {"channel": "sms", "outgoing": str(one.id), "status": ""}
    for _ in range(2):
        settle(house, one, Result(Outcome.ACCEPTED, "SM1"))
        assert told(house) == [(Act.SENT, about)]


def test_a_provider_that_takes_a_message_has_failed_at_none(house: House) -> None:
    one, two = in_hand(house, "one", "two")
    settle(house, one, Result(Outcome.AMBIGUOUS, blame=Provider.A, why="status 503"))

    settle(house, two, Result(Outcome.ACCEPTED, "SM2", blame=Provider.A))

    with house.work() as work:
        assert breakers.read(work, Channel.SMS)[Provider.A] == Circuit()


@pytest.mark.parametrize(
    ("outcome", "at_once", "seconds"),
    [
        pytest.param(Outcome.THROTTLED, True, 0, id="somebody-else-can-take-it-now"),
        pytest.param(Outcome.THROTTLED, False, 2, id="nobody-else-can"),
        pytest.param(Outcome.AMBIGUOUS, True, 2, id="it-may-have-been-taken"),
    ],
)
def test_what_was_not_taken_is_tried_again(
    house: House, outcome: Outcome, at_once: bool, seconds: int
) -> None:
    [one] = in_hand(house, "one")

    row = settle(house, one, Result(outcome), at_once=at_once)

    assert row.state is State.PENDING
    assert row.not_before == house.network.clock.now() + timedelta(seconds=seconds)


def test_those_a_busy_carrier_sent_away_come_again_in_turn(house: House) -> None:
    sent_away = in_hand(house, *map(str, range(64)))
    now = house.network.clock.now()

    again = {
        settle(house, each, Result(Outcome.THROTTLED, busy=True)).not_before - now
        for each in sent_away
    }

    assert again == {timedelta(seconds=1), timedelta(seconds=2)}
