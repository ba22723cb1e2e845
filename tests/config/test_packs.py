"""A pack loads whole, or says what to change; what it holds is what the house promised."""

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from config import packs
from config.pack import PolicyError
from config.pack_weights import LEARNED
from config.packs import FOLDER, load
from hotline import triage
from hotline.text import Encoding, segments, unaccented
from hotline.triage import ContactFacts
from hotline.vocabulary import (
    AgencyKind,
    Audience,
    Channel,
    ContactChannel,
    DeadlineKind,
    Language,
    Severity,
)
from hotline.words.lexicon import matcher

POLICY = packs.shipped("vietnam")
CRITICAL, HIGH, ROUTINE = Severity


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    shutil.copytree(FOLDER / "vietnam", tmp_path / "vietnam")
    return tmp_path / "vietnam"


def weigh_little(pack: Path) -> None:
    """A hundred thousand learned weights are most of a pack, and read anew by each who asks."""
    path = pack / LEARNED
    first, opens, learned = path.read_text(encoding="utf-8").partition("'''\n")
    few = "".join(learned.splitlines(keepends=True)[:100])
    path.write_text(f"{first}{opens}{few}'''\n", encoding="utf-8")


BROKEN = [
    pytest.param(LEARNED, "\n<", "\nheavy\n<", "number", id="no-weight"),
    pytest.param(LEARNED, "critical_from = ", "critical_from = -9 #", "below", id="milder"),
    pytest.param("fields.toml", '"poisoning"', '"poison"', "no such category", id="no-topic"),
    pytest.param("limits.toml", '"10 min"', '"13 h"', "12 h", id="later-than-the-law"),
    pytest.param("limits.toml", "[progress.high]", "[progress.hihg]", "hihg", id="misspelt"),
    pytest.param("limits.toml", '"30 min"', '"half an hour"', "15 min", id="no-duration"),
    pytest.param("limits.toml", 'force = "internal"', "", "force", id="neither-law-nor-house"),
    pytest.param(
        "ladders.toml", '"300 s"\npatience', '"0 s"\npatience', "repeat", id="ladder-that-ends"
    ),
    pytest.param("ladders.toml", '["sms", "call"]', '["email"]', "alone", id="only-an-email"),
    pytest.param("limits.toml", 'clock = "hours"', "", "clock", id="no-clock"),
    pytest.param(
        "limits.toml", "second_look.critical", "second_look.high", "add", id="no-second-look"
    ),
    pytest.param("guides.toml", '"trafficking"', '"traficking"', "no such", id="guide-to-nothing"),
    pytest.param("replies.toml", "per_part = 850", "per_part = -1", "price", id="paid-to-text"),
    pytest.param("replies.toml", '"hurt-anywhere"', '"breathing"', "the same", id="ready-twice"),
    pytest.param("replies.toml", '"poisoning"', '"posion"', "no such", id="ready-for-nothing"),
    pytest.param(
        "replies.toml", "từ từ.", "từ từ. Công an tới", "gives it away|telling", id="ready-to-tell"
    ),
    pytest.param("replies.toml", '"10 min"', '"25 h"', "within", id="nobody-looks-back-so-far"),
    pytest.param("guides.toml", "suicide-now", "suicide-done", "the same", id="asked-twice"),
    pytest.param(
        "limits.toml",
        '"30 min"\nclock = "hours"',
        '"30 min"\nclock = "working_days"',
        "whole ones",
        id="no-whole-day",
    ),
    pytest.param("threads.toml", "number = 60", "", "what it is worth", id="a-sign-of-no-worth"),
    pytest.param(
        "threads.toml", '= "critical"\n\n', '= "high"\n\n', "no less", id="a-repeat-that-lowers"
    ),
    pytest.param("threads.toml", 'routine = "high"', "", "how grave", id="a-repeat-unsaid"),
    pytest.param("calendar.toml", "2026-08-31", "2026-08-22", "twice", id="one-day-twice"),
    pytest.param("calendar.toml", '"sunday"', '"sonday"', "rest_days", id="no-such-weekday"),
    pytest.param("calendar.toml", "17:00:00", '"5 pm"', "closes", id="no-such-hour"),
    pytest.param("pack.toml", '"45 days"', '"31 days"', "leave time", id="proven-no-longer"),
    pytest.param("pack.toml", "18:00:00", "15:00:00", "comes after", id="no-hour-to-test-in"),
    pytest.param("pack.toml", '"15 min"', '"3 h"', "overlap", id="a-hand-over-of-hours"),
    pytest.param("pack.toml", 'country = "VN"', 'country = "ZZ"', "holidays", id="no-country"),
    pytest.param("obligations.toml", '"12 h"', '"13 h"', "12 h", id="emergency-after-the-law"),
    pytest.param("obligations.toml", '"sexual_abuse"', '"sexual"', "sexual", id="no-such-crime"),
    pytest.param("obligations.toml", '"plan"', '"progress"', "itself", id="our-own-promise"),
    pytest.param("obligations.toml", '"chairman"', '"mayor"', "holder", id="nobody-holds-it"),
    pytest.param("obligations.toml", '"assessed"', '"asessed"', "starts", id="no-such-fact"),
    pytest.param("obligations.toml", '"plan"', '"report"', "itself", id="what-an-agency-owes"),
    pytest.param("reports.toml", "[council]", "[councel]", "councel", id="no-such-agency"),
    pytest.param("opinions.toml", '"basis.opinion"', '"basis.none"', "no such text", id="no-basis"),
    pytest.param(
        "routes.toml", 'kinds = ["education"]', 'kinds = ["council"]', "opinions", id="in-the-way"
    ),
    pytest.param(
        "opinions.toml", '"giver", ', '"caller", ', "nobody is told", id="opinion-s-giver"
    ),
    pytest.param(
        "opinions.toml", "[reply.council]", "[reply.shelter]", "by when", id="nobody-has-to-answer"
    ),
    pytest.param("pictures.toml", '"trafficking"]', '"traffic"]', "traffic", id="guards-nothing"),
    pytest.param(
        "pictures.toml",
        'may_open_guarded = ["supervisor"]',
        'may_open_guarded = ["admin"]',
        "only who may open any picture",
        id="guarded-pictures-for-others",
    ),
    pytest.param("pictures.toml", '["counselor", ', '["cleaner", ', "may_open", id="no-such-role"),
    pytest.param("reports.toml", "[council]\n", "", "twice|overwrite|council", id="never-reports"),
    pytest.param("ladders.toml", '"60 s"', '"0 s"', "after the last", id="rungs-out-of-order"),
    pytest.param("ladders.toml", "[routine]", "[rutine]", "rutine", id="severity-missing"),
    pytest.param(
        "ladders.toml", "\npatience", '\ndigest_every = "1 s"\npatience', "holds", id="held"
    ),
    pytest.param("forms/04-plan.toml", '"needs"', '"goals"', "this code", id="one-field-twice"),
    pytest.param(
        "forms/04-plan.toml", '"submitted_at"\nkind', '"sent_at"\nkind', "moment", id="at"
    ),
    pytest.param("forms/04-plan.toml", '"04"', '"01"', "this number", id="one-number-twice"),
    pytest.param("forms/04-plan.toml", '"plan_submitted"', '"forwarded"', "itself", id="seen"),
    pytest.param("forms/06-review.toml", 'side = "harm"\n', "", "which side", id="not-counted"),
    pytest.param(
        "forms/06-review.toml", 'code = "low"', 'code = "none"', "in this order", id="lvl"
    ),
    pytest.param("forms/01-receipt.toml", '"yes"', '"agreed"', "gate", id="gate-without-a-yes"),
    pytest.param("forms/01-receipt.toml", '"line"\nvi', '"lien"\nvi', "kind", id="no-such-kind"),
    pytest.param("forms/01-receipt.toml", 'suffix = "s', 'suffix = "x', "no choice", id="suffix"),
    pytest.param("forms/office.toml", "place =", "palce =", "place", id="head-misspelt"),
    pytest.param("routes.toml", '"bullying"', '"bulying"', "bulying", id="unknown-category"),
    pytest.param("routes.toml", '"route.school"', '"route.scool"', "scool", id="reason-not-a-text"),
    pytest.param("routes.toml", "automatic = true", "automatic = true\nfoo = 1", "foo", id="key"),
    pytest.param("routes.toml", '["school_staff"]', '["teacher"]', "carer", id="no-offender"),
    pytest.param("routes.toml", "under = 16", "under = 60", "18", id="no-child-any-more"),
    pytest.param("routes.toml", 'routine = ["sms"]', "", "routine too", id="no-way-to-tell"),
    pytest.param("disclosure.toml", "[council]", "[councel]", "councel", id="kind-misspelt"),
    pytest.param("disclosure.toml", '"basis.protection"', '"basis.x"', "no such", id="no-basis"),
    pytest.param(
        "disclosure.toml",
        'may_add = ["words", "caller", "names", "home"]',
        "may_add = []",
        "added",
        id="guards-nothing",
    ),
    pytest.param("texts.toml", "{place}. Xem", "{plaxe}. Xem", "same {fields}", id="other-fields"),
    pytest.param("texts.toml", "Lý do: {why}.", "Lý do: {why.", "braces", id="open-brace"),
    pytest.param("texts.toml", "[call.danger]", "[call.dangr]", "call.danger", id="text-missing"),
    pytest.param("texts.toml", 'en = "Why: {why}."', "", "en", id="one-language"),
    pytest.param("texts.toml", "Chào cháu", "Cha\u0300o cháu", "NFC", id="not-nfc"),
    pytest.param("texts.toml", 'vi = "Lắng Nghe"', 'vi = "La\u0306\u0301ng Nghe"', "NFC", id="nfd"),
    pytest.param("pack.toml", '"imminent_danger"', '"imminent"', "imminent", id="danger-category"),
    pytest.param("communes.toml", '"18781"', '"18754"', "same code", id="two-of-one-code"),
    pytest.param("communes.toml", '"18781"', '"1878"', "code", id="code-too-short"),
    pytest.param("lexicon/danger.toml", "<arm>", "<armm>", "armm", id="unknown-class"),
    pytest.param("lexicon/danger.toml", '"sos"', '"(sos"', "bracket", id="open-bracket"),
    pytest.param("lexicon/danger.toml", '"sos"', '".."', "needs a word", id="phrase-of-nothing"),
    pytest.param("lexicon/danger.toml", "threat-to-kill", "weapon", "another", id="code-twice"),
    pytest.param("vocabulary.toml", "[classes]", "[clases]", "classes", id="table-misspelt"),
    pytest.param("pack.toml", 'country = "VN"', "country = ", "TOML", id="no-toml"),
]


