"""Forms of the REST API: read, checked, and refused with the carrier's own codes."""

import re
from collections.abc import Container
from dataclasses import dataclass
from urllib.parse import urlsplit

from werkzeug.datastructures import MultiDict

from simulator.rest.errors import RestError, bad_request
from simulator.voice.call import Detection, Orders
from simulator.wire.addresses import Address

Form = MultiDict[str, str]

EVENTS = frozenset({"initiated", "ringing", "answered", "completed"})
MAX_TWIML = 4000
MAX_BODY = 1600
MAX_MEDIA = 10
_E164 = re.compile(r"\+[1-9]\d{6,14}")
_REACHABLE = re.compile(r"(client|sip):.+")


@dataclass(frozen=True)
class Codes:
    """Calls and messages refuse the same mistakes under different codes."""

    no_to: int
    no_from: int
    foreign_from: int
    reaches_clients: bool


OF_CALLS = Codes(no_to=21201, no_from=21213, foreign_from=21212, reaches_clients=True)
OF_MESSAGES = Codes(no_to=21604, no_from=21603, foreign_from=21606, reaches_clients=False)


def parties(form: Form, owned: Container[str], codes: Codes) -> tuple[str, str]:
    """From and To of a call or message; raises RestError."""
    from_ = form.get("From", "")
    if form.get("To") and not from_:
        raise bad_request(codes.no_from, "A 'From' phone number is required.")
    to = recipient(form, codes)
    if from_ not in owned:
        code = codes.foreign_from if _E164.fullmatch(from_) else 21212
        raise bad_request(code, f"The 'From' number {from_} is not one of this account.")
    return from_, to


def recipient(form: Form, codes: Codes = OF_MESSAGES) -> str:
    """To of a call or message; raises RestError."""
    to = form.get("To", "")
    if not to:
        raise bad_request(codes.no_to, "A 'To' phone number is required.")
    if not _E164.fullmatch(to) and not (codes.reaches_clients and _REACHABLE.fullmatch(to)):
        raise bad_request(21211, f"The 'To' number {to} is not a valid phone number.")
    return to


def orders(form: Form) -> Orders:
    """What a new call shall do; raises RestError."""
    voice, twiml = program(form)
    if voice is None and twiml is None:
        raise bad_request(21205, "Url parameter is required.")
    return Orders(
        voice=voice,
        twiml=twiml,
        fallback=address(form, "FallbackUrl", 21205),
        callback=callback(form),
        events=events(form),
        timeout=whole(form, "Timeout", 60, 600),
        time_limit=whole(form, "TimeLimit", 14_400, 86_400),
        detection=_detection(form),
    )


def _detection(form: Form) -> Detection | None:
    wanted = choice(form, "MachineDetection", ("Enable", "DetectMessageEnd"))
    if wanted is None:
        return None
    aside = form.get("AsyncAmd", "false").lower() == "true"
    told = address(form, "AsyncAmdStatusCallback", 21609) if aside else None
    return Detection(to_the_end=wanted == "DetectMessageEnd", callback=told)


def program(form: Form) -> tuple[Address | None, str | None]:
    """Url, or Twiml where no Url is given; raises RestError."""
    voice = address(form, "Url", 21205)
    twiml = form.get("Twiml")
    if twiml is not None and len(twiml) > MAX_TWIML:
        raise bad_request(32018, "Twiml is longer than 4000 characters.")
    return voice, None if voice is not None else twiml


def callback(form: Form) -> Address | None:
    """StatusCallback; a host with an underscore is refused like one that is none."""
    found = address(form, "StatusCallback", 21609)
    if found is not None and "_" in (urlsplit(found.url).hostname or ""):
        raise bad_request(21609, "Invalid 'StatusCallback' URL.")
    return found


def address(form: Form, name: str, code: int) -> Address | None:
    url = form.get(name)
    if not url:
        return None
    try:
        parts = urlsplit(url)
    except ValueError as problem:
        raise bad_request(code, f"{name} is not a valid URL.") from problem
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise bad_request(code, f"{name} is not a valid URL.")
    method = form.get(name.removesuffix("Url") + "Method", "POST").upper()
    if method not in ("GET", "POST"):
        raise bad_request(20001, f"{name}: the method is GET or POST.")
    return Address(url, method)


def whole(form: Form, name: str, default: int, most: int) -> int:
    text = form.get(name)
    if text is None:
        return default
    if not text.isdecimal() or not 1 <= int(text) <= most:
        raise bad_request(20001, f"Invalid {name}: a whole number from 1 to {most}.")
    return int(text)


def content(form: Form) -> tuple[str, tuple[str, ...]]:
    """Body and media of a message; raises RestError."""
    body, media = form.get("Body", ""), tuple(form.getlist("MediaUrl"))
    if not body and not media:
        raise bad_request(21602, "Message body is required.")
    if len(body) > MAX_BODY:
        raise bad_request(21617, "The concatenated message body exceeds 1600 characters.")
    if len(media) > MAX_MEDIA:
        raise bad_request(21623, "A message carries at most 10 media.")
    return body, media


def choice(form: Form, name: str, known: Container[str]) -> str | None:
    text = form.get(name)
    if text is not None and text not in known:
        raise RestError(400, 20001, f"Invalid {name}.")
    return text


def events(form: Form) -> frozenset[str]:
    """Words nobody knows are passed over; without any, only the end is told."""
    words = " ".join(form.getlist("StatusCallbackEvent")).replace(",", " ").split()
    return (frozenset(words) & EVENTS) or frozenset({"completed"})
