"""Somebody of the line listens to a recording: by leave of the policy, and in the journal."""

import uuid
from dataclasses import dataclass

from hotline import recording_rules as rules
from hotline import tickets
from hotline.errors import NotAllowedError, NotFoundError
from hotline.recordings import kept
from hotline.recordings.kept import PLAYABLE, Recording
from hotline.staff import Staff
from hotline.store import journal
from hotline.store.journal import Act
from hotline.store.work import Work
from hotline.tickets import Ticket
from referral.promises import progress


@dataclass(frozen=True)
class Sound:
    content: bytes
    media_type: str


def hear(work: Work, ticket: Ticket, recording_id: uuid.UUID, person: Staff) -> Sound:
    """Each time it is played is written down; the first time is what was promised to the caller."""
    if not rules.may_hear(person.role, work.policy.recordings):
        raise NotAllowedError("recordings are heard by those the policy names")
    row = work.session.get(Recording, recording_id)
    if row is None or row.ticket_id != ticket.id or row.state not in PLAYABLE:
        raise NotFoundError("there is no such recording to hear")
    facts = {"seconds": str(row.seconds)}
    by = journal.staff(person.id)
    journal.write(work, Act.RECORDING_HEARD, by=by, ticket_id=ticket.id, facts=facts)
    if row.heard_at is None:
        row.heard_at = work.now
        progress.made(work, tickets.locked(work, ticket.id), heard=True)
    return Sound(kept.content(work, row), row.media_type or "")
