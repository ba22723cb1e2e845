"""python -m simulator: the telephone company on a port of this machine."""

import argparse
import os
import secrets
import signal
import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType

import requests
from werkzeug.serving import BaseWSGIServer

from simulator.app import create_app
from simulator.live import Live
from simulator.network import Simulator
from simulator.phone import people
from simulator.scenarios import command
from simulator.serving import HOST, listening
from simulator.shadow import command as shadow


def options(arguments: Sequence[str], environment: Mapping[str, str]) -> argparse.Namespace:
    """Each option may also come as SIM_..., so that no token stands on a command line."""
    parser = argparse.ArgumentParser(prog="simulator", description=__doc__)
    for name, default, text in _OPTIONS:
        variable = "SIM_" + name.upper().replace("-", "_")
        parser.add_argument(
            f"--{name}", default=environment.get(variable, default), help=f"{text} ({variable})"
        )
    parser.add_argument("--allow-host", action="append", default=[], help="beside loopback")
    chosen = parser.parse_args(arguments)
    if not chosen.account_sid or not chosen.auth_token:
        parser.error("SIM_ACCOUNT_SID and SIM_AUTH_TOKEN are needed")
    return chosen


_OPTIONS = (
    ("port", "5101", "where to listen on 127.0.0.1"),
    ("account-sid", "", "AC and 32 hex digits"),
    ("auth-token", "", "signs the webhooks and opens the REST API"),
    ("own", "", "the number the account owns"),
    ("voice-url", "", "asked when the number is called"),
    ("voice-fallback-url", "", "asked when that fails"),
    ("sms-url", "", "asked when the number gets a text"),
    ("sms-fallback-url", "", "asked when that fails"),
    ("status-callback", "", "told when a call to the number is over"),
    ("opt-out", "on", "off: the carrier leaves STOP and its like to the application"),
    ("api-key", "", "of the account: signs the tokens of softphones"),
    ("api-secret", "", "its secret"),
    ("application-sid", "", "AP and 32 hex digits: what softphones call"),
    ("application-voice-url", "", "asked when one does"),
    ("phones", "", "the phone page opens with: child=+84...,police=+84...,Lan=client:lan"),
    ("ledger", "", "a file for everything that happens, one JSON a line"),
    ("seed", "", "of sids and faults; without one no two runs give the same sids"),
    ("rate", "1", "virtual seconds for one real second"),
)
_SETTINGS = (
    "voice_url",
    "voice_fallback_url",
    "sms_url",
    "sms_fallback_url",
    "status_callback",
    "opt_out",
)


def build(chosen: argparse.Namespace, now: datetime) -> Simulator:
    session = requests.Session()
    session.trust_env = False  # a proxy has no place between two programs of one machine
    seed = int(chosen.seed) if chosen.seed else secrets.randbits(64)
    simulator = Simulator(chosen.account_sid, chosen.auth_token, session, start=now, seed=seed)
    simulator.exchange.webhooks.reach.hosts |= set(chosen.allow_host)
    simulator.exchange.api_base = f"http://{HOST}:{chosen.port}"
    if chosen.ledger:
        simulator.write_ledger_to(Path(chosen.ledger))
    if chosen.api_key:
        simulator.api_keys[chosen.api_key] = chosen.api_secret
    if chosen.application_sid:
        url = chosen.application_voice_url
        simulator.own_application(chosen.application_sid, voice_url=url)
    if chosen.own:
        simulator.own(chosen.own, **{name: getattr(chosen, name) for name in _SETTINGS})
    return simulator


def serve(simulator: Simulator, chosen: argparse.Namespace) -> None:
    """Until SIGTERM or SIGINT."""
    live = Live(simulator, float(chosen.rate))
    app = create_app(simulator, people.read(chosen.phones) or people.FOUR)
    server = listening(app, int(chosen.port))
    _stop_on_signal(server)
    live.start()
    sys.stdout.write(f"SIMULATED telephone network on http://{HOST}:{server.port}/phone\n")
    sys.stdout.flush()
    try:
        server.serve_forever(poll_interval=0.1)
    except KeyboardInterrupt:
        """Asked to stop."""
    finally:
        live.stop()


def _stop_on_signal(server: BaseWSGIServer) -> None:
    def stop(_number: int, _frame: FrameType | None) -> None:
        server.socket.close()
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)


def main() -> None:
    if sys.argv[1:2] == ["run"]:
        sys.exit(command.run(sys.argv[2:]))
    if sys.argv[1:2] == ["shadow"]:
        sys.exit(shadow.run(sys.argv[2:], os.environ))
    chosen = options(
        sys.argv[1:],
        os.environ,  # its own program, with its own settings
    )
    now = datetime.now(UTC)  # where the virtual clock of a demo starts
    serve(build(chosen, now), chosen)


if __name__ == "__main__":
    main()
