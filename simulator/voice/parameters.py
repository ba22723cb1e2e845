"""The parameter blocks of voice webhooks, name by name as the carrier sends them."""

from datetime import datetime
from email.utils import format_datetime

from simulator.voice import recording as recorded
from simulator.voice.call import Call, Direction, Status
from simulator.voice.recording import Recording

API_VERSION = "2010-04-01"
# Best effort, as at the carrier; the rest of the place stays empty.
_COUNTRIES = {"+84": "VN", "+1": "US", "+44": "GB", "+81": "JP"}
_EVENT_OF = {
    Status.INITIATED: "initiated",
    Status.RINGING: "ringing",
    Status.IN_PROGRESS: "answered",
}
_SIP_CODES = {
    Status.COMPLETED: "200",
    Status.BUSY: "486",
    Status.NO_ANSWER: "487",
    Status.CANCELED: "487",
    Status.FAILED: "404",
}


def rfc2822(when: datetime) -> str:
    return format_datetime(when)


def country(number: str) -> str:
    return next((name for code, name in _COUNTRIES.items() if number.startswith(code)), "")


def places(sides: dict[str, str]) -> dict[str, str]:
    """City, State, Zip and Country for each side; empty where unknown, never absent."""
    block: dict[str, str] = {}
    for side, number in sides.items():
        block |= {f"{side}City": "", f"{side}State": "", f"{side}Zip": ""}
        block[f"{side}Country"] = country(number)
    return block


def voice_block(call: Call, account_sid: str) -> dict[str, str]:
    sides = {"From": call.from_, "To": call.to, "Caller": call.from_, "Called": call.to}
    return {
        "CallSid": call.sid,
        "AccountSid": account_sid,
        **({"ParentCallSid": call.parent} if call.parent else {}),
        **sides,
        "CallStatus": call.status.value,
        "Direction": call.direction.value,
        "ApiVersion": API_VERSION,
        **places(sides),
        **call.caller.fields(),
    }


def event_of(status: Status) -> str:
    """The StatusCallbackEvent under which a status is reported."""
    return _EVENT_OF.get(status, "completed")


def progress_block(call: Call, now: datetime) -> dict[str, str]:
    block = {
        "Timestamp": rfc2822(now),
        "CallbackSource": "call-progress-events",
        "SequenceNumber": str(call.sequence),
    }
    if call.answered_by is not None:
        block["AnsweredBy"] = call.answered_by
    if call.over:
        block["CallDuration"] = str(call.seconds)
    if call.status is Status.COMPLETED:
        block["Duration"] = str(-(-call.seconds // 60))
        if call.announced is not None:
            block |= recording_fields(call.announced)
    return block


def sip_code(call: Call) -> dict[str, str]:
    """How the other end's network answered the last word; an incoming call asked it nothing."""
    if call.direction is Direction.INBOUND or call.status not in _SIP_CODES:
        return {}
    return {"SipResponseCode": _SIP_CODES[call.status]}


def recording_fields(recording: Recording) -> dict[str, str]:
    """What is said of it before its file is ready: nothing is trimmed yet."""
    return {
        "RecordingUrl": recording.url,
        "RecordingSid": recording.sid,
        "RecordingDuration": str(recording.ran),
    }


def recording_block(
    recording: Recording, status: recorded.Status, account_sid: str
) -> dict[str, str]:
    """A room's recording is told by its ConferenceSid, any other by its CallSid."""
    room = recording.conference
    block = {
        "AccountSid": account_sid,
        **({"ConferenceSid": room} if room else {"CallSid": recording.call}),
        "RecordingSid": recording.sid,
        "RecordingUrl": recording.url,
        "RecordingStatus": status.value,
        "RecordingChannels": str(recording.order.channels),
        "RecordingStartTime": rfc2822(recording.started),
        "RecordingSource": recording.order.source.value,
        "RecordingTrack": recording.order.track.value,
    }
    if status is recorded.Status.COMPLETED:
        block["RecordingDuration"] = str(recording.seconds)
    if status is not recorded.Status.IN_PROGRESS:
        block["ErrorCode"] = str(recording.error or 0)
    return block
