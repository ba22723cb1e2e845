"""Everything a canary leaves on its way, taken away again: nobody counts it, and nobody sees it."""

from sqlalchemy import delete, select

from hotline import canary
from hotline.contacts import Contact
from hotline.inbox import Answer, Inbox
from hotline.sending.outbox import Outgoing, SendAttempt
from hotline.sending.receipts import ReceiptRow
from hotline.store.work import Work
from hotline.tickets import Ticket
from referral.promises.deadlines import Deadline


def key(slot: int) -> str:
    """The key of its text in the inbox."""
    return f"sms:{canary.sid_of(slot)}"


def remove(work: Work, slot: int, carrier_sid: str | None) -> None:
    """What of it still waits to leave does not any more."""
    ticket_id = canary.id_of(slot)
    its_own = select(Outgoing.id).where(Outgoing.ticket_id == ticket_id)
    events = Inbox.dedup_key.in_([key(slot), *_news(work, carrier_sid)])
    _all(work, delete(ReceiptRow).where(ReceiptRow.carrier_sid == carrier_sid))
    _all(work, delete(SendAttempt).where(SendAttempt.outgoing_id.in_(its_own)))
    _all(work, delete(Outgoing).where(Outgoing.ticket_id == ticket_id))
    _all(work, delete(Deadline).where(Deadline.ticket_id == ticket_id))
    _all(work, delete(Contact).where(Contact.ticket_id == ticket_id))
    _all(work, delete(Ticket).where(Ticket.id == ticket_id))
    _all(work, delete(Answer).where(Answer.id.in_(select(Inbox.id).where(events))))
    _all(work, delete(Inbox).where(events))


def _news(work: Work, carrier_sid: str | None) -> list[str]:
    """The keys of its receipts in the inbox, each whole, as any database finds them quickly."""
    receipts = select(ReceiptRow).where(ReceiptRow.carrier_sid == carrier_sid)
    return [
        f"sms_status:{row.carrier_sid}:{row.status}:{row.error_code or '0'}"
        for row in work.session.scalars(receipts)
    ]


def _all(work: Work, statement: object) -> None:
    work.session.execute(statement, execution_options={"synchronize_session": False})  # type: ignore[call-overload]  # any DELETE
