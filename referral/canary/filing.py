"""What becomes of a canary's text: the same as of a child's, but that nobody is told of it."""

import hmac
import uuid
from datetime import datetime

from sqlalchemy import select

from hotline import canary, intake, tickets
from hotline.intake import Filed
from hotline.sending import outbox
from hotline.sending.outbox import Letter, Purpose
from hotline.store import journal
from hotline.store.journal import Act
from hotline.store.work import Work
from hotline.telephony.carrier import Sms
from hotline.tickets import Status, Ticket
from hotline.vocabulary import AgencyKind, Channel, DeadlineKind, Force, Severity
from referral import letters, routing
from referral.canary.flights import Flight
from referral.letters import ReferralFacts
from referral.promises.deadlines import Deadline
from referral.routing import AgencyFacts, TicketFacts

WORDS = "Cứu con với, ba đang đánh con"  # graver than anything a rule of the policy lets wait
SINK = uuid.UUID("ca4a4700-0000-8000-9000-000000000000")
BASIS = "the line proves itself"


class NoRouteError(Exception):
    """The policy would have told nobody of the gravest words there are."""


def text_of(secret: str) -> str:
    return f"{WORDS} {secret}"


def is_one(work: Work, sms: Sms) -> bool:
    """Only with the secret of a canary of the last day; anybody else from there is a caller."""
    if sms.sender != canary.CALLER:
        return False
    row = _flight(work, sms)
    return row is not None and hmac.compare_digest(
        sms.text.encode(), text_of(row.secret or "").encode()
    )


def _flight(work: Work, sms: Sms) -> Flight | None:
    secret = select(Flight).order_by(Flight.slot.desc())
    rows = (row for row in work.session.scalars(secret) if canary.sid_of(row.slot) == sms.sid)
    return next(rows, None)


def take_in(work: Work, sms: Sms) -> None:
    """Contact, ticket and a deadline that is due; one that comes late is let be.

    The ticket is closed in the transaction that opens it, so no desk, no line and no count of
    what is open ever holds it.
    """
    row = _flight(work, sms)
    if row is None or row.ended_at is not None:
        return
    ticket_id = canary.id_of(row.slot)
    received = intake.receive_sms(work, sms, Filed(ticket_id, -row.slot))
    tickets.move(work, received.ticket, Status.CLOSED, by=journal.SYSTEM, act=Act.TICKET_CLOSED)
    received.ticket.closed_at = work.now
    work.add(_due_now(ticket_id, received.ticket.severity, work.now, work.policy.version))
    work.ring_afterwards()


def _due_now(ticket_id: uuid.UUID, severity: Severity, now: datetime, version: str) -> Deadline:
    return Deadline(
        ticket_id=ticket_id,
        kind=DeadlineKind.CANARY,
        cycle=0,
        step=0,
        base=0,
        severity=severity,
        due_at=now,
        started_at=now,
        force=Force.INTERNAL,
        basis=BASIS,
        policy_version=version,
    )


def release(work: Work, ticket_id: uuid.UUID) -> None:
    """Its deadline has fired: route it, to an agency that is none, and put the letter out."""
    ticket = work.session.get_one(Ticket, ticket_id)
    facts = TicketFacts(ticket.severity, frozenset(ticket.categories), ticket.commune_code)
    sink = AgencyFacts(SINK, AgencyKind.POLICE, "canary", None)
    if sink not in [choice.agency for choice in routing.plan(facts, [sink], work.policy).choices]:
        raise NoRouteError
    told = ReferralFacts("CANARY", ticket.severity, ticket.commune_name, work.public_url)
    letter = Letter(
        reason=f"canary:{ticket_id}",
        purpose=Purpose.CANARY,
        channel=Channel.SMS,
        severity=Severity.HIGH,  # behind everything critical
        to=work.canary_number or "",
        body=letters.referral(told, Channel.SMS, work.policy),
        ticket_id=ticket_id,
    )
    outbox.put(work, letter)
