"""The telephone of whoever answers: the bar on every page, and the window that rings."""

import uuid
from collections.abc import Callable

from flask import jsonify, make_response, render_template, request
from flask.typing import ResponseReturnValue

from dashboards import call_board, phone, softphone
from dashboards.door import is_at_work, person, visitor, workplace
from dashboards.refusals import said
from hotline import staff
from hotline.calls import presence, rooms
from hotline.calls.presence import State, Via
from hotline.errors import HotlineError, InvalidError, NotAllowedError
from hotline.staff import Role, Staff
from hotline.store.work import Work
from referral.answering import settling


def phone_page() -> ResponseReturnValue:
    """A window of its own: to turn over a page of the console must not end a call."""
    ours = softphone.here()
    with workplace().work() as work:
        answer = make_response(render_template("phone.html", ours=ours, now=work.now))
    answer.headers["Content-Security-Policy"] = ours.policy
    return answer


def calls_page() -> str:
    with workplace().work() as work:
        board = call_board.read(work)
        return render_template("calls.html", board=board, policy=work.policy, now=work.now)


def phone_bar() -> str:
    with workplace().work() as work:
        return _bar(work)


def phone_token() -> ResponseReturnValue:
    """For whoever is logged in, and for nobody else, whatever was asked."""
    mint = softphone.here().mint
    if mint is None:
        return jsonify(error="no key"), 404
    identity = presence.identity(visitor().staff_id)
    return jsonify(identity=identity, token=mint.token(identity, workplace().now()))


def set_presence() -> ResponseReturnValue:
    return done(_choose)


def end_call() -> ResponseReturnValue:
    return done(_end)


def log_off(staff_id: uuid.UUID) -> ResponseReturnValue:
    return done(lambda work, by: _log_off(work, staff_id, by))


def done(act: Callable[[Work, Staff], object], deed: str = "") -> ResponseReturnValue:
    """What was refused stays open as it was typed, for whoever was talking meanwhile."""
    try:
        with workplace().work() as work:
            act(work, person(work))
            work.session.flush()
            return _bar(work)
    except HotlineError as error:
        with workplace().work() as work:
            return _bar(work, said(error), deed), 422


def _choose(work: Work, who: Staff) -> None:
    try:
        state, via = State(request.form["state"]), Via(request.form.get("via", Via.SOFTPHONE))
    except ValueError as problem:
        raise InvalidError("nobody sets this by hand") from problem
    presence.choose(work, who, state, via)


def _end(work: Work, who: Staff) -> None:
    seat = rooms.seat_of_person(work, who.id)
    if seat is None:
        raise InvalidError("there is no call to end")
    if seat.listens:
        raise InvalidError("whoever listens leaves; the call goes on")
    settling.end(work, seat.room_id, who)


def _log_off(work: Work, staff_id: uuid.UUID, by: Staff) -> None:
    if by.role is not Role.SUPERVISOR:
        raise NotAllowedError("a supervisor does this")
    presence.log_off(work, staff.by_id(work, staff_id), by=by)


def _bar(work: Work, problem: str = "", refused: str = "") -> str:
    chooses = bool(refused) or "lists" in request.args
    bar = phone.read(work, person(work), chooses=chooses)
    if bar.is_at_work:
        is_at_work(work)
    return render_template(
        "phone_bar.html",
        bar=bar,
        problem=problem,
        refused=refused,
        has_softphone=softphone.here().mint is not None,
        policy=work.policy,
        now=work.now,
    )
