"""Who is rung for whom, case by case."""

import uuid
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from config.packs import load
from hotline.calls.offers import Floor, Lapse, Offer, Ready, Rung, Wanting, decide
from hotline.calls.queue import Caller, in_order
from hotline.vocabulary import Language

RULES = load("vietnam").calls
NOW = datetime(2026, 11, 20, 19, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def name(text: str) -> uuid.UUID:
    return uuid.uuid5(uuid.NAMESPACE_DNS, text)


LAN, MINH, TAM, HOA, MAI = map(name, ("lan", "minh", "tam", "hoa", "mai"))
CHILD, OTHER = name("child"), name("other")


def caller(
    who: uuid.UUID = CHILD,
    waited: int = 30,
    *,
    danger: bool = False,
    front: bool = False,
    known: bool = False,
) -> Caller:
    return Caller(who, NOW - waited * SECOND, danger, front, known)


def ready(who: uuid.UUID, idle: int, *speaks: Language) -> Ready:
    return Ready(who, NOW - idle * SECOND, frozenset(speaks or Language))


def rung(who: uuid.UUID, ago: int, *, ended: bool = True) -> Rung:
    return Rung(who, NOW - ago * SECOND, ended)


BOTH = (ready(LAN, 60), ready(MINH, 300))
WHO_IS_RUNG = [
    pytest.param(caller(), (), Floor(BOTH, 2), [MINH], id="who-has-been-ready-longest"),
    pytest.param(
        caller(),
        (),
        Floor((ready(LAN, 60), ready(MINH, 300, Language.EN)), 2),
        [LAN],
        id="who-speaks-the-language-before-who-waited-longer",
    ),
    pytest.param(
        caller(),
        (),
        Floor((ready(MINH, 300, Language.EN),), 1),
        [MINH],
        id="who-does-not-speak-it-rather-than-nobody",
    ),
    pytest.param(caller(), (rung(MINH, 5),), Floor(BOTH, 2), [LAN], id="after-a-refusal-the-next"),
    pytest.param(
        caller(), (rung(MINH, 5), rung(LAN, 2)), Floor(BOTH, 2), [], id="nobody-twice-in-a-row"
    ),
    pytest.param(
        caller(),
        (rung(MINH, 31), rung(LAN, 2)),
        Floor(BOTH, 2),
        [MINH],
        id="after-a-pause-the-first-again",
    ),
    pytest.param(
        caller(), (rung(LAN, 5, ended=False),), Floor(BOTH[1:], 2), [], id="one-at-a-time"
    ),
    pytest.param(caller(), (), Floor((), 2, (HOA,)), [], id="all-talk-and-the-duty-sleeps-on"),
    pytest.param(caller(), (), Floor((), 0, (HOA, MAI)), [HOA], id="nobody-logged-in"),
    pytest.param(
        caller(), (rung(HOA, 20),), Floor((), 0, (HOA, MAI)), [MAI], id="then-the-second-on-duty"
    ),
    pytest.param(
        caller(),
        (Rung(HOA, NOW - 5 * SECOND, on_duty=True),),
        Floor((ready(LAN, 1),), 1, (MAI,)),
        [LAN],
        id="who-comes-back-is-rung-beside-who-is-on-duty",
    ),
    pytest.param(
        caller(waited=1, danger=True), (), Floor(BOTH, 2, (HOA,)), [MINH, LAN], id="danger-all"
    ),
    pytest.param(
        caller(waited=10, danger=True),
        (rung(MINH, 10, ended=False), rung(LAN, 10, ended=False)),
        Floor((), 2, (HOA, MAI)),
        [HOA, MAI],
        id="danger-after-ten-seconds-all-on-duty",
    ),
    pytest.param(
        caller(waited=10, danger=True),
        (rung(HOA, 9),),
        Floor((), 0, (HOA, MAI)),
        [MAI],
        id="danger-and-whoever-was-paged-has-the-child-on-that-call",
    ),
    pytest.param(
        caller(waited=40, danger=True),
        (rung(MINH, 40), rung(HOA, 30)),
        Floor((ready(MINH, 1),), 1, (HOA,)),
        [MINH, HOA],
        id="danger-rings-again-and-again",
    ),
]


@pytest.mark.parametrize(("who", "before", "floor", "offered"), WHO_IS_RUNG)
def test_this_is_who_is_rung(
    who: Caller, before: tuple[Rung, ...], floor: Floor, offered: list[uuid.UUID]
) -> None:
    moves = decide([Wanting(who, before)], floor, RULES, NOW)

    assert [offer.staff_id for offer in moves.offers] == offered
    assert all(offer.on_duty == (offer.staff_id in floor.duty) for offer in moves.offers)


def test_nobody_is_rung_for_two_callers_at_once() -> None:
    waiting = [Wanting(caller(CHILD, 30)), Wanting(caller(OTHER, 40))]

    moves = decide(waiting, Floor((ready(LAN, 5),), 1), RULES, NOW)

    assert moves.offers == (Offer(OTHER, LAN),)


def test_who_was_rung_for_twenty_seconds_is_rung_no_longer_and_the_next_one_is() -> None:
    waiting = Wanting(caller(), (rung(MINH, 20, ended=False),))

    moves = decide([waiting], Floor((ready(LAN, 5),), 2), RULES, NOW)

    assert moves.lapses == (Lapse(CHILD, MINH),)
    assert moves.offers == (Offer(CHILD, LAN),)


@pytest.mark.parametrize(
    ("waiting", "floor", "seconds"),
    [
        pytest.param(Wanting(caller(), (rung(LAN, 5, ended=False),)), Floor((), 1), 15, id="ring"),
        pytest.param(Wanting(caller(), (rung(LAN, 5),)), Floor((ready(LAN, 1),), 1), 25, id="rest"),
        pytest.param(
            Wanting(caller(waited=4, danger=True)), Floor((), 1, (HOA,)), 6, id="widen-for-danger"
        ),
    ],
)
def test_time_alone_brings_the_next_thing_about(
    waiting: Wanting, floor: Floor, seconds: int
) -> None:
    assert decide([waiting], floor, RULES, NOW).again_at == NOW + seconds * SECOND


def test_where_nobody_can_be_rung_only_somebody_who_comes_changes_that() -> None:
    assert decide([Wanting(caller())], Floor((), 2), RULES, NOW).again_at is None


FIRST = [
    ("danger before everybody", {"danger": True}, {"front": True}),
    ("who was cut off before who came again", {"front": True}, {"known": True}),
    ("who came again before who waits longer", {"known": True}, {}),
]


@pytest.mark.parametrize(("why", "first", "second"), FIRST, ids=[why for why, *_ in FIRST])
def test_this_comes_first_however_long_the_other_waits(
    why: str, first: dict[str, bool], second: dict[str, bool]
) -> None:
    young, old = caller(CHILD, 1, **first), caller(OTHER, 600, **second)

    assert in_order([old, young]) == [young, old], why
    assert in_order([replace(young, since=old.since - SECOND), old])[0].id == CHILD


def test_of_two_alike_the_one_who_waits_longer_comes_first() -> None:
    assert [one.id for one in in_order([caller(CHILD, 1), caller(OTHER, 2)])] == [OTHER, CHILD]
