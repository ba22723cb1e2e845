"""What the law asks: which fact starts what, for whom, by which clock, and what meets it."""

from datetime import timedelta

import pytest

from hotline.facts import Fact, Holder
from hotline.vocabulary import AgencyKind, DeadlineKind, Force, LimitClock, Severity
from referral.promises import law
from referral.routing import TicketFacts
from tests.referral.builders import policy

CRITICAL, HIGH, ROUTINE = Severity
HOURS, WORKING = LimitClock.HOURS, LimitClock.WORKING_DAYS
POLICE, SCHOOL = AgencyKind.POLICE, AgencyKind.SCHOOL


def kinds(
    fact: Fact, severity: Severity, category: str = "family", agency: AgencyKind | None = None
) -> set[str]:
    case = TicketFacts(severity, frozenset([category]), None)
    return {one.kind.value for one in law.started(fact, case, agency, policy())}


@pytest.mark.parametrize(
    ("fact", "severity", "category", "agency", "started"),
    [
        pytest.param(
            Fact.RECEIVED, CRITICAL, "family", None, {"forward", "emergency"}, id="danger"
        ),
        pytest.param(Fact.RECEIVED, HIGH, "sexual_abuse", None, set(), id="grave-but-no-emergency"),
        pytest.param(Fact.RECEIVED, ROUTINE, "bullying", None, set(), id="a-school-yard"),
        pytest.param(
            Fact.AGENCY_RECEIVED, HIGH, "sexual_abuse", POLICE, {"investigation"}, id="a-crime"
        ),
        pytest.param(
            Fact.AGENCY_RECEIVED, CRITICAL, "trafficking", POLICE, {"investigation"}, id="sold"
        ),
        pytest.param(
            Fact.AGENCY_RECEIVED, HIGH, "sexual_abuse", SCHOOL, set(), id="a-school-has-it"
        ),
        pytest.param(Fact.AGENCY_RECEIVED, HIGH, "bullying", POLICE, set(), id="no-crime"),
        pytest.param(Fact.ASSESSED, HIGH, "neglect", None, {"plan", "approval"}, id="assessed"),
        pytest.param(Fact.SEPARATED, CRITICAL, "neglect", None, {"separation"}, id="separated"),
        pytest.param(
            Fact.PROTECTED, CRITICAL, "neglect", None, {"child_follow_up"}, id="protected"
        ),
        pytest.param(
            Fact.TRAFFICKING_NOTIFIED, HIGH, "trafficking", None, {"trafficking"}, id="notice"
        ),
        pytest.param(Fact.BREACH_FOUND, ROUTINE, "family", None, {"breach"}, id="breach"),
    ],
)
def test_a_fact_starts_what_the_law_counts_from_it(
    fact: Fact, severity: Severity, category: str, agency: AgencyKind | None, started: set[str]
) -> None:
    assert kinds(fact, severity, category, agency) == started


@pytest.mark.parametrize(
    ("kind", "allowance", "clock", "holder", "article"),
    [
        pytest.param("forward", timedelta(minutes=15), HOURS, Holder.LINE, "26(1)", id="at-once"),
        pytest.param(
            "emergency", timedelta(hours=12), HOURS, Holder.CHAIRMAN, "26(3), 31, 32", id="12-h"
        ),
        pytest.param(
            "plan", timedelta(days=5), WORKING, Holder.COMMUNE_WORKER, "28(1)", id="5-days"
        ),
        pytest.param(
            "approval", timedelta(days=7), WORKING, Holder.CHAIRMAN, "7 ngày", id="7-days"
        ),
        pytest.param(
            "separation", timedelta(days=15), HOURS, Holder.CHAIRMAN, "Điều 32", id="15-days"
        ),
        pytest.param(
            "investigation", timedelta(hours=24), HOURS, Holder.POLICE, "43/2021", id="24-h"
        ),
        pytest.param(
            "trafficking", timedelta(days=3), HOURS, Holder.POLICE, "53/2024", id="3-days"
        ),
        pytest.param("breach", timedelta(hours=72), HOURS, Holder.LINE, "91/2025", id="72-h"),
    ],
)
def test_each_limit_says_its_clock_its_holder_and_its_article(
    kind: str, allowance: timedelta, clock: LimitClock, holder: Holder, article: str
) -> None:
    (duty,) = (one for one in policy().obligations if one.kind == kind)
    assert (duty.limit.allowance, duty.limit.clock, duty.holder) == (allowance, clock, holder)
    assert duty.limit.force is Force.LEGAL
    assert article in duty.limit.basis


def test_what_stands_there_from_memory_is_marked() -> None:
    marked = {one.kind for one in policy().obligations if not one.verified}
    assert marked == {DeadlineKind.APPROVAL}


def test_whatever_is_started_can_be_met() -> None:
    starts = {one.starts for one in policy().obligations}
    for one in policy().obligations:
        assert one.kind in law.met(one.met_by, policy())
        assert one.met_by is not one.starts
    assert Fact.RECEIVED in starts


MEETS = {
    Fact.FORWARDED: "forward",
    Fact.RELAY_ANSWERED: "relay_answer",
    Fact.PROTECTED: "emergency",
    Fact.PLAN_SUBMITTED: "plan",
    Fact.PLAN_APPROVED: "approval",
    Fact.SEPARATION_ENDED: "separation",
    Fact.INVESTIGATORS_TOLD: "investigation",
    Fact.TRAFFICKING_CHECKED: "trafficking",
    Fact.CHILD_SEEN: "child_follow_up",
    Fact.BREACH_NOTIFIED: "breach",
}


@pytest.mark.parametrize("fact", Fact)
def test_a_fact_meets_what_was_owed_for_it_and_nothing_else(fact: Fact) -> None:
    met = {kind.value for kind in law.met(fact, policy())}

    assert met == ({MEETS[fact]} if fact in MEETS else set())
