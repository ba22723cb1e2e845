"""Connection overrides: what `#rc=3&rp=all&rt=5000` behind a webhook URL asks for."""

from dataclasses import dataclass
from urllib.parse import parse_qsl

LIMIT = 15.0  # seconds for all tries together


@dataclass(frozen=True)
class Overrides:
    """`retries` after the first try; `on` holds ct, rt, 4xx, 5xx or all; seconds for the rest."""

    retries: int = 1
    on: frozenset[str] = frozenset({"ct"})
    connect: float = 5.0
    read: float = LIMIT

    def again(self, failure: str) -> bool:
        return "all" in self.on or failure in self.on


def split(url: str) -> tuple[str, Overrides]:
    """The URL without its fragment, and what the fragment asked for (nonsense is ignored)."""
    bare, _, fragment = url.partition("#")
    asked = dict(parse_qsl(fragment))
    policy = frozenset(asked.get("rp", "ct").split(","))
    return bare, Overrides(
        retries=int(_between(asked.get("rc"), 0, 5, 1)),
        on=policy,
        connect=_between(asked.get("ct"), 100, 10_000, 5_000) / 1000,
        read=_between(asked.get("rt"), 100, 15_000, 15_000) / 1000,
    )


def _between(text: str | None, low: int, high: int, default: int) -> float:
    if text is None or not text.isdecimal():
        return default
    return min(max(int(text), low), high)
