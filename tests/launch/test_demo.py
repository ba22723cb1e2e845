"""The demo's own settings, and the manager that keeps its processes alive."""

import configparser
import os
import select
import signal
import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest

from config.launch import checks, demo_settings, supervise
from config.launch.commands import PROCESSES
from config.settings import Settings
from simulator.__main__ import build, options


def test_the_secrets_of_a_demo_are_drawn_once(tmp_path: Path) -> None:
    file = tmp_path / "demo.env"
    first = demo_settings.settings(5100, file)
    again = demo_settings.settings(5200, file)

    secret = ("SECRET_KEY", "SEALING_KEYS", "TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN")
    assert [first[name] for name in secret] == [again[name] for name in secret]
    assert demo_settings.read(file) == again
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert demo_settings.settings(5100, tmp_path / "other.env")["SECRET_KEY"] != first["SECRET_KEY"]


def test_the_product_takes_what_the_demo_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = demo_settings.settings(5200, tmp_path / "demo.env")
    monkeypatch.setenv("SMTP_URL", "smtp://mail.example.vn")  # a demo must not write to anybody
    for name, value in told.items():
        monkeypatch.setenv(name, value)
    settings = Settings.from_env()

    assert settings.demo
    assert (settings.port, settings.smtp_url) == (5200, "")
    assert settings.twilio_api_base == "http://127.0.0.1:5201"
    assert settings.twilio_auth_tokens == (told["SIM_AUTH_TOKEN"],)
    assert settings.canary  # it flies to the simulator, so to nobody


def test_every_process_is_started_again_and_nobody_is_let_in(tmp_path: Path) -> None:
    text = supervise.configuration(PROCESSES, tmp_path / "50% full" / "log", as_root=False)
    read = configparser.RawConfigParser()
    read.read_string(text)

    assert set(read.sections()) == {
        "supervisord",
        "group:house",
        *(f"program:{name}" for name in PROCESSES),
    }
    for name in PROCESSES:
        assert read[f"program:{name}"]["autorestart"] == "true"
        assert "50%% full" in read[f"program:{name}"]["stdout_logfile"]


def test_on_the_demos_line_stop_is_a_word_of_whoever_writes_it(tmp_path: Path) -> None:
    told = demo_settings.settings(5100, tmp_path / "demo.env")

    network = build(options([], told), datetime(2026, 7, 17, 2, 0, tzinfo=UTC))

    assert network.owned[demo_settings.NUMBER].opt_out == "off"


@pytest.fixture
def says_who_it_is(tmp_path: Path) -> Path:
    """Where a process that does nothing else writes its number."""
    file = tmp_path / "process numbers"
    os.mkfifo(file)
    (tmp_path / "process.sh").write_text(f"echo $$ > '{file}'; exec tail -f /dev/null\n")
    return file


@pytest.mark.processes
def test_a_killed_process_is_back_and_none_is_left_behind(
    tmp_path: Path, says_who_it_is: Path
) -> None:
    processes = {"one": ["/bin/sh", str(tmp_path / "process.sh")]}
    with supervise.running(os.environ, processes, tmp_path / "log"):
        first = int(says_who_it_is.read_text())
        os.kill(first, signal.SIGKILL)
        second = int(says_who_it_is.read_text())

    assert second != first
    with pytest.raises(ProcessLookupError):
        os.kill(second, 0)


@pytest.mark.processes
def test_a_manager_that_does_not_end_leaves_none_behind_either(
    tmp_path: Path, says_who_it_is: Path
) -> None:
    processes = {"one": ["/bin/sh", str(tmp_path / "process.sh")]}
    with supervise.running(os.environ, processes, tmp_path / "log", grace=0.1) as manager:
        alive = os.pidfd_open(int(says_who_it_is.read_text()))
        manager.send_signal(signal.SIGSTOP)

    assert select.select([alive], [], [], 10)[0], "it runs on"


@pytest.mark.processes
def test_a_manager_that_nobody_tells_to_begin_starts_nothing_and_ends(tmp_path: Path) -> None:
    processes = {"one": ["/bin/sh", "-c", f"echo began > '{tmp_path / 'began'}'"]}
    with supervise.waiting(os.environ, processes, tmp_path / "log") as manager:
        assert manager.stdin
        manager.stdin.close()  # as when whoever started it has died
        assert manager.wait(30) == 0

    assert not (tmp_path / "began").exists()


def test_the_end_of_each_log_is_shown_when_the_system_does_not_get_ready(tmp_path: Path) -> None:
    (tmp_path / "web.log").write_text("".join(f"line {n}\n" for n in range(20)))

    shown = supervise.last_words(tmp_path).splitlines()

    assert shown == [f"--- {tmp_path / 'web.log'}", *(f"line {n}" for n in range(12, 20))]


@pytest.mark.parametrize(
    ("codes", "expected"),
    [
        pytest.param({"lint": 0, "tests": 0}, 0, id="all-is-well"),
        pytest.param({"lint": 2, "tests": 0}, 1, id="an-early-check-failed"),
        pytest.param({"lint": 0, "tests": 1}, 1, id="the-last-check-failed"),
    ],
)
def test_the_summary_names_every_check(
    codes: dict[str, int], expected: int, capsys: pytest.CaptureFixture[str]
) -> None:
    code = checks.report({name: (code, 1.25) for name, code in codes.items()}, has_browser=False)

    said = capsys.readouterr().out
    assert code == expected
    assert said.count("failed") == sum(1 for failed in codes.values() if failed)
    assert "browser tests were skipped" in said
