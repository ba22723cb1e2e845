"""A sender may die between asking the carrier and writing down the answer: nothing leaves twice.

Every receipt is lost as well, so that only the carrier's own list tells what it has taken.
"""

import uuid
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from config.demo.tally import tally
from config.demo.watch import STRIDE, Watch
from config.demo_clock import DemoClock
from hotline.contacts import Contact
from hotline.sending import outbox
from hotline.sending.outbox import Letter, Outgoing, Purpose, State
from hotline.store.work import Work
from hotline.vocabulary import Channel, Severity
from referral import checks
from tests.faults.system import System
from tests.faults.waiting import until

pytestmark = pytest.mark.processes

DEATHS = 3
MESSAGES = 40
PARTS = DEATHS + 1  # one is put out before each death, one after the last
EVERY_FOURTH = 4  # is a call
MOST_STRIDES = 60  # ten minutes of the demonstration's clock
CALLER = "+84912000000"
SILENCE = {"resource": "POST", "hang": DEATHS}  # the carrier does as asked, and says nothing
REST_FAULTS = {"429": 3, "500_before": 3, "500_after": 4}
NO_RECEIPTS = {"kinds": ["message_status", "call_status"], "drop": {"probability": 1}}


@pytest.fixture
def clock(system: System) -> DemoClock:
    assert isinstance(system.house.clock, DemoClock)
    return system.house.clock


def ticket_of(work: Work, sid: str) -> uuid.UUID | None:
    return work.session.scalar(select(Contact.ticket_id).where(Contact.carrier_sid == sid))


def letter(n: int, ticket_id: uuid.UUID) -> Letter:
    return Letter(
        reason=f"fault:{ticket_id}:{n}",
        purpose=Purpose.LINK_CODE,
        channel=Channel.SMS if n % EVERY_FOURTH else Channel.CALL,
        severity=Severity.ROUTINE,
        to=f"+8498000{n:04}",
        body=f"Tin số {n}",
        ticket_id=ticket_id,
    )


def all_accepted(work: Work, ticket_id: uuid.UUID) -> bool:
    states = work.session.scalars(select(Outgoing.state).where(Outgoing.ticket_id == ticket_id))
    return set(states) == {State.ACCEPTED}


def put(system: System, letters: Sequence[Letter]) -> None:
    with system.house.workplace.work() as work:
        outbox.put(work, *letters)


def die_while_asking(system: System, letters: Sequence[Letter]) -> None:
    """The carrier has taken one of these when whoever sent it dies, and never heard so."""
    telephones, before = system.telephones, len(system.telephones.ledger())
    telephones.fail(rest=SILENCE, webhooks=NO_RECEIPTS)
    put(system, letters)
    until(
        "the carrier takes a message and is silent",
        lambda: any(entry.fault == "hang" for entry in telephones.ledger(before)),
    )
    system.kill("metronome")


def pass_time_until_taken(system: System, watch: Watch, ticket_id: uuid.UUID) -> None:
    """Whoever was sent away comes again, and a provider that failed is left alone in between: how
    long that takes hangs on who met which fault."""
    for _ in range(MOST_STRIDES):
        with system.house.workplace.work() as work:
            if all_accepted(work, ticket_id):
                return
        watch.pass_time(STRIDE)
        until_seen(system, system.house.clock.now())
    raise AssertionError("not everything was taken")


def until_seen(system: System, now: datetime) -> None:
    """Minutes would pass in the seconds in which a metronome starts."""
    until("the metronome sees how late it is", lambda: beaten(system, now), 60)


def beaten(system: System, since: datetime) -> bool:
    with system.house.workplace.work() as work:
        at = checks.last_beat(work, checks.METRONOME)
        return at is not None and at >= since


@pytest.fixture
def badly_served(system: System) -> Iterator[None]:
    """Whatever comes of it, who has the same system next is served well."""
    yield
    system.telephones.fail()


@pytest.mark.usefixtures("badly_served")
def test_senders_that_die_with_messages_in_hand_send_each_of_them_once(
    system: System, clock: DemoClock
) -> None:
    watch, telephones = Watch(system.house, clock, system.telephones), system.telephones
    watch.set_clocks()
    since, before = clock.now(), len(telephones.ledger())
    sid = telephones.text(CALLER, "Cháu chào cô chú ạ, cháu chỉ muốn hỏi một chút thôi")
    ticket_id = watch.until("a ticket", lambda work: ticket_of(work, sid))
    letters = [letter(n, ticket_id) for n in range(MESSAGES)]
    for each in letters:
        telephones.behave(each.to, answer="accept")
    for death in range(DEATHS):
        die_while_asking(system, letters[death::PARTS])
    telephones.fail(rest=REST_FAULTS, webhooks=NO_RECEIPTS)
    put(system, letters[DEATHS::PARTS])
    pass_time_until_taken(system, watch, ticket_id)
    watch.pass_time(timedelta(minutes=1))

    found = watch.until("an account", lambda work: tally(work, telephones.ledger(before), since))
    assert (found.lost, found.duplicated, found.carried) == (0, 0, MESSAGES)
