"""An operator who types `flask ...`: each command a process of its own, which begins fully read.

To read the modules and the policy takes two seconds, so it is done once, by a process that waits
on its standard input for what to do, and forks.
"""

import json
import os
import subprocess
import sys
import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, NoReturn

from flask.cli import ScriptInfo
from sqlalchemy.orm import configure_mappers

from config import packs
from config.cli import create_app
from tests.house import SETTINGS

ROOT = Path(__file__).parents[2]
BROKEN = 1


@dataclass(frozen=True)
class Said:
    code: int
    stdout: str
    stderr: str


class Operator:
    def __init__(self, orders: IO[str], reports: IO[str]) -> None:
        self._orders, self._reports = orders, reports

    def ask(self, environment: Mapping[str, str], folder: Path, *words: str) -> Said:
        """What it says is written into the folder."""
        out, err = folder / "said.out", folder / "said.err"
        order = (dict(environment), words, str(out), str(err))
        self._orders.write(json.dumps(order) + "\n")
        self._orders.flush()
        code = int(self._reports.readline())
        return Said(code, out.read_text("utf-8"), err.read_text("utf-8"))


@contextmanager
def at_work() -> Iterator[Operator]:
    with subprocess.Popen(  # noqa: S603  # our own interpreter and module
        [sys.executable, "-m", __name__],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdin
        assert process.stdout
        yield Operator(process.stdin, process.stdout)


def serve() -> None:
    configure_mappers()
    packs.shipped(SETTINGS.policy_pack)
    for line in sys.stdin:
        environment, words, *files = json.loads(line)
        child = os.fork()
        if not child:
            _obey(environment, words, files)
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)  # noqa: T201  # its answer


def _obey(environment: dict[str, str], words: list[str], files: list[str]) -> NoReturn:
    """Ends the process, as a command does, but without tidying up what it never used: to take all
    that was read apart again took a second each time."""
    os.environ.clear()
    os.environ.update(environment)
    for path, stream in zip(files, (sys.stdout, sys.stderr), strict=True):
        os.dup2(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), stream.fileno())
    code = BROKEN
    try:
        app = create_app()
        app.cli.main(words, prog_name="flask", obj=ScriptInfo(create_app=lambda: app))
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else BROKEN
    except Exception:  # noqa: BLE001  # as the interpreter itself would say it
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    serve()
