"""The network's ledger beside our database: what was lost on the way, and what came twice."""

import uuid
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import parse_qs, urlsplit

from sqlalchemy import select

from config.demo.telephones import Entry
from hotline.contacts import Contact
from hotline.inbox import Inbox
from hotline.sending.outbox import Outgoing, Purpose, SendAttempt, State
from hotline.store.work import Work, among
from hotline.telephony import twiml
from hotline.telephony.carrier import rises
from hotline.tickets import REAL, Ticket

OURS = "outbound-api"
CREATED = ("message.created", "call.created")
TOLD = ("message_status", "call_status")


@dataclass(frozen=True)
class Tally:
    """`events` are signed requests, each counted once; `carried` the messages and calls we sent.

    `missing` names what was lost: an event's key, or the carrier's id for what it never took.
    `overtaken` are receipts that never came to us, of what we have heard as much or more of since.
    """

    events: int
    overtaken: int
    missing: tuple[str, ...]
    duplicated: int
    carried: int
    tickets: int

    @property
    def lost(self) -> int:
        return len(self.missing)

    @property
    def clean(self) -> bool:
        return not self.lost and not self.duplicated

    def __str__(self) -> str:
        lost = f"{self.lost} lost ({', '.join(self.missing)})" if self.missing else "0 lost"
        late = f"{self.overtaken} overtaken, " if self.overtaken else ""
        return (
            f"{self.events} events, {late}{lost}, {self.duplicated} duplicated, "
            f"{self.carried} messages and calls carried, {self.tickets} tickets"
        )


def tally(work: Work, ledger: Sequence[Entry], since: datetime) -> Tally:
    """Compare what the network did with what we know; `since` is our time when `ledger` begins."""
    told = [entry for entry in ledger if entry.kind == "webhook.sent"]
    sent = {key: entry for entry in told if (key := key_of(entry))}
    carried = {e.subject for e in ledger if e.kind in CREATED and e.direction == OURS}
    callers = {e.subject for e in ledger if e.kind in CREATED and e.direction == "inbound"}
    real = select(Ticket.id).where(Ticket.received_at >= since, REAL)
    tickets = set(work.session.scalars(real))
    unknown = sent.keys() - _known(work, set(sent))
    overtaken = _overtaken(work, {key: sent[key] for key in unknown})
    return Tally(
        events=len(sent),
        overtaken=len(overtaken),
        missing=(*sorted(unknown - overtaken), *_never_carried(work, carried, since)),
        duplicated=_carried_twice(work, carried, ledger) + _of_no_event(work, tickets, callers),
        carried=len(carried),
        tickets=len(tickets),
    )


def key_of(entry: Entry) -> str | None:
    """The name under which an event must stand in the inbox, told by its URL and parameters; None
    of one that is answered and not kept."""
    place = urlsplit(entry.url).path.partition("/webhooks/")[2]
    door = "/".join(place.split("/")[:2])
    return KEYS[door](entry.params, place.split("/")[2:])


def _status_of_text(told: Mapping[str, str], rest: Sequence[str]) -> str:
    """Of one we sent, or of an answer to a text, which is named in the rest."""
    error = told.get("ErrorCode") or "0"
    kind = "reply_status" if rest else "sms_status"
    return f"{kind}:{told['MessageSid']}:{told['MessageStatus']}:{error}"


def _of_a_call_back(told: Mapping[str, str], rest: Sequence[str]) -> str:
    """`rest` is which call back, what happened, and for some the how-manieth time."""
    page, turn, *n = rest
    kind = BACK.get(turn, turn.replace("-", "_"))
    return f"back_{kind}:{told['CallSid']}:{'.'.join([page, turn, *n])}"


def _on_standby(told: Mapping[str, str], rest: Sequence[str]) -> str | None:
    """Who is asked to take a call, and takes it, is heard of when the ringing is over."""
    step, *n = rest
    return f"ringing_over:{told['CallSid']}:left.{n[0]}" if step == "left" else None


def _in_the_line(told: Mapping[str, str], rest: Sequence[str]) -> str | None:
    """What is said to somebody who waits is asked for again and again, and not kept."""
    step, *which = rest
    return None if step == "wait" else f"line_{step}:{told['CallSid']}:{'.'.join(which)}"


def _of_a_room(told: Mapping[str, str], rest: Sequence[str]) -> str | None:
    """Nor is what somebody hears who is held."""
    step, *which = rest
    if step == "hold":
        return None
    if step == "news":
        return f"room_news:{told['ConferenceSid']}:{told['SequenceNumber']}"
    return f"room_{step}:{told['CallSid']}:{'.'.join(which)}"


