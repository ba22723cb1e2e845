"""A room comes out the same in whatever order, and however often, its news come."""

from itertools import permutations

import pytest

from hotline.calls.standing import Kind, Need, News, Place, Standing, after, needs

COUNSELOR = Place("counselor", Kind.COUNSELOR, Standing.ANSWERED)
CALLER = Place("caller", Kind.CALLER, Standing.ANSWERED)
IN, GONE = Standing.IN_ROOM, Standing.GONE
FOUR = (
    News("counselor", IN),
    News("caller", IN),
    News("counselor", GONE),
    News("caller", GONE),
)


def told(*news: News, places: tuple[Place, ...] = (COUNSELOR, CALLER)) -> tuple[Place, ...]:
    for one in news:
        places = after(places, one)
    return places


@pytest.mark.parametrize(
    "order",
    list(permutations(FOUR)),
    ids=lambda order: "-".join(f"{one.key[1]}{one.standing.rank}" for one in order),
)
def test_four_callbacks_in_all_their_orders_come_out_the_same(order: tuple[News, ...]) -> None:
    once, doubled = told(*order), told(*order, *order)

    assert {place.standing for place in once} == {GONE}
    assert doubled == once
    assert needs(once, waiting=False, ended=False) == {Need.CLOSE}


@pytest.mark.parametrize("order", list(permutations(FOUR[:3])))
def test_a_counselor_who_is_lost_in_whatever_order_sends_the_caller_back(
    order: tuple[News, ...],
) -> None:
    assert needs(told(*order), waiting=False, ended=False) == {Need.BACK}


@pytest.mark.parametrize("lost", FOUR[:2], ids=["counselor-came", "caller-came"])
def test_an_arrival_nobody_told_of_is_made_up_for_by_the_departure(lost: News) -> None:
    heard = [one for one in FOUR if one is not lost]
    assert told(*heard) == told(*FOUR)


def place(kind: Kind, standing: Standing, *, listens: bool = False) -> Place:
    return Place(kind.value, kind, standing, listens)


RUNG, ANSWERED = Standing.RUNG, Standing.ANSWERED
NEEDED = [
    pytest.param([], True, set(), id="nobody-there-yet"),
    pytest.param([place(Kind.COUNSELOR, RUNG)], True, set(), id="ringing"),
    pytest.param([place(Kind.COUNSELOR, ANSWERED)], True, set(), id="not-in-the-room-yet"),
    pytest.param([place(Kind.COUNSELOR, IN)], True, {Need.FETCH}, id="the-counselor-is-there"),
    pytest.param([place(Kind.DUTY, IN)], True, {Need.FETCH}, id="somebody-on-duty-is-there"),
    pytest.param(
        [place(Kind.SUPERVISOR, IN, listens=True)], True, set(), id="nobody-to-be-brought-to"
    ),
    pytest.param([place(Kind.COUNSELOR, GONE)], True, set(), id="gone-before-the-caller-came"),
    pytest.param([place(Kind.COUNSELOR, IN)], False, {Need.CLOSE}, id="the-caller-has-hung-up"),
    pytest.param([place(Kind.CALLER, IN), place(Kind.COUNSELOR, IN)], False, set(), id="they-talk"),
    pytest.param(
        [place(Kind.CALLER, IN), place(Kind.COUNSELOR, GONE)], False, {Need.BACK}, id="alone"
    ),
    pytest.param(
        [place(Kind.CALLER, IN), place(Kind.COUNSELOR, RUNG)], False, {Need.BACK}, id="only-rung"
    ),
    pytest.param(
        [place(Kind.CALLER, IN), place(Kind.SUPERVISOR, IN, listens=True)],
        False,
        {Need.BACK},
        id="who-only-listens-is-nobody",
    ),
    pytest.param(
        [place(Kind.CALLER, IN), place(Kind.SUPERVISOR, IN)], False, set(), id="who-stepped-in"
    ),
    pytest.param(
        [place(Kind.CALLER, IN), place(Kind.THIRD, IN)], False, set(), id="with-the-police"
    ),
    pytest.param(
        [place(Kind.CALLER, IN), place(Kind.THIRD, RUNG)], False, {Need.BACK}, id="police-rings"
    ),
    pytest.param(
        [place(Kind.CALLER, GONE), place(Kind.COUNSELOR, IN)], False, {Need.CLOSE}, id="hung-up"
    ),
]


@pytest.mark.parametrize(("places", "waiting", "needed"), NEEDED)
def test_a_room_needs(places: list[Place], waiting: bool, needed: set[Need]) -> None:
    assert needs(places, waiting=waiting, ended=False) == needed
    assert needs(places, waiting=waiting, ended=True) == set()
