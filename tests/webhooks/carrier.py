"""The carrier's hand at our side door: signed requests, byte for byte as it would send them."""

from collections.abc import Mapping
from urllib.parse import urlencode
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import fromstring
from werkzeug.test import TestResponse

from simulator.wire.signature import sign
from tests.house import LINE, PUBLIC, SETTINGS, House

FORM = "application/x-www-form-urlencoded"
ACCOUNT = SETTINGS.twilio_account_sid
TOKEN = SETTINGS.twilio_auth_tokens[0]
CHILD = "+84912345678"
SMS, SMS_STATUS = "/webhooks/sms/incoming", "/webhooks/sms/status"
CALL, CALL_STATUS = "/webhooks/voice/incoming", "/webhooks/voice/status"
RECORDINGS = "/webhooks/recordings"

Form = Mapping[str, str]


def post(
    house: House, path: str, form: Form, *, token: str = TOKEN, idempotency: str = "once"
) -> TestResponse:
    """From any thread: each request has a client of its own."""
    headers = {
        "X-Twilio-Signature": sign(token, PUBLIC + path, form.items()),
        "I-Twilio-Idempotency-Token": idempotency,
    }
    client = house.client.application.test_client()
    return client.post(path, data=urlencode(form), content_type=FORM, headers=headers)


def said(response: TestResponse) -> Element:
    """The answer as the carrier reads it; fails unless it can be read."""
    assert response.status_code == 200
    assert response.content_type.startswith("text/xml")
    document: Element = fromstring(response.data)
    assert document.tag == "Response"
    return document


def sid(kind: str, n: int) -> str:
    return f"{kind}{n:032x}"


def text(n: int, body: str, *, sender: str = CHILD, **more: str) -> dict[str, str]:
    """What the carrier posts for an incoming text."""
    return {
        "AccountSid": ACCOUNT,
        "ApiVersion": "2010-04-01",
        "MessageSid": sid("SM", n),
        "SmsSid": sid("SM", n),
        "SmsMessageSid": sid("SM", n),
        "SmsStatus": "received",
        "From": sender,
        "To": LINE,
        "Body": body,
        "NumMedia": "0",
        "NumSegments": "1",
        "FromCity": "",
        **more,
    }


def call(n: int, *, caller: str = CHILD, **more: str) -> dict[str, str]:
    """What the carrier posts at every turn of a call."""
    return {
        "AccountSid": ACCOUNT,
        "ApiVersion": "2010-04-01",
        "CallSid": sid("CA", n),
        "CallStatus": "in-progress",
        "Direction": "inbound",
        "From": caller,
        "Caller": caller,
        "To": LINE,
        "Called": LINE,
        **more,
    }


def ended(n: int, *, caller: str = CHILD, **more: str) -> dict[str, str]:
    """The last word on a call."""
    last = {"CallStatus": "completed", "SequenceNumber": "3", "CallDuration": "12", "Duration": "1"}
    return call(n, caller=caller, **{**last, **more})
