"""The hinge: see that a ticket is in the right hands. Safe to call again."""

import uuid
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from hotline import codes, journal, outbox, tickets
from hotline.facts import Fact
from hotline.journal import Act
from hotline.outbox import Letter, Purpose
from hotline.policy import AgencyKind, Channel, DeadlineKind, Severity
from hotline.tickets import Ticket
from hotline.work import Work
from referral import (
    agencies,
    calendar_days,
    deadlines,
    letters,
    obligations,
    paging,
    referrals,
    routing,
)
from referral.agencies import Agency
from referral.deadlines import Deadline
from referral.letters import ReferralFacts
from referral.referrals import Referral, Status, Via
from referral.routing import Choice, Gap, Plan, TicketFacts

CHANNELS = {
    Severity.CRITICAL: (Channel.SMS, Channel.CALL),
    Severity.HIGH: (Channel.SMS,),
    Severity.ROUTINE: (Channel.SMS,),
}


def promise(work: Work, ticket: Ticket, kind: DeadlineKind, *, fresh: bool) -> None:
    """Somebody reached us: promise a first look, sooner when the ticket has become graver.

    A `fresh` ticket is known to have no promise yet, which saves looking.
    """
    if fresh:
        deadlines.arm(work, ticket, kind)
        return
    _open_again(work, ticket, by=journal.SYSTEM)
    due = calendar_days.due_at(work, work.now, work.policy.limit(kind, ticket.severity))
    paging.hasten(work, ticket, due)
    if _sooner_is_armed(work, ticket, due):
        return
    cycle = deadlines.next_cycle(work, ticket.id, kind)
    deadlines.settle(work, ticket.id, deadlines.State.CANCELLED, kinds=[kind])
    deadlines.arm(work, ticket, kind, cycle=cycle)


def _open_again(work: Work, ticket: Ticket, *, by: str) -> None:
    """What still happens to a closed ticket is nobody's: it is opened for somebody to look."""
    if not ticket.is_open:
        tickets.move(work, ticket, tickets.Status.NEW, by=by, act=Act.TICKET_REOPENED)


def _sooner_is_armed(work: Work, ticket: Ticket, due: datetime) -> bool:
    work.session.flush()
    return (
        work.session.scalar(
            select(Deadline.id)
            .where(Deadline.ticket_id == ticket.id, deadlines.ARMED)
            .where(Deadline.referral_id.is_(None), deadlines.OURS, Deadline.due_at <= due)
            .limit(1)
        )
        is not None
    )


def follow_up(work: Work, ticket: Ticket) -> None:
    """Open every referral the policy sends without being asked, and page for what is missing."""
    obligations.happened(work, ticket, Fact.RECEIVED, ticket.received_at)
    facts = facts_of(ticket)
    if not routing.wanted(facts, work.policy):
        return
    plan = routing.plan(facts, agencies.covering(work, ticket.commune_code), work.policy)
    told = _told(work, ticket)
    for choice in plan.choices:
        if choice.automatic and choice.agency.id not in told:
            refer(work, ticket, choice, by=journal.SYSTEM)
    missing = [gap for gap in plan.gaps if gap.automatic]
    if missing:
        _nobody_covers(work, ticket, missing)


def preview(work: Work, ticket: Ticket) -> Plan:
    """What would be referred now, with reasons, and what is missing; agencies told are left out."""
    found = agencies.covering(work, ticket.commune_code)
    plan = routing.plan(facts_of(ticket), found, work.policy)
    told = _told(work, ticket)
    return Plan(tuple(c for c in plan.choices if c.agency.id not in told), plan.gaps)


def facts_of(ticket: Ticket) -> TicketFacts:
    return TicketFacts(ticket.severity, frozenset(ticket.categories or ()), ticket.commune_code)


def _told(work: Work, ticket: Ticket) -> set[uuid.UUID]:
    """The agencies this ticket has been referred to, whatever they answered."""
    work.session.flush()
    query = select(Referral.agency_id).where(Referral.ticket_id == ticket.id)
    return set(work.session.scalars(query))


