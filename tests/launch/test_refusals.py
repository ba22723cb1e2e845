"""What keeps the launcher from starting is said in one sentence, and the exit code tells."""

import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.launch import addresses
from config.launch.steps import LaunchError
from tests.launch.conftest import ROOT, Launch

Ended = subprocess.CompletedProcess[str]


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


def refused(ended: Ended, words: str) -> None:
    assert ended.returncode == 1
    assert words in ended.stderr
    assert len(ended.stderr.strip().splitlines()) == 1


def program(path: Path, script: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)


def test_an_old_python_is_refused(launch: Launch, tmp_path: Path) -> None:
    for name in ("python3", "python3.11", "python3.12", "python3.13", "python3.14"):
        program(tmp_path / "bin" / name, "exit 1")  # as an old one does when asked its version

    refused(launch(PATH=str(tmp_path / "bin")), "needs Python 3.11 or newer")


def test_a_newer_python_is_found_behind_an_old_one(launch: Launch, tmp_path: Path) -> None:
    program(tmp_path / "bin" / "python3", "exit 1")
    (tmp_path / "bin" / "python3.12").symlink_to(sys.executable)

    assert "./run test" in launch("help", PATH=str(tmp_path / "bin")).stdout


def test_the_python_of_the_environment_is_asked_first(launch: Launch, checkout: Path) -> None:
    script = 'if [ "$1" = -c ]; then echo True; else echo "its own: $*"; fi'
    program(checkout / ".venv" / "bin" / "python", script)

    assert launch("help").stdout == "its own: -m config.launch help\n"


def test_a_checkout_that_cannot_be_written_to_is_named(launch: Launch, checkout: Path) -> None:
    (checkout / "var").write_text("in the way of the folder")

    refused(launch("setup"), "cannot be written to")


def test_without_a_network_the_packages_are_missed(launch: Launch, checkout: Path) -> None:
    program(checkout / ".venv" / "bin" / "python", "echo no network; exit 1")

    refused(launch("setup"), "The Python packages could not be had: is there a network?")
    assert "no network" in (checkout / "var" / "log" / "setup.log").read_text()


def test_without_a_network_the_assets_are_missed(
    launch: Launch, checkout: Path, tmp_path: Path
) -> None:
    program(checkout / ".venv" / "bin" / "python", "exit 0")
    program(checkout / ".venv" / "bin" / "uv", "exit 0")
    program(tmp_path / "bin" / "npm", '[ "$1" = --version ]')
    (tmp_path / "bin" / "python3").symlink_to(sys.executable)

    refused(
        launch("setup", PATH=str(tmp_path / "bin")),
        "The browser assets could not be had: is there a network?",
    )


@pytest.mark.parametrize("port", ["web", "0", "65535", "-1"])
def test_a_port_that_is_none_is_refused(launch: Launch, port: str) -> None:
    refused(launch(PORT=port), "PORT must be a number from 1 to 65534")


def test_a_taken_port_is_named_before_anything_starts(taken_port: int) -> None:
    ended = subprocess.run(  # noqa: S603  # our own module
        [sys.executable, "-m", "config.launch.demo", str(taken_port)],
        cwd=ROOT,
        text=True,
        capture_output=True,
        check=False,
    )

    refused(ended, f"Port {taken_port} cannot be had")
    assert ended.stdout == ""


def test_a_free_port_is_taken_as_it_is(taken_port: int) -> None:
    with pytest.raises(LaunchError, match="PORT=5200"):
        addresses.must_be_free(taken_port)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        free = probe.getsockname()[1]
    addresses.must_be_free(free)


def test_an_unknown_command_is_named(launch: Launch) -> None:
    refused(launch("fly"), "./run knows no 'fly'")
