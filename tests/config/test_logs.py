"""What the log says of a night, and what it never says."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from hotline.store.sealing import Keyring
from tests.config.speaking import CALLER, GUESS, NAME, STORY
from tests.databases import Databases
from tests.house import SETTINGS

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def log(databases: Databases) -> str:
    with databases.fresh() as url:
        night = [sys.executable, "-m", "tests.config.speaking", url]
        done = subprocess.run(  # noqa: S603  # our own interpreter and module
            night, cwd=ROOT, capture_output=True, text=True, timeout=100, check=True
        )
    assert done.stdout == ""
    return done.stderr


def test_a_night_is_one_object_a_line_and_quotes_nobody(log: str) -> None:
    lines = [json.loads(line) for line in log.splitlines()]

    assert all({"level", "event", "timestamp"} <= line.keys() for line in lines)
    assert {"contact_received", "webhook_refused", "event_postponed"} <= {
        line["event"] for line in lines
    }
    for secret in (CALLER, CALLER[1:], CALLER[3:], NAME, STORY, *STORY.split()[:3], GUESS, "84990"):
        assert secret not in log


def test_a_contact_is_one_line_that_follows_a_caller_without_naming_anybody(log: str) -> None:
    lines = [json.loads(line) for line in log.splitlines()]
    text, call = [line for line in lines if line["event"] == "contact_received"][:2]

    assert (text["channel"], call["channel"]) == ("sms", "call")
    assert text["carrier_sid"].startswith("SM")
    assert call["carrier_sid"].startswith("CA")
    assert text["severity"] == "critical"
    assert text["ticket_id"] == call["ticket_id"]
    tag = Keyring(SETTINGS.sealing_keys).blind(CALLER, "log")[:6].hex()
    assert text["caller"] == call["caller"] == tag
