"""What calls left behind is heard here, and callers are called back."""

import uuid

from flask import Response
from flask.typing import ResponseReturnValue

from dashboards.door import person, workplace
from dashboards.presses import press
from hotline import tickets
from referral import callbacks, listening, taping


def recording(number: int, recording_id: uuid.UUID) -> ResponseReturnValue:
    """Whole, so that one press is one line in the journal; kept by no browser."""
    with workplace().work() as work:
        ticket = tickets.by_number(work, number)
        sound = listening.hear(work, ticket, recording_id, person(work))
    return Response(sound.content, mimetype=sound.media_type, headers={"Accept-Ranges": "none"})


def call_back(number: int) -> ResponseReturnValue:
    """The presser's own telephone rings first."""
    return press(number, callbacks.begin)


def talked_elsewhere(number: int) -> ResponseReturnValue:
    return press(number, callbacks.written_down)


def pause_tape(number: int) -> ResponseReturnValue:
    return press(number, taping.pause)


def resume_tape(number: int) -> ResponseReturnValue:
    return press(number, taping.resume)
