"""What is known about reaching a number safely: sealed, found by its blind index alone."""

import json
import uuid
from dataclasses import asdict, fields, replace
from datetime import datetime, time

from sqlalchemy import LargeBinary, select
from sqlalchemy.orm import Mapped, mapped_column

from hotline.contacts import Contact
from hotline.errors import InvalidError
from hotline.safety import Message, Rules, Verdict, Whose, decide
from hotline.staff import PHONE
from hotline.store import journal
from hotline.store.journal import Act
from hotline.store.one_trip import insert_unknown
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


def of(work: Work, number: str) -> SafeContact | None:
    """Also where it was kept under a key that has been replaced since."""
    indexes = work.keyring.blinds(number, PHONE)
    return work.session.scalar(
        select(SafeContact)
        .where(SafeContact.number_index.in_(indexes))
        .order_by(SafeContact.set_at.desc())
        .limit(1)
    )


def read(row: SafeContact | None) -> Rules:
    if row is None or row.rules is None:
        return Rules()
    said = json.loads(row.rules)
    for name in ("opens", "closes"):
        said[name] = time.fromisoformat(said[name]) if said[name] else None
    return Rules(**{**said, "whose": Whose(said["whose"])})


def set_rules(
    work: Work, number: str, rules: Rules, *, by: str, ticket_id: uuid.UUID | None
) -> None:
    """Keep what is known now; the journal has both what it was and what it is."""
    row = _held(work, number, by)
    before = _written(read(row))
    row.rules, row.set_at, row.set_by = as_json(_written(rules)), work.now, by
    changed = {name: value for name, value in _written(rules).items() if value != before[name]}
    facts = {name: str(value) for name, value in changed.items()}
    was = {f"was_{name}": str(before[name]) for name in changed}
    journal.write(work, Act.SAFE_CONTACT_SET, by=by, ticket_id=ticket_id, facts=facts | was)


def _held(work: Work, number: str, by: str) -> SafeContact:
    """The number's row, made where there was none, and held until the end of this work."""
    work.session.flush()
    if of(work, number) is None:
        index = work.keyring.blind(number, PHONE)
        new = {"id": uuid.uuid4(), "number_index": index, "set_at": work.now, "set_by": by}
        insert_unknown(work.connection, table_of(SafeContact), [new], "number_index")
    return work.session.scalars(
        select(SafeContact)
        .where(SafeContact.number_index.in_(work.keyring.blinds(number, PHONE)))
        .order_by(SafeContact.set_at.desc())
        .limit(1)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()


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
    """Raises UnsafeError for what may not reach this number now."""
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
