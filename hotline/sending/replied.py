"""How far an automatic reply came: it left as the answer to a text, and no outbox knows it."""

import uuid

from hotline.contacts import Contact
from hotline.sending import receipts
from hotline.store import journal
from hotline.store.journal import Act
from hotline.store.work import Work
from hotline.telephony.carrier import FAILED, HEARD, Receipt, rises
from hotline.vocabulary import Channel


def record(work: Work, receipt: Receipt, contact_id: uuid.UUID | None) -> None:
    """Where it ended is kept beside the text it answered, in whatever order receipts come."""
    receipts.log(work, receipt)
    if contact_id is None or receipt.status not in HEARD | FAILED:
        return  # on its way: nobody has to look for that
    contact = work.session.get(Contact, contact_id, with_for_update=True)
    if contact is None or not contact.auto_replied:
        return
    if not rises(contact.reply_status, receipt.status):
        return
    contact.reply_status, contact.reply_error = receipt.status, receipt.error_code or None
    failed = receipt.status in FAILED
    facts = {"channel": Channel.SMS.value, "contact": str(contact.id)}
    facts |= {"code": receipt.error_code} if failed else {"status": receipt.status}
    act = Act.NOT_SENT if failed else Act.SENT
    journal.write(work, act, ticket_id=contact.ticket_id, facts=facts)
