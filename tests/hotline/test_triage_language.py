"""The lexicon against labelled messages: few critical ones missed, few false alarms."""

from pathlib import Path

import pytest

from bench.triage import FILES, read, score
from config.packs import load

POLICY = load("vietnam")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_critical_messages_are_not_missed_and_harmless_ones_wake_few(path: Path) -> None:
    if not path.exists():
        pytest.skip("the reference messages are not on this machine")
    result = score(read(path), POLICY)
    assert result.recall >= 0.97
    assert result.alarms <= 0.08
