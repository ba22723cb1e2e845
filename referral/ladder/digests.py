"""What falls due for one person on one channel, gathered until it leaves as one message."""

import uuid
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import (
    ARRAY,
    ForeignKey,
    Index,
    Select,
    Uuid,
    any_,
    func,
    literal,
    literal_column,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, mapped_column

from hotline import codes
from hotline.families import leading
from hotline.sending import outbox
from hotline.sending.outbox import ALIVE, Letter, Outgoing, Purpose
from hotline.staff import Staff
from hotline.store.prepared import MOMENT, Prepared
from hotline.store.work import Base, Work, among
from hotline.tickets import OPEN, Ticket
from hotline.vocabulary import Channel, Severity
from referral import letters
from referral.ladder.pages import Climb
from referral.letters import DigestFacts, PageFacts
from referral.promises import deadlines
from referral.staffing import duty

Recipient = tuple[uuid.UUID, Channel]
REASON = "digest:"  # so begins that of its message; then its id, then the channel


class State(StrEnum):
    GATHERING = "gathering"
    LEFT = "left"  # as a message of the outbox
    NEEDLESS = "needless"  # all of it was answered, or its person is gone, before it left


class Digest(Base):
    """The same ticket may have been gathered twice: at two rungs, or by two ladders."""

    __tablename__ = "digest"
    __table_args__ = (
        Index(
            "uq_digest_gathering",
            "staff_id",
            "channel",
            unique=True,
            postgresql_where=text("state = 'gathering'"),
        ),
        Index("ix_digest_left", "staff_id", "channel", "left_at"),
    )

    staff_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("staff.id"))
    channel: Mapped[Channel]
    state: Mapped[State] = mapped_column(default=State.GATHERING)
    ticket_ids: Mapped[list[uuid.UUID]] = mapped_column(ARRAY(Uuid))
    leaves_at: Mapped[datetime]
    left_at: Mapped[datetime | None]


GATHERING = Digest.state == literal_column(f"'{State.GATHERING}'")
JUST_BEFORE = timedelta(minutes=1)
_LEAVES = Prepared(
    select(Digest.id)
    .where(GATHERING, Digest.leaves_at <= MOMENT)
    .order_by(Digest.leaves_at)
    .limit(1)
)


@dataclass(frozen=True)
class Waiting:
    """A ticket of a digest for which a human is still looked for."""

    id: uuid.UUID
    number: int
    severity: Severity


def gather(work: Work, climbs: Sequence[Climb]) -> None:
    """Put the tickets of these rungs with what already waits for the same person and channel.

    Whoever has not been told of anything for a while is told in this very turn.
    """
    gathered: dict[Recipient, list[uuid.UUID]] = {}
    every: dict[Recipient, timedelta] = {}
    for climb, recipient, often in _held(climbs):
        gathered.setdefault(recipient, []).append(climb.row.ticket_id)
        every[recipient] = min(often, every.get(recipient, often))
    if gathered:
        last = _last_left(work, gathered)
        rows = [
            _row(recipient, tickets, leaves_at(last.get(recipient), every[recipient], work.now))
            for recipient, tickets in sorted(gathered.items())
        ]
        _add(work, rows)


def _held(climbs: Sequence[Climb]) -> Iterator[tuple[Climb, Recipient, timedelta]]:
    for climb in climbs:
        page = climb.page
        if page.digest_every is not None:
            for person in page.people:
                for channel in page.channels:
                    yield climb, (person, channel), page.digest_every


def leaves_at(last: datetime | None, every: timedelta, now: datetime) -> datetime:
    """At once, unless the person was told something on this channel less than `every` ago."""
    return now if last is None else max(now, last + every)


def _last_left(
    work: Work, recipients: dict[Recipient, list[uuid.UUID]]
) -> dict[Recipient, datetime]:
    people = {person for person, _ in recipients}
    rows = work.session.execute(
        select(Digest.staff_id, Digest.channel, func.max(Digest.left_at).label("at"))
        .where(among(Digest.staff_id, people), Digest.left_at.is_not(None))
        .group_by(Digest.staff_id, Digest.channel)
    )
    return {(row.staff_id, row.channel): row.at for row in rows}


def _row(recipient: Recipient, tickets: list[uuid.UUID], at: datetime) -> dict[str, object]:
    person, channel = recipient
    return {
        "id": uuid.uuid4(),
        "staff_id": person,
        "channel": channel,
        "state": State.GATHERING,
        "ticket_ids": tickets,
        "leaves_at": at,
    }


