"""The desk: the line on the left, one ticket in the middle, what to do about it on the right."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from dashboards import alarms, casefile, line
from dashboards.casefile import CaseFile
from dashboards.door import visitor, workplace
from hotline.store.work import Work


@dataclass(frozen=True)
class Refused:
    """A form that was not accepted: which, why, and every field as it was typed."""

    form: str = ""
    sentence: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)


def desk() -> ResponseReturnValue:
    asked = request.args.get("ticket", type=int)
    if asked is not None:
        return redirect(url_for("dashboards.ticket_page", number=asked))
    with workplace().work() as work:
        return page(work, None)


def ticket_page(number: int) -> ResponseReturnValue:
    with workplace().work() as work:
        return page(work, casefile.read(work, number, visitor().staff_id))


def page(
    work: Work,
    file: CaseFile | None,
    refused: Refused | None = None,
    revealed: str | None = None,
    whose: uuid.UUID | None = None,
) -> str:
    """`revealed` is the number of the ticket's caller, or of the contact `whose` says."""
    return render_template(
        "desk.html",
        line=line.read(work, visitor().staff_id),
        file=file,
        alarms=alarms.ringing(work),
        refused=refused or Refused(),
        revealed=revealed,
        whose=whose,
        key=uuid.uuid4().hex,
        policy=work.policy,
        now=work.now,
    )
