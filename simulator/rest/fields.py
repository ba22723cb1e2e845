"""What a field of a request may hold, by its name: what it cannot hold is refused at the door."""

import re
from collections.abc import Mapping
from datetime import datetime
from urllib.parse import urlsplit

from werkzeug.datastructures import MultiDict

from simulator.rest.errors import bad_request

BAD_URL, BAD_CALLBACK, BAD_VALUE, BAD_DETECTION = 21205, 21609, 20001, 21234
_CODES = {
    "ContentSid": 21655, "MediaUrl": 21620, "MessagingServiceSid": 21705,
    "ScheduleType": 35126, "SendAt": 35114,
}  # fmt: skip  # read at one glance

_SIDS = {
    "AC": "AccountSid",
    "AD": "AddressSid EmergencyAddressSid",
    "AP": "ApplicationSid SmsApplicationSid VoiceApplicationSid",
    "BU": "BundleSid",
    "BY": "Byoc",
    "CA": "CallSid ParentCallSid CallSidToCoach",
    "CF": "ConferenceSid",
    "HX": "ContentSid",
    "MG": "MessagingServiceSid",
    "NY": "ConnectionPolicySid",
    "RI": "IdentitySid",
    "SD": "FromDomainSid",
    "TK": "TrunkSid",
}
# Muted is not among them: whatever it holds beside true is false.
_WORDS = {
    "(?i:true|false)": "AsyncAmd Beta BeepOnExit CnamLookupEnabled Coaching EarlyMedia"
    " EndConferenceOnExit ForceDelivery Hold IncludeSoftDeleted ProvideFeedback Record SendAsMms"
    " ShortenUrls SmartEncoded StartConferenceOnEnter VoiceCallerIdLookup",
    "(?i:get|post)": "AmdStatusCallbackMethod AnnounceMethod AsyncAmdStatusCallbackMethod"
    " ConferenceRecordingStatusCallbackMethod ConferenceStatusCallbackMethod FallbackMethod"
    " HoldMethod Method RecordingStatusCallbackMethod SmsFallbackMethod SmsMethod"
    " StatusCallbackMethod VoiceFallbackMethod VoiceMethod WaitMethod",
    "2008-08-01|2010-04-01": "ApiVersion",
    "Active|Inactive": "EmergencyStatus",
    "Enable|DetectMessageEnd": "MachineDetection",
    "confirmed|unconfirmed": "Outcome",
    "enable|disable": "RiskCheck",
    "fixed": "ScheduleType",
    "free": "TrafficType",
    "inbound|outbound|both": "RecordingTrack",
    "mono|dual": "RecordingChannels",
    "off|small|medium|large": "JitterBufferSize",
    "retain|discard": "ContentRetention",
    "retain|obfuscate": "AddressRetention",
    "skip|silence": "PauseBehavior",
    "trim-silence|do-not-trim": "Trim ConferenceTrim",
    "true|false|onEnter|onExit": "Beep",
    "true|false|record-from-start|do-not-record": "ConferenceRecord",
    "us1|us2|ie1|de1|sg1|br1|au1|jp1": "Region",
    "voice|fax": "VoiceReceiveMode",
    r"[0-9A-D*#wW]{1,32}": "Extension SendDigits",
    r"\d+(\.\d+)?": "MaxPrice",
    r"\d{3}": "AreaCode",
}
_WHOLE: Mapping[str, tuple[int, int]] = {
    "Attempt": (1, 100),
    "CallDelay": (0, 60),
    "Log": (0, 1),
    "MachineDetectionSilenceTimeout": (2000, 10_000),
    "MachineDetectionSpeechEndThreshold": (500, 5000),
    "MachineDetectionSpeechThreshold": (1000, 6000),
    "MachineDetectionTimeout": (3, 59),
    "MaxParticipants": (2, 250),
    "MaxSize": (1, 5000),
    "RequestedChannels": (1, 2),
    "TimeLimit": (1, 86_400),
    "Timeout": (1, 600),
    "ValidityPeriod": (1, 36_000),
}
_PATTERNS: Mapping[str, re.Pattern[str]] = {
    name: re.compile(pattern)
    for pattern, names in (_WORDS | {f"{k}[0-9a-fA-F]{{32}}": v for k, v in _SIDS.items()}).items()
    for name in names.split()
}


def check(fields: MultiDict[str, str]) -> None:
    """Raises RestError. An empty value takes a setting back; unknown names are passed over."""
    for name, value in fields.items(multi=True):
        if value and not _may_hold(name, value):
            raise bad_request(_code(name), f"Invalid {name}.")


def _may_hold(name: str, value: str) -> bool:
    if name.endswith("StatusCallback"):
        return "_" not in (_host(value) or "_")
    if name.endswith("Url"):
        return _host(value) is not None
    if name == "SendAt":
        return _is_moment(value)
    if name in _WHOLE:
        least, most = _WHOLE[name]
        return value.isdecimal() and least <= int(value) <= most
    return name not in _PATTERNS or _PATTERNS[name].fullmatch(value) is not None


def _code(name: str) -> int:
    if name in _CODES:
        return _CODES[name]
    if name.startswith("MachineDetection"):
        return BAD_DETECTION
    if name.endswith("Url"):
        return BAD_URL
    return BAD_CALLBACK if name.endswith("StatusCallback") else BAD_VALUE


def _host(value: str) -> str | None:
    """None for everything that is no absolute http or https URL."""
    try:
        parts = urlsplit(value)
    except ValueError:
        return None
    return parts.hostname if parts.scheme in ("http", "https") else None


def _is_moment(value: str) -> bool:
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return False
    return True
