"""Many promises missed at once, written as rows so that a test is about what follows."""

import uuid
from datetime import datetime, timedelta

from hotline import staff
from hotline.staff import Role
from hotline.store.one_trip import copy_all
from hotline.store.work import Work, table_of
from hotline.tickets import Status, Ticket
from hotline.vocabulary import DeadlineKind, Force, Language, Severity
from referral.promises.deadlines import Deadline, State


def supervisors(work: Work, count: int) -> list[str]:
    """So many more supervisors; their telephones."""
    phones = [f"+8498000{n:04d}" for n in range(count)]
    for n, phone in enumerate(phones):
        staff.add(work, f"s{n}", Role.SUPERVISOR, "none", name=f"Người {n}", phone=phone)
    return phones


def overdue(work: Work, count: int, severity: Severity, late: timedelta) -> list[uuid.UUID]:
    """Tickets nobody has looked at, each with its first response missed so long ago."""
    ids = [uuid.uuid4() for _ in range(count)]
    missed = work.now - late
    copy_all(work.connection, table_of(Ticket), [_ticket(one, severity, missed) for one in ids])
    promises = [_promise(work, one, severity, missed) for one in ids]
    copy_all(work.connection, table_of(Deadline), promises)
    return ids


def _ticket(ticket_id: uuid.UUID, severity: Severity, since: datetime) -> dict[str, object]:
    return {
        "id": ticket_id,
        "severity": severity,
        "status": Status.NEW,
        "categories": [],
        "language": Language.VI,
        "received_at": since,
        "entered_at": since,
        "policy_version": "test",
    }


def _promise(
    work: Work, ticket_id: uuid.UUID, severity: Severity, missed: datetime
) -> dict[str, object]:
    return {
        "id": uuid.uuid4(),
        "ticket_id": ticket_id,
        "kind": DeadlineKind.FIRST_RESPONSE,
        "cycle": 0,
        "step": 0,
        "base": 0,
        "severity": severity,
        "due_at": missed,
        "started_at": missed,
        "state": State.ARMED,
        "force": Force.INTERNAL,
        "basis": "test",
        "policy_version": work.policy.version,
        "attempts": 0,
    }
