"""What an agency owes for a request: first its answer, and a report once it has taken it."""

from hotline.store.work import Work
from hotline.vocabulary import DeadlineKind
from referral.promises import deadlines
from referral.promises.deadlines import State
from referral.referrals import Referral

ANSWER = (DeadlineKind.AGENCY_ACK,)
REPORT = (DeadlineKind.REPORT, DeadlineKind.OPINION)


def answered(work: Work, referral: Referral) -> None:
    """Whatever it said, that promise is met; others it owes run on."""
    ticket_id, asked = referral.ticket_id, referral.id
    deadlines.settle(work, ticket_id, State.MET, kinds=ANSWER, referral_id=asked)


def expect_answer(work: Work, referral: Referral) -> None:
    """From now on, as grave as the ticket is."""
    cycle = deadlines.next_cycle(work, referral.ticket_id, DeadlineKind.AGENCY_ACK)
    kind, asked = DeadlineKind.AGENCY_ACK, referral.id
    deadlines.arm(work, referral.ticket, kind, referral_id=asked, cycle=cycle)


def expect_report(work: Work, referral: Referral) -> None:
    """From now on, by the rule of its kind. The answer to an opinion is owed since it left."""
    if referral.is_opinion:
        return
    cycle = deadlines.next_cycle(work, referral.ticket_id, DeadlineKind.REPORT)
    duty = work.policy.reports[referral.agency.kind]
    deadlines.oblige(work, referral.ticket, duty, work.now, cycle=cycle, referral_id=referral.id)


def reported(work: Work, referral: Referral) -> None:
    """A report that comes late is done late, and stays missed."""
    deadlines.fulfil(work, referral.ticket_id, REPORT, work.now, referral_id=referral.id)


def drop_report(work: Work, referral: Referral) -> None:
    """The agency has handed it back."""
    ticket_id, asked = referral.ticket_id, referral.id
    deadlines.settle(work, ticket_id, State.CANCELLED, kinds=REPORT, referral_id=asked)
