"""The page behind the link in an agency's SMS: no log-in, no script; loading it does nothing."""

from dataclasses import dataclass
from datetime import datetime

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from dashboards import promises
from dashboards.door import workplace
from hotline.work import Work
from referral import casework, widening
from referral.disclosure import Pack
from referral.referrals import UNANSWERED, Referral, Status


@dataclass(frozen=True)
class Request:
    """What an agency may read: its pack, as it is kept with the request."""

    token: str
    code: str
    agency: str
    knows: Pack
    opened_at: datetime
    answer_by: datetime | None
    status: Status
    waiting: bool


def agency_link(token: str) -> ResponseReturnValue:
    with workplace().work() as work:
        asked = _request(work, casework.open_link(work, token), token)
        return render_template("agency_link.html", asked=asked, policy=work.policy, now=work.now)


def answer_agency_link(token: str) -> ResponseReturnValue:
    accept = {"accept": True, "decline": False}.get(request.form.get("answer", ""))
    if accept is not None:
        with workplace().work() as work:
            casework.answer_link(work, token, accept=accept)
    language = request.args.get("lang")
    return redirect(url_for("dashboards.agency_link", token=token, lang=language), 303)


def _request(work: Work, referral: Referral, token: str) -> Request:
    promise = promises.of_referrals(work, [referral.id]).get(referral.id)
    return Request(
        token=token,
        code=referral.code,
        agency=referral.agency.name,
        knows=widening.pack_of(referral),
        opened_at=referral.opened_at,
        answer_by=promise.due_at if promise else None,
        status=referral.status,
        waiting=referral.status in UNANSWERED,
    )
