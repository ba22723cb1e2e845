"""One picture: blurred on its page, clear only by a press, and nothing of it stays in a browser."""

import uuid

from flask import Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from dashboards.door import person, visitor, workplace
from dashboards.refusals import said
from dashboards.wording import gettext, later
from hotline import handling, tickets
from hotline.errors import InvalidError, NotAllowedError
from hotline.handling import Telling, Word
from hotline.pictures import erasing, kinds, looking, picture
from hotline.pictures.looking import Told
from hotline.pictures.picture import Listed
from hotline.store import journal
from hotline.store.journal import Act
from hotline.store.work import Work
from hotline.tickets import Ticket

# A drawing may hold a script, and a file may pretend: whatever it is, it runs nothing here.
ALONE = {"Content-Security-Policy": "default-src 'none'; sandbox; frame-ancestors 'none'"}
ERASE = "erase"
SAYS = {
    Word.SUSPECTED: later("This may show abuse: guard it"),
    Word.CLEARED: later("This shows no abuse"),
}


def picture_page(number: int, picture_id: uuid.UUID) -> ResponseReturnValue:
    with workplace().work() as work:
        ticket = tickets.by_number(work, number)
        one = picture.listed(work, ticket, picture_id)
        by, facts = journal.staff(visitor().staff_id), {"nth": str(one.nth)}
        journal.write(work, Act.PICTURE_OPENED, by=by, ticket_id=ticket.id, facts=facts)
        return _page(work, ticket, one)


def blurred_picture(number: int, picture_id: uuid.UUID) -> ResponseReturnValue:
    with workplace().work() as work:
        patches = looking.blurred(work, tickets.by_number(work, number), picture_id)
    if patches is None:
        abort(404)
    return Response(patches, mimetype=kinds.PNG, headers=ALONE)


def see_picture(number: int, picture_id: uuid.UUID) -> ResponseReturnValue:
    """The file itself, as the answer to a press: no address leads to it."""
    why = request.form.get("why", "")
    with workplace().work() as work:
        ticket, who = tickets.by_number(work, number), person(work)
        file = looking.open_clearly(work, ticket, picture_id, who, why)
    how = "inline" if file.shown else "attachment"
    headers = {**ALONE, "Content-Disposition": f'{how}; filename="{file.name}"'}
    return Response(file.content, mimetype=file.media_type, headers=headers)


def act_on_picture(number: int, picture_id: uuid.UUID) -> ResponseReturnValue:
    """Say what it shows, or who was told of it or got it; or erase it."""
    try:
        with workplace().work() as work:
            _act(work, tickets.by_number(work, number), picture_id)
    except (InvalidError, NotAllowedError) as error:
        return _refused(number, picture_id, said(error)), 422
    page = url_for("dashboards.picture_page", number=number, picture_id=picture_id)
    return redirect(page, 303)


def _act(work: Work, ticket: Ticket, picture_id: uuid.UUID) -> None:
    form, who = request.form, person(work)
    if form.get("word") in set(Word):
        looking.say(work, ticket, picture_id, who, Word(form["word"]))
    elif form.get("act") == ERASE:
        erasing.erase(work, ticket, picture_id, who, form.get("why", ""))
    else:
        how = Telling.HANDED_OVER if form.get("act") == Telling.HANDED_OVER else Telling.TOLD
        looking.tell(work, ticket, picture_id, who, Told(form.get("told", ""), how))


def _refused(number: int, picture_id: uuid.UUID, sentence: str) -> str:
    with workplace().work() as work:
        ticket = tickets.by_number(work, number)
        return _page(work, ticket, picture.listed(work, ticket, picture_id), sentence)


def _page(work: Work, ticket: Ticket, one: Listed, problem: str = "") -> str:
    guarded, rules = looking.is_guarded(work, ticket, one), work.policy.pictures
    role = visitor().role
    may = [w for w in Word if handling.may_say(role, one.word, w, rules, guarded=guarded)]
    return render_template(
        "picture.html",
        ticket=ticket,
        one=one,
        guarded=guarded,
        may_open=looking.may_open(work, ticket, one, role),
        openers=sorted(rules.may_open_guarded if guarded else rules.may_open),
        says=[(word, gettext(SAYS[word])) for word in may],
        here=one.state in looking.HERE,
        bar=handling.bar_to_erasing(role, one.handed_at, rules, work.now),
        erasers=sorted(rules.may_erase),
        erasable_at=one.handed_at + rules.erase_after if one.handed_at else None,
        shown=kinds.SHOWN,
        problem=problem,
        typed=request.form.get("told", ""),
        policy=work.policy,
        now=work.now,
    )