def refer(work: Work, ticket: Ticket, choice: Choice, *, by: str) -> Referral:
    """One agency: referral, letters, acknowledgement deadline and journal, in this transaction."""
    agency = work.session.get_one(Agency, choice.agency.id)
    token, token_hash = referrals.new_token()
    referral = work.add(
        Referral(
            ticket_id=ticket.id,
            agency_id=agency.id,
            ticket=ticket,
            agency=agency,
            code=codes.draw(codes.REFERRAL),
            token_hash=token_hash,
            status=Status.DRAFT,
            reason=choice.reason,
            opened_by=by,
            opened_at=work.now,
        )
    )
    journal.write(
        work,
        Act.REFERRAL_OPENED,
        by=by,
        ticket_id=ticket.id,
        facts={"agency": agency.name, "kind": agency.kind.value, "code": referral.code},
    )
    outbox.put(work, *_letters(work, referral, token))
    deadlines.arm(work, ticket, DeadlineKind.AGENCY_ACK, referral_id=referral.id)
    referrals.move(work, referral, Status.SENT, by=by)
    obligations.happened(work, ticket, Fact.FORWARDED, work.now, agency=agency.kind)
    if ticket.status in (tickets.Status.NEW, tickets.Status.IN_PROGRESS):
        tickets.move(work, ticket, tickets.Status.REFERRED, by=by, act=Act.REFERRAL_MOVED)
    return referral


def _letters(work: Work, referral: Referral, token: str) -> list[Letter]:
    ticket, agency = referral.ticket, referral.agency
    link = f"{work.public_url}/r/{token}"
    facts = ReferralFacts(referral.code, ticket.severity, ticket.commune_name, link)
    texts = {
        channel: letters.referral(facts, channel, work.policy)
        for channel in CHANNELS[ticket.severity]
    }
    referral.disclosed = "\n".join(texts.values()).replace(token, "…")
    return [
        Letter(
            reason=f"referral:{referral.id}:{channel}",
            purpose=Purpose.REFERRAL,
            channel=channel,
            severity=ticket.severity,
            to=agency.phone or "",
            body=text,
            code=referral.code,
            ticket_id=ticket.id,
            referral_id=referral.id,
        )
        for channel, text in texts.items()
    ]


def acknowledged(work: Work, referral: Referral, *, by: str, via: Via) -> bool:
    """The agency has it; False when it said so before. Late answers count too."""
    referrals.hold(work, referral)
    if referral.status in (Status.ACKNOWLEDGED, Status.REPORTED):
        return False
    referrals.move(work, referral, Status.ACKNOWLEDGED, by=by)
    referral.acknowledged_at, referral.acknowledged_via = work.now, via
    _answered(work, referral)
    kind = referral.agency.kind
    obligations.happened(work, referral.ticket, Fact.AGENCY_RECEIVED, work.now, agency=kind)
    return True


def declined(work: Work, referral: Referral, *, by: str) -> bool:
    """The agency cannot: a supervisor at once, also when the ticket was thought done with.

    False when it said so before.
    """
    referrals.hold(work, referral)
    if referral.status is Status.DECLINED:
        return False
    referrals.move(work, referral, Status.DECLINED, by=by)
    _answered(work, referral)
    _open_again(work, referral.ticket, by=by)
    paging.start(work, referral.ticket)
    return True


def _answered(work: Work, referral: Referral) -> None:
    """Either way the agency has answered, and its deadline is met."""
    work.session.flush()
    deadlines.settle(work, referral.ticket_id, deadlines.State.MET, referral_id=referral.id)


def undeliverable(work: Work, referral: Referral) -> None:
    """No channel reached the agency: a referral nobody received is a missed one, now."""
    armed = deadlines.armed_for(work, referral.id)
    if armed is not None:
        armed.due_at = min(armed.due_at, work.now)


def delivered(work: Work, referral: Referral) -> None:
    referrals.hold(work, referral)
    if referral.status is Status.SENT:
        referrals.move(work, referral, Status.DELIVERED, by=journal.SYSTEM)


def _nobody_covers(work: Work, ticket: Ticket, missing: Sequence[Gap]) -> None:
    """The directory has a hole where a child needs it: a supervisor at once, and why."""
    kinds = sorted({gap.kind for gap in missing})
    if _said_before(work, ticket, kinds):
        return
    facts = {"kinds": ", ".join(kinds), "commune": ticket.commune_name or ""}
    journal.write(work, Act.NO_AGENCY, ticket_id=ticket.id, facts=facts)
    paging.start(work, ticket)


def _said_before(work: Work, ticket: Ticket, kinds: Sequence[AgencyKind]) -> bool:
    query = select(journal.JournalEntry).where(
        journal.JournalEntry.ticket_id == ticket.id, journal.JournalEntry.act == Act.NO_AGENCY
    )
    wanted = ", ".join(kinds)
    return any(entry.facts.get("kinds") == wanted for entry in work.session.scalars(query))
