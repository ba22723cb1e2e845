"""How far our words to a caller came, as the journal and so the ticket's page says it."""

import uuid
from typing import Any

import pytest
from sqlalchemy import select

from hotline import heeding
from hotline.contacts import Contact
from hotline.heeding import Heard
from hotline.safety import Rules
from hotline.sending import outbox
from hotline.sending.outbox import Outgoing, Purpose, State
from hotline.sending.receipts import ReceiptRow
from hotline.store.journal import Act, JournalEntry
from tests.hotline import outgoing
from tests.hotline.outgoing import SOMEBODY
from tests.house import House
from tests.webhooks import carrier

SID = carrier.sid("SM", 7)


def told(house: House) -> list[tuple[Act, uuid.UUID | None, dict[str, Any]]]:
    query = select(JournalEntry).where(JournalEntry.act.in_((Act.SENT, Act.NOT_SENT)))
    with house.work() as work:
        entries = work.session.scalars(query.order_by(JournalEntry.seq))
        return [(entry.act, entry.ticket_id, entry.facts) for entry in entries]


def tell(house: House, path: str, status: str, **more: str) -> None:
    form = {"AccountSid": carrier.ACCOUNT, "MessageSid": SID, "MessageStatus": status, **more}
    carrier.said(carrier.post(house, path, form))


def kept(house: House) -> int:
    with house.work() as work:
        return len(work.session.scalars(select(ReceiptRow.id)).all())


def left(house: House, purpose: Purpose, sid: str = SID) -> Outgoing:
    """The carrier has it."""
    with house.work() as work:
        ticket_id = outgoing.ticket(work)
        if purpose is Purpose.REPLY:
            may_text = Heard(Rules(may_text=True))
            heeding.write_down(work, SOMEBODY, may_text, by="system", ticket_id=ticket_id)
        letter = outgoing.letter(ticket_id, f"{purpose} {sid}", purpose=purpose)
        outbox.put(work, letter)
        row = work.session.get_one(Outgoing, letter.id)
        row.state, row.carrier_sid = State.ACCEPTED, sid
    return outgoing.row(house, letter.id)


def test_each_step_of_an_answer_to_a_caller_is_told_once(house: House) -> None:
    reply = left(house, Purpose.REPLY)
    path = f"{carrier.SMS_STATUS}?o={reply.id}"

    for status in ("sent", "sent", "delivered", "sent"):
        tell(house, path, status)

    about = {"channel": "sms", "outgoing": str(reply.id)}
    assert told(house) == [
        (Act.SENT, reply.ticket_id, {**about, "status": "sent"}),
        (Act.SENT, reply.ticket_id, {**about, "status": "delivered"}),
    ]


def test_an_answer_that_does_not_arrive_is_told_with_the_carriers_reason(house: House) -> None:
    reply = left(house, Purpose.REPLY)

    tell(house, f"{carrier.SMS_STATUS}?o={reply.id}", "undelivered", ErrorCode="30003")

    facts = {"channel": "sms", "outgoing": str(reply.id), "code": "30003"}
    assert told(house) == [(Act.NOT_SENT, reply.ticket_id, facts)]


def test_the_answer_to_the_national_line_is_told_as_one_to_a_caller(house: House) -> None:
    answer = left(house, Purpose.RELAY_ANSWER)

    tell(house, f"{carrier.SMS_STATUS}?o={answer.id}", "delivered")

    assert [act for act, _, _ in told(house)] == [Act.SENT]


@pytest.mark.parametrize("purpose", [Purpose.PAGE, Purpose.REFERRAL, Purpose.LINK_CODE])
def test_of_what_goes_to_those_who_work_the_row_alone_says_it(
    house: House, purpose: Purpose
) -> None:
    page = left(house, purpose)

    tell(house, f"{carrier.SMS_STATUS}?o={page.id}", "sent")

    assert told(house) == []
    assert outgoing.row(house, page.id).carrier_status == "sent"


def test_news_without_an_address_is_of_the_message_with_its_id(house: House) -> None:
    """As the carrier's own list says it, whose lines carry no address of ours."""
    other = left(house, Purpose.PAGE, carrier.sid("SM", 8))
    reply = left(house, Purpose.REPLY)

    tell(house, carrier.SMS_STATUS, "delivered")

    assert outgoing.row(house, reply.id).carrier_status == "delivered"
    assert outgoing.row(house, other.id).carrier_status is None


def contact(house: House) -> Contact:
    with house.work() as work:
        return work.session.scalars(select(Contact)).one()


def answered(house: House) -> str:
    """A text came, and was answered by itself: where news of that answer comes in."""
    carrier.said(carrier.post(house, carrier.SMS, carrier.text(1, "Cháu muốn hỏi một chút ạ")))
    assert contact(house).auto_replied
    return f"/webhooks/sms/reply/{contact(house).id}"


def test_how_an_automatic_answer_ended_stands_beside_the_text_it_answered(house: House) -> None:
    path = answered(house)

    for status in ("queued", "sent", "delivered", "undelivered", "delivered"):
        tell(house, path, status)

    mine = contact(house)
    facts = {"channel": "sms", "contact": str(mine.id), "status": "delivered"}
    assert (mine.reply_status, mine.reply_error) == ("delivered", None)
    assert told(house) == [(Act.SENT, mine.ticket_id, facts)]
    assert kept(house) == 4


def test_an_automatic_answer_that_does_not_arrive_is_told_with_the_carriers_reason(
    house: House,
) -> None:
    tell(house, answered(house), "undelivered", ErrorCode="30005")

    mine = contact(house)
    facts = {"channel": "sms", "contact": str(mine.id), "code": "30005"}
    assert (mine.reply_status, mine.reply_error) == ("undelivered", "30005")
    assert told(house) == [(Act.NOT_SENT, mine.ticket_id, facts)]


def test_news_of_an_answer_that_never_left_says_nothing_of_it(house: House) -> None:
    path = answered(house)
    with house.work() as work:
        work.session.get_one(Contact, contact(house).id).auto_replied = False

    tell(house, path, "delivered")

    assert contact(house).reply_status is None
    assert told(house) == []


@pytest.mark.parametrize("about", [uuid.UUID(int=7), "x"])
def test_news_of_an_answer_to_nothing_we_know_is_kept(house: House, about: object) -> None:
    tell(house, f"/webhooks/sms/reply/{about}", "delivered")

    assert told(house) == []
    assert kept(house) == 1
