"""Forms of the REST API: read, checked, and refused with the carrier's own codes."""

import re
from collections.abc import Container, Mapping
from dataclasses import dataclass, replace

from werkzeug.datastructures import MultiDict

from simulator.coverage import Coverage
from simulator.network import Simulator
from simulator.numbers import Application
from simulator.rest.errors import bad_request
from simulator.voice.call import LONGEST, Detection, Orders
from simulator.voice.detection import ordered
from simulator.voice.recording import Order, Source, Track, told_of
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
    barred: int
    calls: bool


OF_CALLS = Codes(no_to=21201, no_from=21213, foreign_from=21210, barred=21215, calls=True)
OF_MESSAGES = Codes(no_to=21604, no_from=21603, foreign_from=21606, barred=21408, calls=False)


def parties(form: Form, sim: Simulator, codes: Codes) -> tuple[str, str]:
    """From and To of a call or message; raises RestError."""
    from_ = form.get("From", "")
    if form.get("To") and not from_:
        raise bad_request(codes.no_from, "A 'From' phone number is required.")
    to = recipient(form, sim, codes)
    if from_ not in sim.owned and not (codes.calls and _may_call_as(form, from_, sim)):
        code = codes.foreign_from if is_number(from_) else 21212
        raise bad_request(code, f"The 'From' number {from_} is not one of this account.")
    return from_, to


def _may_call_as(form: Form, from_: str, sim: Simulator) -> bool:
    """With a verified number; a call passed on with whoever called, by the token of that call."""
    if from_ in sim.has.verified:
        return True
    call = sim.calls.forwarded(form["CallToken"]) if form.get("CallToken") else None
    return call is not None and call.from_ == from_


def caller_id(form: Form, sim: Simulator) -> str:
    """What the called telephone shows in place of From; raises RestError."""
    number = form.get("CallerId", "")
    if number and not sim.has.may_show(number) and not _REACHABLE.fullmatch(number):
        code = 21210 if is_number(number) else 21212
        raise bad_request(code, f"The caller id {number} is not verified for this account.")
    return number


def is_number(text: str) -> bool:
    return _E164.fullmatch(text) is not None


def recipient(form: Form, sim: Simulator, codes: Codes) -> str:
    """To of a call or message, where the network reaches it; raises RestError."""
    to = form.get("To", "")
    if not to:
        raise bad_request(codes.no_to, "A 'To' phone number is required.")
    if not is_number(to) and not (codes.calls and _REACHABLE.fullmatch(to)):
        raise bad_request(21211, f"The 'To' number {to} is not a valid phone number.")
    _refuse_uncovered(to, sim.coverage, codes)
    return to


def _refuse_uncovered(to: str, coverage: Coverage, codes: Codes) -> None:
    if coverage.is_barred(to):
        raise bad_request(codes.barred, f"No permission has been enabled for the region of {to}.")
    if not codes.calls and not coverage.takes_texts(to):
        raise bad_request(21614, f"'To' number {to} is not a valid mobile number.")


def orders(form: Form, sim: Simulator) -> Orders:
    """What a new call shall do; raises RestError."""
    found = _answering(form, sim.applications)
    if found.voice is None and found.twiml is None:
        raise bad_request(21205, "Url parameter is required.")
    return replace(
        found,
        events=events(form),
        timeout=whole(form, "Timeout", 60),
        time_limit=whole(form, "TimeLimit", LONGEST),
        send_digits=form.get("SendDigits", ""),
        caller_id=caller_id(form, sim),
        reason=form.get("CallReason", ""),
        detection=detection(form, "AsyncAmdStatusCallback", waits=not flag(form, "AsyncAmd")),
        recording=recording_if_wanted(form),
    )


def _answering(form: Form, applications: Mapping[str, Application]) -> Orders:
    """Where the call is answered and told of: an application knows better than the form."""
    sid = form.get("ApplicationSid")
    if not sid:
        voice, twiml = program(form)
        fallback = address(form, "FallbackUrl")
        return Orders(voice=voice, twiml=twiml, fallback=fallback, callback=callback(form))
    one = application(sid, applications)
    return Orders(voice=one.voice, fallback=one.voice_fallback, callback=one.callback)


def application(sid: str, applications: Mapping[str, Application]) -> Application:
    if sid not in applications:
        raise bad_request(21218, "Invalid ApplicationSid.")
    return applications[sid]


def recording_if_wanted(form: Form) -> Order | None:
    return recording(form, Source.OUTBOUND_API, trims=True) if flag(form, "Record") else None


def recording(form: Form, source: Source, *, trims: bool) -> Order:
    """How a call or room is to be recorded; `trims` where the form does not say."""
    trim = form.get("Trim") or ("trim-silence" if trims else "do-not-trim")
    return Order(
        source,
        dual=form.get("RecordingChannels") == "dual",
        track=Track(form.get("RecordingTrack") or Track.BOTH),
        trim=trim == "trim-silence",
        callback=address(form, "RecordingStatusCallback"),
        events=told_of(" ".join(form.getlist("RecordingStatusCallbackEvent"))),
    )


def detection(form: Form, told: str, *, waits: bool) -> Detection | None:
    """`told` is the field that says whom to tell where nothing waits for it."""
    return ordered(
        form.get("MachineDetection", ""),
        address(form, told),
        lambda name, default: whole(form, f"MachineDetection{name}", default),
        waits=waits,
    )


def program(form: Form) -> tuple[Address | None, str | None]:
    """Url, or Twiml where no Url is given; raises RestError."""
    voice = address(form, "Url")
    twiml = form.get("Twiml")
    if twiml is not None and len(twiml) > MAX_TWIML:
        raise bad_request(32018, "Twiml is longer than 4000 characters.")
    return voice, None if voice is not None else twiml


def callback(form: Form) -> Address | None:
    return address(form, "StatusCallback")


def address(form: Form, name: str, method: str = "POST") -> Address | None:
    """With the method that goes with it, or else the one given."""
    url = form.get(name)
    if not url:
        return None
    asked = form.get(name.removesuffix("Url") + "Method") or method
    return Address(url, asked.upper())


def flag(form: Form, name: str) -> bool | None:
    """Absent is neither."""
    text = form.get(name)
    return None if text is None else text.lower() == "true"


def whole(form: Form, name: str, default: int) -> int:
    return int(form.get(name) or default)


def at_least(form: Form, name: str, least: int) -> None:
    """Raises RestError."""
    if whole(form, name, least) < least:
        raise bad_request(20001, f"Invalid {name}.")


def content(form: Form) -> tuple[str, tuple[str, ...]]:
    """Body and media of a message; raises RestError."""
    if form.get("ContentSid"):
        raise bad_request(21655, "The ContentSid is invalid.")  # the account has no templates
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
        raise bad_request(20001, f"Invalid {name}.")
    return text


def needed_choice(form: Form, name: str, known: Container[str]) -> str:
    text = choice(form, name, known)
    if text is None:
        raise bad_request(20001, f"{name} is required.")
    return text


def events(form: Form) -> frozenset[str]:
    """Words nobody knows are passed over; without any, only the end is told."""
    words = " ".join(form.getlist("StatusCallbackEvent")).replace(",", " ").split()
    return (frozenset(words) & EVENTS) or frozenset({"completed"})
