"""Whether a talk goes on tape, and its pauses: for a card number, or for a third person."""

import uuid

from hotline.errors import InvalidError
from hotline.recording_rules import Mode
from hotline.recordings import taping
from hotline.recordings.taping import Tape
from hotline.staff import Staff
from hotline.store import journal
from hotline.store.journal import Act
from hotline.store.work import Work
from hotline.tickets import Ticket


def begin_by_rule(work: Work, ticket_id: uuid.UUID, call_sid: str) -> None:
    """A caller and somebody of ours begin to talk; where the policy always records, the caller has
    been told so. Twice is once."""
    if work.policy.recordings.conversations.mode is not Mode.ALWAYS:
        return
    if taping.of_call(work, call_sid) is None:
        _on_tape(work, ticket_id, call_sid, Mode.ALWAYS, journal.CALLER)


def agreed(work: Work, ticket_id: uuid.UUID, call_sid: str, person: Staff) -> None:
    """Whoever talks with the caller asked, and writes down the yes. Twice is once.

    Raises InvalidError where the policy asks nobody.
    """
    if not may_be_asked(work):
        raise InvalidError("conversations are not recorded")
    if taping.of_call(work, call_sid) is None:
        _on_tape(work, ticket_id, call_sid, Mode.CONSENT, journal.staff(person.id))


def may_be_asked(work: Work) -> bool:
    return work.policy.recordings.conversations.mode is Mode.CONSENT


def _on_tape(work: Work, ticket_id: uuid.UUID, call_sid: str, mode: Mode, by: str) -> None:
    facts = {"mode": mode.value, "agreed": "yes"}
    journal.write(work, Act.RECORDING_CONSENT, by=by, ticket_id=ticket_id, facts=facts)
    taping.begin(work, ticket_id, call_sid)


def pause(work: Work, ticket: Ticket, person: Staff) -> None:
    _turn(work, ticket, person, Tape.PAUSED, Act.RECORDING_PAUSED)


def resume(work: Work, ticket: Ticket, person: Staff) -> None:
    _turn(work, ticket, person, Tape.RUNNING, Act.RECORDING_RESUMED)


def _turn(work: Work, ticket: Ticket, person: Staff, wanted: Tape, act: Act) -> None:
    """Twice is once; whoever presses it, so that a second person in the room may."""
    row = taping.running(work, ticket.id, lock=True)
    if row is None:
        raise InvalidError("nothing is being recorded")
    if row.wanted is wanted:
        return
    taping.want(work, row, wanted)
    journal.write(work, act, by=journal.staff(person.id), ticket_id=ticket.id)
