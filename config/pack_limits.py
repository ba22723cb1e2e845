"""The time of a policy pack: how long a promise may take, by which calendar, and who is told."""

from datetime import timedelta

from holidays.registry import EntityLoader

from config import pack_files as files
from config.pack import Pack, PolicyError
from config.pack_files import WEEK
from hotline.limits import (
    Calendar,
    Ladder,
    Obligation,
    Report,
    Rung,
    SetDay,
    TimeLimit,
)
from hotline.vocabulary import AgencyKind, Channel, DeadlineKind, Language, Severity

# Decree 56/2017/NĐ-CP, Articles 26(3), 31 and 32: protection within 12 hours of the information.
LONGEST_CRITICAL = timedelta(hours=12)
# What the house promises for every ticket; a ladder's rungs and obligations say their own times.
PROMISED = (
    DeadlineKind.FIRST_RESPONSE,
    DeadlineKind.CALLBACK,
    DeadlineKind.AGENCY_ACK,
    DeadlineKind.PROGRESS,
    DeadlineKind.FOLLOW_UP,
)


def limits(pack: Pack) -> dict[DeadlineKind, dict[Severity, TimeLimit]]:
    shapes = pack.parse("limits.toml", files.LimitsFile)
    for kind in (*PROMISED, DeadlineKind.SECOND_LOOK):
        for severity in _severities(kind):
            if severity not in shapes.get(kind, {}):
                raise PolicyError("limits.toml", f"{kind}.{severity}", "add this limit")
        if shapes[kind][Severity.CRITICAL].allowance > LONGEST_CRITICAL:
            raise PolicyError("limits.toml", f"{kind}.critical", "the law allows 12 h at most")
    return {
        kind: {
            severity: TimeLimit(limit.allowance, limit.clock, limit.force, limit.basis)
            for severity, limit in by_severity.items()
        }
        for kind, by_severity in shapes.items()
    }


def _severities(kind: DeadlineKind) -> tuple[Severity, ...]:
    """Those a limit must be given for: only what is critical is looked at twice."""
    return (Severity.CRITICAL,) if kind is DeadlineKind.SECOND_LOOK else tuple(Severity)


def obligations(pack: Pack) -> tuple[Obligation, ...]:
    found = tuple(
        Obligation(
            kind=shape.kind,
            starts=shape.starts,
            met_by=shape.met_by,
            holder=shape.holder,
            at_least=shape.at_least,
            categories=frozenset(shape.categories),
            agencies=frozenset(shape.agencies),
            limit=TimeLimit(shape.allowance, shape.clock, shape.force, shape.basis),
            basis={Language.VI: shape.basis, Language.EN: shape.basis_en},
            verified=shape.verified,
        )
        for shape in pack.parse("obligations.toml", files.Obligations).obligation
    )
    for one in found:
        if one.kind in (
            *PROMISED,
            DeadlineKind.SECOND_LOOK,
            DeadlineKind.REPORT,
            DeadlineKind.PICTURE,
            DeadlineKind.OPINION,
            DeadlineKind.LADDER,
        ):
            raise PolicyError("obligations.toml", one.kind, "the house promises this itself")
        if one.kind is DeadlineKind.EMERGENCY and one.limit.allowance > LONGEST_CRITICAL:
            raise PolicyError("obligations.toml", one.kind, "the law allows 12 h at most")
    return found


def reports(pack: Pack) -> dict[AgencyKind, Report]:
    shapes = pack.parse("reports.toml", files.ReportsFile)
    for kind in AgencyKind:
        if kind not in shapes:
            raise PolicyError("reports.toml", kind, "say how soon this kind of agency reports")
    return {
        kind: Report(
            limit=TimeLimit(shape.allowance, shape.clock, shape.force, shape.basis),
            basis={Language.VI: shape.basis, Language.EN: shape.basis_en},
        )
        for kind, shape in shapes.items()
    }


def ladders(pack: Pack) -> dict[Severity, Ladder]:
    shapes = pack.parse("ladders.toml", files.LaddersFile)
    for severity in Severity:
        if severity not in shapes:
            raise PolicyError("ladders.toml", severity, "add a ladder for this severity")
        times = [rung.after for rung in shapes[severity].rungs]
        if times != sorted(set(times)):
            raise PolicyError("ladders.toml", f"{severity}.rungs", "each rung comes after the last")
        if any(set(rung.channels) == {Channel.EMAIL} for rung in shapes[severity].rungs):
            raise PolicyError("ladders.toml", f"{severity}.rungs", "an e-mail alone wakes nobody")
    if shapes[Severity.CRITICAL].digest_every is not None:
        raise PolicyError("ladders.toml", "critical.digest_every", "nothing holds a critical page")
    return {severity: _ladder(shape) for severity, shape in shapes.items()}


def _ladder(shape: files.LadderShape) -> Ladder:
    rungs = tuple(Rung(rung.after, rung.audience, tuple(rung.channels)) for rung in shape.rungs)
    return Ladder(rungs, shape.repeat_every, shape.digest_every, shape.patience)


def calendar(pack: Pack, country: str) -> Calendar:
    shape = pack.parse("calendar.toml", files.CalendarFile)
    if country not in EntityLoader.get_country_codes():  # reads the days of none of them yet
        known = f"no public holidays are known for {country}"
        raise PolicyError("pack.toml", "country", known)
    dates = [day.date for day in shape.day]
    if len(dates) != len(set(dates)):
        raise PolicyError("calendar.toml", "day", "one date stands there twice")
    return Calendar(
        country=country,
        rest_days=frozenset(WEEK.index(name) for name in shape.rest_days),
        closes=shape.closes,
        days={
            day.date: SetDay(
                working=day.working,
                why={Language.VI: day.vi, Language.EN: day.en},
                source={Language.VI: day.source.vi, Language.EN: day.source.en},
                verified=day.verified,
            )
            for day in shape.day
        },
    )
