"""What a tape holds, and how it sounds: decisions without a network."""

import io
import wave
from datetime import UTC, datetime, timedelta

import pytest

from simulator.voice import sound
from simulator.voice.tape import Pause, Stretch, Tape, Voice, trimmed, whole_seconds
from tests.simulator.listening import listen

START = datetime(2026, 7, 17, 2, 0, tzinfo=UTC)
CHILD, COUNSELOR = Voice("child"), Voice("counselor")


def at(seconds: float) -> datetime:
    return START + timedelta(seconds=seconds)


def lines(tape: Tape) -> list[tuple[float, list[str]]]:
    return [(one.seconds, [each.name for each in one.sounds]) for one in tape.stretches]


def test_a_tape_remembers_who_was_heard_for_how_long() -> None:
    tape = Tape(START)
    tape.hear([CHILD], at(0))
    tape.hear([CHILD, COUNSELOR], at(3))
    tape.hear([], at(5))
    tape.stop(at(6))
    tape.hear([CHILD], at(9))

    assert lines(tape) == [(3, ["child"]), (2, ["child", "counselor"]), (1, [])]


@pytest.mark.parametrize(
    ("pause", "left"),
    [
        pytest.param(Pause.SILENCE, [(2, ["child"]), (4, []), (1, ["counselor"])], id="silence"),
        pytest.param(Pause.SKIP, [(2, ["child"]), (1, ["counselor"])], id="cut out"),
    ],
)
def test_a_pause_leaves_silence_or_nothing_and_nobody_is_lost(
    pause: Pause, left: list[tuple[float, list[str]]]
) -> None:
    tape = Tape(START)
    tape.hear([CHILD], at(0))
    tape.pause(pause, at(2))
    tape.hear([COUNSELOR], at(5))
    tape.go_on(at(6))
    tape.stop(at(7))

    held = [stretch for stretch in lines(tape) if stretch[1]]
    assert held == [stretch for stretch in left if stretch[1]]
    assert whole_seconds(tape.stretches) == sum(seconds for seconds, _ in left)


def test_speech_is_loud_until_its_last_word() -> None:
    tape = Tape(START)
    tape.hear([Voice("child", talks=at(2))], at(0))
    tape.stop(at(5))

    assert [(one.seconds, one.sounds[0].loud) for one in tape.stretches] == [(2, True), (3, False)]


def test_trimming_takes_the_silent_ends_and_leaves_the_middle() -> None:
    tape = Tape(START)
    tape.hear([CHILD], at(2))
    tape.hear([], at(4))
    tape.hear([COUNSELOR], at(5))
    tape.hear([], at(6))
    tape.stop(at(9))

    assert [one.seconds for one in trimmed(tape.stretches)] == [2, 1, 1]
    assert trimmed([Stretch(4.0, ())]) == []


def test_everybody_has_a_pitch_of_their_own() -> None:
    tape = Tape(START)
    tape.hear([Voice(f"leg {n}") for n in range(250)], at(0))
    tape.stop(at(1))

    pitches = sound.pitches(tape.stretches)

    assert pitches["leg 0"] == 400
    assert len(set(pitches.values())) == 250
    assert max(pitches.values()) < sound.RATE / 2


def test_a_crowd_does_not_overload_the_file() -> None:
    tape = Tape(START)
    tape.hear([Voice(f"leg {n}", talks=at(9)) for n in range(250)], at(0))
    tape.stop(at(1))

    with wave.open(io.BytesIO(b"".join(sound.wav(tape.stretches, 1)))) as file:
        assert file.getnframes() == sound.RATE


@pytest.mark.parametrize("length", [0.0, 0.4, 0.6, 1.3, 2.0, 61.7])
def test_a_file_is_as_long_as_is_said_and_its_size_is_known_before(length: float) -> None:
    tape = Tape(START)
    tape.hear([CHILD], at(0))
    tape.hear([CHILD, COUNSELOR], at(length / 3))
    tape.stop(at(length))

    for channels in (1, 2):
        content = b"".join(sound.wav(tape.stretches, channels))
        assert len(content) == sound.size(tape.stretches, channels)
        assert listen(content).seconds == whole_seconds(tape.stretches) == round(length)


def test_a_tone_goes_on_where_it_stopped() -> None:
    """A change in the room makes no click in the voice of who stays."""
    tape = Tape(START)
    tape.hear([CHILD], at(0))
    tape.hear([CHILD], at(0.613))
    tape.stop(at(2))
    whole = Tape(START)
    whole.hear([CHILD], at(0))
    whole.stop(at(2))

    assert b"".join(sound.wav(tape.stretches, 1)) == b"".join(sound.wav(whole.stretches, 1))