def _add(work: Work, rows: Sequence[dict[str, object]]) -> None:
    """Everybody adds in the same order, so that no two sweeps wait for each other."""
    new = insert(Digest).values(rows)
    work.session.execute(
        new.on_conflict_do_update(
            index_elements=[Digest.staff_id, Digest.channel],
            index_where=text("state = 'gathering'"),
            set_={
                "ticket_ids": Digest.ticket_ids + new.excluded.ticket_ids,
                "leaves_at": func.least(Digest.leaves_at, new.excluded.leaves_at),
            },
        )
    )


def send(work: Work, limit: int = 100) -> int:
    """Write the message of every digest whose time has come; how many there were."""
    if not work.sees(_LEAVES):
        return 0
    due = work.session.scalars(
        select(Digest)
        .where(GATHERING, Digest.leaves_at <= work.now)
        .order_by(Digest.leaves_at)
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).all()
    if due:
        people = duty.now_reachable(work).people
        now = leading(work, {one for digest in due for one in digest.ticket_ids})
        still = waiting(work, set(now.values()))
        for digest in due:
            of_it = {now[one] for one in digest.ticket_ids}
            tickets = [ticket for ticket in still if ticket.id in of_it]
            _leave(work, digest, tickets, people.get(digest.staff_id))
    return len(due)


def _leave(work: Work, digest: Digest, tickets: Sequence[Waiting], person: Staff | None) -> None:
    if person is None or not tickets or not person.address(digest.channel):
        digest.state = State.NEEDLESS
        return
    digest.state, digest.left_at = State.LEFT, work.now
    outbox.put(work, letter(work, digest, tickets, digest.channel, person))


def waiting(work: Work, ticket_ids: Collection[uuid.UUID]) -> Sequence[Waiting]:
    """Those of the tickets whose ladder is still climbing, the worst and the oldest first.

    No join: a planner that has not heard of the crowd yet would go through it once for each row.
    """
    climbing = deadlines.climbing(work, ticket_ids)
    rows = work.session.execute(
        select(Ticket.id, Ticket.number, Ticket.severity).where(among(Ticket.id, climbing), OPEN)
    )
    found = [Waiting(row.id, row.number, row.severity) for row in rows]
    return sorted(found, key=lambda ticket: (ticket.severity.rank, ticket.number))


def letter(
    work: Work, digest: Digest, tickets: Sequence[Waiting], channel: Channel, person: Staff
) -> Letter:
    """Of one ticket alone it is a page like any other. What is written carries a code."""
    code = codes.for_pages(work, 1)[0] if channel is not Channel.CALL else None
    first = tickets[0]
    if len(tickets) == 1:
        link = f"{work.public_url}/tickets/{first.number}"
        page = PageFacts(first.number, first.severity, code or "", link)
        body = letters.page(page, channel, work.policy, person.language)
    else:
        all_ = tuple((ticket.number, ticket.severity) for ticket in tickets)
        facts = DigestFacts(all_, code or "", f"{work.public_url}/")
        body = letters.digest(facts, channel, work.policy, person.language)
    return Letter(
        reason=f"{REASON}{digest.id}:{channel}",
        purpose=Purpose.PAGE,
        channel=channel,
        severity=first.severity,
        to=person.address(channel) or "",
        body=body,
        ticket_id=first.id if len(tickets) == 1 else None,
        digest_id=digest.id if len(tickets) > 1 else None,
        code=code,
        staff_id=person.id,
        language=person.language,
    )


def told(ticket_id: uuid.UUID, since: datetime) -> Select[uuid.UUID]:
    """Whom a digest with this ticket was written for since then, and may still reach."""
    reasons = [func.concat(REASON, Digest.id, f":{channel}") for channel in Channel]
    leaves = select(Outgoing.id).where(Outgoing.reason.in_(reasons), Outgoing.state.in_(ALIVE))
    return select(Digest.staff_id).where(
        literal(ticket_id) == any_(Digest.ticket_ids), Digest.left_at >= since, leaves.exists()
    )


def told_too(work: Work, page: Outgoing, channel: Channel) -> bool:
    """Whether what left for the same person on `channel` since just before holds all of this too.

    A rung that speaks on both channels gathers on both: to say it a third time tells nothing new.
    """
    left = work.session.scalars(
        select(Digest).where(
            Digest.staff_id == page.staff_id,
            Digest.channel == channel,
            Digest.state == State.LEFT,
            Digest.left_at >= page.created_at - JUST_BEFORE,
        )
    )
    tickets = set(tickets_of(work, page))
    return any(tickets.issubset(digest.ticket_ids) for digest in left)


def tickets_of(work: Work, page: Outgoing) -> Sequence[uuid.UUID]:
    """The tickets a page is about."""
    if page.digest_id is not None:
        gathered = work.session.get_one(Digest, page.digest_id).ticket_ids
        return list(dict.fromkeys(leading(work, gathered).values()))
    return [page.ticket_id] if page.ticket_id else []
