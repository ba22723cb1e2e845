"""The answer to the national line leaves as any letter does: by its own channels, under its own
reference, in words of the policy that name nobody."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from sqlalchemy import select

from hotline import tickets
from hotline.errors import IllegalMoveError, InvalidError, NotFoundError
from hotline.facts import Fact
from hotline.sending import outbox
from hotline.sending.outbox import Letter, Outgoing, Purpose
from hotline.staff import Staff
from hotline.store import journal
from hotline.store.journal import Act
from hotline.store.work import Work
from hotline.tickets import Ticket
from hotline.vocabulary import AgencyKind, Channel, DeadlineKind
from referral import desk, letters
from referral.directory import agencies
from referral.directory.agencies import Agency
from referral.promises import deadlines, obligations, progress
from referral.relays import Direction, Relay


class Answer(StrEnum):
    """All that is said; whoever wants to know more calls."""

    IN_HAND = "in_hand"
    TOLD = "told"  # the agencies of the place have it
    ENDED = "ended"


@dataclass(frozen=True)
class Offer:
    """To whom, by which channels, and each answer in the words in which it is written; a call
    spells the reference."""

    line: str
    channels: tuple[Channel, ...]
    words: Mapping[Answer, str]


def offer(work: Work, ticket: Ticket, relay: Relay) -> Offer | None:
    """None where the directory has no national line, or the ticket is closed."""
    line = _line(work, ticket)
    if line is None or not ticket.is_open:
        return None
    channels = dict.fromkeys(way.channel for way in desk.ways(work, ticket.severity, line))
    said = {answer: _words(work, ticket, relay, answer, Channel.EMAIL) for answer in Answer}
    return Offer(line.name, tuple(channels), said)


def send(work: Work, ticket: Ticket, person: Staff, relay_id: uuid.UUID, answer: Answer) -> None:
    """What the national line waited for is met with it; each answer leaves once for each time it
    passed the child on."""
    ticket = tickets.locked(work, ticket.id)
    relay, line = _passed_on(work, ticket, relay_id), _line(work, ticket)
    if not ticket.is_open:
        raise IllegalMoveError("ticket", ticket.status, "an answer")
    if line is None:
        raise InvalidError("the directory has no national line: answer by telephone")
    if not outbox.put(work, *_letters(work, ticket, relay, line, answer)):
        return
    by = journal.staff(person.id)
    facts = {"agency": line.name, "text": _words(work, ticket, relay, answer, Channel.EMAIL)}
    journal.write(work, Act.RELAY_ANSWERED, by=by, ticket_id=ticket.id, facts=facts)
    obligations.happened(work, ticket, Fact.RELAY_ANSWERED, work.now)
    progress.made(work, ticket)


def sent(work: Work, relay: Relay) -> Sequence[Outgoing]:
    """What has left, or is to leave, for one that it passed on."""
    of_it = Outgoing.reason.startswith(f"{_stem(relay.id)}:")
    query = select(Outgoing).where(Outgoing.ticket_id == relay.ticket_id, of_it)
    return work.session.scalars(query.order_by(Outgoing.created_at, Outgoing.reason)).all()


def said_otherwise(work: Work, row: Outgoing, letter: Letter) -> Letter:
    """The same answer by another channel; what was written goes to the line's telephone then."""
    answer = row.reason.split(":")[2]
    relay = work.session.get_one(Relay, _relay_of(row))
    ticket = work.session.get_one(Ticket, relay.ticket_id)
    line = _line(work, ticket)
    to = line.phone if line is not None and row.channel is Channel.EMAIL else row.to
    words = _words(work, ticket, relay, Answer(answer), letter.channel)
    return replace(letter, id=uuid.uuid4(), to=to or "", body=words)


def owe_again(work: Work, row: Outgoing) -> None:
    """A letter that reached nobody was no answer."""
    ticket = tickets.locked(work, work.session.get_one(Relay, _relay_of(row)).ticket_id)
    if ticket.is_open:
        obligations.happened(work, ticket, Fact.RELAYED, work.now)


def _relay_of(row: Outgoing) -> uuid.UUID:
    return uuid.UUID(row.reason.split(":")[1])


def _line(work: Work, ticket: Ticket) -> Agency | None:
    covering = agencies.covering(work, ticket.commune_code)
    ours = (one.id for one in covering if one.kind is AgencyKind.NATIONAL_LINE)
    found = next(ours, None)
    return work.session.get_one(Agency, found) if found else None


def _passed_on(work: Work, ticket: Ticket, relay_id: uuid.UUID) -> Relay:
    relay = work.session.get(Relay, relay_id)
    if relay is None or relay.ticket_id != ticket.id or relay.direction is not Direction.FROM:
        raise NotFoundError("no such reference")
    return relay


def _letters(
    work: Work, ticket: Ticket, relay: Relay, line: Agency, answer: Answer
) -> Sequence[Letter]:
    nth = deadlines.next_cycle(work, ticket.id, DeadlineKind.RELAY_ANSWER)
    return [
        Letter(
            reason=f"{_stem(relay.id)}:{answer}:{nth}:{way.line}:{way.channel}",
            purpose=Purpose.RELAY_ANSWER,
            channel=way.channel,
            severity=ticket.severity,
            to=way.number,
            body=_words(work, ticket, relay, answer, way.channel),
            ticket_id=ticket.id,
        )
        for way in desk.ways(work, ticket.severity, line)
    ]


def _stem(relay_id: uuid.UUID) -> str:
    return f"relay_answer:{relay_id}"


def _words(work: Work, ticket: Ticket, relay: Relay, answer: Answer, channel: Channel) -> str:
    return letters.relay_answer(
        f"relay.{answer}", relay.reference or "", ticket.number, channel, work.policy
    )
