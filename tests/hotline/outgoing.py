"""Something that left, for tests about what became of it."""

import uuid

from hotline import tickets
from hotline.sending import outbox
from hotline.sending.outbox import Letter, Outgoing, Purpose, State
from hotline.store.work import Work
from hotline.vocabulary import Channel, Language, Severity
from tests.house import House

SOMEBODY = "+84905000111"


def letter(
    ticket_id: uuid.UUID,
    reason: str,
    *,
    channel: Channel = Channel.SMS,
    purpose: Purpose = Purpose.LINK_CODE,
    severity: Severity = Severity.HIGH,
    to: str = SOMEBODY,
) -> Letter:
    body = f"Lời nhắn {reason}" if channel is Channel.SMS else "Có việc khẩn"
    return Letter(reason, purpose, channel, severity, to, body, ticket_id)


def ticket(work: Work) -> uuid.UUID:
    opened = tickets.open_ticket(work, Severity.HIGH, caller=None, index=None, language=Language.VI)
    return opened.id


def put(house: House, *reasons: str, channel: Channel = Channel.SMS) -> list[uuid.UUID]:
    """Letters in the outbox, on a ticket of their own; their ids."""
    with house.work() as work:
        ticket_id = ticket(work)
        written = [letter(ticket_id, reason, channel=channel) for reason in reasons]
        outbox.put(work, *written)
    return [each.id for each in written]


def accepted(house: House, sid: str | None) -> uuid.UUID:
    """A text the carrier took under `sid`; with None, before our own commit of that id."""
    [row_id] = put(house, f"receipt:{uuid.uuid4()}")
    with house.work() as work:
        row = work.session.get_one(Outgoing, row_id)
        row.carrier_sid = sid
        row.state = State.LEASED if sid is None else State.ACCEPTED
    return row_id


def row(house: House, row_id: uuid.UUID) -> Outgoing:
    with house.work() as work:
        return work.session.get_one(Outgoing, row_id)
