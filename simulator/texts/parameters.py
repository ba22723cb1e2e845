"""The parameter blocks of messaging webhooks, name by name as the carrier sends them."""

from simulator.texts.message import Message, Status
from simulator.voice.parameters import API_VERSION, places


def inbound_block(message: Message, account_sid: str) -> dict[str, str]:
    block = {
        **_sids(message, account_sid),
        "SmsMessageSid": message.sid,
        "SmsStatus": "received",
        "Body": message.body,
        "NumMedia": str(len(message.media)),
        "NumSegments": str(message.number_of_segments),
        **places({"From": message.from_, "To": message.to}),
    }
    if message.opt_out:
        block["OptOutType"] = message.opt_out
    for place, one in enumerate(message.media):
        block[f"MediaUrl{place}"] = one.url
        block[f"MediaContentType{place}"] = one.content_type
    return block


def status_block(message: Message, account_sid: str) -> dict[str, str]:
    block = _sids(message, account_sid)
    block |= {"MessageStatus": message.status.value, "SmsStatus": message.status.value}
    if message.status in (Status.FAILED, Status.UNDELIVERED):
        block["ErrorCode"] = str(message.error)
    if message.status in (Status.DELIVERED, Status.UNDELIVERED) and message.done is not None:
        block["RawDlrDoneDate"] = f"{message.done:%y%m%d%H%M}"
    return block


def _sids(message: Message, account_sid: str) -> dict[str, str]:
    return {
        "AccountSid": account_sid,
        "ApiVersion": API_VERSION,
        "From": message.from_,
        "To": message.to,
        "MessageSid": message.sid,
        "SmsSid": message.sid,
        **({"MessagingServiceSid": message.service} if message.service else {}),
    }
