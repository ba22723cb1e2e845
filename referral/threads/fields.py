"""What stands on a ticket itself: brought together by a merge, put back by its undo."""

from datetime import datetime

from hotline import tickets
from hotline.levels import ContactLevel, deepest
from hotline.store.work import Work
from hotline.tickets import Outcome, Status, Ticket
from hotline.vocabulary import Severity
from referral.threads.regroupings import Fields

PLAIN = ("caller", "place", "commune_code", "commune_name", "commune_data", "reasons")


def read(ticket: Ticket) -> Fields:
    return {
        **{name: getattr(ticket, name) for name in PLAIN},
        "severity": ticket.severity.value,
        "status": ticket.status.value,
        "categories": list(ticket.categories or ()),
        "level": ticket.level.value if ticket.level else None,
        "outcome": ticket.outcome.value if ticket.outcome else None,
        "closed_at": ticket.closed_at.isoformat() if ticket.closed_at else None,
    }


def bring(work: Work, source: Ticket, target: Ticket, *, by: str) -> None:
    """What the source knows and the target does not; the graver of both counts."""
    tickets.reassess(work, target, source.severity, source.categories or (), source.why)
    target.level = deepest([target.level, source.level])
    if target.caller is None and source.caller is not None:
        target.caller, target.caller_index = source.caller, source.caller_index
    commune = work.policy.commune(source.commune_code) if target.commune_code is None else None
    landmark = source.place if target.place is None else None
    if commune or landmark:
        tickets.set_place(work, target, commune, landmark, by=by)


def put_back(ticket: Ticket, before: Fields, after: Fields) -> None:
    """What stands as the merge left it. Whatever was changed since by itself stays changed."""
    now = read(ticket)
    for name in (*PLAIN, "severity", "categories", "level"):
        if now[name] == after[name] != before[name]:
            setattr(ticket, name, _value(name, before[name]))
    if ticket.caller is None:
        ticket.caller_index = None


def _value(name: str, written: str | list[str] | None) -> object:
    match name, written:
        case "severity", str(code):
            return Severity(code)
        case "level", str(code):
            return ContactLevel(code)
        case _:
            return written


def ending(fields: Fields) -> tuple[Status, Outcome | None, datetime | None]:
    """How far a ticket had come, and how and when it ended."""
    outcome, closed_at = fields["outcome"], fields["closed_at"]
    return (
        Status(str(fields["status"])),
        Outcome(str(outcome)) if outcome else None,
        datetime.fromisoformat(str(closed_at)) if closed_at else None,
    )
