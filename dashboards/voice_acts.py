"""What calls left behind is heard here."""

import uuid

from flask import Response
from flask.typing import ResponseReturnValue

from dashboards.door import person, workplace
from hotline import tickets
from referral import listening


def recording(number: int, recording_id: uuid.UUID) -> ResponseReturnValue:
    """Whole, so that one press is one line in the journal; kept by no browser."""
    with workplace().work() as work:
        ticket = tickets.by_number(work, number)
        sound = listening.hear(work, ticket, recording_id, person(work))
    return Response(sound.content, mimetype=sound.media_type, headers={"Accept-Ranges": "none"})
