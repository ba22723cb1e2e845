"""By which channels and at which numbers an agency is told, at this hour. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from hotline.vocabulary import Channel, Severity
from referral.directory import duty_hours


@dataclass(frozen=True)
class Contact:
    """`channels` in the agency's own order; empty: whatever the policy says."""

    phone: str
    deputy: str | None
    channels: tuple[Channel, ...]
    duty_hours: str


@dataclass(frozen=True)
class Way:
    """One letter to write; `line` tells the duty telephone from the deputy's."""

    channel: Channel
    number: str
    line: str


def ways(
    contact: Contact, severity: Severity, policy: Sequence[Channel], local: datetime
) -> tuple[Way, ...]:
    return tuple(
        Way(channel, number, line)
        for channel in _channels(contact.channels, policy)
        for line, number in _numbers(contact, severity, local)
    )


def _channels(own: Sequence[Channel], policy: Sequence[Channel]) -> Sequence[Channel]:
    """What the policy wants and the agency can hear; one it can hear where there is no such."""
    if not own:
        return policy
    return [channel for channel in own if channel in policy] or own[:1]


def _numbers(contact: Contact, severity: Severity, local: datetime) -> list[tuple[str, str]]:
    """Danger rings both; otherwise the deputy stands in when the duty telephone is not answered."""
    duty, deputy = ("duty", contact.phone), ("deputy", contact.deputy or "")
    if not contact.deputy:
        return [duty]
    if severity is Severity.CRITICAL:
        return [duty, deputy]
    return [duty if duty_hours.is_answered(contact.duty_hours, local) else deputy]
