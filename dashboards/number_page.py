"""One's own telephone: see that it reaches one, verify it, try it, change it."""

import uuid
from collections.abc import Callable

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from dashboards import numbers as shown
from dashboards.desk_page import Refused
from dashboards.door import person, visitor, workplace
from dashboards.refusals import said
from hotline import attempts, staff
from hotline.errors import HotlineError, InvalidError, NotAllowedError
from hotline.staff import Role, Staff
from hotline.store.work import Work
from hotline.vocabulary import Channel
from referral.staffing import number_tests, numbers


def my_number() -> ResponseReturnValue:
    return _page(Refused())


def change_number() -> ResponseReturnValue:
    """Do it and show the number; refused, show it with the reason and what was typed."""
    act = request.form.get("act", "")
    try:
        with workplace().work() as work:
            done = ACTS.get(act, _change)(work, person(work))
    except HotlineError as error:
        return _refused(act, error), 422
    if not done:
        return _refused(act, InvalidError("this is not the code, or it is too old")), 422
    return redirect(url_for("dashboards.my_number"), 303)


def _send_text(work: Work, who: Staff) -> bool:
    numbers.send_code(work, who, Channel.SMS)
    return True


def _send_call(work: Work, who: Staff) -> bool:
    numbers.send_code(work, who, Channel.CALL)
    return True


def _verify(work: Work, who: Staff) -> bool:
    """A wrong code is no exception: that it was tried has to be kept."""
    return numbers.verify(work, who, request.form.get("code", ""))


def _try(work: Work, who: Staff) -> bool:
    number_tests.ring(work, who, by=who)
    return True


def _change(work: Work, who: Staff) -> bool:
    """Whoever finds a desk unlocked must not send its owner's pages elsewhere."""
    attempts.check(work, who.login, request.remote_addr or "")
    staff.check_password(work, who.login, request.form.get("password", ""))
    numbers.change(work, who, request.form.get("number", ""))
    return True


def _change_other(work: Work, who: Staff) -> bool:
    """As for one's own: with the administrator's password."""
    attempts.check(work, who.login, request.remote_addr or "")
    staff.check_password(work, who.login, request.form.get("password", ""))
    numbers.change_for(work, _chosen(work), request.form.get("number", ""), by=who)
    return True


def _chosen(work: Work) -> Staff:
    try:
        return staff.by_id(work, uuid.UUID(request.form.get("person", "")))
    except ValueError as problem:
        raise InvalidError("no such person") from problem


ACTS: dict[str, Callable[[Work, Staff], bool]] = {
    "text": _send_text,
    "call": _send_call,
    "verify": _verify,
    "try": _try,
    "other": _change_other,
}


def _refused(act: str, error: HotlineError) -> str:
    if isinstance(error, NotAllowedError):
        with workplace().work() as work:
            attempts.failed(work, person(work).login, request.remote_addr or "")
    return _page(Refused(act or "change", said(error), request.form))


def _others(work: Work) -> list[Staff]:
    """Those whose numbers the visitor may change."""
    return staff.others(work, visitor().staff_id) if visitor().role is Role.ADMIN else []


def _page(refused: Refused) -> str:
    with workplace().work() as work:
        return render_template(
            "number.html",
            number=shown.of(work, person(work)),
            others=_others(work),
            refused=refused,
            policy=work.policy,
            now=work.now,
        )
