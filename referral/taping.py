"""Who talks with a caller stops the tape for a while: for a card number, or for a third person."""

from hotline.errors import InvalidError
from hotline.recordings import taping
from hotline.recordings.taping import Tape
from hotline.staff import Staff
from hotline.store import journal
from hotline.store.journal import Act
from hotline.store.work import Work
from hotline.tickets import Ticket


def pause(work: Work, ticket: Ticket, person: Staff) -> None:
    _turn(work, ticket, person, Tape.PAUSED, Act.RECORDING_PAUSED)


def resume(work: Work, ticket: Ticket, person: Staff) -> None:
    _turn(work, ticket, person, Tape.RUNNING, Act.RECORDING_RESUMED)


def _turn(work: Work, ticket: Ticket, person: Staff, wanted: Tape, act: Act) -> None:
    """Twice is once; whoever presses it, so that a second person in the room may."""
    row = taping.running(work, ticket.id)
    if row is None:
        raise InvalidError("nothing is being recorded")
    if row.wanted is wanted:
        return
    taping.want(work, row, wanted)
    journal.write(work, act, by=journal.staff(person.id), ticket_id=ticket.id)
