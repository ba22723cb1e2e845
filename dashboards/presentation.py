"""What templates may call: times, countdowns, words, the file of an asset under its own version."""

import hashlib
import uuid
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime
from flask import Flask, g, json, url_for
from flask_wtf.csrf import generate_csrf  # type: ignore[import-untyped]  # ships no types
from markupsafe import Markup

from dashboards import composing, labels, relayed, safe_contact, times
from dashboards.refusals import explained
from dashboards.times import Tone
from dashboards.wording import gettext, language, later, ngettext, pgettext
from hotline import ages
from hotline.ages import Years
from hotline.person import Kin
from hotline.policy import Policy
from hotline.replying import fitting
from hotline.text import GSM_BASIC, GSM_EXTENSION
from hotline.vocabulary import AgencyKind

UNSAFE = "callback_safety"  # the category that says a call back may hurt
STATIC = Path(__file__).parent / "static"
UNITS = {"d": later("d"), "h": later("h"), "min": later("min"), "s": later("s")}
LEFT, LATE, AGO = later("%s left"), later("%s late"), later("%s ago")
CHIP = Markup('<time class="chip {}" datetime="{}" data-due="{}" data-started="{}">{}</time>')
AGE = Markup('<time datetime="{}" data-age="{}">{}</time>')
LASTING = Markup('<time class="lasting" datetime="{}" data-age="{}">{}</time>')
WEEKDAY = {"vi": "EEEE dd/MM/yyyy", "en": "EEEE d MMMM yyyy"}
SHORT = {"vi": "HH:mm dd/MM", "en": "HH:mm d MMM"}


def install(app: Flask, tz_name: str) -> None:
    zone = ZoneInfo(tz_name)
    env = app.jinja_env
    env.add_extension("jinja2.ext.i18n")
    env.install_gettext_callables(gettext, ngettext, newstyle=True, pgettext=pgettext)  # type: ignore[attr-defined]  # the extension adds it
    env.filters.update(
        moment=_moment(zone),
        day=_day(zone),
        instant=datetime.fromisoformat,
        weekday=weekday,
        clock=_clock(zone),
        children=children,
    )
    env.globals.update(
        age=age,
        asset=asset,
        countdown=countdown,
        fitting=fitting,
        counted=composing.counted,
        commune=commune,
        csrf_token=generate_csrf,
        explained=explained,
        lasting=lasting,
        gsm=("".join(sorted(GSM_BASIC)), "".join(sorted(GSM_EXTENSION))),
        fresh_key=lambda: uuid.uuid4().hex,
        kinds=lambda: tuple(AgencyKind),
        kins=lambda: tuple(Kin),
        labels=labels,
        language=language,
        reaching=safe_contact,
        relayed=relayed,
        unsafe=UNSAFE,
        visitor=lambda: g.get("visitor"),
        words_of_time=words_of_time,
        category=category,
        topic=topic,
    )


def asset(name: str) -> str:
    """The address of a file, with its content's version, so that browsers may keep it."""
    return url_for("dashboards.static", filename=name, v=_version(STATIC / name))


@lru_cache
def _version(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()[:10] if file.exists() else "missing"


def children(kept: str, policy: Policy) -> str:
    """Sex and age of each, as a pack keeps them, in words."""
    return "; ".join(_child(one, policy) for one in json.loads(kept))


def _child(known: Mapping[str, str], policy: Policy) -> str:
    sex = policy.say(f"sex.{known['sex']}", language()) if "sex" in known else ""
    if "low" not in known:
        return ", ".join(filter(None, [sex, gettext("age not known")]))
    years = ages.shown(Years(int(known["low"]), int(known["high"])))
    return ", ".join(filter(None, [sex, gettext("%(years)s years", years=years)]))


def category(policy: Policy, code: str) -> str:
    known = policy.categories.get(code)
    return known.names[language()] if known else code


def topic(policy: Policy, code: str) -> str:
    known = policy.opinions.topics.get(code)
    return known.names[language()] if known else code


def commune(policy: Policy, code: str | None, name: str | None) -> str | None:
    """A commune as people say it, `xã Kỳ Anh`; only its name where this release lacks the code."""
    known = policy.commune(code)
    return known.spoken if known else name


def countdown(due: datetime, started: datetime, now: datetime) -> Markup:
    """A chip that the page keeps counting; `due` in UTC milliseconds for the script."""
    left = times.countdown(due, started, now)
    frame = LATE if left.tone is Tone.LATE else LEFT
    said = gettext(frame) % _said(left.parts)
    return Markup(
        '<time class="chip {}" datetime="{}" data-due="{}" data-started="{}">{}</time>'
    ).format(left.tone, due.isoformat(), _millis(due), _millis(started), said)


def age(at: datetime, now: datetime) -> Markup:
    """How long ago, counted on by the page."""
    return AGE.format(at.isoformat(), _millis(at), gettext(AGO) % _said(times.ago(at, now)))


def lasting(since: datetime, now: datetime) -> Markup:
    """For how long by now, counted on by the page."""
    return LASTING.format(since.isoformat(), _millis(since), _said(times.ago(since, now)))


def _said(parts: Sequence[tuple[int, str]]) -> str:
    return " ".join(f"{count} {gettext(UNITS[unit])}" for count, unit in parts)


def words_of_time() -> str:
    """The same words for the script that counts on."""
    units = {unit: gettext(word) for unit, word in UNITS.items()}
    frames = {"left": gettext(LEFT), "late": gettext(LATE), "ago": gettext(AGO)}
    return json.dumps({**frames, "units": units})


def _millis(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)


def _moment(zone: ZoneInfo) -> Callable[[datetime, datetime], Markup]:
    """02:15 of today, 02:15 22/11 of another day; the exact local time on hover."""

    def moment(at: datetime, now: datetime) -> Markup:
        local, today = at.astimezone(zone), times.same_day(at, now, zone)
        pattern = "HH:mm" if today else SHORT[language()]
        said = format_datetime(local, pattern, locale=language().value)
        exact = format_datetime(local, "HH:mm:ss dd/MM/yyyy", locale=language().value)
        return Markup('<time datetime="{}" title="{}">{}</time>').format(
            at.astimezone(UTC).isoformat(), exact, said
        )

    return moment


def _clock(zone: ZoneInfo) -> Callable[[datetime], str]:
    def clock(at: datetime) -> str:
        return format_datetime(at.astimezone(zone), SHORT[language()], locale=language().value)

    return clock


def weekday(day: date) -> str:
    """A day as people know it: with its place in the week."""
    return format_date(day, WEEKDAY[language()], language().value)


def _day(zone: ZoneInfo) -> Callable[[datetime | date], str]:
    def day(at: datetime | date) -> str:
        local = at.astimezone(zone) if isinstance(at, datetime) else at
        return format_date(local, "full" if isinstance(at, datetime) else "short", language().value)

    return day