@pytest.mark.parametrize(("file", "was", "becomes", "says"), BROKEN)
def test_a_broken_pack_is_refused_with_what_to_change(
    pack: Path, file: str, was: str, becomes: str, says: str
) -> None:
    if file != LEARNED:
        weigh_little(pack)
    path = pack / file
    content = path.read_text(encoding="utf-8")
    assert was in content
    path.write_text(content.replace(was, becomes, 1), encoding="utf-8")
    with pytest.raises(PolicyError, match=says) as refused:
        load("vietnam", pack.parent)
    assert file.split("/")[-1] in str(refused.value)


def test_a_pack_without_a_file_is_refused(pack: Path) -> None:
    (pack / "routes.toml").unlink()
    with pytest.raises(PolicyError, match="routes"):
        load("vietnam", pack.parent)


def test_a_pack_of_another_name_is_refused() -> None:
    with pytest.raises(PolicyError, match="atlantis"):
        load("atlantis")


def test_the_version_changes_with_every_word_of_it(pack: Path) -> None:
    assert load("vietnam", pack.parent).version == POLICY.version
    with (pack / "texts.toml").open("a", encoding="utf-8") as file:
        file.write("# a thought\n")
    assert load("vietnam", pack.parent).version != POLICY.version


LADDERS = [
    pytest.param(CRITICAL, (0, 60, 120, 300), 300, id="critical"),
    pytest.param(HIGH, (0, 300, 900, 1800), 900, id="high"),
    pytest.param(ROUTINE, (0, 3600, 10800), 3600, id="routine"),
]


