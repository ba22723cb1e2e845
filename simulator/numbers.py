"""Numbers and TwiML applications of the account, and how calls and texts reach them."""

from dataclasses import dataclass, fields
from datetime import datetime

from simulator.errors import BadFieldError
from simulator.wire.addresses import Address


@dataclass(kw_only=True)
class Answering:
    """Where a call is taken to, and who is told when it is over."""

    voice_url: str = ""
    voice_method: str = "POST"
    voice_fallback_url: str = ""
    voice_fallback_method: str = "POST"
    status_callback: str = ""
    status_callback_method: str = "POST"

    @property
    def voice(self) -> Address | None:
        return _address(self.voice_url, self.voice_method)

    @property
    def voice_fallback(self) -> Address | None:
        return _address(self.voice_fallback_url, self.voice_fallback_method)

    @property
    def callback(self) -> Address | None:
        return _address(self.status_callback, self.status_callback_method)


@dataclass
class Application(Answering):
    """What a softphone calls: the token it registered with names it. What becomes of a text that
    names it is told to `message_status_callback`."""

    sid: str
    message_status_callback: str = ""

    @property
    def receipts(self) -> Address | None:
        return _address(self.message_status_callback, "POST")


@dataclass
class OwnedNumber(Answering):
    number: str
    sid: str
    sms_url: str = ""
    sms_method: str = "POST"
    sms_fallback_url: str = ""
    sms_fallback_method: str = "POST"
    friendly_name: str = ""
    kind: str = "local"
    # "on", as the carrier's numbers are: it answers STOP and its like by itself, and keeps texts
    # away afterwards. A line on which such a word is a child's asks the carrier for "off".
    # "advanced" tells the application, too, how it took the word.
    opt_out: str = "on"
    # "on" asks for the name of whoever calls, where the network knows it.
    caller_name_lookup: str = "off"

    @property
    def sms(self) -> Address | None:
        return _address(self.sms_url, self.sms_method)

    @property
    def sms_fallback(self) -> Address | None:
        return _address(self.sms_fallback_url, self.sms_fallback_method)


@dataclass
class Trunk(Answering):
    """The way to and from a carrier of one's own; calls over it go by `byoc`."""

    sid: str
    created: datetime
    updated: datetime
    friendly_name: str = ""
    caller_name_lookup: str = "off"
    connection_policy_sid: str = ""
    from_domain_sid: str = ""


@dataclass
class CallerId:
    """A number of somebody else's that the account may show: its owner has agreed."""

    number: str
    sid: str
    created: datetime
    updated: datetime
    friendly_name: str = ""


KINDS = ("local", "mobile", "toll-free")
OPT_OUTS = ("on", "off", "advanced")
LOOKUPS = ("on", "off")
SETTINGS = frozenset(field.name for field in fields(OwnedNumber)) - {"number", "sid"}
SETTINGS_OF_TRUNKS = frozenset(field.name for field in fields(Trunk)) - {
    "sid",
    "created",
    "updated",
}
SETTINGS_OF_APPLICATIONS = frozenset(field.name for field in fields(Application)) - {"sid"}


def check_settings(settings: dict[str, str], known: frozenset[str] = SETTINGS) -> None:
    """Raises BadFieldError for a setting there is not."""
    for name, value in settings.items():
        if name not in known:
            raise BadFieldError(f"{name}: there is no such setting")
        if name.endswith("_method") and value not in ("GET", "POST"):
            raise BadFieldError(f"{name}: GET or POST")
        if name == "kind" and value not in KINDS:
            raise BadFieldError("kind: local, mobile or toll-free")
        if name == "opt_out" and value not in OPT_OUTS:
            raise BadFieldError("opt_out: on, off or advanced")
        if name == "caller_name_lookup" and value not in LOOKUPS:
            raise BadFieldError("caller_name_lookup: on or off")


def _address(url: str, method: str) -> Address | None:
    return Address(url, method) if url else None
