"""A worker or a metronome begins, or says in one sentence why it does not."""

import base64
import gc
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from config.start import main, reading
from tests.house import SETTINGS

GOOD = {
    "DATABASE_URL": "postgresql+psycopg:///nowhere",
    "SECRET_KEY": "a test has nothing to hide",
    "SEALING_KEYS": f"t1:{base64.b64encode(SETTINGS.sealing_keys[0][1]).decode()}",
    "PUBLIC_URL": "https://hotline.test",
    "TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
    "TWILIO_AUTH_TOKEN": "test-token-1",
    "HOTLINE_NUMBER": "+842473001111",
}


def begun(name: str, folder: Path, told: dict[str, str]) -> Result:
    nothing_else: dict[str, str | None] = {"REDIS_URL": None, "DEMO": None, "DATA_DIR": str(folder)}
    return CliRunner().invoke(main, [name], env=nothing_else | told)


@pytest.mark.parametrize(
    ("name", "changed", "sentence"),
    [
        pytest.param("worker", {}, "REDIS_URL is empty", id="no-doorbell"),
        pytest.param("worker", {"SECRET_KEY": ""}, "SECRET_KEY", id="no-key"),
        pytest.param("metronome", {"SEALING_KEYS": "t1:short"}, "SEALING_KEYS", id="bad-key"),
        pytest.param("metronome", {"POLICY_PACK": "atlantis"}, "atlantis", id="no-policy"),
    ],
)
def test_what_keeps_a_process_from_beginning_is_said_in_a_sentence(
    tmp_path: Path, name: str, changed: dict[str, str], sentence: str
) -> None:
    ended = begun(name, tmp_path, GOOD | changed)

    assert ended.exit_code == 2
    assert sentence in ended.output
    assert len(ended.output.splitlines()) == 1


def test_what_is_read_at_the_start_is_never_looked_through_for_garbage() -> None:
    frozen = gc.get_freeze_count()
    with reading():
        assert not gc.isenabled()
        policy = {"a": ["b"]}

    assert gc.isenabled()
    assert gc.get_freeze_count() > frozen
    assert not any(one is policy for one in gc.get_objects())
