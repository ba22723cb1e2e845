"""The decree's forms of a ticket: begun, filled, finished and printed, each paper on one page."""

import uuid
from collections.abc import Mapping

from flask import Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from dashboards import involved, paper, papers
from dashboards.desk_page import Refused
from dashboards.door import person, visitor, workplace
from dashboards.refusals import said
from hotline import tickets
from hotline.errors import HotlineError
from hotline.forms import YES
from hotline.store.work import Work
from hotline.tickets import Ticket
from referral import casework, involvement
from referral.forms import papers as kept
from referral.forms.papers import Paper

KEEP, SAVE, FINISH, DISCARD, NUMBER = "keep", "save", "finish", "discard", "number"


def forms(number: int) -> ResponseReturnValue:
    with workplace().work() as work:
        ticket = tickets.by_number(work, number)
        kinds, children = papers.of_ticket(work, ticket), involved.children(work, ticket)
        shown = {"ticket": ticket, "kinds": kinds, "children": children}
        return render_template("forms.html", **shown, policy=work.policy, now=work.now)


def begin_form(number: int) -> ResponseReturnValue:
    with workplace().work() as work:
        ticket = tickets.by_number(work, number)
        code, child = request.form.get("code", ""), request.form.get("child", "")
        begun = casework.begin_paper(work, ticket, person(work), code, child)
        page = url_for("dashboards.form_page", number=number, paper_id=begun.id)
    return redirect(page, 303)


def form_page(number: int, paper_id: uuid.UUID) -> ResponseReturnValue:
    return _page(number, paper_id, Refused())


def fill_form(number: int, paper_id: uuid.UUID) -> ResponseReturnValue:
    """First what was typed is safe, whatever becomes of the press."""
    act = request.form.get("act", SAVE)
    try:
        _keep(number, paper_id, act)
        _do(number, paper_id, act)
    except HotlineError as error:
        return _page(number, paper_id, Refused(act, said(error), request.form)), 422
    if act == KEEP:
        return _page(number, paper_id, Refused())
    return redirect(_after(number, paper_id, act), 303)


def print_form(number: int, paper_id: uuid.UUID, version: int) -> ResponseReturnValue:
    with workplace().work() as work:
        ticket = tickets.by_number(work, number)
        one = kept.by_id(work, ticket, paper_id)
        row = kept.print_out(work, one, version, person(work))
        content = paper.pdf(one.form, kept.read(row), papers.head(work, ticket, one, row))
        name = papers.file_name(one, row)
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, mimetype="application/pdf", headers=headers)


def _keep(number: int, paper_id: uuid.UUID, act: str) -> None:
    if act == DISCARD:
        return
    with workplace().work() as work:
        ticket, one = _found(work, number, paper_id)
        sent = dict(request.form)
        if act == NUMBER:
            sent |= _who_told_us(work, ticket, one)
        kept.keep(work, one, person(work), sent, _base(one))


def _base(one: Paper) -> int:
    """The version the page was drawn from; what was finished since is news to whoever typed."""
    typed = request.form.get("base", "")
    return min(int(typed), one.version) if typed.isdecimal() else one.version


def _who_told_us(work: Work, ticket: Ticket, one: Paper) -> Mapping[str, str]:
    """Into the fields for it: who is written down with their word, else the number that called,
    once the page says that they agree. Every look is journalled."""
    said = involvement.who_told_us(work, ticket, person(work), agrees=_gate_is_open(one))
    known = ((field.code, field.known) for field in one.form.fields if field.known)
    return {code: said[what] for code, what in known if what in said}


def _gate_is_open(one: Paper) -> bool:
    gates = {section.gate for section in one.form.sections if section.gate}
    return any(request.form.get(gate) == YES for gate in gates)


def _do(number: int, paper_id: uuid.UUID, act: str) -> None:
    with workplace().work() as work:
        ticket, one = _found(work, number, paper_id)
        if act == FINISH:
            seen = request.form.get("seen", "")
            casework.finish_paper(work, ticket, person(work), one, seen)
        elif act == DISCARD:
            kept.discard(work, one, person(work))


def _after(number: int, paper_id: uuid.UUID, act: str) -> str:
    if act in (FINISH, DISCARD):
        return url_for("dashboards.forms", number=number)
    return url_for("dashboards.form_page", number=number, paper_id=paper_id)


def _found(work: Work, number: int, paper_id: uuid.UUID) -> tuple[Ticket, Paper]:
    ticket = tickets.by_number(work, number)
    return ticket, kept.by_id(work, ticket, paper_id)


def _page(number: int, paper_id: uuid.UUID, refused: Refused) -> str:
    with workplace().work() as work:
        ticket, one = _found(work, number, paper_id)
        sent = refused.fields or None
        sheet = papers.sheet(work, ticket, one, visitor().staff_id, sent)
        return render_template(
            "form.html", sheet=sheet, refused=refused, policy=work.policy, now=work.now
        )
