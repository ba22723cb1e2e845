"""What a press of a button does to the call one is in: one use case each."""

import uuid
from collections.abc import Callable, Mapping

from flask import abort, request
from flask.typing import ResponseReturnValue

from dashboards.phone_pages import done
from hotline import staff
from hotline.errors import InvalidError
from hotline.staff import Staff
from hotline.store.work import Work
from hotline.tickets import Ticket
from referral import taping
from referral.answering import acts, oversight
from referral.directory.agencies import Agency

Deed = Callable[[Work, Staff], object]


def call_act(deed: str) -> ResponseReturnValue:
    if deed not in DEEDS:
        abort(404)
    return done(DEEDS[deed], deed)


def _call_in(work: Work, who: Staff) -> object:
    """An agency of the directory where one is chosen, else the number that was typed."""
    if request.form.get("agency"):
        agency = work.session.get(Agency, _id("agency"))
        if agency is None:
            raise InvalidError("this agency has no telephone here")
        return acts.call_agency(work, who, agency)
    return acts.call_number(work, who, request.form.get("number", ""))


def _hand_over(work: Work, who: Staff) -> object:
    return acts.hand_over(work, who, staff.by_id(work, _id("person")))


def _drop(work: Work, who: Staff) -> None:
    acts.drop(work, who, _id("seat"))


def _listen(work: Work, who: Staff) -> object:
    return oversight.listen(work, who, _id("room"))


def _pause_tape(work: Work, who: Staff) -> None:
    taping.pause(work, _ticket(work, who), who)


def _resume_tape(work: Work, who: Staff) -> None:
    taping.resume(work, _ticket(work, who), who)


def _ticket(work: Work, who: Staff) -> Ticket:
    return work.session.get_one(Ticket, acts.talk_of(work, who).room.ticket_id)


def _id(field: str) -> uuid.UUID:
    try:
        return uuid.UUID(request.form.get(field, ""))
    except ValueError as problem:
        raise InvalidError("choose who") from problem


DEEDS: Mapping[str, Deed] = {
    "hold": acts.hold,
    "resume": acts.resume,
    "record": acts.record,
    "call-in": _call_in,
    "hand-over": _hand_over,
    "hand-on": acts.hand_on,
    "leave": acts.leave,
    "drop": _drop,
    "panic": acts.panic,
    "listen": _listen,
    "whisper": oversight.whisper,
    "step-in": oversight.step_in,
    "pause-tape": _pause_tape,
    "resume-tape": _resume_tape,
}
