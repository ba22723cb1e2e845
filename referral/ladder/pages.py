"""The letters that wake people: one for each person and channel of a rung."""

import uuid
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from hotline import codes
from hotline.calls import waits
from hotline.sending.outbox import Letter, Purpose
from hotline.staff import Staff
from hotline.store.work import Work
from hotline.vocabulary import Channel
from referral import letters
from referral.ladder.due import DueRow
from referral.ladder.escalation import Page
from referral.letters import PageFacts


@dataclass(frozen=True)
class Climb:
    """A rung climbed for a ticket."""

    row: DueRow
    page: Page


def write(work: Work, climbs: Sequence[Climb], people: Mapping[uuid.UUID, Staff]) -> list[Letter]:
    wanted = [
        (climb, people[person], channel)
        for climb in climbs
        for person in climb.page.people
        for channel in climb.page.channels
        if people[person].address(channel)
    ]
    waiting = waits.tickets_waiting(work, {climb.row.ticket_id for climb in climbs})
    written = sum(1 for _, _, channel in wanted if channel is not Channel.CALL)
    fresh = iter(codes.for_pages(work, written))
    return [_with_caller(work, _letter(work, *one, fresh), waiting) for one in wanted]


def _with_caller(work: Work, letter: Letter, waiting: Collection[uuid.UUID]) -> Letter:
    """Whose caller is on the line may be talked to from the page itself."""
    if letter.channel is not Channel.CALL or letter.ticket_id not in waiting:
        return letter
    talk = work.policy.say("page.call_talk", letter.language)
    return replace(letter, body=f"{letter.body} {talk}")


def _letter(
    work: Work, climb: Climb, person: Staff, channel: Channel, fresh: Iterator[str]
) -> Letter:
    """What is written carries a code; on the telephone a key answers."""
    row = climb.row
    code = next(fresh) if channel is not Channel.CALL else None
    link = f"{work.public_url}/tickets/{row.ticket_number}"
    facts = PageFacts(row.ticket_number, row.due.severity, code or "", link)
    return Letter(
        reason=f"page:{row.ticket_id}:{row.cycle}:{climb.page.step}:{person.id}:{channel}",
        purpose=Purpose.PAGE,
        channel=channel,
        severity=row.due.severity,
        to=person.address(channel) or "",
        body=letters.page(facts, channel, work.policy, person.language),
        code=code,
        ticket_id=row.ticket_id,
        staff_id=person.id,
        language=person.language,
    )