@pytest.mark.parametrize(("severity", "after", "repeat"), LADDERS)
def test_ladders_climb_and_never_end(
    severity: Severity, after: tuple[int, ...], repeat: int
) -> None:
    ladder = POLICY.ladders[severity]
    assert tuple(rung.after.total_seconds() for rung in ladder.rungs) == after
    assert ladder.repeat_every.total_seconds() == repeat
    assert ladder.rungs[-1].audience is Audience.EVERYONE


def test_a_critical_ladder_starts_by_ringing_whoever_is_on_duty() -> None:
    first = POLICY.ladders[CRITICAL].rungs[0]
    assert (first.audience, set(first.channels)) == (Audience.ON_DUTY, {Channel.SMS, Channel.CALL})


@pytest.mark.parametrize("kind", POLICY.limits)
def test_the_graver_is_never_promised_later(kind: DeadlineKind) -> None:
    limits = POLICY.limits[kind]
    promised = [limits[severity].allowance for severity in Severity if severity in limits]
    assert promised == sorted(promised)
    assert promised[0] <= timedelta(hours=12)


def test_whatever_is_critical_goes_to_police_social_worker_and_school_by_itself() -> None:
    told = {
        kind
        for route in POLICY.routes
        if route.at_least is CRITICAL and not route.categories and route.automatic
        for kind in route.kinds
    }
    assert told == {AgencyKind.POLICE, AgencyKind.SOCIAL_WORKER, AgencyKind.SCHOOL}


