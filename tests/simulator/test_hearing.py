"""Who hears whom, for every mixture of flags."""

from itertools import product

import pytest

from simulator.rooms.hearing import Ears, hears, matrix

FLAGS = list(product([False, True], repeat=2))


@pytest.mark.parametrize(("muted", "hold"), FLAGS)
@pytest.mark.parametrize(("deaf_muted", "deaf_hold"), FLAGS)
@pytest.mark.parametrize("coaches", ["", "listener", "other"])
def test_a_voice_reaches_whom_its_flags_let_it_reach(
    muted: bool, hold: bool, deaf_muted: bool, deaf_hold: bool, coaches: str
) -> None:
    speaker = Ears("speaker", muted=muted, hold=hold, coaches=coaches)
    listener = Ears("listener", muted=deaf_muted, hold=deaf_hold)
    audible = not muted and not hold and not deaf_hold and coaches != "other"

    assert hears(listener, speaker) == audible


def test_nobody_hears_himself() -> None:
    assert matrix([Ears("one")]) == {"one": []}


def test_a_coach_hears_all_and_is_heard_by_one() -> None:
    room = [Ears("child"), Ears("counselor"), Ears("coach", coaches="counselor")]

    assert matrix(room) == {
        "child": ["counselor"],
        "counselor": ["child", "coach"],
        "coach": ["child", "counselor"],
    }
