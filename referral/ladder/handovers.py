"""An unsigned hand-over wakes people rung by rung, until it is signed or the next one has begun."""

from collections.abc import Iterator

from sqlalchemy import select

from hotline.sending import outbox
from hotline.sending.outbox import Letter, Purpose
from hotline.staff import Staff
from hotline.store import journal
from hotline.store.journal import Act
from hotline.store.prepared import MOMENT, Prepared
from hotline.store.work import Work
from hotline.vocabulary import Channel, DeadlineKind, Severity
from referral import letters
from referral.ladder import escalation
from referral.ladder.escalation import Due, Page
from referral.staffing import duty, handover
from referral.staffing.handover import Handover

SEVERITY = Severity.ROUTINE  # no child waits for it: what is grave has a ladder of its own
_DUE = Prepared(select(Handover.id).where(Handover.page_at <= MOMENT).limit(1))


def climb(work: Work) -> int:
    """Page for what is due; how many hand-overs that were."""
    if not work.sees(_DUE):
        return 0
    due = work.session.scalars(
        select(Handover).where(Handover.page_at <= work.now).with_for_update(skip_locked=True)
    ).all()
    for row in due:
        if handover.is_over(work, row):
            row.page_at = None
        else:
            _page(work, row)
    return len(due)


def _page(work: Work, row: Handover) -> None:
    reachable = duty.now_reachable(work)
    page = escalation.decide(_due(work, row), reachable.roster, work.policy, work.now)
    if not isinstance(page, Page):
        raise TypeError("a ladder that climbs always pages")
    people = [reachable.people[person] for person in page.people]
    outbox.put(work, *_letters(work, row, page, people))
    row.rung, row.page_at = page.next_step, page.next_due_at
    facts = {
        "rung": str(page.step),
        "audience": page.audience.value,
        "people": ",".join(str(person) for person in page.people),
        "channels": ",".join(page.channels),
        "at": row.changes_at.isoformat(),
    }
    journal.write(work, Act.PAGED if page.people else Act.NOBODY_TO_PAGE, facts=facts)


def _due(work: Work, row: Handover) -> Due:
    return Due(
        kind=DeadlineKind.LADDER,
        severity=SEVERITY,
        due_at=row.page_at or work.now,
        started_at=row.missed_at or work.now,
        step=row.rung or 0,
    )


def _letters(work: Work, row: Handover, page: Page, people: list[Staff]) -> Iterator[Letter]:
    """No code: a signature is given on the page, by whoever comes on duty."""
    for person in people:
        for channel in page.channels:
            if person.address(channel):
                yield _letter(work, row, f"{page.step}:{person.id}", person, channel)


def _letter(work: Work, row: Handover, step: str, person: Staff, channel: Channel) -> Letter:
    return Letter(
        reason=f"handover:{row.id}:{step}:{channel}",
        purpose=Purpose.HANDOVER,
        channel=channel,
        severity=SEVERITY,
        to=person.address(channel) or "",
        body=letters.handover(work.public_url, channel, work.policy, person.language),
        ticket_id=None,
        staff_id=person.id,
        language=person.language,
    )
