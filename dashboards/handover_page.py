"""The hand-over of a shift: read by everybody, signed by who goes and by who comes."""

from datetime import datetime

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from dashboards import handover as board
from dashboards.desk_page import Refused
from dashboards.door import person, visitor, workplace
from dashboards.refusals import said
from hotline.errors import HotlineError, InvalidError
from hotline.staff import Staff
from hotline.store.work import Work
from referral.staffing import handover


def handover_page() -> ResponseReturnValue:
    return _page(Refused())


def sign_handover() -> ResponseReturnValue:
    """Sign, and show what was signed; refused, show why, with the note as it was typed."""
    try:
        with workplace().work() as work:
            _sign(work, person(work))
    except HotlineError as error:
        return _page(Refused("handover", said(error), request.form)), 422
    return redirect(url_for("dashboards.handover_page"), 303)


def _sign(work: Work, who: Staff) -> None:
    if request.form.get("act") == "take":
        handover.take(work, who, _at())
    else:
        facts = board.read(work, who.id).facts
        handover.give(work, who, _at(), request.form.get("note", ""), facts)


def _at() -> datetime:
    """The change that stood on the page: one that came since is not signed by mistake."""
    try:
        return datetime.fromisoformat(request.form.get("at", ""))
    except ValueError as problem:
        raise InvalidError("this change of shift is over") from problem


def _page(refused: Refused) -> str:
    with workplace().work() as work:
        return render_template(
            "handover.html",
            board=board.read(work, visitor().staff_id),
            refused=refused,
            policy=work.policy,
            now=work.now,
        )
