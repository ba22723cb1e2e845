"""The hinge: see that a ticket is in the right hands. Safe to call again."""

import uuid
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import ColumnElement, or_, select, true

from hotline import tickets
from hotline.facts import Fact
from hotline.sending import outbox
from hotline.sending.outbox import Letter, Purpose
from hotline.store import journal
from hotline.store.journal import Act
from hotline.store.work import Work
from hotline.tickets import Ticket
from hotline.vocabulary import AgencyKind, DeadlineKind, Severity
from referral import feedback, known, letters, referrals, reopening, routing, widening
from referral.directory import reach
from referral.directory.agencies import Agency
from referral.directory.reach import Way
from referral.ladder import paging
from referral.letters import ReferralFacts
from referral.promises import calendar_days, deadlines, obligations, owed
from referral.promises.deadlines import Deadline
from referral.referrals import Referral, Status, Via
from referral.routing import Choice, Gap, Plan


def promise(work: Work, ticket: Ticket, kind: DeadlineKind, *, fresh: bool) -> None:
    """Somebody reached us: promise a first look, sooner when the ticket has become graver.

    A `fresh` ticket is known to have no promise yet, which saves looking.
    """
    if fresh:
        deadlines.arm(work, ticket, kind)
        return
    open_again(work, ticket, by=journal.SYSTEM)
    due = calendar_days.due_at(work, work.now, work.policy.limit(kind, ticket.severity))
    paging.hasten(work, ticket, due)
    if _sooner_is_armed(work, ticket, due):
        return
    cycle = deadlines.next_cycle(work, ticket.id, kind)
    deadlines.settle(work, ticket.id, deadlines.State.CANCELLED, kinds=[kind])
    deadlines.arm(work, ticket, kind, cycle=cycle)


def open_again(work: Work, ticket: Ticket, *, by: str) -> None:
    """What still happens to a closed ticket is nobody's: it is opened for somebody to look."""
    if not ticket.is_open:
        reopening.reopen(work, ticket, by=by)


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
    if not routing.wanted(known.outline(ticket), work.policy):
        return
    facts = known.facts_of(work, ticket)
    plan = routing.plan(facts, known.of_its_places(work, facts), work.policy)
    told = _told(work, ticket)
    for choice in plan.choices:
        if choice.automatic and choice.agency.id not in told:
            refer(work, ticket, choice, by=journal.SYSTEM)
    missing = [gap for gap in plan.gaps if gap.automatic]
    if missing:
        _nobody_covers(work, ticket, missing)


def preview(work: Work, ticket: Ticket) -> Plan:
    """What would be referred now, with reasons, and what is missing; agencies told are left out."""
    facts = known.facts_of(work, ticket)
    plan = routing.plan(facts, known.of_its_places(work, facts), work.policy)
    told = _dealing(work, ticket)
    return replace(plan, choices=tuple(c for c in plan.choices if c.agency.id not in told))


def _told(work: Work, ticket: Ticket) -> set[uuid.UUID]:
    """The agencies nothing is sent to by itself: this ticket was referred to them, whatever they
    answered. What was withdrawn when the ticket was closed counts for nothing once it is open."""
    if ticket.closed_at is None:
        return _referred(work, ticket, true())
    still = or_(Referral.withdrawn_at.is_(None), Referral.withdrawn_at > ticket.closed_at)
    return _referred(work, ticket, still)


def _dealing(work: Work, ticket: Ticket) -> set[uuid.UUID]:
    """Those a person need not tell: what was withdrawn may be told anew."""
    return _referred(work, ticket, Referral.status != Status.WITHDRAWN)


def _referred(work: Work, ticket: Ticket, which: ColumnElement[bool]) -> set[uuid.UUID]:
    work.session.flush()
    query = select(Referral.agency_id).where(Referral.ticket_id == ticket.id, which)
    return set(work.session.scalars(query))


def refer(work: Work, ticket: Ticket, choice: Choice, *, by: str) -> Referral:
    """One agency: referral, letters, acknowledgement deadline and journal, in this transaction."""
    agency = work.session.get_one(Agency, choice.agency.id)
    referral, token = referrals.opened(work, ticket, agency, choice.reason, by=by)
    widening.disclose(work, referral, widening.case_of(work, ticket), by=by)
    write_to(work, referral, token)
    deadlines.arm(work, ticket, DeadlineKind.AGENCY_ACK, referral_id=referral.id)
    referrals.move(work, referral, Status.SENT, by=by)
    obligations.happened(work, ticket, Fact.FORWARDED, work.now, agency=agency.kind)
    if ticket.status in (tickets.Status.NEW, tickets.Status.IN_PROGRESS):
        tickets.move(work, ticket, tickets.Status.REFERRED, by=by, act=Act.REFERRAL_MOVED)
    return referral


