"""The demonstration's last line is believed: what was lost or came twice must show in it."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, select, update

from config.demo.tally import Tally, tally
from config.demo.telephones import Entry
from hotline import tickets
from hotline.inbox import Inbox
from hotline.sending.outbox import Outgoing
from hotline.store.work import Work
from hotline.telephony.carrier import SmsToSend
from hotline.vocabulary import Channel, Language, Severity
from tests.house import NIGHT, PUBLIC, House

CHILD = "+84912345678"
CRY = "Cứu em với, em bị nhốt trong nhà"


@pytest.fixture
def night(house: House) -> House:
    """A child texts; three agencies and a supervisor are told."""
    house.text(CHILD, CRY)
    house.forward(timedelta(seconds=50))
    return house


def counted(house: House) -> Tally:
    ledger = [Entry.model_validate(entry) for entry in house.network.ledger]
    with house.work() as work:
        return tally(work, ledger, NIGHT)


def test_a_night_without_faults_has_lost_nothing(night: House) -> None:
    found = counted(night)

    assert str(found).startswith(f"{found.events} events, 0 lost, 0 duplicated, ")
    assert (found.clean, found.tickets) == (True, 1)
    assert found.carried == 8  # three agencies and a supervisor, by text and by call
    assert found.events > found.carried


def test_an_event_that_never_became_work_is_lost(night: House) -> None:
    with night.work() as work:
        work.session.execute(delete(Inbox).where(Inbox.kind == "sms"))
        left_undone = update(Inbox).where(Inbox.dedup_key.like("sms_status:%:delivered:0"))
        work.session.execute(left_undone.values(processed_at=None))
        work.session.execute(
            update(Outgoing).where(Outgoing.channel == Channel.SMS).values(carrier_status="sent")
        )

    assert (counted(night).lost, counted(night).overtaken) == (1 + 4, 0)


def test_a_receipt_is_not_lost_when_a_later_one_said_more(night: House) -> None:
    with night.work() as work:
        left_undone = update(Inbox).where(Inbox.dedup_key.like("sms_status:%:sent:0"))
        work.session.execute(left_undone.values(processed_at=None))

    found = counted(night)
    assert (found.clean, found.overtaken) == (True, 4)
    assert str(found).startswith(f"{found.events} events, 4 overtaken, 0 lost, 0 duplicated, ")


@pytest.mark.parametrize("kind", ["message_status", "call_status"])
def test_a_receipt_that_came_mangled_comes_again(house: House, kind: str) -> None:
    house.network.fail(webhooks={"truncate": 1, "kinds": [kind]})
    house.text(CHILD, CRY)
    house.forward(timedelta(seconds=50))

    retried = [entry for entry in house.network.ledger if entry["kind"] == "webhook.retried"]
    assert len(retried) == 1
    assert (counted(house).clean, counted(house).overtaken) == (True, 0)


def test_a_row_the_carrier_never_saw_is_lost_and_named(night: House) -> None:
    unknown = "SM" + "0" * 32
    with night.work() as work:
        a_row(work).carrier_sid = unknown

    assert counted(night).missing == (unknown,)


def test_a_second_message_for_one_row_is_a_duplicate(night: House) -> None:
    with night.work() as work:
        row = a_row(work)
        told = f"{PUBLIC}/webhooks/sms/status?o={row.id}"
        night.parts.carrier.send_sms(SmsToSend(row.to or "", row.body or "", told))
    night.forward(timedelta(seconds=5))

    assert counted(night).duplicated == 1


def test_a_message_no_row_asked_for_is_a_duplicate(night: House) -> None:
    night.parts.carrier.send_sms(SmsToSend(CHILD, "ai gửi?", f"{PUBLIC}/webhooks/sms/status"))

    assert counted(night).duplicated == 1


def test_a_ticket_nobody_called_for_is_a_duplicate(night: House) -> None:
    with night.work() as work:
        tickets.open_ticket(work, Severity.HIGH, caller=None, index=None, language=Language.VI)

    assert counted(night).duplicated == 1


def a_row(work: Work) -> Outgoing:
    query = select(Outgoing).where(Outgoing.channel == Channel.SMS).limit(1)
    return work.session.scalars(query).one()
