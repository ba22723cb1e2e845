"""What a person does with a ticket. Every act by hand is progress: it meets what was promised."""

import uuid
from collections.abc import Mapping

from hotline import findable, guided_answers, heeding, replying, tickets, units
from hotline.errors import IllegalMoveError, InvalidError, NotFoundError, TakenError
from hotline.facts import Fact
from hotline.heeding import Heard
from hotline.sending import outbox, recalls
from hotline.sending.outbox import Letter, Purpose
from hotline.staff import Staff
from hotline.store import journal
from hotline.store.journal import Act
from hotline.store.work import Work
from hotline.text import clean
from hotline.tickets import Outcome, Ticket
from hotline.vocabulary import Channel, DeadlineKind, Severity
from referral import (
    attachments,
    children,
    desk,
    feedback,
    hearing,
    known,
    opinion_passing,
    referrals,
    regrading,
    relays,
    reopening,
    reporters,
    routing,
    widening,
    withdrawal,
)
from referral.forms import happenings, papers
from referral.forms.papers import Paper
from referral.grading import Change
from referral.promises import deadlines, obligations
from referral.promises.deadlines import State
from referral.promises.obligations import Said
from referral.promises.progress import made as _progress
from referral.referrals import Referral, Via
from referral.regrading import Verdict
from referral.results import Figures
from referral.routing import Choice, Plan
from referral.withdrawal import WITHDRAWS


def take(work: Work, ticket: Ticket, person: Staff, seen: uuid.UUID | None = None) -> None:
    """Take it from nobody, or over from the owner `seen`; TakenError when it is another's by now.

    Two who press at the same moment must not both believe that they have it.
    """
    take_held(work, tickets.locked(work, ticket.id), person, seen)


def take_held(work: Work, ticket: Ticket, person: Staff, seen: uuid.UUID | None = None) -> None:
    """The same of a ticket that is locked already."""
    if ticket.owner_id not in (None, seen, person.id):
        raise TakenError(work.session.get_one(Staff, ticket.owner_id).shown_name)
    tickets.take(work, ticket, person)
    _progress(work, ticket)


def release_to_line(work: Work, ticket: Ticket, person: Staff) -> None:
    """Give it back: the line owes it a first look again, from now."""
    ticket = tickets.locked(work, ticket.id)
    if ticket.owner_id != person.id:
        raise InvalidError("only whoever has a ticket can give it back")
    tickets.release(work, ticket)
    desk.promise(work, ticket, DeadlineKind.FIRST_RESPONSE, fresh=False)


def note(work: Work, ticket: Ticket, person: Staff, text: str) -> None:
    if not text.strip():
        raise InvalidError("an empty note says nothing")
    ticket = tickets.locked(work, ticket.id)
    by = journal.staff(person.id)
    journal.write(work, Act.NOTE, by=by, ticket_id=ticket.id, facts={"text": clean(text)})
    findable.changed(work, ticket.id)
    _progress(work, ticket)


def reply(  # noqa: PLR0913  # who says what to whom, and which press it is: each by name
    work: Work, ticket: Ticket, person: Staff, text: str, key: str, to: str = ""
) -> None:
    """Queue an SMS to whoever is meant by `to`; the same `key` twice is one message."""
    ticket = tickets.locked(work, ticket.id)
    number, text = replying.sendable(text, reporters.chosen(work, ticket, to).number)
    letter = Letter(
        reason=f"reply:{ticket.id}:{key}",
        purpose=Purpose.REPLY,
        channel=Channel.SMS,
        severity=ticket.severity,
        to=number,
        body=text,
        ticket_id=ticket.id,
        staff_id=person.id,
    )
    if outbox.put(work, letter):
        by = journal.staff(person.id)
        facts = {"text": text, "outgoing": str(letter.id), **_cost(work, text)}
        journal.write(work, Act.REPLY, by=by, ticket_id=ticket.id, facts=facts)
        _progress(work, ticket, heard=True)


