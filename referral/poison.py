"""One row that cannot be acted on holds up no other, and in the end wakes a human."""

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

import structlog

from hotline.sending import outbox
from hotline.sending.outbox import Letter, Purpose
from hotline.store.work import Work, Workplace
from hotline.vocabulary import Channel, Severity
from referral.staffing import duty

HOLD_BACK = timedelta(seconds=5)
PLAIN_AFTER = 3  # failures of one row, before its page is written without any template
PLAIN_AGAIN = 60  # failures, one every five seconds, until it is written once more
PLAIN = "plain"  # what the reasons of such pages begin with
LATE = "qua han / overdue"
STUCK = "tin khong di duoc / a message is stuck"

log = structlog.get_logger()


@dataclass(frozen=True)
class Subject:
    """What a plain page is about; a ticket is not always known."""

    ticket_id: uuid.UUID | None
    number: int | None


@dataclass(frozen=True)
class Rows:
    """Rows that are acted on together, and one by one once one of them cannot be.

    `waiting` and `hold_back` read nothing that may be what is broken. `hold_back` sets a row aside
    for a moment and says how often it has been; `about` is None when nobody is to be told.
    """

    name: str
    what: str
    waiting: Callable[[Work], Sequence[uuid.UUID]]
    act: Callable[[Work, uuid.UUID | None], int]
    hold_back: Callable[[Work, uuid.UUID], int]
    about: Callable[[Work, uuid.UUID], Subject | None]


def act_on(workplace: Workplace, rows: Rows) -> int:
    """All that waits, in one transaction; how many were acted on."""
    try:
        with workplace.work() as work:
            return rows.act(work, None)
    except Exception as error:  # noqa: BLE001  # one bad row must not hold up the others
        log.error("batch_failed", rows=rows.name, error=type(error).__name__)  # noqa: TRY400  # a traceback could quote sealed texts
    return one_by_one(workplace, rows)


def one_by_one(workplace: Workplace, rows: Rows) -> int:
    """Find the row that cannot be acted on, and set it aside."""
    with workplace.work() as work:
        ids = rows.waiting(work)
    return sum(_alone(workplace, rows, row_id) for row_id in ids)


def _alone(workplace: Workplace, rows: Rows, row_id: uuid.UUID) -> int:
    try:
        with workplace.work() as work:
            return rows.act(work, row_id)
    except Exception as error:  # noqa: BLE001  # the same: the others go on
        log.error("row_held_back", rows=rows.name, row=str(row_id), error=type(error).__name__)  # noqa: TRY400  # a traceback could quote sealed texts
    with workplace.work() as work:
        failures = rows.hold_back(work, row_id)
        subject = rows.about(work, row_id) if failures >= PLAIN_AFTER else None
        if subject is not None:
            time = (failures - PLAIN_AFTER) // PLAIN_AGAIN
            _page_plainly(work, f"{PLAIN}:{row_id}:{time}", subject, rows.what)
    return 0


def _page_plainly(work: Work, reason: str, subject: Subject, what: str) -> None:
    """No template, no roster, no ladder: every supervisor, in words that cannot fail.

    How urgent it is nobody knows, so it is critical.
    """
    number = f" {subject.number}" if subject.number else ""
    letters = (
        Letter(
            reason=f"{reason}:{person.id}:{Channel.SMS}",
            purpose=Purpose.PAGE,
            channel=Channel.SMS,
            severity=Severity.CRITICAL,
            to=person.phone or "",
            body=f"Lang Nghe{number}: {what}. Mo ban lam viec / open the desk.",
            ticket_id=subject.ticket_id,
            staff_id=person.id,
        )
        for person in duty.now_reachable(work).people.values()
    )
    outbox.put(work, *letters)
