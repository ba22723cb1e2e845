"""What is in the outbox leaves once, whatever happens to the carrier or to the sender."""

from collections import Counter
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from hotline.sending import breakers, outbox, recalls, settling
from hotline.sending.delivery import Couriers, Delivery
from hotline.sending.mail import NoPost
from hotline.sending.outbox import LEASE, Outcome, Outgoing, Purpose, SendAttempt, State
from hotline.sending.parcels import Parcel
from hotline.sending.settling import Result
from hotline.staff import Staff
from hotline.telephony.carrier import CallToPlace, Carrier, Provider, SmsToSend
from hotline.vocabulary import Channel, Severity
from tests.hotline import outgoing
from tests.hotline.outgoing import SOMEBODY
from tests.house import PUBLIC, House

HOA = "+84990000001"
CHANNELS = [Channel.SMS, Channel.CALL]
QUIET = {"drop": 1000, "kinds": ["message_status", "call_status"]}  # no receipt reaches us
SECOND = timedelta(seconds=1)


@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize(
    "fault",
    [
        pytest.param({"429": 3}, id="too many requests"),
        pytest.param({"500_before": 2}, id="failed before it was taken"),
        pytest.param({"500_after": 1}, id="taken, and answered with an error"),
        pytest.param({"hang": 1}, id="taken, and never answered"),
        pytest.param({"reset": 1}, id="taken, and cut off"),
        pytest.param({"500_after": 1, "500_before": 2}, id="taken, and the list fails too"),
    ],
)
@pytest.mark.parametrize("webhooks", [{}, QUIET], ids=["with receipts", "without receipts"])
def test_whatever_the_carrier_answers_the_phone_gets_it_once(
    house: House, channel: Channel, fault: Mapping[str, object], webhooks: Mapping[str, object]
) -> None:
    house.network.fail(rest=fault, webhooks=webhooks)
    [row_id] = outgoing.put(house, "the one", channel=channel)

    settle(house)

    row = outgoing.row(house, row_id)
    assert row.state is State.ACCEPTED
    assert received(house) == [row.carrier_sid]


def test_a_carrier_that_places_one_call_a_second_rings_a_whole_rung_within_half_a_minute(
    house: House,
) -> None:
    """That is how a new account is: it is busy, not ill, and nobody leaves it alone for that."""
    house.network.habits.creations_a_second = 1
    ids = outgoing.put(house, *map(str, range(8)), channel=Channel.CALL)

    house.forward(30 * SECOND)

    assert {outgoing.row(house, each).state for each in ids} == {State.ACCEPTED}
    with house.work() as work:
        assert breakers.opened(work) == {}


def test_a_try_is_written_down_before_the_carrier_is_asked(house: House) -> None:
    house.network.fail(rest={"429": 1, "500_after": 1})
    [row_id] = outgoing.put(house, "the one")

    settle(house)

    with house.work() as work:
        tries = work.session.scalars(
            select(SendAttempt).where(SendAttempt.outgoing_id == row_id).order_by(SendAttempt.n)
        ).all()
    assert [each.n for each in tries] == list(range(1, len(tries) + 1))
    assert tries[0].outcome is Outcome.THROTTLED
    assert Outcome.AMBIGUOUS in {each.outcome for each in tries}


@pytest.mark.parametrize("code", [30003, 30004, 30005, 30006, 30007, 30008, 30036])
def test_what_the_carrier_cannot_deliver_goes_by_the_other_channel(house: House, code: int) -> None:
    house.network.behave(HOA, sms="undelivered", error=code)
    with house.work() as work:
        hoa = work.session.scalars(select(Staff).where(Staff.login == "hoa")).one()
        page = outgoing.letter(outgoing.ticket(work), "rung:sms", purpose=Purpose.PAGE, to=HOA)
        outbox.put(work, replace(page, staff_id=hoa.id))

    house.forward(10 * SECOND)

    row = outgoing.row(house, page.id)
    assert (row.state, row.error_code) == (State.REPLACED, str(code))
    assert len(house.network.calls_to(HOA)) == 1


@pytest.mark.parametrize("to", ["not a number", "+", "+84", ""])
def test_a_number_that_is_none_is_refused_at_once_and_not_tried_again(
    house: House, to: str
) -> None:
    with house.work() as work:
        letter = outgoing.letter(outgoing.ticket(work), "bad", to=to)
        outbox.put(work, letter)

    house.parts.delivery("test").run()

    row = outgoing.row(house, letter.id)
    assert (row.state, row.carrier_sid) == (State.REFUSED, None)
    assert row.error_code
    assert house.parts.delivery("test").run() == 0


@pytest.mark.parametrize("channel", CHANNELS)
def test_a_sender_that_dies_before_asking_is_replaced_when_its_lease_runs_out(
    house: House, channel: Channel
) -> None:
    outgoing.put(house, "the one", channel=channel)
    claim(house)

    assert house.parts.delivery("other").run() == 0
    house.network.clock.forward(LEASE)
    assert house.parts.delivery("other").run() == 1

    settle(house)
    assert len(received(house)) == 1


