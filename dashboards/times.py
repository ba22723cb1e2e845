"""How much time is left, and how it is said. Pure."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo


class Tone(StrEnum):
    """The colour of a promise."""

    LATE = "late"
    SOON = "soon"  # in its last third
    CALM = "calm"


@dataclass(frozen=True)
class Countdown:
    tone: Tone
    seconds: int

    @property
    def parts(self) -> tuple[tuple[int, str], ...]:
        """The one or two units that say it: (2, "h"), (5, "min")."""
        return in_units(self.seconds)


UNITS = (("d", 86_400), ("h", 3_600), ("min", 60), ("s", 1))


def countdown(due: datetime, started: datetime, now: datetime) -> Countdown:
    left = due - now
    seconds = abs(int(left.total_seconds()))
    if left.total_seconds() <= 0:
        return Countdown(Tone.LATE, seconds)
    return Countdown(Tone.SOON if left <= (due - started) / 3 else Tone.CALM, seconds)


def in_units(seconds: int) -> tuple[tuple[int, str], ...]:
    """Days and hours, hours and minutes, minutes alone, seconds alone: nobody reads more."""
    for at, (unit, size) in enumerate(UNITS):
        if seconds >= size or size == 1:
            count, rest = divmod(seconds, size)
            smaller = UNITS[at + 1] if unit in ("d", "h") else None
            second = ((rest // smaller[1], smaller[0]),) if smaller and rest >= smaller[1] else ()
            return ((count, unit), *second)
    return ((0, "s"),)


def ago(at: datetime, now: datetime) -> tuple[tuple[int, str], ...]:
    return in_units(max(0, int((now - at).total_seconds())))


def same_day(one: datetime, other: datetime, zone: ZoneInfo) -> bool:
    return one.astimezone(zone).date() == other.astimezone(zone).date()


def typed_moment(typed: str) -> str:
    """A day, or a day and an hour, as a browser sends it and a Vietnamese paper says it."""
    day, _, hour = typed.partition("T")
    year, month, date = day.split("-")
    said = f"ngày {date} tháng {month} năm {year}"
    return f"{hour[:2]} giờ {hour[3:5]} phút, {said}" if hour else said
