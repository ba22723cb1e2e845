"""What the manager forks is what a shell would have started."""

import os
import subprocess
import sys

import pytest

from config.launch.commands import PROCESSES
from config.launch.manager import ours
from tests.launch.conftest import ROOT

# A manager answers to signals of its own, and knows more variables than its children are told.
FORKED = """
import signal, sys
from config.launch.manager import become
signal.signal(signal.SIGTERM, lambda *_: None)
become("metronome", ["python", "-m", *sys.argv[1:]], {"PATH": "/bin"})
"""


def forked(*words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", FORKED, *words]
    return subprocess.run(command, cwd=ROOT, text=True, capture_output=True, check=False)  # noqa: S603  # our own program


def test_a_forked_program_sees_its_words_its_own_variables_and_no_signal_of_the_manager() -> None:
    ended = forked("tests.launch.mirror", "3")

    assert ended.stdout == "mirror __main__ ['PATH'] metronome True\n"
    assert (ended.returncode, ended.stderr) == (3, "")


CLOSES = """
import os, sys
from config.launch.manager import Manager, open_files
manager, before = Manager(), open_files()
left_open = os.open("/dev/null", os.O_RDONLY)
manager.left_open = open_files() - before
other = os.open("/dev/null", os.O_RDONLY)
for number in range(3, 64):
    manager.close_fd(number)
print(*(number in open_files() for number in (left_open, other)))
"""


def test_a_file_that_reading_left_open_stays_open_in_what_was_forked() -> None:
    """Else the web's first refusal would close whatever had that file's number by then."""
    command = [sys.executable, "-c", CLOSES]
    ended = subprocess.run(command, cwd=ROOT, text=True, capture_output=True, check=True)  # noqa: S603  # our own program

    assert ended.stdout == "True False\n"


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        pytest.param(["config.start", "nobody"], 2, "'nobody' is not one of", id="refuses"),
        pytest.param(["tests.launch.mirror"], 1, "IndexError", id="breaks"),
        pytest.param(["tests.launch.no_such_program"], 1, "No module named", id="is-not-there"),
    ],
)
def test_a_forked_program_that_cannot_go_on_says_why_and_ends(
    words: list[str], code: int, sentence: str
) -> None:
    ended = forked(*words)

    assert ended.returncode == code
    assert sentence in ended.stderr


def test_the_manager_forks_the_processes_of_the_demo_and_nothing_else() -> None:
    assert [ours(command) for command in PROCESSES.values()] == [*PROCESSES]
    assert ours(["/bin/sh", "-c", "exit"]) is None
    assert ours([*PROCESSES["worker"], "more"]) is None
    assert all(os.access(command[0], os.X_OK) for command in PROCESSES.values())
