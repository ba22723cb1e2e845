"""Every signed event as it came, once, with the answer it was given."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import BigInteger, Index, bindparam, func, or_, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, mapped_column

from hotline.store.prepared import MOMENT, Prepared
from hotline.store.sealing import Sealed, sealed_values
from hotline.store.work import Base, Work, among, table_of
from hotline.text import as_json

QUEUE = "queue"  # purpose of the blind number that events of one caller wait for
TRY_AGAIN = timedelta(seconds=5)


@dataclass(frozen=True)
class Event:
    """`key` is what makes two deliveries the same event, and `about` what its URL said.

    Events that share a `queue`, a caller's number, are handled one after another. The token is
    kept but never trusted: the carrier does not sign it. `heard` is whether somebody still waits
    for the answer.
    """

    kind: str
    key: str
    params: Mapping[str, str]
    about: str = ""
    token: str = ""
    queue: str = ""
    heard: bool = True

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
    token: Mapped[str]
    about: Mapped[str]
    params = Sealed()
    received_at: Mapped[datetime]
    processed_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    try_after: Mapped[datetime | None]

    @property
    def event(self) -> Event:
        given = json.loads(self.params) if self.params else {}
        return Event(self.kind, self.dedup_key, given, self.about, self.token, heard=False)


class Answer(Base):
    """What an event was answered, byte for byte; its id is the event's."""

    __tablename__ = "inbox_answer"

    response = Sealed()


def once(work: Work, event: Event, handle: Callable[[], str]) -> str:
    """The answer to `event`: what `handle` says the first time, the same bytes ever after.

    A second delivery waits for the first one's commit, then reads its answer.
    """
    row = uuid4()
    if not _keep(work, event, row, processed_at=work.now):
        return _stored_answer(work, event.key)
    answer = handle()
    _answer(work, row, answer)
    return answer


def as_new(work: Work, event: Event, handle: Callable[[], str]) -> str:
    """As `once`, and cheaper, for an event that most likely is new and whose caller is not busy.

    IntegrityError, and nothing done, when it was not new or another event of the same caller got
    ahead: then `once` has the answer.
    """
    row = uuid4()
    work.write_last(Inbox, _values(work, event, row, processed_at=work.now))
    answer = handle()
    _answer(work, row, answer)
    return answer


def keep_for_later(work: Work, event: Event, answer: str) -> str:
    """The event could not become work now: keep it whole, for the sweep to try again."""
    row = uuid4()
    if not _keep(work, event, row, processed_at=None):
        return _stored_answer(work, event.key)
    _answer(work, row, answer)
    return answer


_POSTPONED = (
    Inbox.processed_at.is_(None),
    or_(Inbox.try_after.is_(None), Inbox.try_after <= MOMENT),
)
_ANY_POSTPONED = Prepared(select(Inbox.id).where(*_POSTPONED).order_by(Inbox.received_at).limit(1))


def postponed(work: Work, limit: int) -> Sequence[Inbox]:
    """Kept events whose turn has come, oldest first, locked; each try sets the next one back."""
    if not work.sees(_ANY_POSTPONED):
        return []
    rows = work.session.scalars(
        select(Inbox)
        .where(*_POSTPONED)
        .order_by(Inbox.received_at)
        .limit(limit)
        .with_for_update(skip_locked=True),
        {MOMENT.key: work.now},
    ).all()
    for row in rows:
        row.attempts += 1
        row.try_after = work.now + TRY_AGAIN
    return rows


def known(work: Work, keys: Iterable[str]) -> set[str]:
    """Which of these events have come already."""
    return set(work.session.scalars(select(Inbox.dedup_key).where(among(Inbox.dedup_key, keys))))


def wait_in_queue(work: Work, event: Event) -> None:
    """Wait for the events of the same queue to be done with; `once` does so by itself."""
    work.session.execute(select(func.pg_advisory_xact_lock(_place_in_queue(work, event))))


def _place_in_queue(work: Work, event: Event) -> int:
    return int.from_bytes(work.keyring.blind(event.queue or event.key, QUEUE)[:8], signed=True)


def _answer(work: Work, row: UUID, answer: str) -> None:
    sealed = sealed_values(Answer.__tablename__, row, {"response": answer}, work.keyring)
    work.write_last(Answer, {"id": row, **sealed})


def _stored_answer(work: Work, key: str) -> str:
    answer = work.session.scalars(
        select(Answer).join(Inbox, Inbox.id == Answer.id).where(Inbox.dedup_key == key)
    ).one()
    return answer.response or ""


def _keep(work: Work, event: Event, row: UUID, *, processed_at: datetime | None) -> bool:
    """Take the event in and its place in the queue; False when it is known already."""
    values = _values(work, event, row, processed_at=processed_at)
    kept = _KEEP.first(work.connection, {**values, "queue": _place_in_queue(work, event)})
    return kept is not None


def _values(
    work: Work, event: Event, row: UUID, *, processed_at: datetime | None
) -> dict[str, object]:
    params = as_json(dict(event.params))
    return {
        "id": row,
        "kind": event.kind,
        "dedup_key": event.key,
        "token": event.token,
        "about": event.about,
        "received_at": work.now,
        "processed_at": processed_at,
        "attempts": 0,
        **sealed_values(Inbox.__tablename__, row, {"params": params}, work.keyring),
    }


_KEEP = Prepared(
    insert(table_of(Inbox))
    .values(
        {
            name: bindparam(name)
            for name in (
                *("id", "kind", "dedup_key", "token", "about"),
                *("params_sealed", "received_at", "processed_at", "attempts"),
            )
        }
    )
    .on_conflict_do_nothing(index_elements=["dedup_key"])
    .returning(func.pg_advisory_xact_lock(bindparam("queue", type_=BigInteger)))
)
