"""What need not leave any more, or may not: taken back before it does."""

import uuid
from collections.abc import Sequence

from sqlalchemy import or_, select, update

from hotline import safe_contact
from hotline.safety import Message
from hotline.sending.outbox import TO_CALLERS, TO_LEAVE, Outgoing, Purpose, State
from hotline.sending.parcels import Parcel
from hotline.staff import PHONE
from hotline.store import journal
from hotline.store.journal import Act
from hotline.store.work import Work, among
from hotline.vocabulary import Channel

UNSAFE = "unsafe"  # stands where a carrier's own code would


def pages(work: Work, *ticket_ids: uuid.UUID) -> None:
    """An acknowledgement: whatever page has not left yet need not leave."""
    work.session.execute(
        update(Outgoing)
        .where(
            among(Outgoing.ticket_id, ticket_ids),
            Outgoing.purpose == Purpose.PAGE,
            TO_LEAVE,
        )
        .values(state=State.CANCELLED, settled_at=work.now)
    )


def of_referral(work: Work, referral_id: uuid.UUID) -> Sequence[Outgoing]:
    """What has not left for an agency never does; those that have left, or may have by now."""
    letters = (Outgoing.referral_id == referral_id, Outgoing.purpose == Purpose.REFERRAL)
    work.session.flush()
    work.session.execute(
        update(Outgoing)
        .where(*letters, TO_LEAVE)
        .values(state=State.CANCELLED, settled_at=work.now)
        .execution_options(synchronize_session=False)
    )
    left = or_(Outgoing.state == State.ACCEPTED, Outgoing.fence > 0)
    known = (State.ACCEPTED, State.CANCELLED)  # the carrier refused all others
    return work.session.scalars(
        select(Outgoing)
        .where(*letters, Outgoing.state.in_(known), left)
        .order_by(Outgoing.reason)
        .execution_options(populate_existing=True)
    ).all()


def to_caller(work: Work, number: str, channels: frozenset[Channel]) -> None:
    """What waits to reach a caller by these channels does not: they may not be reached so."""
    work.session.flush()
    work.session.execute(
        update(Outgoing)
        .where(Outgoing.to_index.in_(work.keyring.blinds(number, PHONE)), TO_LEAVE)
        .where(Outgoing.purpose.in_(TO_CALLERS), Outgoing.channel.in_(channels))
        .values(state=State.CANCELLED, settled_at=work.now)
        .execution_options(synchronize_session=False)
    )


def if_unsafe(work: Work, parcel: Parcel) -> bool:
    """Asked again when it is about to leave: it may have waited until its safe hours were over.

    Then it is refused, as a carrier would refuse it, so that a human hears of it.
    """
    errand = TO_CALLERS.get(parcel.purpose)
    if errand is None:
        return False
    message = Message(errand, parcel.channel, parcel.body)
    if safe_contact.verdict(work, parcel.to, message).may:
        return False
    row = work.session.get_one(Outgoing, parcel.id, with_for_update=True)
    row.state, row.error_code, row.lease_until = State.REFUSED, UNSAFE, None
    facts = {"channel": row.channel.value, "code": UNSAFE}
    journal.write(work, Act.NOT_SENT, ticket_id=row.ticket_id, facts=facts)
    return True
