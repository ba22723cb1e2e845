"""`./run`: the whole system on this machine with a simulated telephone company, until Ctrl-C."""

import os
import signal
import sys
import threading
from collections.abc import Mapping
from contextlib import ExitStack
from subprocess import Popen

from config.embedded import shared
from config.embedded.postgres import Postgres
from config.embedded.shared import EmbeddedServerError
from config.embedded.valkey import Valkey
from config.launch import addresses, demo_database, demo_settings, supervise
from config.launch.steps import ROOT, LaunchError, give_up, say, step
from hotline.clock import SystemClock

PATIENCE = 60  # seconds until the system must say it is ready
LOOK = 0.1  # seconds between two looks

WELCOME = """
Lắng Nghe đang chạy · is running
  Bàn trực · Desk            {PUBLIC_URL}/
  Điện thoại · Phone         {TWILIO_API_BASE}/phone   (đường dây · hotline {HOTLINE_NUMBER})
{log_ins}
Ctrl-C để dừng · to stop.   ./run demo-story: câu chuyện một đêm · the story of one night
"""


def run(port: int, stop: threading.Event) -> None:
    """Until `stop` is set, leaving nothing running; raises LaunchError or EmbeddedServerError."""
    for wanted in (port, port + 1):
        addresses.must_be_free(wanted)
    env = os.environ | demo_settings.settings(port)
    postgres, valkey = Postgres(ROOT / "var"), Valkey(ROOT / "var")
    env |= {"DATABASE_URL": postgres.url, "REDIS_URL": valkey.url}
    with ExitStack() as stack:
        manager = stack.enter_context(supervise.waiting(env))  # reads while the others begin
        with step("PostgreSQL, Valkey"):
            stack.enter_context(shared.running(postgres))
            stack.enter_context(shared.running(valkey))
        with step("Dữ liệu mẫu · Demo data"):
            log_ins = demo_database.prepare(env, postgres.home, SystemClock().now().date())
        with step("Các tiến trình · Processes"):
            supervise.begin(manager)
            stack.callback(supervise.end, manager)  # before the servers it uses
            _until_ready(env, manager, stop)
        if not stop.is_set():
            say(WELCOME.format(**env, log_ins=log_ins.rstrip()))
        _watch(manager, (postgres, valkey), stop)
        say("Đang dừng · Stopping")


def _until_ready(env: Mapping[str, str], manager: Popen[bytes], stop: threading.Event) -> None:
    waited_for = [f"{env['PUBLIC_URL']}/readyz", f"{env['TWILIO_API_BASE']}/_sim/clock"]
    for _ in range(round(PATIENCE / LOOK)):
        if all(addresses.answers(url) for url in waited_for) or stop.wait(LOOK):
            return
        if manager.poll() is not None:
            break
    raise LaunchError(
        f"{supervise.last_words()}\n"
        f"The system did not get ready: above are the last lines of the logs in {supervise.LOGS}."
    )


def _watch(
    manager: Popen[bytes], servers: tuple[shared.Server, ...], stop: threading.Event
) -> None:
    while not stop.wait(1):
        for server in servers:
            shared.revive(server)
        if manager.poll() is not None:
            raise LaunchError(f"The process manager ended: {supervise.LOGS} says why.")


def main(arguments: list[str]) -> int:
    """The exit code."""
    stop = threading.Event()
    for wish in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(wish, lambda *_: stop.set())
    try:
        run(int(arguments[0]), stop)
    except (LaunchError, EmbeddedServerError) as error:
        return give_up(error)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