def test_only_what_is_critical_leaves_without_a_counselor() -> None:
    assert {route.at_least for route in POLICY.routes if route.automatic} == {CRITICAL}


@pytest.mark.parametrize("severity", Severity)
@pytest.mark.parametrize("language", Language)
def test_a_page_is_one_sms_and_names_nobody(severity: Severity, language: Language) -> None:
    page = POLICY.say_plain(
        "page.sms",
        language,
        ticket="260001234",
        severity=POLICY.say(f"severity.{severity}", language),
        code="KAPA",
    )
    assert (segments(page).encoding, segments(page).count) == (Encoding.GSM7, 1)


@pytest.mark.parametrize("key", ["sms.reply.critical", "sms.reply.received", "call.quick_exit"])
@pytest.mark.parametrize("language", Language)
def test_what_somebody_else_may_read_names_no_danger(key: str, language: Language) -> None:
    said = unaccented(POLICY.say(key, language)).lower()
    telling = ("tre em", "nguy", "cong an", "113", "bao ve", "lang nghe", "chau", "child", "danger")
    assert not [word for word in telling if word in said]


@pytest.mark.parametrize("key", ["sms.reply.critical", "sms.reply.received"])
def test_a_reply_costs_at_most_two_segments(key: str) -> None:
    assert segments(POLICY.say(key)).count <= 2


def test_communes_carry_the_release_they_come_from() -> None:
    assert {commune.data_version for commune in POLICY.communes} == {"2026.9.0"}
    assert len(POLICY.communes) == 12


def test_the_first_text_after_a_start_waits_for_no_lexicon() -> None:
    packs.shipped.cache_clear()
    matcher.cache_clear()
    policy = packs.shipped("vietnam")
    compiled = matcher.cache_info().misses

    triage.assess(ContactFacts(ContactChannel.SMS, "cứu con với"), policy, datetime.now(UTC))

    assert matcher.cache_info().misses == compiled == 1
