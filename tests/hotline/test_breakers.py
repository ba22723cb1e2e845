"""What is known of each provider, by channel: rows that any number of senders turn at once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

from sqlalchemy import select

from hotline.sending import breakers
from hotline.sending.breaker import Circuit, State
from hotline.store.journal import Act, JournalEntry
from hotline.store.work import Work
from hotline.telephony.carrier import Provider
from hotline.vocabulary import Channel
from tests.house import House

A, B = Provider.A, Provider.B
SMS, CALL = Channel.SMS, Channel.CALL
SECOND = timedelta(seconds=1)
MOST = 3  # failures that open one, by the pack


def fails(house: House, provider: Provider, channel: Channel, times: int = 1) -> None:
    for n in range(times):
        with house.work() as work:
            breakers.failed(work, provider, channel, f"status 50{n}")


def circuit(house: House, provider: Provider, channel: Channel) -> Circuit:
    with house.work() as work:
        return breakers.read(work, channel).get(provider, Circuit())


def told(work: Work) -> list[tuple[Act, dict[str, Any]]]:
    acts = (Act.PROVIDER_DOWN, Act.PROVIDER_BACK)
    query = select(JournalEntry).where(JournalEntry.act.in_(acts)).order_by(JournalEntry.seq)
    return [(entry.act, entry.facts) for entry in work.session.scalars(query)]


def test_a_provider_is_left_alone_by_channel(house: House) -> None:
    fails(house, A, CALL)
    fails(house, A, SMS, MOST)
    fails(house, A, CALL)
    fails(house, B, CALL)

    assert circuit(house, A, SMS).state is State.OPEN
    assert circuit(house, B, SMS) == Circuit()
    assert circuit(house, A, CALL).failures == 2
    assert circuit(house, B, CALL).failures == 1
    with house.work() as work:
        assert [(row.provider, row.channel) for row in breakers.is_open(work)] == [(A, SMS)]
        assert breakers.opened(work) == {
            (A, CALL): False,
            (A, SMS): True,
            (B, CALL): False,
        }


def test_the_journal_says_once_that_it_is_down_and_why_and_once_that_it_is_back(
    house: House,
) -> None:
    fails(house, A, SMS, MOST + 2)
    with house.work() as work:
        breakers.answered_a_probe(work, A, SMS)
    assert circuit(house, A, SMS).state is State.ON_TRIAL
    with house.work() as work:
        [(act, facts)] = told(work)
        assert act is Act.PROVIDER_DOWN
        assert facts == {"provider": "a", "channel": "sms", "why": "status 502"}

    for _ in range(2):
        with house.work() as work:
            breakers.answered(work, A, SMS)
    with house.work() as work:
        assert [act for act, _ in told(work)] == [Act.PROVIDER_DOWN, Act.PROVIDER_BACK]
    assert circuit(house, A, SMS) == Circuit()


def test_one_that_fails_and_answers_in_turn_is_never_told_of(house: House) -> None:
    fails(house, A, SMS, MOST - 1)
    with house.work() as work:
        breakers.answered(work, A, SMS)
    fails(house, A, SMS, MOST - 1)

    with house.work() as work:
        assert told(work) == []


def test_whoever_has_looked_before_still_counts_what_failed_since(house: House) -> None:
    fails(house, A, SMS)
    with house.work() as work:
        seen = work.session.get_one(breakers.Breaker, only_row(work))
        fails(house, A, SMS)
        breakers.failed(work, A, SMS, "status 503")
        assert seen.failures == MOST

    assert circuit(house, A, SMS).state is State.OPEN


def only_row(work: Work) -> object:
    return work.session.scalars(select(breakers.Breaker.id)).one()


def test_failures_of_one_moment_all_count(house: House) -> None:
    """Each sender finds out for itself that a provider is down."""
    fails(house, A, SMS)
    ready = Barrier(MOST - 1)

    def fail(n: int) -> None:
        with house.work() as work:
            ready.wait()
            breakers.failed(work, A, SMS, f"status 50{n}")

    with ThreadPoolExecutor(MOST - 1) as senders:
        list(senders.map(fail, range(MOST - 1)))

    assert circuit(house, A, SMS).state is State.OPEN


def test_it_is_asked_when_its_time_has_come_and_by_one_process(house: House) -> None:
    fails(house, A, SMS, MOST)
    fails(house, B, SMS)
    with house.work() as work:
        assert breakers.take_probes(work) == []

    house.network.clock.forward(30 * SECOND)
    with house.work() as one:
        assert breakers.take_probes(one) == [(A, SMS)]
        with house.work() as other:
            assert breakers.take_probes(other) == []
        asked = one.now
    assert circuit(house, A, SMS).probe_at == asked + 30 * SECOND
    assert circuit(house, B, SMS).probe_at is None
    with house.work() as work:
        assert breakers.take_probes(work) == []


def test_one_whose_time_has_come_does_not_bring_the_others(house: House) -> None:
    fails(house, A, SMS, MOST)
    house.network.clock.forward(20 * SECOND)
    fails(house, B, CALL, MOST)
    for passes, due in [(11, [(A, SMS)]), (19, [(B, CALL)]), (11, [(A, SMS)])]:
        house.network.clock.forward(passes * SECOND)
        with house.work() as work:
            assert breakers.take_probes(work) == due


def test_whoever_comes_late_to_ask_still_asks(house: House) -> None:
    fails(house, A, SMS, MOST)
    house.network.clock.forward(timedelta(hours=1))

    with house.work() as work:
        assert breakers.take_probes(work) == [(A, SMS)]


def test_a_provider_that_is_gone_is_forgotten(house: House) -> None:
    fails(house, A, SMS, MOST)
    fails(house, B, SMS, MOST)

    for _ in range(2):
        with house.work() as work:
            breakers.forget(work, A, SMS)

    assert circuit(house, A, SMS) == Circuit()
    assert circuit(house, B, SMS).state is State.OPEN
