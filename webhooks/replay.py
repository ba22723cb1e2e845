"""Events that were kept because they could not become work at once."""

import uuid

import structlog

from hotline import inbox, journal, tickets
from hotline.inbox import Event, Inbox
from hotline.journal import Act
from hotline.policy import DeadlineKind, Language, Severity
from hotline.spool import Spool
from hotline.work import Work, Workplace
from referral import desk
from webhooks import sms, voice

KINDS = {
    kind.name: kind
    for kind in (
        *(sms.SMS, sms.SMS_STATUS),
        *(voice.CALL, voice.TURN, voice.ANSWER, voice.CALL_STATUS, voice.RECORDING),
    )
}
MOST_TRIES = 3

log = structlog.get_logger()


def replay(workplace: Workplace, limit: int = 50) -> int:
    """Try kept events again, each in a transaction of its own; how many became work."""
    with workplace.work() as work:
        waiting = [(row.id, row.attempts) for row in inbox.postponed(work, limit)]
    return sum(_again(workplace, row_id, attempts) for row_id, attempts in waiting)


def take_in_spool(workplace: Workplace, spool: Spool) -> int:
    """What was spooled while the database was away goes into the inbox; how many events."""

    def take(event: Event) -> None:
        with workplace.work() as work:
            inbox.keep_for_later(work, event, "")

    return spool.drain(take)


def _again(workplace: Workplace, row_id: uuid.UUID, attempts: int) -> bool:
    try:
        with workplace.work() as work:
            row = work.session.get_one(Inbox, row_id, with_for_update=True)
            if row.processed_at is None:
                KINDS[row.kind].handle(work, row.event)
                row.processed_at = work.now
    except Exception as error:  # noqa: BLE001  # one bad event must not hold up the others
        log.error("event_failed_again", error=type(error).__name__, attempts=attempts)  # noqa: TRY400  # a traceback could quote the caller's words
        if attempts >= MOST_TRIES:
            _hand_to_a_human(workplace, row_id)
        return False
    return True


def _hand_to_a_human(workplace: Workplace, row_id: uuid.UUID) -> None:
    """What no code understands is read by a person: a ticket that says where to look."""
    with workplace.work() as work:
        row = work.session.get_one(Inbox, row_id, with_for_update=True)
        if row.processed_at is None:
            row.processed_at = work.now
            _open(work, row)


def _open(work: Work, row: Inbox) -> None:
    ticket = tickets.open_ticket(work, Severity.HIGH, caller=None, index=None, language=Language.VI)
    facts = {"event": str(row.id), "kind": row.kind}
    journal.write(work, Act.EVENT_FAILED, ticket_id=ticket.id, facts=facts)
    desk.promise(work, ticket, DeadlineKind.FIRST_RESPONSE, fresh=True)
