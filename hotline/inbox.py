"""Every signed event as it came, once, with the answer it was given."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import Index, or_, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, mapped_column

from hotline.sealing import Sealed, sealed_values
from hotline.work import Base, Work, rows_changed, table_of

TRY_AGAIN = timedelta(seconds=5)


@dataclass(frozen=True)
class Event:
    """`key` is what makes two deliveries the same event, and `about` what its URL said.

    The token is kept but never trusted: the carrier does not sign it.
    """

    kind: str
    key: str
    params: Mapping[str, str]
    about: str = ""
    token: str = ""

    @property
    def sid(self) -> str:
        """The carrier's id, or what stands for it."""
        return self.key.split(":")[1]


class Inbox(Base):
    """`processed_at` is empty while the event still has to become work."""

    __tablename__ = "inbox"
    __table_args__ = (
        Index("ix_inbox_unprocessed", "received_at", postgresql_where=text("processed_at IS NULL")),
    )

    kind: Mapped[str]
    dedup_key: Mapped[str] = mapped_column(unique=True)
    token: Mapped[str] = mapped_column(index=True)
    about: Mapped[str]
    params = Sealed()
    response = Sealed()
    received_at: Mapped[datetime]
    processed_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    try_after: Mapped[datetime | None]

    @property
    def event(self) -> Event:
        given = json.loads(self.params) if self.params else {}
        return Event(self.kind, self.dedup_key, given, self.about, self.token)


def once(work: Work, event: Event, handle: Callable[[], str]) -> str:
    """The answer to `event`: what `handle` says the first time, the same bytes ever after.

    A second delivery waits for the first one's commit, then reads its answer.
    """
    row = uuid4()
    if not _keep(work, event, row, None):
        return _stored_answer(work, event.key)
    answer = handle()
    work.session.flush()
    sealed = sealed_values(Inbox.__tablename__, row, {"response": answer}, work.keyring)
    work.session.execute(
        update(Inbox).where(Inbox.id == row).values(processed_at=work.now, **sealed)
    )
    return answer


def keep_for_later(work: Work, event: Event, answer: str) -> str:
    """The event could not become work now: keep it whole, for the sweep to try again."""
    return answer if _keep(work, event, uuid4(), answer) else _stored_answer(work, event.key)


def postponed(work: Work, limit: int) -> Sequence[Inbox]:
    """Kept events whose turn has come, oldest first, locked; each try sets the next one back."""
    rows = work.session.scalars(
        select(Inbox)
        .where(Inbox.processed_at.is_(None))
        .where(or_(Inbox.try_after.is_(None), Inbox.try_after <= work.now))
        .order_by(Inbox.received_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).all()
    for row in rows:
        row.attempts += 1
        row.try_after = work.now + TRY_AGAIN
    return rows


def _stored_answer(work: Work, key: str) -> str:
    row = work.session.scalars(select(Inbox).where(Inbox.dedup_key == key)).one()
    return row.response or ""


def _keep(work: Work, event: Event, row: UUID, answer: str | None) -> bool:
    texts = {"params": json.dumps(dict(event.params), ensure_ascii=False), "response": answer}
    kept = work.session.execute(
        insert(table_of(Inbox))
        .values(
            id=row,
            kind=event.kind,
            dedup_key=event.key,
            token=event.token,
            about=event.about,
            received_at=work.now,
            attempts=0,
            **sealed_values(Inbox.__tablename__, row, texts, work.keyring),
        )
        .on_conflict_do_nothing(index_elements=["dedup_key"])
        .execution_options(preserve_rowcount=True)
    )
    return rows_changed(kept) == 1
