"""Supervisors and agencies answer by a key or by a text with a code."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from hotline import codes
from hotline.phones import normal
from hotline.sending.outbox import Outgoing, Purpose
from hotline.staff import Staff, by_phone
from hotline.store.work import Work
from hotline.vocabulary import Language
from referral import hearing, referrals
from referral.directory import agencies
from referral.ladder import paging, replies
from referral.ladder.paging import Answer
from referral.ladder.replies import REPLY, Meant
from referral.referrals import Referral, Status, Via
from referral.staffing import number_tests

TAKE, NEXT, AGAIN = "4", "5", "*"
ACCEPT, CANNOT, CALL_ME = "1", "2", "3"
CODE = re.compile(rf"(?:(?P<key>[123])\s+)?(?P<code>[{codes.LETTERS}]{{4,8}})")
ATTEMPT = re.compile(r"[A-Z]{3,8}")


@dataclass(frozen=True)
class Said:
    """What to answer; `again` repeats the question."""

    text: str
    language: Language = Language.VI
    again: bool = False


def by_key(work: Work, page: Outgoing, digits: str) -> Said:
    """A key pressed in a call of ours. No key, as a voicemail presses none, decides nothing."""
    key = digits[:1]
    if page.staff_id is not None:
        person = work.session.get_one(Staff, page.staff_id)
        act = _page_key if page.purpose is Purpose.PAGE else _number_key
        return act(work, page, person, key)
    referral = work.session.get(Referral, page.referral_id) if page.referral_id else None
    if referral is None:
        return Said(work.policy.say("referral.unknown"))
    return _referral_key(work, referral, key) or Said(page.body or "", page.language, again=True)


def _page_key(work: Work, page: Outgoing, person: Staff, key: str) -> Said:
    if key == TAKE:
        return _taken(work, replies.by_page(work, page), person)
    if key == NEXT:
        return _passed(work, replies.by_page(work, page), person)
    return Said(page.body or "", person.language, again=True)


def _number_key(work: Work, call: Outgoing, person: Staff, key: str) -> Said:
    """A call about their own number: a code is said again, a test call is heard by pressing 4."""
    if call.purpose is Purpose.TEST_CALL and key == TAKE:
        number_tests.heard(work, call)
        return Said(work.policy.say("number.heard", person.language), person.language)
    return Said(call.body or "", person.language, again=True)


def _taken(work: Work, meant: Meant, person: Staff) -> Said:
    answers = paging.acknowledge_all(work, meant.ticket_ids, person)
    return _told_all(work, answers, person) if meant.whole else _told(work, answers[0], person)


def _passed(work: Work, meant: Meant, person: Staff) -> Said:
    answers = [paging.pass_on(work, ticket_id, person) for ticket_id in sorted(meant.ticket_ids)]
    return _told_all(work, answers, person) if meant.whole else _told(work, answers[0], person)


def _told_all(work: Work, answers: Sequence[paging.Answered], person: Staff) -> Said:
    """How many of a digest were still to be had; where none was, who has them."""
    language = person.language
    for answer in (Answer.TAKEN, Answer.PASSED):
        if count := sum(one.answer is answer for one in answers):
            return Said(work.policy.say(f"page.digest_{answer}", language, count=count), language)
    who = ", ".join(sorted({one.who for one in answers if one.who})) or "—"
    return Said(work.policy.say("page.digest_already", language, who=who), language)


def _told(work: Work, answered: paging.Answered, person: Staff) -> Said:
    number = answered.ticket.number
    language = person.language
    match answered.answer:
        case Answer.TAKEN:
            return Said(work.policy.say("page.taken", language, ticket=number), language)
        case Answer.PASSED:
            return Said(work.policy.say("page.passed", language, ticket=number), language)
        case Answer.ALREADY:
            who = answered.who or "—"
            text = work.policy.say("page.already", language, ticket=number, who=who)
            return Said(text, language)


def _referral_key(work: Work, referral: Referral, key: str) -> Said | None:
    said = _agency_says(work, referral, key, Via.CALL)
    return Said(_referral_text(work, referral, said)) if said else None


def _agency_says(work: Work, referral: Referral, key: str, via: Via) -> str | None:
    """Act on an agency's answer, and the name of the text that says it back."""
    if key == ACCEPT:
        said = "accepted" if hearing.accepts(work, referral, via) else "already"
        return _unless_withdrawn(referral, said)
    if key == CANNOT:
        hearing.declines(work, referral)
        return _unless_withdrawn(referral, "declined")
    if key == CALL_ME:
        hearing.wants_a_call(work, referral)
        return "will_call"
    return None


def _unless_withdrawn(referral: Referral, said: str) -> str:
    return "withdrawn" if referral.status is Status.WITHDRAWN else said


def _referral_text(work: Work, referral: Referral, what: str) -> str:
    return work.policy.say(f"referral.{what}", code=referral.code)


def by_text(work: Work, sender: str, text: str) -> str | None:
    """What to answer a supervisor or an agency that texts a code; None for anybody else.

    Only the telephone a code was sent to can use it. Somebody of ours who mistypes is told so;
    every other text is a caller's, even from a supervisor's telephone.
    """
    word = " ".join(text.upper().split())
    number = normal(sender)
    if number is None or not any(shape.fullmatch(word) for shape in (CODE, REPLY, ATTEMPT)):
        return None
    person = by_phone(work, number)
    if person is not None:
        return _staff_text(work, person, word)
    return _agency_text(work, number, word)


def _staff_text(work: Work, person: Staff, word: str) -> str:
    meant = replies.meant(work, person, word)
    if meant is None:
        return work.policy.say_plain("page.unknown_code", person.language)
    return _taken(work, meant, person).text


def _agency_text(work: Work, number: str, word: str) -> str | None:
    ours = agencies.by_phone(work, number)
    if not ours:
        return None
    match = CODE.fullmatch(word)
    referral = referrals.by_code(work, match["code"]) if match else None
    if match is None or referral is None or referral.agency_id not in {a.id for a in ours}:
        return work.policy.say_plain("referral.unknown")
    said = _agency_says(work, referral, match["key"] or ACCEPT, Via.SMS)
    return _referral_text(work, referral, said or "already")
