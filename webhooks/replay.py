"""Events that were kept because they could not become work at once."""

import uuid
from collections.abc import Callable
from dataclasses import replace

import structlog

from hotline import inbox, tickets
from hotline.inbox import Event, Inbox
from hotline.phones import normal
from hotline.spool import Spool
from hotline.staff import PHONE
from hotline.store import journal
from hotline.store.journal import Act
from hotline.store.work import Work, Workplace
from hotline.text import clean
from hotline.vocabulary import DeadlineKind, Language, Severity
from referral import desk
from webhooks import callbacks, line, rooms, sms, voice

OURS = (*sms.KINDS, *voice.KINDS, *line.KINDS, *rooms.KINDS, *callbacks.KINDS)
KINDS = {kind.name: kind for kind in OURS}
FROM_A_CALLER = frozenset({sms.SMS.name, voice.CALL.name, voice.TURN.name})
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
    if _tried(_handle, workplace, row_id):
        return True
    if attempts >= MOST_TRIES:
        _tried(_hand_to_a_human, workplace, row_id)
    return False


def _tried(act: Callable[[Work, Inbox], None], workplace: Workplace, row_id: uuid.UUID) -> bool:
    try:
        with workplace.work() as work:
            row = work.session.get_one(Inbox, row_id, with_for_update=True)
            if row.processed_at is None:
                row.processed_at = work.now
                act(work, row)
    except Exception as error:  # noqa: BLE001  # one bad event must not hold up the others
        log.error("event_failed_again", error=type(error).__name__, event_id=str(row_id))  # noqa: TRY400  # a traceback could quote the caller's words
        return False
    return True


def _handle(work: Work, row: Inbox) -> None:
    """Behind any text or call of the same number that is being handled now."""
    inbox.wait_in_queue(work, replace(row.event, queue=_caller(row) or ""))
    KINDS[row.kind].handle(work, row.event)


def _hand_to_a_human(work: Work, row: Inbox) -> None:
    """What no code understands is read by a person: a ticket with the words and who wrote them."""
    caller = _caller(row)
    index = work.keyring.blind(caller, PHONE) if caller else None
    ticket = tickets.open_ticket(
        work, Severity.HIGH, caller=caller, index=index, language=Language.VI
    )
    facts = {"event": str(row.id), "kind": row.kind}
    journal.write(work, Act.EVENT_FAILED, ticket_id=ticket.id, facts=facts)
    words = clean(row.event.params.get("Body", ""))
    if words:
        by, facts = journal.CALLER, {"text": words}
        journal.write(work, Act.NOTE, by=by, ticket_id=ticket.id, facts=facts)
    desk.promise(work, ticket, DeadlineKind.FIRST_RESPONSE, fresh=True)


def _caller(row: Inbox) -> str | None:
    """Who reached us; in news of what we sent ourselves, nobody did."""
    return normal(row.event.params.get("From", "")) if row.kind in FROM_A_CALLER else None
