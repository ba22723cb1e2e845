"""A canary did not come home: somebody is woken, by the steps of the gravest ladder."""

from hotline.sending import outbox
from hotline.sending.outbox import Letter, Purpose
from hotline.staff import Staff
from hotline.store.work import Work
from hotline.vocabulary import Channel, DeadlineKind, Severity
from referral.canary import flight
from referral.canary.flight import Stage
from referral.ladder import escalation
from referral.ladder.escalation import Due, Page
from referral.staffing import duty


def sound(work: Work, slot: int, missing: Stage, lost: int) -> None:
    """One rung higher for each that was lost in a row. It is no ticket: nobody has to close it,
    and it ends when the next one comes home."""
    if not flight.is_told(lost):
        return
    reachable = duty.now_reachable(work)
    due = Due(DeadlineKind.LADDER, Severity.CRITICAL, work.now, work.now, step=lost - 1)
    page = escalation.decide(due, reachable.roster, work.policy, work.now)
    assert isinstance(page, Page)  # noqa: S101  # of a ladder nothing else is decided
    people = [reachable.people[person] for person in page.people]
    outbox.put(
        work,
        *(
            _letter(work, slot, missing, person, channel)
            for person in people
            for channel in page.channels
            if person.address(channel)
        ),
    )


def _letter(work: Work, slot: int, missing: Stage, person: Staff, channel: Channel) -> Letter:
    stage = work.policy.say(f"canary.{missing}", person.language)
    say = work.policy.say_plain if channel is Channel.SMS else work.policy.say
    return Letter(
        reason=f"alarm:{slot}:{person.id}:{channel}",
        purpose=Purpose.ALARM,
        channel=channel,
        severity=Severity.CRITICAL,
        to=person.address(channel) or "",
        body=say("canary.lost", person.language, stage=stage),
        ticket_id=None,
        staff_id=person.id,
        language=person.language,
    )
