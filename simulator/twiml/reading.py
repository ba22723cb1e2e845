"""Reading TwiML: a tree of verbs, checked against the grammar; what is wrong is skipped, aloud."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

MAX_BYTES = 64 * 1024
LONGEST = 365 * 86_400.0


@dataclass(frozen=True)
class Node:
    name: str
    attributes: Mapping[str, str]
    text: str
    children: tuple["Node", ...] = ()

    def get(self, name: str, default: str) -> str:
        return self.attributes.get(name, default)

    def number(self, name: str, default: float) -> float:
        """The attribute as a number from 0 to a year of seconds; nonsense is the default."""
        try:
            value = float(self.attributes[name])
        except (KeyError, ValueError):
            return default
        return default if math.isnan(value) else min(max(value, 0.0), LONGEST)

    def flag(self, name: str, default: bool) -> bool:
        return self.attributes.get(name, str(default)).lower() == "true"


@dataclass(frozen=True)
class Document:
    verbs: tuple[Node, ...]
    warnings: tuple[tuple[int, str], ...] = ()


class TwimlError(ValueError):
    """The document cannot be run at all; `code` is the carrier's error code."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code


@dataclass(frozen=True)
class Rule:
    attributes: frozenset[str]
    children: frozenset[str] = frozenset()


def _rule(attributes: str, children: str = "") -> Rule:
    return Rule(frozenset(attributes.split()), frozenset(children.split()))


# SSML inside Say is spoken as its text.
_SSML = "break emphasis lang p phoneme prosody s say-as sub w"
_AUDIO = {
    "Say": _rule("voice language loop", _SSML),
    "Play": _rule("loop digits"),
    "Pause": _rule("length"),
}
VOICE: Mapping[str, Rule] = {
    **_AUDIO,
    "Gather": _rule(
        "input action method timeout speechTimeout maxSpeechTime profanityFilter finishOnKey"
        " numDigits partialResultCallback partialResultCallbackMethod language hints bargeIn debug"
        " actionOnEmptyResult speechModel enhanced",
        "Say Play Pause",
    ),
    "Record": _rule(
        "action method timeout finishOnKey maxLength playBeep trim recordingStatusCallback"
        " recordingStatusCallbackMethod recordingStatusCallbackEvent transcribe transcribeCallback"
    ),
    "Dial": _rule(
        "action method timeout hangupOnStar timeLimit callerId callReason record trim"
        " recordingStatusCallback recordingStatusCallbackMethod recordingStatusCallbackEvent"
        " recordingTrack answerOnBridge ringTone sequential referUrl referMethod events",
        "Number Client Conference Queue",
    ),
    "Number": _rule(
        "sendDigits url method statusCallback statusCallbackMethod statusCallbackEvent byoc"
    ),
    "Client": _rule(
        "url method statusCallback statusCallbackMethod statusCallbackEvent", "Identity Parameter"
    ),
    "Identity": _rule(""),
    "Parameter": _rule("name value"),
    "Queue": _rule("url method reservationSid postWorkActivitySid"),
    "Conference": _rule(
        "muted beep startConferenceOnEnter endConferenceOnExit waitUrl waitMethod maxParticipants"
        " record region coach trim statusCallback statusCallbackMethod statusCallbackEvent"
        " recordingStatusCallback recordingStatusCallbackMethod recordingStatusCallbackEvent"
        " eventCallbackUrl jitterBufferSize participantLabel"
    ),
    "Enqueue": _rule("action method maxQueueSize waitUrl waitUrlMethod workflowSid"),
    "Leave": _rule(""),
    "Redirect": _rule("method"),
    "Hangup": _rule(""),
    "Reject": _rule("reason"),
}
_NESTED = frozenset(
    ["Body", "Media", "Number", "Client", "Identity", "Parameter", "Queue", "Conference"]
)
MESSAGING: Mapping[str, Rule] = {
    "Message": _rule("to from action method statusCallback", "Body Media"),
    "Redirect": _rule("method"),
    "Body": _rule(""),
    "Media": _rule(""),
}


def parse(body: bytes, grammar: Mapping[str, Rule]) -> Document:
    """Raises TwimlError 11750 (too large) or 12100 (no XML, or no Response)."""
    if len(body) > MAX_BYTES:
        raise TwimlError(11750, "the document is over 64 kB")
    try:
        root = fromstring(body)
    except (ParseError, DefusedXmlException, ValueError) as problem:
        raise TwimlError(12100, "the document does not parse") from problem
    if root.tag != "Response":
        raise TwimlError(12100, "the root is not Response")
    reader = _Reader(grammar)
    top = frozenset(grammar) - _NESTED
    verbs = reader.read_all(root, top)
    return Document(verbs, tuple(reader.warnings))


class _Reader:
    def __init__(self, grammar: Mapping[str, Rule]) -> None:
        self._grammar = grammar
        self.warnings: list[tuple[int, str]] = []

    def read_all(self, parent: Element, allowed: frozenset[str]) -> tuple[Node, ...]:
        nodes = []
        for element in parent:
            name = str(element.tag)
            if name not in allowed:
                self.warnings.append((12200, f"{name} is not supported inside {parent.tag}"))
            elif name in self._grammar:
                nodes.append(self._read(element, name))
        return tuple(nodes)

    def _read(self, element: Element, name: str) -> Node:
        rule = self._grammar[name]
        unknown = sorted(set(element.attrib) - rule.attributes)
        self.warnings += [(12200, f"{name} has no attribute {each}") for each in unknown]
        known = {key: value for key, value in element.attrib.items() if key in rule.attributes}
        children = self.read_all(element, rule.children)
        text = "".join(element.itertext() if name == "Say" else [element.text or ""])
        return Node(name, known, text.strip(), children)
