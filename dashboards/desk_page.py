"""The desk: the line on the left, one ticket in the middle, what to do about it on the right."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from dashboards import alarms, casefile, line, pressing
from dashboards.casefile import CaseFile
from dashboards.door import visitor, workplace
from dashboards.involved import Opened
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
    opened: Opened | None = None,
) -> str:
    opened = opened or Opened()
    return render_template(
        "desk.html",
        line=line.read(work, visitor().staff_id),
        file=file,
        alarms=alarms.ringing(work),
        refused=refused or Refused(),
        revealed=opened.number,
        drafts=_drafts(file) if file else {},
        opened=opened,
        whose=opened.whose,
        policy=work.policy,
        now=work.now,
    )


def _drafts(file: CaseFile) -> Mapping[str, str]:
    """Without those of a form that was just refused: it shows what was sent."""
    if request.method != "POST":
        return file.writing.drafts
    name = pressing.form_name()
    sent = (f"{name}|", f"{name}:")
    return {
        place: text for place, text in file.writing.drafts.items() if not place.startswith(sent)
    }
