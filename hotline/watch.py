"""How the house watches itself and its providers: numbers of a policy pack. Pure."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True)
class Watch:
    """How often the carriers' lists are read and how far back; when a breaker opens, and for how
    long at least; how long something critical waits for a silent provider that may have it; how
    often a canary is started, and how long it may take.
    """

    reconcile_every: timedelta
    reconcile_back: timedelta
    breaker_failures: int
    breaker_within: timedelta
    probe_every: timedelta
    resend_after: timedelta
    canary_every: timedelta
    canary_limit: timedelta
