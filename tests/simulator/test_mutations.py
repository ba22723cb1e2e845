"""A defect in the simulator is seen by a test: planted one by one, each is caught."""

import pytest

from tests.simulator.mutations import MUTATIONS, Mutation, killed


def test_at_least_twenty_five_defects_can_be_planted() -> None:
    print(f"{len(MUTATIONS)} planted")  # noqa: T201  # the count is the proof
    assert len(MUTATIONS) >= 25
    assert len({mutation.name for mutation in MUTATIONS}) == len(MUTATIONS)


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda mutation: mutation.name)
def test_a_planted_defect_is_caught(mutation: Mutation) -> None:
    assert mutation.source.count(mutation.old) == 1, "the source has moved on"
    assert killed(mutation)
