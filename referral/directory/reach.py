"""By which channels and at which numbers an agency is told, at this hour. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from hotline.vocabulary import Channel, Severity
from referral.directory import duty_hours


@dataclass(frozen=True)
class Contact:
    """`channels` in the agency's own order; empty: whatever the policy says, which never is e-mail
    by itself."""

    phone: str
    deputy: str | None
    channels: tuple[Channel, ...]
    duty_hours: str
    email: str | None = None


@dataclass(frozen=True)
class Way:
    """One letter to write, to a number or an address; `line` tells the duty telephone from the
    deputy's."""

    channel: Channel
    number: str
    line: str


def ways(
    contact: Contact, severity: Severity, policy: Sequence[Channel], local: datetime
) -> tuple[Way, ...]:
    return tuple(
        Way(channel, number, line)
        for channel in _channels(contact, severity, policy)
        for line, number in _lines(contact, channel, severity, local)
    )


def _channels(contact: Contact, severity: Severity, policy: Sequence[Channel]) -> Sequence[Channel]:
    """What the policy wants and the agency can hear; one it can hear where there is no such."""
    own = [way for way in contact.channels if way is not Channel.EMAIL or contact.email]
    if not own:
        return policy
    told = [way for way in own if way in policy or way is Channel.EMAIL] or own[:1]
    if severity is Severity.CRITICAL and set(told) == {Channel.EMAIL}:
        return [*policy, Channel.EMAIL]  # nobody reads mail at night
    return told


def _lines(
    contact: Contact, channel: Channel, severity: Severity, local: datetime
) -> list[tuple[str, str]]:
    if channel is Channel.EMAIL:
        return [("duty", contact.email or "")]
    return _numbers(contact, severity, local)


def _numbers(contact: Contact, severity: Severity, local: datetime) -> list[tuple[str, str]]:
    """Danger rings both; otherwise the deputy stands in when the duty telephone is not answered."""
    duty, deputy = ("duty", contact.phone), ("deputy", contact.deputy or "")
    if not contact.deputy:
        return [duty]
    if severity is Severity.CRITICAL:
        return [duty, deputy]
    return [duty if duty_hours.is_answered(contact.duty_hours, local) else deputy]
