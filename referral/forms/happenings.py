"""When a finished form says that something happened which the law counts from. Pure."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from hotline.facts import Fact
from hotline.forms import Form
from referral.forms.filling import Answers

ROUNDED = timedelta(minutes=1)  # a form knows no seconds


def new(form: Form, answers: Answers, before: Answers) -> list[tuple[Fact, datetime]]:
    """What this version says and the one before did not, by the local clock."""
    return [
        (one.fact, datetime.fromisoformat(answers[one.at]))
        for one in form.happenings
        if answers.get(one.at) and answers[one.at] != before.get(one.at)
    ]


def instant(typed: datetime, zone: ZoneInfo, received_at: datetime) -> datetime:
    """Within the minute in which the information came, it was not before it."""
    at = typed.replace(tzinfo=zone)
    return received_at if at <= received_at < at + ROUNDED else at
