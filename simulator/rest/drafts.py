"""A text as a form orders it, checked, and refused with the carrier's own codes."""

from datetime import datetime, timedelta

from simulator.network import Simulator
from simulator.rest import forms
from simulator.rest.errors import bad_request
from simulator.rest.forms import Form
from simulator.texts.message import LONGEST_VALID, Draft
from simulator.texts.opt_out import BLOCKED
from simulator.wire.addresses import Address

SOONEST, LATEST = timedelta(minutes=5), timedelta(days=35)
_SERVICE = "MG"


def draft(form: Form, sim: Simulator) -> Draft:
    """Raises RestError."""
    service = _service(form, sim)
    codes = forms.OF_MESSAGES
    from_, to = (
        ("", forms.recipient(form, sim, codes)) if service else forms.parties(form, sim, codes)
    )
    body, media = forms.content(form)
    found = Draft(
        from_,
        to,
        body,
        media,
        callback=_callback(form, sim),
        service=service,
        send_at=_hour(form, service, sim.clock.now()),
        valid=forms.whole(form, "ValidityPeriod", LONGEST_VALID),
        as_mms=bool(forms.flag(form, "SendAsMms")),
    )
    if sim.messages.blocked(found):
        raise bad_request(BLOCKED, "Attempt to send to unsubscribed recipient.")
    if sim.messages.sending.overflows(from_):
        raise bad_request(21611, "This 'From' number has too many messages in its queue.")
    return found


def _callback(form: Form, sim: Simulator) -> Address | None:
    """The form knows better than the application it names."""
    sid = form.get("ApplicationSid")
    named = forms.application(sid, sim.applications) if sid else None
    return forms.callback(form) or (named.receipts if named else None)


def _service(form: Form, sim: Simulator) -> str:
    """Named in its own field, or in the place of the sender."""
    sid = form.get("MessagingServiceSid", "")
    if not sid and form.get("From", "").startswith(_SERVICE):
        sid = form["From"]
    if sid and sid not in sim.messages.services:
        raise bad_request(21701, "The Messaging Service does not exist.")
    return sid


def _hour(form: Form, service: str, now: datetime) -> datetime | None:
    """When a scheduled text is to leave: by a service alone, not too soon and not too late."""
    if not form.get("ScheduleType"):
        return None
    if not form.get("SendAt"):
        raise bad_request(35111, "SendAt is required where ScheduleType is 'fixed'.")
    if not service:
        raise bad_request(35118, "MessagingServiceSid is required to schedule a message.")
    hour = datetime.fromisoformat(form["SendAt"])
    if hour.tzinfo is None or not SOONEST <= hour - now <= LATEST:
        raise bad_request(35114, "SendAt is from 5 minutes to 35 days ahead, with a time zone.")
    return hour
