"""Whom a ticket goes to: category, severity and place."""

import uuid
from collections.abc import Iterable
from dataclasses import replace

import pytest

from hotline.policy import Route
from hotline.telling import Offender, Place
from hotline.vocabulary import AgencyKind, Severity
from referral import routing
from referral.routing import AgencyFacts, Gap, KeptOut, Plan, TicketFacts
from tests.referral.builders import policy

KY_ANH, SONG_TRI, EMPTY = "18775", "18754", "18832"
POLICE, WORKER = AgencyKind.POLICE, AgencyKind.SOCIAL_WORKER
SCHOOL, HEALTH = AgencyKind.SCHOOL, AgencyKind.HEALTH
CHAIR, EDUCATION = AgencyKind.CHAIR, AgencyKind.EDUCATION
CARER, SCHOOL_STAFF = Offender.CARER, Offender.SCHOOL_STAFF
CRITICAL, HIGH, ROUTINE = Severity.CRITICAL, Severity.HIGH, Severity.ROUTINE


def agency(kind: AgencyKind, commune: str | None) -> AgencyFacts:
    name = f"{kind} {commune or 'province'}"
    return AgencyFacts(uuid.uuid5(uuid.NAMESPACE_DNS, name), kind, name, commune)


PROVINCE = [agency(kind, None) for kind in AgencyKind]
EVERYWHERE = [*PROVINCE, *(agency(kind, KY_ANH) for kind in AgencyKind)]


def planned(
    severity: Severity,
    categories: Iterable[str] = (),
    commune: str | None = KY_ANH,
    directory: Iterable[AgencyFacts] = EVERYWHERE,
    *,
    homes: tuple[str, ...] = (),
    offenders: Iterable[Offender] = (),
    age: int | None = None,
) -> Plan:
    facts = TicketFacts(severity, frozenset(categories), commune, homes, frozenset(offenders), age)
    return routing.plan(facts, list(directory), policy())


@pytest.mark.parametrize(
    ("severity", "categories", "by_itself", "if_confirmed"),
    [
        pytest.param(CRITICAL, [], {POLICE, WORKER, SCHOOL}, set(), id="critical-of-any-kind"),
        pytest.param(
            CRITICAL, ["physical_violence"], {POLICE, WORKER, SCHOOL, HEALTH}, set(), id="hurt"
        ),
        pytest.param(
            CRITICAL, ["suicide_selfharm"], {POLICE, WORKER, SCHOOL, HEALTH}, set(), id="suicide"
        ),
        pytest.param(HIGH, [], set(), {WORKER}, id="high-of-any-kind"),
        pytest.param(HIGH, ["domestic_violence_witness"], set(), {WORKER, POLICE}, id="crime"),
        pytest.param(
            HIGH, ["sexual_abuse"], set(), {WORKER, POLICE, HEALTH}, id="crime-that-hurts"
        ),
        pytest.param(HIGH, ["bullying"], set(), {WORKER, SCHOOL}, id="bullying-that-is-grave"),
        pytest.param(ROUTINE, ["bullying"], set(), {SCHOOL}, id="bullying"),
        pytest.param(ROUTINE, ["sexual_abuse"], set(), set(), id="a-question-about-abuse"),
        pytest.param(ROUTINE, [], set(), set(), id="somebody-who-wants-to-talk"),
    ],
)
def test_the_policy_says_who_is_told_and_who_waits_for_a_counselor(
    severity: Severity,
    categories: list[str],
    by_itself: set[AgencyKind],
    if_confirmed: set[AgencyKind],
) -> None:
    plan = planned(severity, categories)

    assert {c.agency.kind for c in plan.choices if c.automatic} == by_itself
    assert {c.agency.kind for c in plan.choices if not c.automatic} == if_confirmed
    assert plan.gaps == ()
    wanted = routing.wanted(TicketFacts(severity, frozenset(categories), None), policy())
    assert wanted == bool(plan.choices)


def test_every_agency_stands_on_the_list_once_and_with_its_reason() -> None:
    plan = planned(CRITICAL, ["sexual_abuse", "confinement", "bullying"])

    told = [choice.agency.id for choice in plan.choices]
    assert len(told) == len(set(told))
    assert all(policy().say(choice.reason) for choice in plan.choices)