BACK = {"wait": "waiting"}
KEYS: dict[str, Callable[[Mapping[str, str], Sequence[str]], str | None]] = {
    "sms/incoming": lambda told, _: f"sms:{told['MessageSid']}",
    "sms/status": _status_of_text,
    "sms/reply": _status_of_text,
    "voice/incoming": lambda told, _: f"call:{told['CallSid']}:start",
    "voice/turn": lambda told, rest: f"turn:{told['CallSid']}:{rest[0]}.{rest[1]}",
    "voice/answer": lambda told, rest: f"answer:{told['CallSid']}:{rest[0]}.{rest[1]}",
    "voice/back": _of_a_call_back,
    "voice/standby": _on_standby,
    "voice/line": _in_the_line,
    "voice/room": _of_a_room,
    "voice/seat": lambda told, rest: f"seat:{told['CallSid']}:{rest[0]}.{rest[1]}",
    "voice/status": lambda told, _: f"call_status:{told['CallSid']}:{told['SequenceNumber']}",
    "recordings": lambda told, _: f"recording:{told['RecordingSid']}:{told['RecordingStatus']}",
}


def _known(work: Work, events: set[str]) -> set[str]:
    """The events that became work."""
    done = select(Inbox.dedup_key).where(Inbox.processed_at.is_not(None))
    return set(work.session.scalars(done.where(among(Inbox.dedup_key, events))))


def _overtaken(work: Work, unknown: Mapping[str, Entry]) -> set[str]:
    """Receipts only ever move a row forward: one is made up for by a later one, or by what the
    carrier's own list says."""
    told = {key: entry for key, entry in unknown.items() if entry.webhook in TOLD}
    ours = {entry.subject for entry in told.values()}
    query = select(Outgoing.carrier_sid, Outgoing.carrier_status)
    rows = work.session.execute(query.where(among(Outgoing.carrier_sid, ours)))
    stands = {sid: status for sid, status in rows if status}
    return {key for key, entry in told.items() if _says_no_more(entry, stands.get(entry.subject))}


def _says_no_more(receipt: Entry, than: str | None) -> bool:
    said = twiml.read_receipt(receipt.params)
    return than is not None and not rises(than, said.status)


def _never_carried(work: Work, carried: set[str], since: datetime) -> list[str]:
    """Rows that count as with the carrier, who knows nothing of them; a canary only knocks."""
    accepted = select(Outgoing.carrier_sid).where(
        Outgoing.created_at >= since,
        Outgoing.state == State.ACCEPTED,
        Outgoing.purpose != Purpose.CANARY,
    )
    return [str(sid) for sid in work.session.scalars(accepted) if sid not in carried]


def _carried_twice(work: Work, carried: set[str], ledger: Sequence[Entry]) -> int:
    """What the carrier took beyond one for each row, and what left for no row of ours."""
    rows = {**_attempted(work, carried), **_told_of(ledger)}
    each = Counter(rows[sid] for sid in carried if sid in rows)
    return sum(count - 1 for count in each.values()) + sum(1 for sid in carried if sid not in rows)


def _attempted(work: Work, carried: set[str]) -> dict[str, str]:
    """For the carrier's ids, our rows as our own senders remember them."""
    tried = select(SendAttempt.carrier_sid, SendAttempt.outgoing_id)
    settled = select(Outgoing.carrier_sid, Outgoing.id)
    known: list[tuple[str | None, uuid.UUID]] = [
        *work.session.execute(tried.where(among(SendAttempt.carrier_sid, carried))),
        *work.session.execute(settled.where(among(Outgoing.carrier_sid, carried))),
    ]
    return {sid: str(row) for sid, row in known if sid is not None}


def _told_of(ledger: Sequence[Entry]) -> dict[str, str]:
    """The same as the carrier's receipts say it: their URL names the row."""
    told = (entry for entry in ledger if entry.kind == "webhook.sent" and entry.webhook in TOLD)
    named = ((entry.subject, parse_qs(urlsplit(entry.url).query).get("o")) for entry in told)
    return {sid: rows[0] for sid, rows in named if rows}


def _of_no_event(work: Work, tickets: set[uuid.UUID], callers: set[str]) -> int:
    """Tickets beyond those of the people who called or texted."""
    reached = select(Contact.ticket_id).where(among(Contact.carrier_sid, callers))
    return len(tickets - set(work.session.scalars(reached)))
