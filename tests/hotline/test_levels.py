"""What a ticket counts as, of all that was done for those who reached us about it."""

import pytest

from hotline.levels import COUNSELLING, ContactLevel, deepest

INFORMATION, IN_DEPTH, INTERVENTION = COUNSELLING
PRANK, SILENT = ContactLevel.PRANK, ContactLevel.SILENT


@pytest.mark.parametrize(
    ("levels", "counted"),
    [
        pytest.param([], None, id="nobody-reached-us"),
        pytest.param([None, None], None, id="nobody-has-counted"),
        pytest.param([INFORMATION, None], INFORMATION, id="what-is-counted-counts"),
        pytest.param([IN_DEPTH, INTERVENTION, INFORMATION], INTERVENTION, id="the-deepest"),
        pytest.param([PRANK, INFORMATION], INFORMATION, id="any-counselling-before-none"),
        pytest.param([PRANK, SILENT], SILENT, id="a-silence-before-a-prank"),
    ],
)
def test_a_ticket_counts_as_the_deepest_of_its_contacts(
    levels: list[ContactLevel | None], counted: ContactLevel | None
) -> None:
    assert deepest(levels) is counted
