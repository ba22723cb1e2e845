"""Time has passed: act on every deadline that is due.

Gather, decide, apply, a batch in one transaction, with nothing but the database: whatever is to be
sent is only written down here.
"""

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import update

from hotline import tickets
from hotline.sending import outbox
from hotline.store import journal
from hotline.store.journal import Act, Entry
from hotline.store.one_trip import copy_all
from hotline.store.work import Work, among, table_of
from hotline.tickets import Ticket
from hotline.vocabulary import DeadlineKind, Force, LimitClock
from referral import desk
from referral.canary import filing
from referral.ladder import digests, due, escalation, pages, plans
from referral.ladder.due import DueRow
from referral.ladder.escalation import Decision, Joined, Page, Released
from referral.ladder.pages import Climb
from referral.ladder.paging import HOUSE_RULE
from referral.poison import HOLD_BACK
from referral.promises.deadlines import Deadline, State
from referral.staffing import duty
from referral.staffing.duty import Reachable

BATCH = 500
MANY = 2000  # once the worst are on their way


@dataclass(frozen=True)
class Firing:
    row: DueRow
    decision: Decision


def sweep(work: Work, limit: int = BATCH, only: uuid.UUID | None = None) -> int:
    """Fire what is due; how many there were."""
    if only is None and not due.is_any(work):
        return 0
    rows = due.take(work, limit, only)
    promised = [row for row in rows if row.due.kind is not DeadlineKind.CANARY]
    if promised:
        reachable = duty.now_reachable(work)
        _apply(work, decide(work, promised, reachable), reachable)
    _release(work, [row for row in rows if row.due.kind is DeadlineKind.CANARY])
    return len(rows)


def _release(work: Work, rows: Sequence[DueRow]) -> None:
    """Canaries: nobody is looked for, and nothing is written down."""
    _settle(work, [row.id for row in rows])
    for row in rows:
        filing.release(work, row.ticket_id)


def decide(work: Work, rows: Sequence[DueRow], reachable: Reachable) -> list[Firing]:
    """Several promises of one ticket that are missed together start one ladder."""
    firings: list[Firing] = []
    climbing = {row.ticket_id for row in rows if row.due.kind is DeadlineKind.LADDER}
    for row in rows:
        facts = row.due
        if row.ticket_id in climbing and facts.kind is not DeadlineKind.LADDER:
            facts = replace(facts, climbing=True)
        decision = escalation.decide(facts, reachable.roster, work.policy, work.now)
        firings.append(Firing(row, decision))
        climbing.add(row.ticket_id)
    return firings


def hold_back(work: Work, deadline_id: uuid.UUID) -> int:
    """A deadline that could not be acted on steps aside for five seconds; how often it has."""
    change = update(Deadline).where(Deadline.id == deadline_id)
    change = change.values(attempts=Deadline.attempts + 1, try_after=work.now + HOLD_BACK)
    options = {"synchronize_session": False}  # a row that cannot be read is not read
    failures = change.returning(Deadline.attempts).execution_options(**options)
    return work.session.scalars(failures).one()


def _apply(work: Work, firings: Sequence[Firing], reachable: Reachable) -> None:
    _settle(work, [firing.row.id for firing in firings])
    climbs = _climbs(firings)
    if climbs:
        plans.keep(work)
        successors = [_successor(work, climb) for climb in climbs]
        copy_all(work.connection, table_of(Deadline), successors)
        at_once = [climb for climb in climbs if climb.page.digest_every is None]
        outbox.put(work, *pages.write(work, at_once, reachable.people))
    for firing in firings:
        if isinstance(firing.decision, Released):
            tickets.release(work, work.session.get_one(Ticket, firing.row.ticket_id))
    _tell_others(work, firings)
    told = [*map(_missed, firings), *(entry for climb in climbs for entry in _paged(climb))]
    journal.write_all(work, told)
    digests.gather(work, climbs)  # last, because other sweeps wait for it


def _tell_others(work: Work, firings: Sequence[Firing]) -> None:
    """Whether a ladder climbs already or not: a human who is woken is no agency on its way."""
    for firing in firings:
        if firing.row.due.kind is DeadlineKind.AGENCY_ACK and firing.row.referral_id is not None:
            desk.unanswered(work, firing.row.referral_id)


def _settle(work: Work, ids: Sequence[uuid.UUID]) -> None:
    work.session.execute(
        update(Deadline)
        .where(among(Deadline.id, ids))
        .values(state=State.FIRED, settled_at=work.now)
        .execution_options(synchronize_session=False)
    )


def _climbs(firings: Sequence[Firing]) -> list[Climb]:
    found = ((firing.row, _page_of(firing.decision)) for firing in firings)
    return [Climb(row, page) for row, page in found if page is not None]


def _page_of(decision: Decision) -> Page | None:
    match decision:
        case Page():
            return decision
        case Released(page):
            return page
        case Joined():
            return None


def _successor(work: Work, climb: Climb) -> dict[str, object]:
    return {
        "id": uuid.uuid4(),
        "ticket_id": climb.row.ticket_id,
        "kind": DeadlineKind.LADDER,
        "cycle": climb.row.cycle,
        "step": climb.page.next_step,
        "base": climb.page.base,
        "severity": climb.row.due.severity,
        "due_at": climb.page.next_due_at,
        "started_at": climb.page.started_at,
        "state": State.ARMED,
        "clock": LimitClock.HOURS,
        "force": Force.INTERNAL,
        "basis": HOUSE_RULE,
        "policy_version": _version(work, climb),
        "attempts": 0,
    }


def _version(work: Work, climb: Climb) -> str:
    """A ladder keeps the version it began with, and so its steps."""
    going = climb.row.due.kind is DeadlineKind.LADDER
    return climb.row.policy_version if going else work.policy.version


def _missed(firing: Firing) -> Entry:
    late = {"kind": firing.row.due.kind.value, "due_at": firing.row.due.due_at.isoformat()}
    act = Act.RUNG_DUE if firing.row.due.kind is DeadlineKind.LADDER else Act.DEADLINE_MISSED
    return Entry(act, firing.row.ticket_id, late)


def _paged(climb: Climb) -> Iterator[Entry]:
    page = climb.page
    for audience in page.empty:
        yield Entry(Act.RUNG_EMPTY, climb.row.ticket_id, {"audience": audience.value})
    facts = {
        "rung": str(page.step),
        "audience": page.audience.value,
        "people": ",".join(str(person) for person in page.people),
        "channels": ",".join(page.channels),
    }
    yield Entry(Act.PAGED if page.people else Act.NOBODY_TO_PAGE, climb.row.ticket_id, facts)
