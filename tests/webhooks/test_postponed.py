"""When an event cannot become work: kind words now, the work later, a human in the end."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import select, text

from config.database import engine_for
from hotline.contacts import Contact
from hotline.inbox import Inbox
from hotline.store.journal import Act, JournalEntry
from hotline.tickets import Ticket
from referral.promises.deadlines import Deadline, State
from tests.house import House, build
from tests.webhooks import carrier
from webhooks.replay import replay

AGAIN = timedelta(seconds=6)
WORDS = "Con đang bị nhốt trong nhà"
RING = carrier.call(1, CallStatus="ringing")
TEXT = carrier.text(1, WORDS)


@pytest.fixture
def house(database_url: str) -> Iterator[House]:
    """With a database of each test's own: they break it."""
    engine = engine_for(database_url)
    yield build(engine)
    engine.dispose()


@contextmanager
def broken(house: House) -> Iterator[None]:
    """No contact can be written: its table has gone by another name."""
    rename(house, "contact", "contact_away")
    yield
    rename(house, "contact_away", "contact")


def rename(house: House, was: str, to: str) -> None:
    with house.parts.engine.begin() as connection:
        connection.execute(text(f'alter table "{was}" rename to "{to}"'))


@pytest.mark.parametrize("path", [carrier.CALL, "/webhooks/voice/turn/menu/1"])
def test_a_caller_never_hears_an_error_and_may_leave_a_message(house: House, path: str) -> None:
    with broken(house):
        answer = carrier.said(carrier.post(house, path, RING))
        again = carrier.post(house, path, RING)

    assert answer.find("Record") is not None
    spoken = " ".join(each.text or "" for each in answer.iter("Say"))
    assert "nói" in spoken
    assert b"Record" in again.data
    assert unprocessed(house) == 1


def test_the_event_is_kept_and_becomes_one_ticket_once_the_fault_is_gone(house: House) -> None:
    with broken(house):
        carrier.said(carrier.post(house, carrier.SMS, TEXT))
        replay(house.parts.workplace)
        assert unprocessed(house) == 1
    house.network.clock.forward(AGAIN)

    assert replay(house.parts.workplace) == 1

    assert unprocessed(house) == 0
    with house.work() as work:
        contact = work.session.scalars(select(Contact)).one()
        assert (contact.caller, contact.text) == (carrier.CHILD, WORDS)
        assert len(work.session.scalars(select(Ticket)).all()) == 1
        assert work.session.scalars(select(Deadline).where(Deadline.state == State.ARMED)).all()


def test_nothing_is_tried_before_its_time_or_twice(house: House) -> None:
    with broken(house):
        carrier.post(house, carrier.SMS, TEXT)
        replay(house.parts.workplace)
        before = tries(house)
        replay(house.parts.workplace)

    assert tries(house) == before == [1]
    house.network.clock.forward(AGAIN)
    assert replay(house.parts.workplace) == 1
    assert replay(house.parts.workplace) == 0


def test_after_three_failures_a_human_gets_the_words_and_the_number(house: House) -> None:
    with broken(house):
        carrier.post(house, carrier.SMS, TEXT)
        for _ in range(3):
            replay(house.parts.workplace)
            house.network.clock.forward(AGAIN)

    assert unprocessed(house) == 0
    with house.work() as work:
        ticket = work.session.scalars(select(Ticket)).one()
        assert ticket.caller == carrier.CHILD
        entries = work.session.scalars(select(JournalEntry).order_by(JournalEntry.seq)).all()
        told = {entry.act: entry.facts for entry in entries}
        assert told[Act.EVENT_FAILED]["kind"] == "sms"
        assert told[Act.NOTE]["text"] == WORDS
        deadlines = work.session.scalars(select(Deadline)).all()
        assert [deadline.state for deadline in deadlines] == [State.ARMED]


def test_a_text_that_follows_joins_the_ticket_a_human_was_given(house: House) -> None:
    with broken(house):
        carrier.post(house, carrier.SMS, TEXT)
        for _ in range(3):
            replay(house.parts.workplace)
            house.network.clock.forward(AGAIN)

    carrier.said(carrier.post(house, carrier.SMS, carrier.text(2, "cô ơi")))

    with house.work() as work:
        assert len(work.session.scalars(select(Ticket)).all()) == 1


def test_one_event_that_fails_for_ever_holds_up_none_of_the_others(house: House) -> None:
    with broken(house):
        for n in range(5):
            form = carrier.text(n, "cứu em", sender=f"+8491234567{n}")
            carrier.post(house, carrier.SMS, form)
    with house.work() as work:
        first = work.session.scalars(select(Inbox).order_by(Inbox.dedup_key)).first()
        assert first is not None
        first.kind = "of a release to come"
    house.network.clock.forward(AGAIN)

    assert replay(house.parts.workplace) == 4
    for _ in range(3):
        house.network.clock.forward(AGAIN)
        replay(house.parts.workplace)

    assert unprocessed(house) == 0
    with house.work() as work:
        assert len(work.session.scalars(select(Ticket)).all()) == 5


def test_when_not_even_a_ticket_can_be_opened_the_event_waits_and_the_others_go_on(
    house: House,
) -> None:
    rename(house, "ticket", "ticket_away")
    for n in range(2):
        carrier.post(house, carrier.SMS, carrier.text(n, "cứu em", sender=f"+8491234567{n}"))
    for _ in range(5):
        house.network.clock.forward(AGAIN)
        replay(house.parts.workplace)
    assert tries(house) == [5, 5]
    rename(house, "ticket_away", "ticket")
    house.network.clock.forward(AGAIN)

    assert replay(house.parts.workplace) == 2
    assert unprocessed(house) == 0


def unprocessed(house: House) -> int:
    with house.work() as work:
        waiting = select(Inbox).where(Inbox.processed_at.is_(None))
        return len(work.session.scalars(waiting).all())


def tries(house: House) -> list[int]:
    with house.work() as work:
        return list(work.session.scalars(select(Inbox.attempts)))
