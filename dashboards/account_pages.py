"""Coming in, going out, and the language one reads."""

from urllib.parse import urlsplit

from flask import redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from dashboards.door import inside, is_inside, person, workplace
from dashboards.refusals import said
from hotline import attempts, sessions, staff
from hotline.attempts import TooManyError
from hotline.calls import presence
from hotline.errors import HotlineError, NotAllowedError
from hotline.sessions import Kind
from hotline.staff import Staff
from hotline.store import journal
from hotline.store.journal import Act
from hotline.store.work import Work
from hotline.vocabulary import Language


def login_page() -> ResponseReturnValue:
    if is_inside():
        return redirect(inside(request.args.get("next")), 303)
    return render_template("login.html", next=request.args.get("next", ""), name="", problem="")


def login() -> ResponseReturnValue:
    name, address = request.form.get("login", "").strip(), request.remote_addr or ""
    try:
        _admit(name, address)
    except TooManyError as error:
        return _refused(name, error), 429
    except NotAllowedError as error:
        with workplace().work() as work:
            attempts.failed(work, name, address)
        return _refused(name, error), 401
    return redirect(inside(request.form.get("next")), 303)


def logout() -> ResponseReturnValue:
    with workplace().work() as work:
        sessions.end(work, session["token"])
        presence.go_home(work, person(work))
        journal.write(work, Act.LOGGED_OUT, by=journal.staff(person(work).id))
    language = session.get("language")
    session.clear()
    session["language"] = language
    return redirect(url_for("dashboards.login_page"), 303)


def wall() -> ResponseReturnValue:
    """Turn this browser into a wallboard: it can do nothing else, and is never logged out."""
    with workplace().work() as work:
        sessions.end(work, session["token"])
        _come_in(work, person(work), Kind.WALLBOARD)
    session.permanent = True
    return redirect(url_for("dashboards.wallboard"), 303)


def language() -> ResponseReturnValue:
    chosen = request.form.get("language", "")
    session["language"] = chosen if chosen in set(Language) else Language.VI.value
    here = urlsplit(request.referrer or "")  # of this site only: no other one may send the form
    return redirect(inside(f"{here.path}?{here.query}".rstrip("?")), 303)


def _admit(name: str, address: str) -> None:
    with workplace().work() as work:
        attempts.check(work, name, address)
        who = staff.check_password(work, name, request.form.get("password", ""))
        _come_in(work, who, Kind.PERSON)


def _come_in(work: Work, who: Staff, kind: Kind) -> None:
    """A new session under a new token; nothing of the one before stays but the language."""
    language = session.get("language") or who.language.value
    session.clear()
    session["language"], session["token"] = language, sessions.begin(work, who, kind)
    journal.write(work, Act.LOGGED_IN, by=journal.staff(who.id), facts={"kind": kind.value})


def _refused(name: str, error: HotlineError) -> str:
    next_page = request.form.get("next", "")
    return render_template("login.html", next=next_page, name=name, problem=said(error))