def _cost(work: Work, text: str) -> dict[str, str]:
    price = work.policy.replies.price
    counted = replying.cost(text, price)
    return {"parts": str(counted.parts), "cost": f"{counted.amount} {price.currency}"}


def tell_reporter(work: Work, ticket: Ticket, person: Staff, seen: str, to: str = "") -> None:
    """What became of it, in the words the person has `seen`; twice is once for each of them."""
    ticket = tickets.locked(work, ticket.id)
    if feedback.send(work, ticket, reporters.chosen(work, ticket, to), person, seen):
        _progress(work, ticket)


def set_safe_contact(work: Work, ticket: Ticket, person: Staff, heard: Heard, to: str = "") -> None:
    """What somebody of ours heard about reaching them safely; also of a closed ticket."""
    ticket = tickets.locked(work, ticket.id)
    number = reporters.chosen(work, ticket, to).number
    by = journal.staff(person.id)
    heeding.write_down(work, number, heard, by=by, ticket_id=ticket.id)
    _progress(work, ticket)


def set_place(work: Work, ticket: Ticket, person: Staff, commune_code: str, landmark: str) -> None:
    """Where it happens: the agencies of that place are told of what the policy sends by itself."""
    ticket = tickets.locked(work, ticket.id)
    kept = commune_code == ticket.commune_code  # another release may call the code otherwise
    there = None if kept else units.chosen(work, commune_code)
    by = journal.staff(person.id)
    tickets.set_place(work, ticket, there, clean(landmark).strip(), by=by)
    widening.refresh(work, ticket, by=by)
    _progress(work, ticket)
    desk.follow_up(work, ticket)


def preview(work: Work, ticket: Ticket) -> Plan:
    return desk.preview(work, ticket)


def refer(work: Work, ticket: Ticket, person: Staff, agency_id: uuid.UUID) -> Referral:
    """Confirm one agency; one that was told already is not told twice."""
    ticket = tickets.locked(work, ticket.id)
    told = referrals.to_agency(work, ticket.id, agency_id)
    if told is not None:
        return told
    referral = desk.refer(
        work, ticket, _choice(work, ticket, agency_id), by=journal.staff(person.id)
    )
    _progress(work, ticket)
    return referral


def _choice(work: Work, ticket: Ticket, agency_id: uuid.UUID) -> Choice:
    """The policy's own reason where it has one; a person may tell any agency of the place."""
    for choice in desk.preview(work, ticket).choices:
        if choice.agency.id == agency_id:
            return choice
    for agency in known.of_its_places(work, known.facts_of(work, ticket)):
        if agency.id == agency_id:
            return routing.Choice(agency, automatic=False, reason="route.by_hand")
    raise NotFoundError("no such agency for this place")


def acknowledged_by_phone(work: Work, referral: Referral, person: Staff) -> None:
    desk.acknowledged(work, referral, by=journal.staff(person.id), via=Via.DESK)


def declined_by_phone(work: Work, referral: Referral, person: Staff) -> None:
    desk.declined(work, referral, by=journal.staff(person.id))


def agency_wrote(work: Work, referral: Referral, person: Staff, text: str) -> None:
    """What the agency did, as it told somebody of ours."""
    hearing.writes(work, referral, text, by=journal.staff(person.id))
    _progress(work, tickets.locked(work, referral.ticket_id))


def agency_reported(work: Work, referral: Referral, person: Staff, text: str) -> None:
    hearing.reports(work, referral, text, by=journal.staff(person.id))
    _progress(work, tickets.locked(work, referral.ticket_id))


def agency_concluded(work: Work, referral: Referral, person: Staff, figures: Figures) -> None:
    """Also of a closed ticket: what comes of a case may take years."""
    hearing.concludes(work, referral, figures, by=journal.staff(person.id), via=Via.DESK)
    _progress(work, tickets.locked(work, referral.ticket_id))


def agency_sent(work: Work, referral: Referral, person: Staff, content: bytes) -> None:
    """A letter that came by post or by hand."""
    by = journal.staff(person.id)
    attachments.add(work, referral, content, by=by, act=Act.LETTER_FILED)
    _progress(work, tickets.locked(work, referral.ticket_id))


