"""Every signed event as it came, once, with the answer it was given."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from sqlalchemy import select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, mapped_column

from hotline.sealing import Sealed, sealed_values
from hotline.work import Base, Work


@dataclass(frozen=True)
class Event:
    """`key` is what makes two deliveries the same event; the token is kept but never trusted,
    because the carrier does not sign it."""

    kind: str
    key: str
    params: Mapping[str, str]
    token: str = ""


class Inbox(Base):
    """`processed_at` is empty while the event still has to become work."""

    __tablename__ = "inbox"

    kind: Mapped[str]
    dedup_key: Mapped[str] = mapped_column(unique=True)
    token: Mapped[str] = mapped_column(index=True)
    params = Sealed()
    response = Sealed()
    received_at: Mapped[datetime]
    processed_at: Mapped[datetime | None] = mapped_column(index=True)


def once(work: Work, event: Event, handle: Callable[[], str]) -> str:
    """The answer to `event`: what `handle` says the first time, the same bytes ever after.

    A second delivery waits for the first one's commit, then reads its answer.
    """
    row = uuid4()
    if not _keep(work, event, row, None):
        return stored_answer(work, event.key)
    answer = handle()
    work.session.flush()
    work.session.execute(
        update(Inbox)
        .where(Inbox.id == row)
        .values(
            processed_at=work.now,
            **sealed_values(Inbox.__tablename__, row, {"response": answer}, work.keyring),
        )
    )
    return answer


def keep_for_later(work: Work, event: Event, answer: str) -> str:
    """The event could not become work now: keep it whole, answer kindly, let the sweep try."""
    return answer if _keep(work, event, uuid4(), answer) else stored_answer(work, event.key)


def stored_answer(work: Work, key: str) -> str:
    row = work.session.scalars(select(Inbox).where(Inbox.dedup_key == key)).one()
    return row.response or ""


def _keep(work: Work, event: Event, row: object, answer: str | None) -> bool:
    texts = {"params": json.dumps(dict(event.params), ensure_ascii=False), "response": answer}
    kept = work.session.execute(
        insert(Inbox)
        .values(
            id=row,
            kind=event.kind,
            dedup_key=event.key,
            token=event.token,
            received_at=work.now,
            **sealed_values(Inbox.__tablename__, row, texts, work.keyring),
        )
        .on_conflict_do_nothing(index_elements=[Inbox.dedup_key])
    )
    return kept.rowcount == 1
