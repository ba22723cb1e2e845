"""What an agency says about a request, whichever way it says it; late words are kept too."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import assert_never

from sqlalchemy import select

from hotline.errors import InvalidError
from hotline.store import journal
from hotline.store.journal import Act, JournalEntry
from hotline.store.work import Work
from hotline.text import clean
from referral import desk, opinion, referrals, results
from referral.ladder import paging
from referral.promises import owed
from referral.referrals import ENDS, MOVES, Referral, Status, Via
from referral.results import Figures


@dataclass(frozen=True)
class Written:
    at: datetime
    text: str


class Answer(StrEnum):
    ACCEPT = "accept"
    DECLINE = "decline"
    CALL = "call"
    NOTE = "note"
    REPORT = "report"


def by_link(work: Work, referral: Referral, answer: Answer, text: str) -> None:
    """Raises InvalidError where words are needed and none were written."""
    by = journal.agency(referral.agency_id)
    match answer:
        case Answer.ACCEPT:
            accepts(work, referral, Via.LINK)
        case Answer.DECLINE:
            writes(work, referral, text, by=by)
            declines(work, referral)
        case Answer.CALL:
            wants_a_call(work, referral)
        case Answer.NOTE:
            writes(work, referral, text, by=by)
        case Answer.REPORT:
            reports(work, referral, text, by=by)
        case _:
            assert_never(answer)


def accepts(work: Work, referral: Referral, via: Via) -> bool:
    """False when it said so before, or when the request has ended: kept, and moves nothing."""
    by = journal.agency(referral.agency_id)
    if _too_late(work, referral, Status.ACKNOWLEDGED, by=by):
        return False
    return desk.acknowledged(work, referral, by=by, via=via)


def declines(work: Work, referral: Referral) -> bool:
    by = journal.agency(referral.agency_id)
    if _too_late(work, referral, Status.DECLINED, by=by):
        return False
    return desk.declined(work, referral, by=by)


def wants_a_call(work: Work, referral: Referral) -> None:
    """It has not taken it: its deadline runs on, and somebody of ours is woken to ring it."""
    referrals.hold(work, referral)
    by, facts = journal.agency(referral.agency_id), {"code": referral.code}
    journal.write(work, Act.AGENCY_WANTS_A_CALL, by=by, ticket_id=referral.ticket_id, facts=facts)
    if referral.ticket.is_open:
        paging.start(work, referral.ticket)


def writes(work: Work, referral: Referral, text: str, *, by: str) -> None:
    """What the agency did, or has to say; `by` it, or by the counselor it told."""
    words = clean(text).strip()
    if not words:
        raise InvalidError("an empty note says nothing")
    facts = {"text": words, "code": referral.code, "agency": referral.agency.name}
    journal.write(work, Act.AGENCY_SAID, by=by, ticket_id=referral.ticket_id, facts=facts)


def reports(work: Work, referral: Referral, text: str, *, by: str) -> None:
    """In words, and for good: nothing more is waited for."""
    writes(work, referral, text, by=by)
    if _too_late(work, referral, Status.REPORTED, by=by):
        return
    if referral.status is not Status.REPORTED:
        referrals.move(work, referral, Status.REPORTED, by=by)
        owed.reported(work, referral)
        opinion.answered(work, referral, text)


def concludes(work: Work, referral: Referral, figures: Figures, *, by: str, via: Via) -> None:
    """What came of it. A result counts whenever it comes, and a newer one takes its place."""
    referrals.hold(work, referral)
    results.give(work, referral, figures, by=by, via=via)
    facts = {"code": referral.code, "agency": referral.agency.name, "figures": _as_text(figures)}
    journal.write(work, Act.RESULT_GIVEN, by=by, ticket_id=referral.ticket_id, facts=facts)
    owed.answered(work, referral)
    owed.reported(work, referral)
    if not _too_late(work, referral, Status.CLOSED, by=by) and referral.status not in ENDS:
        referrals.move(work, referral, Status.CLOSED, by=by)


def _as_text(figures: Figures) -> str:
    return " ".join(f"{name}={value}" for name, value in figures.said.items())


def written(work: Work, referral: Referral) -> list[Written]:
    """What the agency has told us of this request, the first first."""
    query = select(JournalEntry).where(
        JournalEntry.ticket_id == referral.ticket_id, JournalEntry.act == Act.AGENCY_SAID
    )
    entries = work.session.scalars(query.order_by(JournalEntry.seq))
    return [
        Written(entry.at, entry.facts["text"])
        for entry in entries
        if entry.facts["code"] == referral.code
    ]


def _too_late(work: Work, referral: Referral, to: Status, *, by: str) -> bool:
    """Whether the request is beyond that answer; it is written down all the same."""
    referrals.hold(work, referral)
    if referral.status is to or to in MOVES[referral.status]:
        return False
    if referral.status not in ENDS and to is Status.ACKNOWLEDGED:
        return False
    facts = {"to": to.value, "code": referral.code}
    journal.write(work, Act.ANSWERED_LATE, by=by, ticket_id=referral.ticket_id, facts=facts)
    return True
