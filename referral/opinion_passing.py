"""An opinion goes to whoever answers for it: as a request with a link, and a time to answer in."""

import uuid

from hotline import tickets
from hotline.errors import InvalidError, NotFoundError
from hotline.staff import Staff
from hotline.store import journal
from hotline.store.work import Work
from hotline.tickets import Outcome, Ticket
from hotline.vocabulary import DeadlineKind, Severity
from referral import desk, opinion, referrals, routing, widening
from referral.directory import agencies
from referral.directory.agencies import Agency
from referral.opinion import Opinion
from referral.promises import deadlines, progress
from referral.referrals import OPINION, Referral, Status
from referral.routing import AgencyFacts
from referral.withdrawal import WITHDRAWS


def bodies(work: Work, ticket: Ticket, row: Opinion) -> tuple[AgencyFacts, ...]:
    """Those of the place that answer for its topic, as the policy has them; the commune's own
    before the province's, and none that has this ticket already."""
    covering = agencies.covering(work, ticket.commune_code)
    topic = work.policy.opinions.topics.get(row.topic)
    return tuple(
        agency
        for kind in (topic.to if topic else ())
        for agency in routing.nearest(kind, ticket.commune_code, covering)
        if referrals.to_agency(work, ticket.id, agency.id) is None
    )


def mark(work: Work, ticket: Ticket, person: Staff, said: opinion.Said) -> None:
    ticket = tickets.locked(work, ticket.id)
    opinion.mark(work, ticket, person, said)
    progress.made(work, ticket)


def unmark(work: Work, ticket: Ticket, person: Staff) -> None:
    ticket = tickets.locked(work, ticket.id)
    opinion.unmark(work, ticket, person)
    progress.made(work, ticket)


def pass_on(work: Work, ticket: Ticket, person: Staff, agency_id: uuid.UUID) -> Referral:
    """Twice is once; raises NotFoundError for a body the policy does not name for it."""
    ticket = tickets.locked(work, ticket.id)
    row = opinion.expected(work, ticket.id)
    if not opinion.may_pass(work, row):
        return work.session.get_one(Referral, row.referral_id)
    if agency_id not in {body.id for body in bodies(work, ticket, row)}:
        raise NotFoundError("no such agency for this place")
    referral = _ask(work, ticket, row, agency_id, by=journal.staff(person.id))
    progress.made(work, ticket)
    return referral


def _ask(work: Work, ticket: Ticket, row: Opinion, agency_id: uuid.UUID, *, by: str) -> Referral:
    """As any request, but never graver than routine: a council is not woken at night."""
    agency = work.session.get_one(Agency, agency_id)
    referral, token = referrals.opened(work, ticket, agency, OPINION, by=by)
    work.session.flush()
    row.referral_id, row.passed_at = referral.id, work.now
    widening.disclose(work, referral, widening.case_of(work, ticket), by=by)
    desk.write_to(work, referral, token)
    cycle = deadlines.next_cycle(work, ticket.id, DeadlineKind.OPINION)
    deadlines.oblige(
        work,
        ticket,
        work.policy.opinion_answers[agency.kind],
        work.now,
        cycle=cycle,
        referral_id=referral.id,
        severity=Severity.ROUTINE,
    )
    referrals.move(work, referral, Status.SENT, by=by)
    return referral


def check_answered(work: Work, ticket: Ticket, outcome: Outcome) -> None:
    """Raises InvalidError while an answer is owed: closing must not make it disappear."""
    row = opinion.of_ticket(work, ticket.id)
    if row is None or outcome in WITHDRAWS or row.answered_at is not None:
        return
    if not opinion.may_pass(work, row):
        raise InvalidError("the child waits for an answer: write it down, or withdraw the request")