@pytest.mark.parametrize("channel", CHANNELS)
def test_what_a_dead_sender_left_with_the_carrier_is_adopted_not_sent_again(
    house: House, channel: Channel
) -> None:
    house.network.fail(webhooks=QUIET)
    [row_id] = outgoing.put(house, "the one", channel=channel)
    [parcel] = claim(house)
    sid = hand_over(house, parcel)

    house.network.clock.forward(LEASE)
    settle(house)

    assert len(received(house)) == 1
    assert outgoing.row(house, row_id).carrier_sid == sid


def test_of_two_letters_with_the_same_words_each_adopts_only_its_own(house: House) -> None:
    house.network.fail(webhooks=QUIET)
    with house.work() as work:
        ticket_id = outgoing.ticket(work)
        letters = [outgoing.letter(ticket_id, f"page:{n}", channel=Channel.CALL) for n in (1, 2)]
        outbox.put(work, *letters)
    first, _second = claim(house)
    hand_over(house, first)

    house.network.clock.forward(LEASE)
    settle(house)

    assert len(received(house)) == 2
    sids = {outgoing.row(house, letter.id).carrier_sid for letter in letters}
    assert len(sids) == 2


def test_a_sender_that_comes_back_late_overwrites_nothing(house: House) -> None:
    [row_id] = outgoing.put(house, "the one")
    [stale] = claim(house)
    house.network.clock.forward(LEASE)
    settle(house)
    sent = outgoing.row(house, row_id)

    with house.work() as work:
        settling.settle(work, stale, Result(Outcome.REFUSED, error_code="30003"))

    row = outgoing.row(house, row_id)
    assert (row.state, row.carrier_sid, row.error_code) == (State.ACCEPTED, sent.carrier_sid, None)


def test_a_late_sender_whose_message_was_taken_keeps_the_next_from_sending_it_again(
    house: House,
) -> None:
    house.network.fail(webhooks=QUIET)
    [row_id] = outgoing.put(house, "the one")
    [stale] = claim(house)
    sid = hand_over(house, stale)
    house.network.clock.forward(LEASE)
    [_current] = claim(house)
    with house.work() as work:
        settling.settle(work, stale, Result(Outcome.ACCEPTED, sid))
    assert outgoing.row(house, row_id).state is State.LEASED

    house.network.clock.forward(LEASE)
    settle(house)

    assert len(received(house)) == 1
    assert outgoing.row(house, row_id).state is State.ACCEPTED


def test_a_sender_held_up_by_one_message_leaves_the_rest_to_whoever_has_them_now(
    house: House,
) -> None:
    outgoing.put(house, *(f"one of ten {n}" for n in range(10)))
    other = house.parts.delivery("other")
    taken: list[int] = []

    def nine_seconds_pass() -> None:
        house.network.clock.forward(9 * SECOND)
        taken.append(other.run())

    interrupted(house, meanwhile=nine_seconds_pass).run()
    settle(house)

    assert sum(taken) == 8
    assert len(received(house)) == 10


def test_a_sender_who_looked_too_long_leaves_it_to_whoever_has_sent_it_meanwhile(
    house: House,
) -> None:
    house.network.fail(webhooks=QUIET)
    outgoing.put(house, "the one")
    claim(house)
    house.network.clock.forward(LEASE)

    def the_lease_ends_and_somebody_else_sends() -> None:
        house.network.clock.forward(LEASE)
        assert house.parts.delivery("other").run() == 1

    interrupted(house, looking=the_lease_ends_and_somebody_else_sends).run()
    settle(house)

    assert len(received(house)) == 1


def test_a_page_acknowledged_while_it_waits_in_a_senders_hands_does_not_leave(
    house: House,
) -> None:
    with house.work() as work:
        ticket_id = outgoing.ticket(work)
        pages = [outgoing.letter(ticket_id, f"page:{n}", purpose=Purpose.PAGE) for n in range(2)]
        outbox.put(work, *pages)

    def somebody_takes_it() -> None:
        with house.work() as work:
            recalls.pages(work, ticket_id)

    interrupted(house, meanwhile=somebody_takes_it).run()
    settle(house)

    assert len(received(house)) == 1
    rows = [outgoing.row(house, page.id) for page in pages]
    assert {row.state for row in rows} == {State.CANCELLED}
    assert len([row for row in rows if row.carrier_sid]) == 1  # the one in flight keeps its id


def test_asking_twice_for_the_same_reason_sends_once(house: House) -> None:
    with house.work() as work:
        ticket_id = outgoing.ticket(work)
        assert outbox.put(work, outgoing.letter(ticket_id, "why")) == 1
        assert outbox.put(work, outgoing.letter(ticket_id, "why")) == 0
    with house.work() as work:
        both = [outgoing.letter(ticket_id, "why"), outgoing.letter(ticket_id, "why not")]
        assert outbox.put(work, *both) == 1

    settle(house)

    assert len(received(house)) == 2


