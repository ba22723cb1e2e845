"""What a press of a button on the ticket page does: one use case each."""

import uuid
from collections.abc import Callable
from datetime import datetime

from flask import Response, request
from flask.typing import ResponseReturnValue

from dashboards import casefile, communes, desk_page, pressing
from dashboards.door import person, visitor, workplace
from dashboards.involved import Opened
from dashboards.presses import press as _act
from hotline import counting, safety, tickets
from hotline.errors import InvalidError, NotFoundError
from hotline.facts import Fact
from hotline.heeding import Heard
from hotline.levels import ContactLevel
from hotline.staff import Staff
from hotline.store.work import Work
from hotline.telling import Detail
from hotline.tickets import Outcome, Ticket
from hotline.vocabulary import Severity
from referral import attachments, casework, consent, relays, results, widening
from referral.hearing import Answer
from referral.promises.obligations import Said
from referral.referrals import Referral
from referral.regrading import Verdict
from referral.reporters import OWN
from referral.widening import More


def take(number: int) -> ResponseReturnValue:
    """The form says whose the ticket was when it was drawn; no one: it was nobody's."""
    seen = _seen_owner(request.form.get("owner", ""))
    return _act(number, lambda work, ticket, who: casework.take(work, ticket, who, seen))


def _seen_owner(written: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(written) if written else None
    except ValueError as problem:
        raise InvalidError("no such person") from problem


def release(number: int) -> ResponseReturnValue:
    return _act(number, casework.release_to_line)


def note(number: int) -> ResponseReturnValue:
    words = request.form.get("text", "")
    return _act(number, lambda work, ticket, who: casework.note(work, ticket, who, words))


def reply(number: int) -> ResponseReturnValue:
    words, to = request.form.get("text", ""), request.form.get("to", "")

    def send(work: Work, ticket: Ticket, who: Staff) -> None:
        casework.reply(work, ticket, who, words, pressing.mark(work).hex(), to)

    return _act(number, send)


def feedback(number: int, contact_id: uuid.UUID | None = None) -> ResponseReturnValue:
    seen, to = request.form.get("seen", ""), str(contact_id or OWN)

    def tell(work: Work, ticket: Ticket, who: Staff) -> None:
        casework.tell_reporter(work, ticket, who, seen, to)

    return _act(number, tell)


def safe_contact(number: int, contact_id: uuid.UUID | None = None) -> ResponseReturnValue:
    """Each caller's form has an address, and so drafts, of its own."""
    to = str(contact_id or OWN)

    def write_down(work: Work, ticket: Ticket, who: Staff) -> None:
        heard = Heard(safety.read(request.form), request.form.get("seen", ""))
        casework.set_safe_contact(work, ticket, who, heard, to)

    return _act(number, write_down)


def place(number: int) -> ResponseReturnValue:
    landmark = request.form.get("landmark", "")

    def set_place(work: Work, ticket: Ticket, who: Staff) -> None:
        there = communes.chosen(work)
        casework.set_place(work, ticket, who, there.code if there else "", landmark)

    return _act(number, set_place)


def refer(number: int, agency_id: uuid.UUID) -> ResponseReturnValue:
    return _act(number, lambda work, ticket, who: casework.refer(work, ticket, who, agency_id))


def agency_has_it(number: int, referral_id: uuid.UUID) -> ResponseReturnValue:
    return _answer(number, referral_id, casework.acknowledged_by_phone)


def agency_cannot(number: int, referral_id: uuid.UUID) -> ResponseReturnValue:
    return _answer(number, referral_id, casework.declined_by_phone)


def agency_wrote(number: int, referral_id: uuid.UUID) -> ResponseReturnValue:
    """What it did so far; by the other button, all it has to report."""
    text, final = request.form.get("text", ""), request.form.get("answer") == Answer.REPORT

    def wrote(work: Work, referral: Referral, who: Staff) -> None:
        act = casework.agency_reported if final else casework.agency_wrote
        act(work, referral, who, text)

    return _answer(number, referral_id, wrote)


def agency_concluded(number: int, referral_id: uuid.UUID) -> ResponseReturnValue:
    def concluded(work: Work, referral: Referral, who: Staff) -> None:
        casework.agency_concluded(work, referral, who, results.read(request.form))

    return _answer(number, referral_id, concluded)


def agency_sent(number: int, referral_id: uuid.UUID) -> ResponseReturnValue:
    sent = request.files.get("file")
    content = sent.read() if sent else b""

    def keep(work: Work, referral: Referral, who: Staff) -> None:
        casework.agency_sent(work, referral, who, content)

    return _answer(number, referral_id, keep)


def keep_reference(number: int, referral_id: uuid.UUID) -> ResponseReturnValue:
    reference = request.form.get("reference", "")

    def keep(work: Work, referral: Referral, who: Staff) -> None:
        relays.keep_reference(work, referral, who, reference)

    return _answer(number, referral_id, keep)


def letter(number: int, letter_id: uuid.UUID) -> ResponseReturnValue:
    """To keep, never to run here: what others wrote is shown by no page of ours."""
    with workplace().work() as work:
        ticket = tickets.by_number(work, number)
        file = attachments.open_for(work, ticket, letter_id, person(work))
    headers = {"Content-Disposition": f'attachment; filename="{file.name}"'}
    return Response(file.content, mimetype=file.media_type, headers=headers)


def withdraw(number: int, referral_id: uuid.UUID) -> ResponseReturnValue:
    why = request.form.get("why", "")

    def take_back(work: Work, referral: Referral, who: Staff) -> None:
        casework.withdraw(work, referral, who, why)

    return _answer(number, referral_id, take_back)


def tell_more(number: int, referral_id: uuid.UUID) -> ResponseReturnValue:
    detail, reason = request.form.get("detail", ""), request.form.get("reason", "")

    def ask(work: Work, referral: Referral, who: Staff) -> None:
        if detail not in set(Detail):
            raise InvalidError("the rules never let this agency know that")
        word = consent.read(request.form)
        widening.ask(work, referral, More(Detail(detail), reason, word), who)

    return _answer(number, referral_id, ask)


def agree(number: int, referral_id: uuid.UUID, widening_id: uuid.UUID) -> ResponseReturnValue:
    def agreed(work: Work, referral: Referral, who: Staff) -> None:
        widening.agree(work, referral, widening_id, who)

    return _answer(number, referral_id, agreed)


def close(number: int) -> ResponseReturnValue:
    outcome = request.form.get("outcome", "")

    def close_it(work: Work, ticket: Ticket, who: Staff) -> None:
        if outcome not in set(Outcome):
            raise InvalidError("say how it ended")
        casework.close(work, ticket, who, Outcome(outcome))

    return _act(number, close_it)


def happened(number: int) -> ResponseReturnValue:
    fact, result = request.form.get("fact", ""), request.form.get("result", "")

    def write_down(work: Work, ticket: Ticket, who: Staff) -> None:
        if fact not in set(Fact):
            raise InvalidError("choose what happened")
        casework.write_down(work, ticket, who, Fact(fact), Said(_when(work), result))

    return _act(number, write_down)


def _when(work: Work) -> datetime:
    """As the people of the line read their clock."""
    written = request.form.get("at", "")
    try:
        return datetime.fromisoformat(written).replace(tzinfo=work.zone) if written else work.now
    except ValueError as problem:
        raise InvalidError("no such time") from problem


def keep_answers(number: int) -> ResponseReturnValue:
    said = request.form
    return _act(number, lambda work, ticket, who: casework.keep_answers(work, ticket, who, said))


def count_as(number: int) -> ResponseReturnValue:
    level, contact = request.form.get("level", ""), request.form.get("contact", "")

    def count(work: Work, ticket: Ticket, who: Staff) -> None:
        if level not in set(ContactLevel):
            raise InvalidError("say what it counts as")
        held = tickets.locked(work, ticket.id)
        counting.count(work, held, contact, ContactLevel(level), who)

    return _act(number, count)


def regrade(number: int) -> ResponseReturnValue:
    severity, why = request.form.get("severity", ""), request.form.get("why", "")

    def set_it(work: Work, ticket: Ticket, who: Staff) -> None:
        if severity not in set(Severity):
            raise InvalidError("say how grave it is")
        casework.regrade(work, ticket, who, Severity(severity), why)

    return _act(number, set_it)


def second_look(number: int) -> ResponseReturnValue:
    verdict = Verdict.AGREED if request.form.get("verdict") == Verdict.AGREED else Verdict.KEPT
    return _act(number, lambda work, ticket, who: casework.second_look(work, ticket, who, verdict))


def reopen(number: int) -> ResponseReturnValue:
    return _act(number, casework.reopen)


def reveal(number: int) -> ResponseReturnValue:
    """The number, on this page only; the next look at the ticket hides it again."""
    with workplace().work() as work:
        whole = casework.reveal(work, tickets.by_number(work, number), person(work))
        work.session.flush()
        file = casefile.read(work, number, visitor().staff_id)
        return desk_page.page(work, file, opened=Opened(number=whole))


def _answer(
    number: int, referral_id: uuid.UUID, write_down: Callable[[Work, Referral, Staff], None]
) -> ResponseReturnValue:
    def answered(work: Work, ticket: Ticket, who: Staff) -> None:
        referral = work.session.get(Referral, referral_id)
        if referral is None or referral.ticket_id != ticket.id:
            raise NotFoundError("no such request")
        write_down(work, referral, who)

    return _act(number, answered)
