"""Rows of the carrier's own lists: which are wanted, said as its webhooks would have said them.
Pure."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import takewhile
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


def newest(rows: Iterable[Any], since: datetime) -> list[Any]:
    """What was made since then, however much: whoever is on duty in a bad night is sent hundreds.

    The carrier lists the newest first, and does not promise it to the second.
    """
    near = takewhile(lambda row: _after(row.date_created, since - timedelta(minutes=1)), rows)
    return [row for row in near if _after(row.date_created, since)]


def _after(moment: datetime | None, since: datetime) -> bool:
    """The carrier's dates have whole seconds. What has none yet is new."""
    return moment is None or moment >= since - timedelta(seconds=2)
