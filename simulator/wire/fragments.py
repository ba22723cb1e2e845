"""Connection overrides: what `#rc=3&rp=all&rt=5000` behind a webhook URL asks for. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl

LIMIT = 15.0  # seconds for all tries together
POLICIES = frozenset({"ct", "rt", "4xx", "5xx", "all"})
BAD_POLICY, BAD_VALUE = 11243, 11100
# The least and the most of each number: tries, or milliseconds.
_RANGES = {"rc": (0, 5), "ct": (100, 10_000), "rt": (100, 15_000), "tt": (100, 15_000)}
# What concerns the way through the carrier's own network, which there is none of here.
_ELSEWHERE = frozenset({"sni", "e"})


@dataclass(frozen=True)
class Overrides:
    """`retries` after the first try; `on` holds ct, rt, 4xx, 5xx or all; seconds for the rest.

    `nonsense` is what the carrier complains about, code and words; its place took the default.
    """

    retries: int = 1
    on: frozenset[str] = frozenset({"ct"})
    connect: float = 5.0
    read: float = LIMIT
    total: float = LIMIT
    nonsense: tuple[tuple[int, str], ...] = ()

    def again(self, failure: str) -> bool:
        """Whether this kind of failure is worth another try; no policy names a refused address."""
        return failure in self.on or ("all" in self.on and failure in POLICIES)


def split(url: str) -> tuple[str, Overrides]:
    """The URL without its fragment, and what the fragment asked for."""
    bare, _, fragment = url.partition("#")
    asked = dict(parse_qsl(fragment))
    numbers = {name: int(asked[name]) for name in _RANGES if _fits(name, asked.get(name, ""))}
    policy = frozenset(asked.get("rp", "ct").split(","))
    usual = Overrides()
    return bare, Overrides(
        retries=numbers.get("rc", usual.retries),
        on=policy if policy <= POLICIES else usual.on,
        connect=numbers.get("ct", usual.connect * 1000) / 1000,
        read=numbers.get("rt", usual.read * 1000) / 1000,
        total=numbers.get("tt", usual.total * 1000) / 1000,
        nonsense=tuple(_nonsense(asked)) if fragment else (),
    )


def _fits(name: str, text: str) -> bool:
    low, high = _RANGES[name]
    return text.isdecimal() and low <= int(text) <= high


def _nonsense(asked: Mapping[str, str]) -> list[tuple[int, str]]:
    found = []
    for name, value in asked.items():
        if name == "rp":
            if not frozenset(value.split(",")) <= POLICIES:
                found.append((BAD_POLICY, f"{value} is no retry policy"))
        elif name in _RANGES and not _fits(name, value):
            low, high = _RANGES[name]
            found.append((BAD_VALUE, f"{name}={value} is not from {low} to {high}"))
        elif name not in _RANGES and name not in _ELSEWHERE:
            found.append((BAD_VALUE, f"{name} overrides nothing"))
    return found
