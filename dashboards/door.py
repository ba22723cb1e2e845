"""The people's front door: closed unless a view is on the list of open ones."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from flask import (
    Flask,
    Request,
    Response,
    abort,
    current_app,
    g,
    redirect,
    request,
    session,
    url_for,
)
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import validate_csrf  # type: ignore[import-untyped]  # ships no types
from wtforms import ValidationError  # type: ignore[import-untyped]  # ships no types

from dashboards.watch import how_far
from hotline import sessions, staff
from hotline.sessions import Kind
from hotline.staff import Role, Staff
from hotline.store.work import Work, Workplace

# Views without a log-in. An agency's link is opened by the secret in its address.
OPEN = frozenset({"static", "login_page", "login", "language", "agency_link", "answer_agency_link"})
# All that a screen on a wall may see.
ON_THE_WALL = frozenset({"wallboard", "events", "logout"})
# The secret in the address does what a token would, and also where cookies are switched off.
WITHOUT_TOKEN = frozenset({"answer_agency_link"})

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        "connect-src 'self'; media-src 'self'; form-action 'self'; frame-ancestors 'none'; "
        "base-uri 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    # Not "no-referrer": with that a browser sends `Origin: null`, which nobody can check.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


@dataclass(frozen=True)
class Visitor:
    """Whoever is logged in, without a row of the database; `seen_at` is when they last did
    something."""

    staff_id: uuid.UUID
    name: str
    role: Role
    kind: Kind
    seen_at: datetime


def workplace() -> Workplace:
    place: Workplace = current_app.extensions["workplace"]
    return place


def visitor() -> Visitor:
    """Who is logged in; views behind the door have one."""
    found: Visitor | None = g.get("visitor")
    if found is None:
        abort(401)
    return found


def is_inside() -> bool:
    """Whether somebody is logged in here; for views that are open to everybody."""
    return g.get("visitor") is not None


def person(work: Work) -> Staff:
    """The visitor's own row, in this unit of work."""
    return staff.by_id(work, visitor().staff_id)


def guard() -> ResponseReturnValue | None:
    """Before every view: no forged forms, nobody without a log-in, no wall beyond its wallboard."""
    view = (request.endpoint or "").rpartition(".")[2]
    if request.method == "POST":
        _refuse_forgery(view)
    g.visitor = None if view == "static" else _look_up(view)
    if view in OPEN:
        return None
    if g.visitor is None:
        return _to_login()
    if g.visitor.kind is Kind.WALLBOARD and view not in ON_THE_WALL:
        return redirect(url_for("dashboards.wallboard"))
    return None


class PeoplesCookie(SecureCookieSessionInterface):
    """Flask's own; but whoever brings no cookie, as the carrier does not, needs no keys checked."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        if "HTTP_COOKIE" not in request.environ:
            return self.session_class()
        return super().open_session(app, request)


def add_headers(response: Response) -> Response:
    """For what browsers are shown; the other blueprints speak to machines."""
    if request.blueprint not in (None, "dashboards"):
        return response
    if request.endpoint == "dashboards.static" and "v" in request.args:
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    return response


def inside(address: str | None) -> str:
    """Where to go after the log-in: a path of ours, never another site."""
    safe = address and address.startswith("/") and not address.startswith(("//", "/\\"))
    return address if address and safe else url_for("dashboards.desk")


def _look_up(view: str) -> Visitor | None:
    token = session.get("token")
    if not token:
        return None
    with workplace().work() as work:
        found = sessions.find(work, token)
        if found is None:
            return None
        login, who = found
        # A page that refreshes itself is nobody at work, and knows how far it has heard.
        if view != "events" and "X-Live" not in request.headers:
            sessions.notice(work, login)
            g.latest = how_far(work)  # before anything that is drawn is read
        return Visitor(who.id, who.shown_name, who.role, login.kind, login.seen_at)


def is_at_work(work: Work) -> None:
    """Whoever talks, or sits beside a telephone that may ring, need not press anything to stay."""
    if not sessions.is_news(visitor().seen_at, work.now):
        return
    found = sessions.find(work, session.get("token", ""))
    if found is not None:
        sessions.notice(work, found[0])


def _to_login() -> ResponseReturnValue:
    here = request.full_path.rstrip("?") if request.method == "GET" else None
    if request.accept_mimetypes.best == "text/event-stream":
        return Response("event: ended\ndata: .\n\n", mimetype="text/event-stream")
    if "HX-Request" in request.headers:
        page = urlsplit(request.headers.get("HX-Current-URL", "")).path or None
        return Response("", 401, {"HX-Redirect": url_for("dashboards.login_page", next=page)})
    return redirect(url_for("dashboards.login_page", next=here if here != "/" else None))


def _refuse_forgery(view: str) -> None:
    if view in WITHOUT_TOKEN:
        return
    origin = request.headers.get("Origin")
    hosts = {request.host, urlsplit(current_app.config["PUBLIC_URL"]).netloc}
    if origin is not None and urlsplit(origin).netloc not in hosts:
        abort(403)
    try:
        validate_csrf(request.headers.get("X-CSRF-Token") or request.form.get("csrf_token"))
    except ValidationError:
        abort(400)
