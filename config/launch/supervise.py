"""The demo's processes under supervisord: whatever dies is started again in a moment."""

import fcntl
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from config.launch.addresses import LOOPBACK
from config.launch.commands import FRUGAL, PROCESSES
from config.launch.steps import ROOT

LOGS = ROOT / "var" / "log"
GRACE = 15  # seconds for everything to end before it is ended
LAST_LINES = 8
BACKLOG = 2048  # who may wait at the door
KEPT = 64  # supervisord hands on the descriptors from here, and closes those below

HEAD = """\
[supervisord]
nodaemon=true
silent=true
minfds={kept}
{user}
logfile={logs}/supervisord.log
logfile_maxbytes=5MB
logfile_backups=1
pidfile={run}/supervisord.pid
childlogdir={logs}
"""

# startsecs=0: a process that dies at once is started again as well, for ever, never given up.
PROGRAM = """
[program:{name}]
command={command}
directory={root}
autorestart=true
startsecs=0
stopsignal=TERM
stopwaitsecs=8
stopasgroup=false
killasgroup=true
redirect_stderr=true
stdout_logfile={logs}/{name}.log
stdout_logfile_maxbytes=20MB
stdout_logfile_backups=2
"""


# In one group, else the manager ends one after the other, and waits for each.
GROUP = """
[group:house]
programs={names}
"""


def configuration(processes: Mapping[str, list[str]], logs: Path, as_root: bool) -> str:
    """The text supervisord reads; it opens no port and no socket."""
    user = "user=root" if as_root else ""  # else it complains about running as root
    parts = [HEAD.format(user=user, kept=KEPT, logs=_plain(logs), run=_plain(logs.parent))]
    for name, command in processes.items():
        line = " ".join(f'"{word}"' for word in command)
        fields = {"command": _plain(line), "root": _plain(ROOT), "logs": _plain(logs)}
        parts.append(PROGRAM.format(name=name, **fields))
    return "".join([*parts, GROUP.format(names=",".join(processes))])


@contextmanager
def running(
    env: Mapping[str, str],
    processes: Mapping[str, list[str]] = PROCESSES,
    logs: Path = LOGS,
    grace: float = GRACE,
) -> Iterator[subprocess.Popen[bytes]]:
    """Keep the processes running within the block, and leave none behind."""
    with waiting(env, processes, logs, grace) as manager:
        begin(manager)
        yield manager


@contextmanager
def waiting(
    env: Mapping[str, str],
    processes: Mapping[str, list[str]] = PROCESSES,
    logs: Path = LOGS,
    grace: float = GRACE,
) -> Iterator[subprocess.Popen[bytes]]:
    """As `running`, but the manager only reads what it will run until it is told to `begin`."""
    logs.mkdir(parents=True, exist_ok=True)
    file = logs.parent / "supervisord.conf"
    file.write_text(configuration(processes, logs, os.geteuid() == 0), encoding="utf-8")
    command = [sys.executable, "-m", "config.launch.manager", "-c", str(file)]
    # Its own session: Ctrl-C is for the launcher, which ends the others in order.
    with (
        _front_door(int(env.get("PORT", "0"))) as door,
        subprocess.Popen(
            command,
            cwd=ROOT,
            env={**FRUGAL, **env, "WEB_BIND": f"fd://{door}"},
            stdin=subprocess.PIPE,
            start_new_session=True,
            pass_fds=(door,),
        ) as manager,
    ):
        try:
            yield manager
        finally:
            end(manager, grace)


def begin(manager: subprocess.Popen[bytes]) -> None:
    """Whether it is still there to hear it, its exit code tells."""
    assert manager.stdin  # noqa: S101  # `waiting` opened it
    with suppress(BrokenPipeError), manager.stdin:
        manager.stdin.write(b"\n")


def end(manager: subprocess.Popen[bytes], grace: float = GRACE) -> None:
    """And all it started: each in a group of its own, which a manager that is killed leaves
    behind. One that has ended already is none to end."""
    manager.send_signal(signal.SIGTERM)
    try:
        manager.wait(grace)
    except subprocess.TimeoutExpired:
        started = _children(manager.pid)
        manager.kill()
        for number in started:
            with suppress(ProcessLookupError):
                os.killpg(number, signal.SIGKILL)


def _children(number: int) -> list[int]:
    return [*map(int, Path(f"/proc/{number}/task/{number}/children").read_text().split())]


@contextmanager
def _front_door(port: int) -> Iterator[int]:
    """The web's port, open as long as this lasts: while the web server is started anew, whoever
    comes waits at the door instead of being refused. Port 0 is any."""
    with socket.create_server((LOOPBACK, port), backlog=BACKLOG) as opened:
        door = fcntl.fcntl(opened, fcntl.F_DUPFD, KEPT)
        try:
            yield door
        finally:
            os.close(door)


def last_words(logs: Path = LOGS) -> str:
    """The end of every process's log, for whoever must find out what went wrong."""
    shown = []
    for name in PROCESSES:
        log = logs / f"{name}.log"
        if log.exists():
            lines = log.read_text(encoding="utf-8", errors="replace").splitlines()[-LAST_LINES:]
            shown += [f"--- {log}", *lines]
    return "\n".join(shown)


def _plain(words: object) -> str:
    return str(words).replace("%", "%%")
