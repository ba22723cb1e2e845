"""Whether a number is known to reach its person, and when it may be tried. Pure."""

from datetime import datetime
from enum import StrEnum

from hotline.policy import RosterRules


class Standing(StrEnum):
    """Only who stands PROVEN is counted among the two people; everybody with a number is paged."""

    UNVERIFIED = "unverified"
    FAILED = "failed"  # the last test call was not heard
    OLD = "old"  # no test call was heard for too long
    PROVEN = "proven"


def standing(
    proven_at: datetime | None, failed_at: datetime | None, rules: RosterRules, now: datetime
) -> Standing:
    """`proven_at` is when a code was typed or a test call heard, whichever came last."""
    if proven_at is None:
        return Standing.UNVERIFIED
    if failed_at is not None:
        return Standing.FAILED
    return Standing.PROVEN if now - proven_at < rules.number_proven_for else Standing.OLD


def may_ring(local: datetime, rules: RosterRules) -> bool:
    """Whether it is an hour for test calls by the clock on the wall."""
    return rules.test_calls_from <= local.time() < rules.test_calls_until
