"""What is known about reaching a number safely: sealed, found by its blind index alone."""

import json
import uuid
from dataclasses import asdict, fields, replace
from datetime import datetime, time

from sqlalchemy import LargeBinary, Select, bindparam, select
from sqlalchemy.orm import Mapped, mapped_column

from hotline.contacts import Contact
from hotline.errors import InvalidError
from hotline.safety import Message, Rules, Verdict, Whose, decide
from hotline.staff import PHONE
from hotline.store import journal
from hotline.store.journal import Act
from hotline.store.one_trip import insert_unknown
from hotline.store.prepared import Prepared
from hotline.store.sealing import Sealed
from hotline.store.work import Base, Work, table_of
from hotline.text import as_json
from hotline.vocabulary import ContactChannel


class UnsafeError(InvalidError):
    """Reaching this caller now could hurt; `verdict` says why."""

    def __init__(self, verdict: Verdict) -> None:
        super().__init__("this caller may not be reached so")
        self.verdict = verdict


class SafeContact(Base):
    """`set_by` as in the journal, which keeps what stood here before."""

    __tablename__ = "safe_contact"

    number_index: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    rules = Sealed()
    set_at: Mapped[datetime]
    set_by: Mapped[str]


_KNOWN = Prepared(select(SafeContact.id).where(SafeContact.number_index == bindparam("index")))


def of(work: Work, number: str) -> SafeContact | None:
    """Of most numbers nothing is known, which a glance tells."""
    indexes = work.keyring.blinds(number, PHONE)
    if not any(work.glance(_KNOWN, {"index": index}) for index in indexes):
        return None
    return work.session.scalar(_newest(work, number))


def _newest(work: Work, number: str) -> Select[SafeContact]:
    """Also where it was kept under a key that has been replaced since."""
    indexes = work.keyring.blinds(number, PHONE)
    query = select(SafeContact).where(SafeContact.number_index.in_(indexes))
    return query.order_by(SafeContact.set_at.desc()).limit(1)


def read(row: SafeContact | None) -> Rules:
    if row is None or row.rules is None:
        return Rules()
    said = json.loads(row.rules)
    for name in ("opens", "closes"):
        said[name] = time.fromisoformat(said[name]) if said[name] else None
    return Rules(**{**said, "whose": Whose(said["whose"])})


def held(work: Work, number: str, *, by: str) -> SafeContact:
    """The number's row, made where there was none; nobody else decides by it before this work ends.

    A new one has no rules.
    """
    work.session.flush()
    if of(work, number) is None:
        index = work.keyring.blind(number, PHONE)
        new = {"id": uuid.uuid4(), "number_index": index, "set_at": work.now, "set_by": by}
        insert_unknown(work.connection, table_of(SafeContact), [new], "number_index")
    return work.session.scalars(_locked(_newest(work, number).with_for_update())).one()


def _locked(query: Select[SafeContact]) -> Select[SafeContact]:
    return query.execution_options(populate_existing=True)


def keep(work: Work, row: SafeContact, rules: Rules, *, by: str, ticket_id: uuid.UUID) -> None:
    """What is known now; the journal has both what it was and what it is."""
    was, now = _written(read(row)), _written(rules)
    row.rules, row.set_at, row.set_by = as_json(now), work.now, by
    changed = [name for name in now if now[name] != was[name]]
    facts = {name: str(now[name]) for name in changed}
    before = {f"was_{name}": str(was[name]) for name in changed}
    act = Act.CALLER_FORBADE if by == journal.CALLER else Act.SAFE_CONTACT_SET
    journal.write(work, act, by=by, ticket_id=ticket_id, facts=facts | before)


def _written(rules: Rules) -> dict[str, object]:
    plain = asdict(rules)
    return {
        field.name: f"{plain[field.name]:%H:%M}"
        if isinstance(plain[field.name], time)
        else plain[field.name]
        for field in fields(Rules)
    }


def heard_at(work: Work, number: str) -> datetime | None:
    """When a text of this number last came."""
    return work.session.scalar(
        select(Contact.received_at)
        .where(Contact.caller_index.in_(work.keyring.blinds(number, PHONE)))
        .where(Contact.channel == ContactChannel.SMS)
        .order_by(Contact.nth.desc())
        .limit(1)
    )


def check(work: Work, number: str, message: Message) -> None:
    """Raises UnsafeError for what may not reach this number now.

    Nobody changes what is known before this work ends: who forbids it then finds what waits.
    """
    work.session.scalar(_locked(_newest(work, number).with_for_update(read=True)))
    said = verdict(work, number, message)
    if not said.may:
        raise UnsafeError(said)


def verdict(work: Work, number: str, message: Message) -> Verdict:
    """By all that is known of the number, and when it last wrote."""
    work.session.flush()
    message = replace(message, heard_at=heard_at(work, number))
    return judge(work, message, read(of(work, number)))


def judge(work: Work, message: Message, rules: Rules) -> Verdict:
    return decide(message, rules, work.policy.safe_contact, work.now.astimezone(work.zone))