def write_down(work: Work, ticket: Ticket, person: Staff, fact: Fact, said: Said) -> None:
    """Something the law counts from, or asks for, has happened."""
    ticket = tickets.locked(work, ticket.id)
    obligations.write_down(work, ticket, person, fact, said)
    _progress(work, ticket)


def keep_answers(work: Work, ticket: Ticket, person: Staff, said: Mapping[str, str]) -> None:
    ticket = tickets.locked(work, ticket.id)
    guided_answers.keep(work, ticket, person, said)
    _progress(work, ticket)


def regrade(work: Work, ticket: Ticket, person: Staff, to: Severity, why: str) -> None:
    """A raised ticket is owed a new first look; a wish to lower it is no progress at all."""
    ticket = tickets.locked(work, ticket.id)
    if regrading.regrade(work, ticket, person, to, why) is Change.LOWER:
        _progress(work, ticket)


def second_look(work: Work, ticket: Ticket, person: Staff, verdict: Verdict) -> None:
    ticket = tickets.locked(work, ticket.id)
    regrading.decide(work, ticket, person, verdict)
    _progress(work, ticket)


def begin_paper(work: Work, ticket: Ticket, person: Staff, code: str, child: str = "") -> Paper:
    """Of the child with this id, or of the only one there is."""
    paper = papers.begin(work, ticket, person, code, children.chosen(work, ticket, child))
    _progress(work, tickets.locked(work, ticket.id))
    return paper


def finish_paper(work: Work, ticket: Ticket, person: Staff, paper: Paper, seen: str) -> None:
    """A finished form is what the law waits for, where it says when that happened."""
    ticket = tickets.locked(work, ticket.id)
    before = papers.read(papers.version(work, paper, paper.version))
    answers = papers.finish(work, paper, person, seen)
    if answers is None:
        return
    said = work.policy.say("paper.result", number=paper.shown_number, form=paper.form.number)
    for fact, at in happenings.new(paper.form, answers, before) if ticket.is_open else ():
        instant = happenings.instant(at, work.zone, ticket.received_at)
        obligations.write_down(work, ticket, person, fact, Said(instant, said))
    _progress(work, ticket)


def withdraw(work: Work, referral: Referral, person: Staff, why: str) -> None:
    """Take a request back: the agency hears of it wherever it has heard of the request."""
    why = clean(why).strip()
    if not why:
        raise InvalidError("say why in a few words")
    withdrawal.withdraw(work, referral, why, by=journal.staff(person.id))
    _progress(work, referral.ticket)


def close(work: Work, ticket: Ticket, person: Staff, outcome: Outcome) -> None:
    """Nothing is promised any more: every armed deadline and unsent page ends."""
    ticket = tickets.locked(work, ticket.id)
    relays.check_answered(work, ticket)
    opinion_passing.check_answered(work, ticket, outcome)
    tickets.close(work, ticket, outcome, person)
    if outcome in WITHDRAWS:
        withdrawal.withdraw_all(work, ticket, outcome, by=journal.staff(person.id))
    deadlines.settle(work, ticket.id, State.CANCELLED)
    feedback.by_itself(work, ticket)
    recalls.pages(work, ticket.id)


def reopen(work: Work, ticket: Ticket, person: Staff) -> None:
    ticket = tickets.locked(work, ticket.id)
    if ticket.is_open:
        raise IllegalMoveError("ticket", ticket.status, "reopened")
    reopening.reopen(work, ticket, by=journal.staff(person.id))
    desk.promise(work, ticket, DeadlineKind.FIRST_RESPONSE, fresh=False)


def reveal(work: Work, ticket: Ticket, person: Staff) -> str | None:
    """The caller's number, for a reason the journal can be asked about later."""
    journal.write(work, Act.REVEALED, by=journal.staff(person.id), ticket_id=ticket.id)
    return ticket.caller
