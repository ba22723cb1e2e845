"""Webhooks get lost; the carrier's own lists do not, and what they know becomes work late."""

from datetime import timedelta

from sqlalchemy import func, select

from hotline.contacts import Contact, Outcome
from hotline.inbox import Inbox
from hotline.sending.outbox import Outgoing
from hotline.store.journal import Act, JournalEntry
from hotline.store.work import Base
from hotline.tickets import Ticket
from hotline.vocabulary import Severity
from referral.promises.deadlines import Deadline
from referral.referrals import Referral, Status
from tests.house import LINE, NIGHT, House
from tests.webhooks import carrier
from webhooks.reconcile import reconcile

CHILD, HELP = "+84912345678", "Cứu với, cháu bé nhà bên đang bị nhốt trong nhà"
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
EVERY_WEBHOOK = {"drop": {"probability": 1}}


def look(house: House) -> int:
    return reconcile(house.parts.workplace, house.parts.carrier)


def count(house: House, row: type[Base]) -> int:
    with house.work() as work:
        return work.session.scalar(select(func.count()).select_from(row)) or 0


def contact(house: House) -> Contact:
    """The only one."""
    with house.work() as work:
        return work.session.scalars(select(Contact)).one()


def acts(house: House) -> list[Act]:
    with house.work() as work:
        return list(work.session.scalars(select(JournalEntry.act)))


def test_a_text_no_webhook_told_us_of_is_a_ticket_of_the_hour_it_was_written(house: House) -> None:
    house.network.fail(webhooks=EVERY_WEBHOOK)
    house.text(CHILD, HELP)
    house.network.clock.forward(20 * MINUTE)
    assert count(house, Contact) == 0

    assert look(house) == 1

    ticket = house.ticket()
    assert (ticket.received_at - NIGHT) < SECOND
    assert ticket.entered_at - ticket.received_at >= 20 * MINUTE
    assert ticket.severity is Severity.CRITICAL
    assert contact(house).received_at == ticket.received_at
    with house.work() as work:
        assert min(work.session.scalars(select(Deadline.due_at))) < work.now - 15 * MINUTE
    assert Act.RECOVERED in acts(house)


def test_a_promise_to_somebody_we_missed_is_late_at_once_and_wakes_a_supervisor(
    house: House,
) -> None:
    house.network.fail(webhooks=EVERY_WEBHOOK)
    house.text(CHILD, HELP)
    house.network.clock.forward(20 * MINUTE)
    house.network.fail()
    look(house)

    house.forward(SECOND)

    assert Act.PAGED in acts(house)


def test_nobody_is_told_that_a_text_was_answered_when_it_was_not(house: House) -> None:
    house.network.fail(webhooks=EVERY_WEBHOOK)
    house.text(CHILD, HELP)
    house.network.clock.forward(MINUTE)
    look(house)

    assert Act.AUTO_REPLIED not in acts(house)
    assert house.network.inbox(CHILD) == []


def test_what_was_found_once_is_not_found_again(house: House) -> None:
    house.network.fail(webhooks=EVERY_WEBHOOK)
    house.text(CHILD, HELP)
    call = house.dial("+84912345679")
    house.network.clock.forward(2 * SECOND)
    house.network.hangup(call)
    house.network.clock.forward(MINUTE)

    assert look(house) == 3
    assert look(house) == 0
    assert (count(house, Contact), count(house, Ticket)) == (2, 2)


def test_a_webhook_that_comes_after_all_adds_nothing(house: House) -> None:
    house.network.fail(webhooks=EVERY_WEBHOOK)
    sid = house.text(CHILD, HELP)
    house.network.clock.forward(MINUTE)
    look(house)

    late = carrier.post(house, carrier.SMS, carrier.text(1, HELP, MessageSid=sid, SmsSid=sid))

    carrier.said(late)
    assert (count(house, Contact), count(house, Inbox)) == (1, 1)


def test_what_has_just_come_in_is_left_to_its_webhook(house: House) -> None:
    house.network.fail(webhooks=EVERY_WEBHOOK)
    house.text(CHILD, HELP)
    house.network.clock.forward(5 * SECOND)

    assert look(house) == 0


def test_whatever_came_by_webhook_is_no_news(house: House) -> None:
    house.text(CHILD, HELP)
    call = house.dial(CHILD)
    house.forward(2 * SECOND)
    house.network.press(call, "9")
    house.forward(20 * SECOND)
    house.network.hangup(call)
    house.forward(2 * MINUTE)
    before = count(house, Inbox), count(house, JournalEntry)

    assert look(house) == 0
    assert (count(house, Inbox), count(house, JournalEntry)) == before


def test_a_call_that_rang_in_vain_is_called_back(house: House) -> None:
    house.network.fail(webhooks=EVERY_WEBHOOK)
    call = house.dial(CHILD)
    house.network.clock.forward(3 * SECOND)
    house.network.hangup(call)
    house.network.clock.forward(5 * MINUTE)

    look(house)

    found = contact(house)
    assert (found.carrier_sid, found.outcome) == (call, Outcome.ABANDONED)
    assert found.ended_at is not None
    assert found.ended_at - found.received_at < MINUTE
    with house.work() as work:
        assert work.session.scalars(select(Deadline)).all()


def test_a_call_whose_end_we_were_not_told_ends_when_it_ended(house: House) -> None:
    call = house.dial(CHILD)
    house.forward(3 * SECOND)
    house.network.fail(webhooks=EVERY_WEBHOOK)
    house.network.hangup(call)
    house.network.clock.forward(5 * MINUTE)
    assert contact(house).ended_at is None

    assert look(house) == 1

    found = contact(house)
    assert found.ended_at is not None
    assert found.ended_at - NIGHT < MINUTE


def test_a_message_whose_every_later_word_was_lost_is_found_by_its_recording(house: House) -> None:
    call = house.dial(CHILD)
    house.forward(2 * SECOND)
    house.network.press(call, "2")
    house.forward(2 * SECOND)
    house.network.fail(webhooks=EVERY_WEBHOOK)
    house.forward(3 * SECOND)
    house.network.say(call, "Cháu bị nhốt trong nhà")
    house.forward(20 * SECOND)
    assert contact(house).recording_sid is None
    house.network.fail()
    house.network.clock.forward(2 * MINUTE)

    look(house)

    assert (contact(house).recording_sid or "").startswith("RE")
    assert contact(house).outcome is Outcome.MESSAGE_LEFT


def test_receipts_that_were_lost_are_made_up_for(house: House) -> None:
    house.network.fail(webhooks={"kinds": ["message_status", "call_status"], **EVERY_WEBHOOK})
    house.text(CHILD, HELP)
    house.tick()
    house.network.clock.forward(2 * MINUTE)
    assert statuses(house) == {None}

    look(house)

    assert None not in statuses(house)
    with house.work() as work:
        told = set(work.session.scalars(select(Referral.status)))
    assert told == {Status.DELIVERED}


def statuses(house: House) -> set[str | None]:
    with house.work() as work:
        return set(work.session.scalars(select(Outgoing.carrier_status)))


def test_a_list_of_several_pages_is_read_to_its_end(house: House) -> None:
    house.network.fail(webhooks=EVERY_WEBHOOK)
    for n in range(1100):
        house.text(f"+8491{n:07}", "Cháu chào cô")
    house.network.clock.forward(MINUTE)

    since = house.network.clock.now() - timedelta(hours=24)

    listed = [each for page in house.parts.carrier.texts(since) for each in page]
    assert len({each.sid for each in listed}) == 1100
    assert {each.form["To"] for each in listed} == {LINE}
