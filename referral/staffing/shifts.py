"""Shifts in local time made instants: who is paged at one, and for which too few answer. Pure."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
ENOUGH = 2


@dataclass(frozen=True)
class Shift:
    """`place` 1 is paged first, 2 is the second supervisor."""

    staff_id: uuid.UUID
    starts_at: datetime
    ends_at: datetime
    place: int = 1

    def covers(self, moment: datetime) -> bool:
        """Its last instant is the next one's first."""
        return self.starts_at <= moment < self.ends_at


@dataclass(frozen=True)
class Hours:
    """From when to when a shift goes by the clock on the wall, to the next day if it ends earlier.

    It lasts as long as really passes between the two: an hour less in the night in which the clock
    jumps over one, an hour more where it shows one twice. A time that is skipped is the instant of
    the jump, one that is shown twice is the first of the two: so whatever meets by the clock on the
    wall meets on every day of the year, without a gap and without being double, and what lies
    wholly in a skipped hour lasts no time at all.
    """

    starts: time
    ends: time

    def on(self, day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """In UTC."""
        last = day if self.ends > self.starts else day + DAY
        return _instant(day, self.starts, zone), _instant(last, self.ends, zone)


def _instant(day: date, clock: time, zone: ZoneInfo) -> datetime:
    wall = datetime.combine(day, clock, zone)
    while not _is_shown(wall):
        wall = wall.replace(second=0, microsecond=0) + MINUTE
    return wall.astimezone(UTC)


def _is_shown(wall: datetime) -> bool:
    """Whether a clock there ever stands so; what it skips comes back from UTC as another time."""
    return wall.astimezone(UTC).astimezone(wall.tzinfo) == wall


def days(first: date, last: date) -> list[date]:
    return [first + n * DAY for n in range((last - first).days + 1)]


def paged_at(shifts: Iterable[Shift], now: datetime, overlap: timedelta) -> list[Shift]:
    """Whose shift it is, then who went off less than `overlap` ago; nobody twice in one place."""
    held = sorted(shifts, key=lambda one: (one.place, one.starts_at))
    on = [one for one in held if one.covers(now)]
    leaving = [one for one in held if one.ends_at <= now < one.ends_at + overlap]
    found = {(one.place, one.staff_id): one for one in (*reversed(leaving), *reversed(on))}
    return sorted(found.values(), key=lambda one: (one.place, one.ends_at <= now, one.starts_at))


@dataclass(frozen=True)
class Change:
    """A change of shift: whoever leaves place 1 hands over to whoever comes, or is still there."""

    at: datetime
    leaving: frozenset[uuid.UUID]
    coming: frozenset[uuid.UUID]


def changes(shifts: Iterable[Shift], start: datetime, end: datetime) -> list[Change]:
    """After `start`, until and with `end`; one after which nobody is on duty is a gap instead."""
    held = list(shifts)
    moments = {one.ends_at for one in held if one.place == 1 and start < one.ends_at <= end}
    found = (_change(held, moment) for moment in sorted(moments))
    return [change for change in found if change.leaving and change.coming]


def _change(held: Sequence[Shift], at: datetime) -> Change:
    before = {one.staff_id for one in held if one.place == 1 and one.starts_at < at <= one.ends_at}
    first = {one.staff_id for one in held if one.place == 1 and one.covers(at)}
    anybody = {one.staff_id for one in held if one.covers(at)}
    coming = (first - before) or first or (anybody - before)
    return Change(at, frozenset(before - first), frozenset(coming))


def thin_from(
    shifts: Iterable[Shift], reachable: frozenset[uuid.UUID], start: datetime, end: datetime
) -> list[datetime]:
    """The instants from which fewer than two reachable people are on duty.

    Who has gone off is not counted, however long they are still paged.
    """
    held = [shift for shift in shifts if shift.staff_id in reachable]
    changes = {moment for shift in held for moment in (shift.starts_at, shift.ends_at)}
    moments = sorted({start, *(moment for moment in changes if start < moment < end)})
    return [moment for moment in moments if _people(held, moment) < ENOUGH]


def first_made_thin(
    before: Sequence[Shift], after: Sequence[Shift], reachable: frozenset[uuid.UUID], now: datetime
) -> datetime | None:
    """The first instant of the next 14 days that a change leaves to fewer than two people.

    What was thin before the change is no reason to refuse it: a roster is filled shift by shift.
    """
    held = [shift for shift in before if shift.staff_id in reachable]
    edges = {moment for one in (*before, *after) for moment in (one.starts_at, one.ends_at)}
    kept = [shift for shift in after if shift.staff_id in reachable]
    until = now + 14 * DAY
    for moment in sorted({now, *(edge for edge in edges if now < edge < until)}):
        if _people(kept, moment) < min(ENOUGH, _people(held, moment)):
            return moment
    return None


def _people(shifts: Iterable[Shift], at: datetime) -> int:
    return len({one.staff_id for one in shifts if one.covers(at)})
