"""Whether a process grows: what it takes on in its first two minutes says nothing."""

from tests.faults.growth import Sample, slopes

ENDS, CALM = 1800, 1200  # seconds


def lived(since: int, until: int, warming: int = 0, growing: int = 0) -> list[Sample]:
    """Weighed every two seconds; kB a minute while it warms up, and afterwards."""
    return [
        (at, 150_000 + (min(at - since, 120) * warming + max(at - since - 120, 0) * growing) // 60)
        for at in range(since, until, 2)
    ]


def test_who_warms_up_is_not_taken_for_one_that_grows() -> None:
    found = slopes({("web", 1): lived(CALM - 10, ENDS, warming=4000)}, CALM)

    assert found["web 1"] == 0


def test_who_goes_on_growing_is_named() -> None:
    found = slopes({("web", 1): lived(CALM - 10, ENDS, 4000, growing=1200)}, CALM)

    assert round(found["web 1"], -2) == 1200


def test_nothing_is_said_of_who_came_too_late() -> None:
    assert slopes({("web", 2): lived(ENDS - 130, ENDS, 4000)}, CALM) == {}


def test_of_who_came_too_late_the_life_before_is_judged() -> None:
    lives = {
        ("web", 1): lived(0, CALM - 300),
        ("web", 2): lived(CALM - 300, CALM + 300, growing=1200),
        ("web", 3): lived(ENDS - 130, ENDS, 4000),
    }

    found = slopes(lives, CALM)

    assert {life: round(each, -2) for life, each in found.items()} == {"web 2": 1200}
