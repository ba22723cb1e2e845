"""A contact that was no counselling is put away in two presses, and taken out again in one."""

from hotline import counting, slowing, tickets
from hotline.errors import InvalidError
from hotline.levels import NO_COUNSELLING, ContactLevel
from hotline.staff import Staff
from hotline.store import journal
from hotline.store.journal import Act
from hotline.store.work import Work
from hotline.tickets import Outcome, Ticket
from referral import casework

ENDS = {
    ContactLevel.PRANK: Outcome.TEST_OR_PRANK,
    ContactLevel.ABUSIVE: Outcome.TEST_OR_PRANK,
    ContactLevel.TEST: Outcome.TEST_OR_PRANK,
    ContactLevel.WRONG_NUMBER: Outcome.MISTAKE,
    ContactLevel.SILENT: Outcome.COULD_NOT_REACH,
    ContactLevel.HUNG_UP: Outcome.COULD_NOT_REACH,
}
OTHERWISE = Outcome.INFORMATION_GIVEN


def put_away(work: Work, ticket: Ticket, person: Staff, level: ContactLevel) -> None:
    """Count it and close it. A critical ticket stays a supervisor's to close."""
    if level not in NO_COUNSELLING:
        raise InvalidError("say what it counts as")
    casework.close(work, ticket, person, ENDS.get(level, OTHERWISE))
    counting.count_all(work, ticket, level, person)


def may_undo(work: Work, ticket: Ticket) -> bool:
    if ticket.is_open or ticket.level not in NO_COUNSELLING:
        return False
    return slowing.may_undo(ticket.closed_at, work.policy.slowing, work.now)


def undo(work: Work, ticket: Ticket, person: Staff) -> None:
    """It was somebody after all: open, owed what it was owed, and not yet counted."""
    ticket = tickets.locked(work, ticket.id)
    if not may_undo(work, ticket):
        raise InvalidError("it was put away too long ago; open it again instead")
    casework.reopen(work, ticket, person)
    facts = {"level": ticket.level.value if ticket.level else ""}
    if ticket.level:
        counting.uncount(work, ticket, ticket.level)
    by = journal.staff(person.id)
    journal.write(work, Act.LEVEL_UNDONE, by=by, ticket_id=ticket.id, facts=facts)