def test_what_goes_out_by_itself_beats_what_waits_to_be_confirmed() -> None:
    """Both `critical` and `crime` name the police."""
    [police] = [c for c in planned(CRITICAL, ["confinement"]).choices if c.agency.kind is POLICE]

    assert police.automatic
    assert police.reason == "route.critical"


def by_routes(*routes: Route, homes: tuple[str, ...] = (KY_ANH,)) -> list[tuple[str, bool]]:
    """The reason for which the police of the commune are told, and whether by itself."""
    facts = TicketFacts(HIGH, frozenset(), KY_ANH, homes, frozenset(), None)
    plan = routing.plan(facts, [agency(POLICE, KY_ANH)], replace(policy(), routes=routes))
    return [(choice.reason, choice.automatic) for choice in plan.choices]


@pytest.mark.parametrize("place", Place)
@pytest.mark.parametrize(
    ("first", "second", "told"),
    [
        pytest.param(False, False, ("first", False), id="the-first-speaks"),
        pytest.param(True, True, ("first", True), id="the-first-of-two-that-go-by-themselves"),
        pytest.param(True, False, ("first", True), id="the-first-goes-by-itself"),
        pytest.param(False, True, ("second", True), id="only-the-second-goes-by-itself"),
    ],
)
def test_of_two_routes_to_one_agency_the_first_speaks_unless_only_the_other_goes_by_itself(
    first: bool, second: bool, told: tuple[str, bool], place: Place
) -> None:
    """For the place where it happened, and for another where the same agency is the nearest."""
    one = Route((POLICE,), ROUTINE, frozenset(), first, "first")

    assert by_routes(one, Route((POLICE,), ROUTINE, frozenset(), second, "second", place)) == [told]


@pytest.mark.parametrize(
    ("commune", "served_by"),
    [
        pytest.param(KY_ANH, KY_ANH, id="the-communes-own"),
        pytest.param(SONG_TRI, None, id="a-commune-without-agencies"),
        pytest.param(None, None, id="a-place-not-yet-known"),
    ],
)
def test_the_commune_comes_before_the_province(commune: str | None, served_by: str | None) -> None:
    plan = planned(CRITICAL, commune=commune)

    assert {choice.agency.commune_code for choice in plan.choices} == {served_by}


def test_the_commune_stands_in_only_for_the_kinds_it_has() -> None:
    plan = planned(CRITICAL, directory=[*PROVINCE, agency(POLICE, KY_ANH)])

    served = {choice.agency.kind: choice.agency.commune_code for choice in plan.choices}
    assert served == {POLICE: KY_ANH, WORKER: None, SCHOOL: None}


def test_an_agency_of_another_commune_is_never_told() -> None:
    plan = planned(CRITICAL, commune=EMPTY, directory=[agency(POLICE, KY_ANH)])

    assert plan.choices == ()


@pytest.mark.parametrize(
    ("severity", "automatic"),
    [pytest.param(CRITICAL, True, id="critical"), pytest.param(HIGH, False, id="high")],
)
def test_a_kind_nobody_covers_is_a_gap_that_says_how_urgent_it_is(
    severity: Severity, automatic: bool
) -> None:
    plan = planned(severity, directory=[])

    assert Gap(WORKER, automatic) in plan.gaps
    assert plan.choices == ()


def test_two_agencies_of_a_kind_in_a_commune_are_both_told() -> None:
    two = [agency(SCHOOL, KY_ANH), AgencyFacts(uuid.uuid4(), SCHOOL, "another school", KY_ANH)]

    plan = planned(ROUTINE, ["bullying"], directory=two)

    assert len(plan.choices) == 2


def test_no_route_tells_a_parent_or_a_carer() -> None:
    told = {kind for route in policy().routes for kind in route.kinds}

    assert told <= {POLICE, WORKER, SCHOOL, HEALTH, CHAIR, EDUCATION}


def kinds(plan: Plan) -> set[AgencyKind]:
    return {choice.agency.kind for choice in plan.choices}


@pytest.mark.parametrize(
    ("severity", "categories"),
    [
        pytest.param(CRITICAL, ["sexual_abuse"], id="critical"),
        pytest.param(ROUTINE, ["bullying"], id="a-route-of-its-own"),
    ],
)
def test_the_school_is_never_told_of_its_teacher(severity: Severity, categories: list[str]) -> None:
    plan = planned(severity, categories, offenders=[SCHOOL_STAFF])

    assert SCHOOL not in kinds(plan)
    assert plan.kept_out == (KeptOut(SCHOOL, SCHOOL_STAFF),)
    assert SCHOOL in kinds(planned(severity, categories))


