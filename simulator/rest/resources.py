"""Calls and messages as the REST API shows them: exactly its keys, and its types that bite."""

from datetime import datetime

from simulator.texts.message import ERRORS, Message
from simulator.voice.call import Call, Status
from simulator.voice.parameters import API_VERSION, rfc2822

Json = dict[str, "str | int | bool | dict[str, object] | None"]

_PARTS_OF_CALL = {
    "notifications": "Notifications",
    "recordings": "Recordings",
    "payments": "Payments",
    "events": "Events",
    "siprec": "Siprec",
    "streams": "Streams",
    "transcriptions": "Transcriptions",
    "user_defined_message_subscriptions": "UserDefinedMessageSubscriptions",
    "user_defined_messages": "UserDefinedMessages",
}


def base(account_sid: str) -> str:
    return f"/{API_VERSION}/Accounts/{account_sid}"


def date(when: datetime | None) -> str | None:
    return None if when is None else rfc2822(when)


def status_of(call: Call) -> str:
    """REST knows no `initiated`."""
    return Status.QUEUED.value if call.status is Status.INITIATED else call.status.value


def call_json(call: Call, account_sid: str) -> Json:
    path = f"{base(account_sid)}/Calls/{call.sid}"
    return {
        "account_sid": account_sid,
        "answered_by": call.answered_by,
        "api_version": API_VERSION,
        "caller_name": call.caller.name or None,
        "date_created": date(call.created),
        "date_updated": date(call.updated or call.created),
        "direction": call.direction.value,
        "duration": str(call.seconds) if call.over else None,
        "end_time": date(call.ended),
        "forwarded_from": call.caller.forwarded_from or None,
        "from": call.from_,
        "from_formatted": call.from_,
        "group_sid": None,
        "parent_call_sid": call.parent,
        "phone_number_sid": call.number_sid,
        "price": None,
        "price_unit": "USD",
        "queue_time": str(round(call.queue_seconds * 1000)),
        "sid": call.sid,
        "start_time": date(call.dialled),
        "status": status_of(call),
        "subresource_uris": {k: f"{path}/{part}.json" for k, part in _PARTS_OF_CALL.items()},
        "to": call.to,
        "to_formatted": call.to,
        "trunk_sid": None,
        "uri": f"{path}.json",
    }


def message_json(message: Message, account_sid: str) -> Json:
    path = f"{base(account_sid)}/Messages/{message.sid}"
    return {
        "account_sid": account_sid,
        "api_version": API_VERSION,
        "body": message.body,
        "date_created": date(message.created),
        "date_sent": date(message.sent),
        "date_updated": date(message.updated or message.created),
        "direction": message.direction.value,
        "error_code": message.error,
        "error_message": None if message.error is None else ERRORS.get(message.error, "Error"),
        "from": message.from_ or None,
        "messaging_service_sid": message.service or None,
        "num_media": str(len(message.media)),
        "num_segments": str(message.number_of_segments),
        "price": None,
        "price_unit": "USD",
        "sid": message.sid,
        "status": message.status.value,
        "subresource_uris": {"media": f"{path}/Media.json"},
        "to": message.to,
        "uri": f"{path}.json",
    }
