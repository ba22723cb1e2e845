"""Who hears a recording, how long it is asked for, how long it is kept."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from hotline import recording_rules as rules
from hotline.recording_rules import NotHad, Source
from hotline.recordings import sound
from tests.referral.builders import policy

MADE = datetime(2026, 11, 20, 19, 0, tzinfo=UTC)
DAY = timedelta(days=1)
OURS = replace(
    policy().recordings,
    give_up_after=2 * DAY,
    kept_for={Source.MESSAGE: 365 * DAY, Source.CONVERSATION: 90 * DAY},
)


@pytest.mark.parametrize(
    ("why", "later", "ends"),
    [
        pytest.param(NotHad.NOT_THERE, timedelta(minutes=2), False, id="its-file-is-still-made"),
        pytest.param(NotHad.NOT_THERE, 2 * DAY, True, id="never-there"),
        pytest.param(NotHad.UNREACHABLE, timedelta(hours=40), False, id="the-carrier-is-ill"),
        pytest.param(NotHad.UNREACHABLE, 3 * DAY, True, id="ill-for-days"),
        pytest.param(NotHad.TOO_LARGE, timedelta(), True, id="it-will-not-shrink"),
        pytest.param(NotHad.NO_SOUND, timedelta(), True, id="it-will-not-become-sound"),
    ],
)
def test_the_carrier_is_asked_for_as_long_as_it_may_still_help(
    why: NotHad, later: timedelta, ends: object
) -> None:
    assert rules.gives_up(why, MADE, OURS, MADE + later) is ends


def test_the_first_tries_follow_each_other_in_seconds_and_the_last_in_minutes() -> None:
    assert [rules.retry_after(n).total_seconds() for n in (1, 2, 3, 5, 6, 50)] == [
        *(2, 4, 8, 32, 60, 60)
    ]


@pytest.mark.parametrize(
    ("source", "closed", "until"),
    [
        pytest.param(Source.MESSAGE, None, None, id="held-while-the-ticket-is-open"),
        pytest.param(Source.MESSAGE, MADE + DAY, MADE + 366 * DAY, id="a-year-after-closing"),
        pytest.param(Source.CONVERSATION, MADE + DAY, MADE + 91 * DAY, id="a-conversation-sooner"),
        pytest.param(Source.MESSAGE, MADE - DAY, MADE + 365 * DAY, id="made-after-it-was-closed"),
    ],
)
def test_a_recording_is_forgotten_in_time_and_never_while_its_ticket_is_open(
    source: Source, closed: datetime | None, until: datetime | None
) -> None:
    assert rules.forgotten_at(source, MADE, closed, OURS) == until


@pytest.mark.parametrize(
    ("role", "may"), [("counselor", True), ("supervisor", True), ("admin", False)]
)
def test_who_runs_the_machines_hears_nobody(role: str, may: object) -> None:
    assert rules.may_hear(role, policy().recordings) is may


@pytest.mark.parametrize(
    ("begins", "kind"),
    [
        (b"ID3\x04rest", sound.MP3),
        (b"\xff\xfb\x90rest", sound.MP3),
        (b"\xff\xf3\x90rest", sound.MP3),
        (b"RIFF\x00\x00\x00\x00WAVEfmt ", sound.WAV),
        (b"RIFF\x00\x00\x00\x00AVI ", None),
        (b"<html>no</html>", None),
        (b"\xff\xd8\xff\xe0a picture", None),
        (b"", None),
    ],
)
def test_a_sound_is_known_by_its_first_bytes_whatever_it_is_called(
    begins: bytes, kind: str | None
) -> None:
    assert sound.kind_of(begins) == kind


def test_a_recording_is_cut_into_pieces_and_put_together_whole() -> None:
    whole = bytes(range(256)) * 5000
    cut = list(sound.pieces(whole))
    assert [len(part) for part in cut] == [sound.PIECE, len(whole) - sound.PIECE]
    assert b"".join(cut) == whole
