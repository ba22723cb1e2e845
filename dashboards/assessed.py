"""How grave a ticket is: why, by whose word, and what waits for a second look."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from dashboards.promises import Promise
from dashboards.wording import language
from hotline import counting, guided_answers, guides
from hotline.confidence import Confidence, Ground, confidence
from hotline.guides import Guide
from hotline.levels import ContactLevel
from hotline.policy import Policy
from hotline.staff import Staff
from hotline.store.work import Work
from hotline.tickets import Ticket
from hotline.triage import Reason, explain
from hotline.vocabulary import ContactChannel, DeadlineKind, Severity
from referral import grading, regrading
from referral.promises import deadlines
from referral.regrading import Lowering


@dataclass(frozen=True)
class Why:
    """One reason of triage as a sentence."""

    severity: Severity
    sentence: str


@dataclass(frozen=True)
class Wish:
    """That a critical ticket be less: what the reader may do about it, and until when somebody has
    to; None when that time has passed and people are woken."""

    to: Severity
    reason: str
    who: str
    at: datetime
    may_agree: bool
    may_keep: bool
    promise: Promise | None


@dataclass(frozen=True)
class Answer:
    """To a question of a guide, as it was asked."""

    asked: str
    text: str
    who: str
    at: datetime


@dataclass(frozen=True)
class Counted:
    """A call or text, and what it was counted as."""

    id: uuid.UUID
    channel: ContactChannel
    at: datetime
    level: ContactLevel | None
    next: bool


@dataclass(frozen=True)
class Assessed:
    """`decisive` is how many reasons made it as grave as it is; the others are told when asked
    for; `others` are what else it could be set to. `level` is the deepest of its contacts.
    `counted_under` are the labels of Child
    Helpline International."""

    why: tuple[Why, ...]
    confidence: Confidence
    decisive: int
    others: tuple[Severity, ...]
    wish: Wish | None
    level: ContactLevel | None
    contacts: tuple[Counted, ...]
    counted_under: tuple[str, ...]
    guides: tuple[Guide, ...]
    answers: tuple[Answer, ...]


def of_ticket(
    work: Work, ticket: Ticket, reader: uuid.UUID, people: Mapping[uuid.UUID, str]
) -> Assessed:
    reasons = _reasons(ticket)
    why = _why(reasons, work.policy)
    lowering = regrading.wish(work, ticket)
    held = ((one.severity, one.ground) for one in reasons)
    return Assessed(
        why=why,
        confidence=confidence(ticket.severity, held),
        decisive=max(1, sum(one.severity is ticket.severity for one in why)),
        others=tuple(one for one in Severity if one is not ticket.severity),
        level=ticket.level,
        contacts=_contacts(work, ticket),
        counted_under=_counted_under(ticket, work.policy),
        guides=guides.fitting(work.policy.guides, ticket.categories),
        answers=_answers(work, ticket, people),
        wish=_wish(work, reader, lowering, people) if lowering else None,
    )


def _wish(
    work: Work, reader: uuid.UUID, lowering: Lowering, people: Mapping[uuid.UUID, str]
) -> Wish:
    looker = regrading.looks(lowering, work.session.get_one(Staff, reader))
    due = deadlines.armed(work, lowering.ticket_id, DeadlineKind.SECOND_LOOK)
    return Wish(
        to=lowering.to,
        reason=lowering.reason or "",
        who=people.get(lowering.asked_by, "—"),
        at=lowering.asked_at,
        may_agree=grading.may_agree(**looker),
        may_keep=grading.may_keep(**looker),
        promise=Promise(due.kind, due.due_at, due.started_at) if due else None,
    )


def _answers(work: Work, ticket: Ticket, people: Mapping[uuid.UUID, str]) -> tuple[Answer, ...]:
    """A question is said in the reader's language while the policy still has it."""
    words = {one.code: one.words[language()] for one in guides.questions(work.policy.guides)}
    return tuple(
        Answer(
            asked=words.get(row.question, row.asked),
            text=row.text or "",
            who=people.get(row.staff_id, "—"),
            at=row.at,
        )
        for row in guided_answers.of_ticket(work, ticket)
    )


def _contacts(work: Work, ticket: Ticket) -> tuple[Counted, ...]:
    found = counting.contacts(work, ticket)
    following = counting.next_to_count(found)
    return tuple(
        Counted(one.id, one.channel, one.received_at, one.level, one.id == following)
        for one in found
    )


def _counted_under(ticket: Ticket, policy: Policy) -> tuple[str, ...]:
    known = (policy.categories[code] for code in ticket.categories if code in policy.categories)
    return tuple(dict.fromkeys(category.chi_code for category in known))


def _reasons(ticket: Ticket) -> list[Reason]:
    """The worst and the child's own words first, but what a person lowered the ticket below comes
    last."""
    reasons = [
        Reason(
            code=one["code"],
            words=one["words"],
            category=one["category"],
            severity=Severity(one["severity"]),
            quote=one.get("quote", ""),
            lowered=one.get("lowered", ""),
            ground=Ground(one.get("ground", Ground.CONTEXT)),
        )
        for one in ticket.why
    ]
    worst = ticket.severity.rank
    return sorted(
        reasons, key=lambda one: (one.severity.rank < worst, one.severity.rank, not one.quote)
    )


def _why(reasons: Sequence[Reason], policy: Policy) -> tuple[Why, ...]:
    """Each reason once, as grave as it ever was."""
    once = {(reason.code, reason.quote): reason for reason in reversed(reasons)}
    return tuple(
        Why(reason.severity, explain(reason, policy, language()))
        for reason in reversed(once.values())
    )
