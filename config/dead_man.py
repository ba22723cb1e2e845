"""A word to somebody outside while all is well: when it stops coming, they wake a human."""

import requests
import structlog
from requests import Session

from referral.checks import Check

EVERY = 30.0  # seconds; whoever listens should wait no longer than two minutes
CONNECT, READ = 2.0, 5.0  # seconds
# What must hold for a page to leave in time. An empty roster is no reason to call the outside.
VITAL = frozenset(
    {
        "no_deadline_waits_to_be_fired",
        "the_outbox_empties",
        "the_metronome_beats",
        "the_canary_comes_home",
        "time_goes_forward",
    }
)

log = structlog.get_logger()


def all_is_well(found: list[Check]) -> bool:
    return all(check.ok for check in found if check.code in VITAL)


def ping(url: str, found: list[Check], session: Session | None = None) -> bool:
    """Say so outside, if it is so; whether it was heard. Nothing but the address is sent."""
    if not all_is_well(found):
        log.error("dead_man_not_told", broken=[check.code for check in found if not check.ok])
        return False
    try:
        get = (session or requests).get
        answer = get(url, timeout=(CONNECT, READ), allow_redirects=False)
    except requests.RequestException as error:
        log.error("dead_man_does_not_hear", error=type(error).__name__)  # noqa: TRY400  # the address may be secret
        return False
    return answer.ok
