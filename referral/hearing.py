"""What an agency says about a request, whichever way it says it; late words are kept too."""

from enum import StrEnum
from typing import assert_never

from hotline.errors import InvalidError
from hotline.store import journal
from hotline.store.journal import Act
from hotline.store.work import Work
from hotline.text import clean
from referral import desk, referrals
from referral.ladder import paging
from referral.promises import owed
from referral.referrals import ENDS, MOVES, Referral, Status, Via


class Answer(StrEnum):
    ACCEPT = "accept"
    DECLINE = "decline"
    CALL = "call"
    NOTE = "note"
    REPORT = "report"


def by_link(work: Work, referral: Referral, answer: Answer, text: str) -> None:
    """Raises InvalidError where words are needed and none were written."""
    words = clean(text).strip()
    if answer in (Answer.DECLINE, Answer.NOTE, Answer.REPORT) and not words:
        raise InvalidError("an empty note says nothing")
    if words:
        _said(work, referral, words)
    match answer:
        case Answer.ACCEPT:
            accepts(work, referral, Via.LINK)
        case Answer.DECLINE:
            declines(work, referral)
        case Answer.CALL:
            wants_a_call(work, referral)
        case Answer.REPORT:
            _reports(work, referral)
        case Answer.NOTE:
            pass
        case _:
            assert_never(answer)


def accepts(work: Work, referral: Referral, via: Via) -> bool:
    """False when it said so before, or when the request has ended: kept, and moves nothing."""
    if _too_late(work, referral, Status.ACKNOWLEDGED):
        return False
    return desk.acknowledged(work, referral, by=journal.agency(referral.agency_id), via=via)


def declines(work: Work, referral: Referral) -> bool:
    if _too_late(work, referral, Status.DECLINED):
        return False
    return desk.declined(work, referral, by=journal.agency(referral.agency_id))


def wants_a_call(work: Work, referral: Referral) -> None:
    """It has not taken it: its deadline runs on, and somebody of ours is woken to ring it."""
    referrals.hold(work, referral)
    by, facts = journal.agency(referral.agency_id), {"code": referral.code}
    journal.write(work, Act.AGENCY_WANTS_A_CALL, by=by, ticket_id=referral.ticket_id, facts=facts)
    if referral.ticket.is_open:
        paging.start(work, referral.ticket)


def _reports(work: Work, referral: Referral) -> None:
    if _too_late(work, referral, Status.REPORTED):
        return
    if referral.status is not Status.REPORTED:
        by = journal.agency(referral.agency_id)
        referrals.move(work, referral, Status.REPORTED, by=by)
        owed.reported(work, referral)


def _said(work: Work, referral: Referral, words: str) -> None:
    by, facts = journal.agency(referral.agency_id), {"text": words, "code": referral.code}
    journal.write(work, Act.AGENCY_SAID, by=by, ticket_id=referral.ticket_id, facts=facts)


def _too_late(work: Work, referral: Referral, to: Status) -> bool:
    """Whether the request is beyond that answer; it is written down all the same."""
    referrals.hold(work, referral)
    if referral.status is to or to in MOVES[referral.status]:
        return False
    if referral.status not in ENDS and to is Status.ACKNOWLEDGED:
        return False
    facts = {"to": to.value, "code": referral.code}
    by = journal.agency(referral.agency_id)
    journal.write(work, Act.ANSWERED_LATE, by=by, ticket_id=referral.ticket_id, facts=facts)
    return True
