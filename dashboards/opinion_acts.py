"""What a press does with a child's opinion: one use case each."""

import uuid

from flask import request
from flask.typing import ResponseReturnValue

from dashboards.presses import press
from referral import opinion, opinion_feedback, opinion_passing


def mark_opinion(number: int) -> ResponseReturnValue:
    said = opinion.read(request.form)
    return press(number, lambda work, ticket, who: opinion_passing.mark(work, ticket, who, said))


def unmark_opinion(number: int) -> ResponseReturnValue:
    return press(number, opinion_passing.unmark)


def pass_opinion_on(number: int, agency_id: uuid.UUID) -> ResponseReturnValue:
    return press(
        number, lambda work, ticket, who: opinion_passing.pass_on(work, ticket, who, agency_id)
    )


def tell_the_child(number: int) -> ResponseReturnValue:
    words, to = request.form.get("text", ""), request.form.get("to", "")
    return press(
        number, lambda work, ticket, who: opinion_feedback.send(work, ticket, who, words, to)
    )


def child_was_told(number: int) -> ResponseReturnValue:
    return press(number, opinion_feedback.by_voice)
