"""The page behind the link in an agency's SMS: no log-in, no script; loading it does nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from flask import render_template, request
from flask.typing import ResponseReturnValue

from dashboards import promises, requests
from dashboards.door import workplace
from dashboards.promises import Promise
from dashboards.refusals import said
from dashboards.safe_contact import Reaching
from dashboards.wording import gettext, later
from hotline.errors import HotlineError
from hotline.store import journal
from hotline.store.work import Work
from referral import attachments, hearing, links, results, widening
from referral.attachments import Listed
from referral.disclosure import Pack
from referral.hearing import Answer, Written
from referral.referrals import ENDS, MOVES, UNANSWERED, Referral, Status, Via
from referral.results import Result

SEND, OPEN, RESULT, LETTER = "send", "open", "result", "letter"
WRONG = later("This code is wrong or too old. Ask for another one.")
ENOUGH = later("Too many codes were asked for. Wait an hour, or answer by telephone or text.")
LEFT = later("The page was open too long. Ask for a new code; nothing you sent before is lost.")
ADDED = later("The line has your letter.")
KEPT = later("The line has your result.")
NOTED = {
    Answer.CALL: later("We call you."),
    Answer.NOTE: later("The line has what you wrote."),
}


@dataclass(frozen=True)
class Request:
    """What an agency may read: its pack, as it is kept with the request. `promise` is its own."""

    code: str
    agency: str
    knows: Pack
    reach: Reaching | None
    opened_at: datetime
    promise: Promise | None
    status: Status
    written: tuple[Written, ...]
    result: Result | None
    letters: tuple[Listed, ...]
    opinion: bool

    @property
    def waiting(self) -> bool:
        return self.status in UNANSWERED

    @property
    def ended(self) -> bool:
        return self.status in ENDS

    @property
    def closed(self) -> bool:
        return self.status is Status.CLOSED

    @property
    def withdrawn(self) -> bool:
        return self.status is Status.WITHDRAWN

    @property
    def may_decline(self) -> bool:
        return Status.DECLINED in MOVES[self.status]

    @property
    def may_report(self) -> bool:
        return Status.REPORTED in MOVES[self.status]


@dataclass(frozen=True)
class Turn:
    """Where a visit stands after one press: its secret, and what there is to say."""

    visit: str = ""
    problem: str = ""
    noted: str = ""
    sent: bool = False
    typed: Mapping[str, str] = field(default_factory=dict)


def agency_link(token: str) -> ResponseReturnValue:
    with workplace().work() as work:
        return _page(work, links.by_token(work, token), Turn())


def answer_agency_link(token: str) -> ResponseReturnValue:
    """The page is the answer itself: nothing is left in the address, and no cookie is needed."""
    pressed = request.form.get("answer", "")
    with workplace().work() as work:
        turn = _turn(work, links.by_token(work, token), pressed)
    with workplace().work() as work:
        return _page(work, links.by_token(work, token), turn)


def _turn(work: Work, referral: Referral, pressed: str) -> Turn:
    if pressed == SEND:
        sent = links.send_code(work, referral)
        return Turn(problem="" if sent else gettext(ENOUGH), sent=True)
    if pressed == OPEN:
        opened = links.open_with(work, referral, request.form.get("digits", ""))
        return Turn(opened) if opened else Turn(problem=gettext(WRONG), sent=True)
    visit = request.form.get("visit", "")
    if not links.is_visit(work, referral, visit):
        return Turn(problem=gettext(LEFT))
    return _heard(work, referral, pressed, visit)


def _heard(work: Work, referral: Referral, pressed: str, visit: str) -> Turn:
    try:
        noted = _acted(work, referral, pressed)
    except HotlineError as error:
        return Turn(visit, problem=said(error), typed=request.form)
    return Turn(visit, noted=gettext(noted))


def _acted(work: Work, referral: Referral, pressed: str) -> str:
    """What there is to say about it beside the new state of the request."""
    by = journal.agency(referral.agency_id)
    if pressed == LETTER:
        sent = request.files.get("file")
        attachments.add(work, referral, sent.read() if sent else b"", by=by)
        return ADDED
    if pressed == RESULT:
        figures = results.read(request.form)
        hearing.concludes(work, referral, figures, by=by, via=Via.LINK)
        return "" if referral.status is Status.CLOSED else KEPT
    if pressed not in set(Answer):
        return ""
    hearing.by_link(work, referral, Answer(pressed), request.form.get("text", ""))
    return NOTED.get(Answer(pressed), "")


def _page(work: Work, referral: Referral, turn: Turn) -> str:
    withdrawn = referral.status is Status.WITHDRAWN  # nobody has to know any more
    knows = widening.pack_of(referral) if turn.visit and not withdrawn else {}
    asked = Request(
        code=referral.code,
        agency=referral.agency.name,
        knows=knows,
        reach=requests.reach(work, knows),
        opened_at=referral.opened_at,
        promise=promises.of_referrals(work, [referral.id]).get(referral.id),
        status=referral.status,
        written=tuple(hearing.written(work, referral)) if turn.visit else (),
        result=results.newest(work, referral.id) if turn.visit else None,
        letters=tuple(attachments.of_referral(work, referral.id)) if turn.visit else (),
        opinion=referral.is_opinion,
    )
    return render_template(
        "agency_link.html",
        asked=asked,
        visit=turn.visit,
        typed=turn.typed,
        problem=turn.problem,
        noted=turn.noted,
        sent=turn.sent,
        policy=work.policy,
        now=work.now,
    )