def test_four_senders_at_once_send_two_hundred_messages_and_none_twice(house: House) -> None:
    reasons = [f"crowd:{n}" for n in range(200)]
    outgoing.put(house, *reasons)
    senders = [house.parts.delivery(f"sender {n}") for n in range(4)]

    with ThreadPoolExecutor(4) as pool:
        taken = list(pool.map(lambda sender: sender.run(), senders))

    assert sum(taken) == 200
    texts = Counter(text.body for text in house.network.texts_to(SOMEBODY))
    assert len(texts) == 200
    assert set(texts.values()) == {1}


def test_what_may_have_left_is_found_behind_hundreds_of_later_ones_to_the_same_number(
    house: House,
) -> None:
    house.network.fail(rest={"reset": 1}, webhooks=QUIET)
    outgoing.put(house, "first")
    house.parts.delivery("test").run()
    outgoing.put(house, *(f"later:{n}" for n in range(250)))

    settle(house)

    texts = Counter(text.body for text in house.network.texts_to(SOMEBODY))
    assert len(texts) == 251
    assert set(texts.values()) == {1}


def test_the_gravest_leaves_first_however_late_it_came(house: House) -> None:
    grades = [Severity.ROUTINE, Severity.HIGH, Severity.ROUTINE, Severity.CRITICAL]
    for n, severity in enumerate(grades):
        with house.work() as work:
            ticket_id = outgoing.ticket(work)
            outbox.put(work, outgoing.letter(ticket_id, f"{severity} {n}", severity=severity))
        house.network.clock.forward(SECOND)

    house.parts.delivery("test").run(batch=1)

    bodies = [text.body for text in house.network.texts_to(SOMEBODY)]
    expected = ["critical 3", "high 1", "routine 0", "routine 2"]
    assert bodies == [f"Lời nhắn {each}" for each in expected]


@pytest.mark.parametrize(
    ("attempts", "seconds"), [(1, 2), (2, 4), (5, 32), (6, 60), (7, 60), (10_000, 60)]
)
def test_it_is_tried_again_after_longer_and_longer_but_never_more_than_a_minute(
    attempts: int, seconds: int
) -> None:
    assert settling.retry_after(attempts) == timedelta(seconds=seconds)


@dataclass(frozen=True)
class Interrupted:
    """The carrier, and what else happens before its answer is heard: to a text, to a look."""

    carrier: Carrier
    meanwhile: Callable[[], object] = lambda: None
    looking: Callable[[], object] = lambda: None

    def send_sms(self, sms: SmsToSend) -> str:
        sid = self.carrier.send_sms(sms)
        self.meanwhile()
        return sid

    def place_call(self, call: CallToPlace) -> str:
        return self.carrier.place_call(call)

    def find_sms(self, sms: SmsToSend, since: datetime) -> list[str]:
        sids = self.carrier.find_sms(sms, since)
        self.looking()
        return sids

    def find_calls(self, call: CallToPlace, since: datetime) -> list[str]:
        return self.carrier.find_calls(call, since)

    def knock(self, channel: Channel) -> None:
        self.carrier.knock(channel)


def interrupted(house: House, **events: Callable[[], object]) -> Delivery:
    carrier = Interrupted(house.parts.carrier, **events)
    return Delivery(
        house.parts.workplace, Couriers({Provider.A: carrier}, NoPost()), PUBLIC, "interrupted"
    )


def settle(house: House) -> None:
    """Senders at work for three minutes."""
    for _ in range(36):
        house.parts.delivery("test").run()
        house.network.clock.forward(5 * SECOND)


def claim(house: House) -> list[Parcel]:
    """A sender takes what is due, and is never heard of again."""
    with house.work() as work:
        return [parcel(row) for row in outbox.claim(work, "dead")]


def parcel(row: Outgoing) -> Parcel:
    whom, what = row.to or "", row.body or ""
    facts = (row.purpose, row.channel, row.language, row.severity)
    return Parcel(row.id, row.fence, *facts, whom, what)


def hand_over(house: House, parcel: Parcel) -> str:
    """The carrier takes it, and nobody here writes that down."""
    if parcel.channel is Channel.SMS:
        status = f"{PUBLIC}/webhooks/sms/status?o={parcel.id}"
        return house.parts.carrier.send_sms(SmsToSend(parcel.to, parcel.body, status))
    status = f"{PUBLIC}/webhooks/voice/status?o={parcel.id}"
    call = CallToPlace(parcel.to, "<Response><Hangup/></Response>", status, 25 * SECOND)
    return house.parts.carrier.place_call(call)


def received(house: House) -> list[str]:
    """The carrier's ids of all that went to the one telephone of these tests."""
    network = house.network
    texts = [text.sid for text in network.texts_to(SOMEBODY)]
    return texts + [call.sid for call in network.calls_to(SOMEBODY)]