def letters_to(work: Work, ticket: Ticket, agency_id: uuid.UUID) -> tuple[str, ...]:
    """What would leave for an agency now, with dots for the code and the secret of the link."""
    agency = work.session.get_one(Agency, agency_id)
    facts = _facts(work, ticket, "……", "…")
    channels = dict.fromkeys(way.channel for way in ways(work, ticket.severity, agency))
    return tuple(letters.referral(facts, channel, work.policy) for channel in channels)


def opinion_letters(work: Work, agency_id: uuid.UUID) -> tuple[str, ...]:
    """The same of a child's opinion."""
    agency = work.session.get_one(Agency, agency_id)
    facts = ReferralFacts("……", Severity.ROUTINE, None, f"{work.public_url}/r/…", opinion=True)
    channels = dict.fromkeys(way.channel for way in ways(work, Severity.ROUTINE, agency))
    return tuple(letters.referral(facts, channel, work.policy) for channel in channels)


def _facts(work: Work, ticket: Ticket, code: str, token: str) -> ReferralFacts:
    link = f"{work.public_url}/r/{token}"
    return ReferralFacts(code, ticket.severity, ticket.commune_name, link)


def ways(work: Work, severity: Severity, agency: Agency) -> tuple[Way, ...]:
    """How an agency is told something as grave as this, at this hour."""
    channels, local = work.policy.channels[severity], work.now.astimezone(work.zone)
    return reach.ways(agency.contact, severity, channels, local)


def write_to(work: Work, referral: Referral, token: str) -> None:
    """A letter for each channel and telephone; the deputy gets the same words as the duty desk."""
    ticket, severity = referral.ticket, referral.severity
    facts = replace(_facts(work, ticket, referral.code, token), opinion=referral.is_opinion)
    told_by = ways(work, severity, referral.agency)
    texts = {way.channel: letters.referral(facts, way.channel, work.policy) for way in told_by}
    told = [
        Letter(
            reason=f"referral:{referral.id}:{way.line}:{way.channel}",
            purpose=Purpose.REFERRAL,
            channel=way.channel,
            severity=severity,
            to=way.number,
            body=texts[way.channel],
            code=referral.code,
            ticket_id=ticket.id,
            referral_id=referral.id,
        )
        for way in told_by
    ]
    outbox.put(work, *told)


def acknowledged(work: Work, referral: Referral, *, by: str, via: Via) -> bool:
    """The agency has it; False when it said so before. Late answers count too."""
    referrals.hold(work, referral)
    if referral.status in (Status.ACKNOWLEDGED, Status.REPORTED):
        return False
    referrals.move(work, referral, Status.ACKNOWLEDGED, by=by)
    referral.acknowledged_at, referral.acknowledged_via = work.now, via
    owed.answered(work, referral)
    if referral.ticket.is_open:  # what was promised for it ended with it
        owed.expect_report(work, referral)
        kind = referral.agency.kind
        if not referral.is_opinion:
            obligations.happened(work, referral.ticket, Fact.AGENCY_RECEIVED, work.now, agency=kind)
        feedback.by_itself(work, referral.ticket)
    return True


def declined(work: Work, referral: Referral, *, by: str) -> bool:
    """The agency cannot: the next in line and a supervisor at once, also when the ticket was
    thought done with.

    False when it said so before.
    """
    referrals.hold(work, referral)
    if referral.status is Status.DECLINED:
        return False
    referrals.move(work, referral, Status.DECLINED, by=by)
    owed.answered(work, referral)
    owed.drop_report(work, referral)
    open_again(work, referral.ticket, by=by)
    _tell_the_next(work, referral, "route.next")
    paging.start(work, referral.ticket)
    return True


def unanswered(work: Work, referral_id: uuid.UUID) -> None:
    """The agency let its time pass, or nothing reached it: the next in line is told beside it.

    The request stays open, so that a late answer counts.
    """
    referral = work.session.get_one(Referral, referral_id)
    if referral.status in referrals.UNANSWERED and referral.ticket.is_open:
        _tell_the_next(work, referral, "route.silent")


def _tell_the_next(work: Work, referral: Referral, reason: str) -> None:
    """A child does not wait until the supervisor who was woken has found the other number."""
    ticket, kind = referral.ticket, referral.agency.kind
    facts, told = known.facts_of(work, ticket), _told(work, ticket)
    found, commune = (
        known.of_its_places(work, facts),
        referral.agency.commune_code or facts.commune_code,
    )
    choice = routing.next_in_line(kind, commune, found, told, work.policy)
    if choice is not None:
        refer(work, ticket, replace(choice, reason=reason), by=journal.SYSTEM)


def undeliverable(work: Work, referral: Referral) -> None:
    """No channel reached the agency: a referral nobody received is a missed one, now."""
    armed = deadlines.armed_for(work, referral.id, DeadlineKind.AGENCY_ACK)
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
