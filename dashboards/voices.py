"""The recordings of a ticket: which there are, whether they can be heard, and by this reader."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from dashboards.wording import gettext, later
from hotline import recording_rules as rules
from hotline.recordings import kept
from hotline.recordings.kept import PLAYABLE, Recording, State
from hotline.staff import Staff
from hotline.store.work import Work
from hotline.tickets import Ticket

NOT_HERE = {
    State.AT_CARRIER: later("The recording is being fetched"),
    State.LOST: later("There is nothing to hear: the carrier did not hand the recording over"),
    State.ERASED: later("The recording was erased when its time was over"),
}
NOT_YOURS = later("You may not hear recordings")
NOBODY_YET = later("nobody has listened yet")


@dataclass(frozen=True)
class Voice:
    """`id` is empty where there is nothing to play, and `words` say why not."""

    id: uuid.UUID | None
    seconds: int
    words: str


def of_contacts(
    work: Work, ticket: Ticket, reader: uuid.UUID
) -> Mapping[uuid.UUID | None, tuple[Voice, ...]]:
    """By the call they belong to."""
    person = work.session.get(Staff, reader)
    may = person is not None and rules.may_hear(person.role, work.policy.recordings)
    found: dict[uuid.UUID | None, tuple[Voice, ...]] = {}
    for row in kept.of_ticket(work, ticket.id):
        found[row.contact_id] = (*found.get(row.contact_id, ()), _voice(row, may=may))
    return found


def _voice(row: Recording, *, may: bool) -> Voice:
    if row.state not in PLAYABLE:
        return Voice(None, row.seconds, gettext(NOT_HERE[row.state]))
    if not may:
        return Voice(None, row.seconds, gettext(NOT_YOURS))
    return Voice(row.id, row.seconds, "" if row.heard_at else gettext(NOBODY_YET))
