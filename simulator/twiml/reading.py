"""Reading TwiML: a tree of verbs, checked against the grammar; what is wrong is skipped, aloud."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from simulator.twiml.grammar import NESTED, UNBUILT, Rule
from simulator.twiml.values import SCHEMA

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
    top = frozenset(grammar) - NESTED
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
            if name in UNBUILT:
                self._warn(SCHEMA, f"{name} is not built here, inside {parent.tag}")
            elif name not in allowed:
                self._warn(SCHEMA, f"{name} is not supported inside {parent.tag}")
            elif name in self._grammar:
                nodes.append(self._read(element, name))
        return tuple(nodes)

    def _read(self, element: Element, name: str) -> Node:
        rule = self._grammar[name]
        known = {
            key: value for key, value in element.attrib.items() if self._takes(name, key, value)
        }
        children = self.read_all(element, rule.children)
        text = "".join(element.itertext() if name == "Say" else [element.text or ""])
        return Node(name, known, text.strip(), children)

    def _takes(self, name: str, key: str, value: str) -> bool:
        """A value that does not fit is passed over like an attribute nobody knows."""
        values = self._grammar[name].attributes.get(key)
        if values is None:
            self._warn(SCHEMA, f"{name} has no attribute {key}")
            return False
        if not values.fits(value):
            self._warn(values.code, f"{name} does not take this {key}")
            return False
        return True

    def _warn(self, code: int, text: str) -> None:
        self.warnings.append((code, text))
