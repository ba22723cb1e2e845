"""Rows of the carrier's own lists, said as its webhooks would have said them. Pure."""

from datetime import datetime
from typing import Any

from hotline.telephony.carrier import Listed

INBOUND = "inbound"


def text(row: Any, since: datetime) -> Listed:
    """A text that has not left yet has no date of sending."""
    form = {
        "MessageSid": str(row.sid),
        "From": row.from_ or "",
        "To": row.to or "",
        "Body": row.body or "",
        "NumMedia": str(row.num_media or 0),
        "MessageStatus": str(row.status),
        "ErrorCode": str(row.error_code or ""),
    }
    at = row.date_created or row.date_sent or since
    return Listed(str(row.sid), at, row.direction == INBOUND, form, row.date_sent)


def call(row: Any, since: datetime) -> Listed:
    form = {
        "CallSid": str(row.sid),
        "From": row._from or "",  # the client names it so: `from` is a keyword
        "To": row.to or "",
        "Direction": str(row.direction),
        "CallStatus": str(row.status),
    }
    if row.duration:
        form["CallDuration"] = str(row.duration)
    at = row.start_time or row.date_created or since
    return Listed(str(row.sid), at, row.direction == INBOUND, form, row.end_time)


def recording(row: Any, since: datetime) -> Listed:
    form = {
        "RecordingSid": str(row.sid),
        "CallSid": str(row.call_sid or ""),
        "RecordingStatus": str(row.status),
        "RecordingDuration": str(row.duration or 0),
    }
    at = row.start_time or row.date_created or since
    return Listed(str(row.sid), at, inbound=True, form=form)
