"""python -m config.launch.manager -c FILE: supervisord, which reads our programs before it forks,
and begins when a byte comes on its standard input; without one it ends.

To read the modules and the policy is most of a start. All processes of the demo are read together,
once: it is ready in little more than half the time, and whichever of them dies is there again in a
moment. A program that is not ours is started as ever.
"""

import os
import runpy
import shlex
import signal
import sys
import traceback
from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path
from typing import NoReturn

from supervisor.options import ServerOptions
from supervisor.poller import Poller
from supervisor.supervisord import go

from config import counting
from config.launch.commands import PROCESSES
from config.settings import Settings, SettingsError
from config.start import reading
from hotline.errors import HotlineError

READ = (
    "gunicorn.app.wsgiapp",
    "gunicorn.workers.gthread",
    "config.wsgi",
    "config.worker",
    "config.metronome",
)
LOOK = 0.1  # seconds between two looks at who lives; supervisord itself looks once a second


class Attentive(Poller):  # type: ignore[misc]  # ships no types
    """Waits for words of the children, and never long: at the start there are none to wait for, and
    whoever died has nothing to say."""

    def poll(self, timeout: float) -> object:
        return super().poll(min(timeout, LOOK))


class Manager(ServerOptions):  # type: ignore[misc]  # ships no types
    """What supervisord asks of the system, except how a child becomes its program."""

    def __init__(self) -> None:
        super().__init__()
        self.left_open: frozenset[int] = frozenset()

    def close_fd(self, fd: int) -> None:
        """Called in the child. A file that reading left open belongs to what was read: closed here,
        its owner would one day close whatever has its number by then."""
        if fd not in self.left_open:
            super().close_fd(fd)

    def execve(self, filename: str, argv: Sequence[str], env: Mapping[str, str]) -> None:
        """Called in the child."""
        name = ours([*argv])
        if name is None:
            os.execve(filename, [*argv], env)  # noqa: S606  # a line of the configuration
        else:
            become(name, argv, env)

    def lines(self) -> list[list[str]]:
        """What it is to keep running."""
        groups = self.process_group_configs
        return [shlex.split(one.command) for group in groups for one in group.process_configs]


def ours(line: list[str]) -> str | None:
    return next((name for name, command in PROCESSES.items() if command == line), None)


def become(name: str, argv: Sequence[str], env: Mapping[str, str]) -> NoReturn:
    """`python -m MODULE WORD...`, as if this were a new process."""
    _forget_signals()
    Path("/proc/self/comm").write_text(name, encoding="ascii")  # for ps and top
    os.environ.clear()
    os.environ.update(env)
    _, _, module, *words = argv
    sys.argv = [module, *words]
    code: object = 0
    try:
        runpy.run_module(module, run_name="__main__", alter_sys=True)
    except SystemExit as end:
        code = end.code
    except BaseException:  # noqa: BLE001  # what above this process would take it for the manager's
        traceback.print_exc()
        code = 1
    if isinstance(code, str):
        print(code, file=sys.stderr)
    sys.stdout.flush()
    os._exit(code if isinstance(code, int) else int(code is not None))


def _forget_signals() -> None:
    """The manager's answers to them."""
    for number in (
        signal.SIGTERM,
        signal.SIGQUIT,
        signal.SIGHUP,
        signal.SIGCHLD,
        signal.SIGUSR2,
    ):
        signal.signal(number, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)


def read() -> None:
    counting.begin(os.environ.get("DATA_DIR", "var"))
    with reading():
        for module in READ:
            import_module(module)
        try:
            settings = Settings.from_env()
            import_module("config.wsgi").doors(settings)
            import_module("config.packs").shipped(settings.policy_pack)
        except (SettingsError, HotlineError) as error:
            sys.exit(str(error))


def open_files() -> frozenset[int]:
    """Without the one by which they are listed, which is closed again by then."""
    mine = Path("/proc/self/fd")
    return frozenset(int(name) for name in os.listdir(mine) if (mine / name).exists())


def main(arguments: list[str]) -> None:
    manager = Manager()
    manager.realize(arguments)
    manager.first, manager.test = True, False
    manager.poller = Attentive(manager)
    if any(map(ours, manager.lines())):
        before = open_files()
        read()
        manager.left_open = open_files() - before
    if sys.stdin.buffer.read(1):
        go(manager)


if __name__ == "__main__":
    main(sys.argv[1:])