def test_the_department_above_the_school_stands_in_for_it() -> None:
    plan = planned(CRITICAL, offenders=[SCHOOL_STAFF])

    assert {POLICE, WORKER, EDUCATION} <= kinds(plan)


def test_who_is_told_for_another_reason_is_not_said_to_be_kept_out() -> None:
    never = Route((SCHOOL,), HIGH, frozenset(), False, "x", unless_offender=frozenset({CARER}))
    always = Route((SCHOOL,), HIGH, frozenset(), False, "y")
    facts = TicketFacts(HIGH, frozenset(), KY_ANH, (), frozenset({CARER}), None)

    plan = routing.plan(facts, EVERYWHERE, replace(policy(), routes=(never, always)))

    assert (kinds(plan), plan.kept_out) == ({SCHOOL}, ())


def test_whom_nobody_suspects_is_kept_out_of_nothing() -> None:
    assert planned(CRITICAL, ["sexual_abuse"]).kept_out == ()


@pytest.mark.parametrize(
    ("age", "told"),
    [
        pytest.param(None, True, id="unknown"),
        pytest.param(15, True, id="a-child"),
        pytest.param(16, False, id="no-child-to-the-law"),
    ],
)
def test_the_chairman_is_asked_where_a_child_may_have_to_be_kept_from_its_carers(
    age: int | None, told: bool
) -> None:
    assert (CHAIR in kinds(planned(HIGH, ["neglect"], offenders=[CARER], age=age))) is told
    assert CHAIR not in kinds(planned(HIGH, ["neglect"], age=age))


def test_it_is_assessed_where_it_happened_and_planned_where_the_child_lives() -> None:
    directory = [*EVERYWHERE, agency(WORKER, SONG_TRI)]

    plan = planned(HIGH, commune=KY_ANH, homes=(SONG_TRI,), directory=directory)

    served = {choice.agency.commune_code: choice.reason for choice in plan.choices}
    assert served == {KY_ANH: "route.high", SONG_TRI: "route.plan"}


def test_a_child_that_lives_where_it_happened_brings_nobody_twice() -> None:
    assert planned(HIGH, homes=(KY_ANH,)).choices == planned(HIGH).choices
    assert planned(HIGH, directory=[]).gaps == (Gap(WORKER, automatic=False),)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("thầy giáo sờ em", {SCHOOL_STAFF}, id="with-marks"),
        pytest.param("thay giao so em", {SCHOOL_STAFF}, id="without-marks"),
        pytest.param("em thấy bạn bị đánh", set(), id="another-word-with-marks"),
        pytest.param("Bố cháu đang đánh mẹ", {CARER}, id="a-father"),
        pytest.param("cô giáo nói bố đánh em", {CARER, SCHOOL_STAFF}, id="both-are-possible"),
        pytest.param("bị bạn trong lớp đánh", set(), id="a-classmate"),
        pytest.param("", set(), id="no-words"),
    ],
)
def test_who_it_may_have_been_is_read_from_all_that_was_written(
    text: str, found: set[Offender]
) -> None:
    assert routing.offenders([text], policy()) == found


def test_where_one_cannot_the_other_of_the_commune_is_next_and_then_the_provinces() -> None:
    first, other, province = (
        agency(POLICE, KY_ANH),
        AgencyFacts(uuid.uuid4(), POLICE, "the other post", KY_ANH),
        agency(POLICE, None),
    )
    told = {first.id}
    directory = [first, other, province]

    for wanted in (other, province):
        choice = routing.next_in_line(POLICE, KY_ANH, directory, told, policy())
        assert choice is not None
        assert (choice.agency, choice.automatic) == (wanted, True)
        told.add(choice.agency.id)
    assert routing.next_in_line(POLICE, KY_ANH, directory, told, policy()) is None


def test_a_school_that_cannot_is_followed_by_no_other_school() -> None:
    assert routing.next_in_line(SCHOOL, KY_ANH, EVERYWHERE, set(), policy()) is None
