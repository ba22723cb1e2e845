"""The whole system as `./run` starts it, in a folder and on ports of its own, to be ill-treated."""

import os
import re
import secrets
import signal
import socket
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
import requests
from redis import Redis

from config import house
from config.demo import people
from config.demo.telephones import Telephones
from config.embedded import shared
from config.embedded.postgres import Postgres
from config.embedded.valkey import Valkey
from config.house import House
from config.launch import addresses, demo_settings, supervise
from config.launch.commands import PROCESSES
from config.settings import Settings
from simulator.wire.signature import sign
from tests.faults.waiting import until

HERE = Path(sys.executable).parent  # the tests may run in another environment than `./run` makes
COMMANDS = {
    name: [str(HERE / Path(program).name), *rest] for name, (program, *rest) in PROCESSES.items()
}
NOTHING_MORE: Mapping[str, str] = {}


@dataclass
class System:
    house: House
    telephones: Telephones
    postgres: Postgres
    valkey: Valkey
    logs: Path
    env: Mapping[str, str]

    def kill(self, name: str) -> None:
        """kill -9 of a process and all its children; its manager starts it again."""
        number = self.number(name)
        os.killpg(number, signal.SIGKILL)
        until(f"{name} is started again", lambda: self.number(name) != number)

    def kill_a_backend(self) -> None:
        """PostgreSQL ends every connection then, and recovers from its log."""
        with self.connection() as connection:
            found = connection.execute(
                "select pid from pg_stat_activity where backend_type = 'client backend'"
                " and pid <> pg_backend_pid() limit 1"
            ).fetchone()
        assert found is not None
        os.kill(found[0], signal.SIGKILL)

    def kill_postgres(self) -> None:
        self.stop_postgres(signal.SIGKILL)
        self.revive_postgres()

    def stop_postgres(self, number: signal.Signals = signal.SIGQUIT) -> None:
        """At once, whatever it is doing; it stays away until it is revived."""
        os.kill(int(self.postgres.pid_file.read_text().split()[0]), number)
        until("the database is away", lambda: not self.postgres.answers())

    def revive_postgres(self) -> None:
        shared.revive(self.postgres)  # as the launcher does every second

    def flush_valkey(self) -> None:
        with Redis.from_url(self.valkey.url) as redis:
            redis.flushall()

    def stop_valkey(self) -> None:
        """It neither answers nor refuses: the worst a doorbell can do."""
        os.kill(self._valkey_number(), signal.SIGSTOP)

    def kill_valkey(self) -> None:
        os.kill(self._valkey_number(), signal.SIGKILL)

    def revive_valkey(self) -> None:
        shared.revive(self.valkey)

    def limit_valkey(self, memory: int, policy: str) -> None:
        """In bytes; 0 is without a limit."""
        with Redis.from_url(self.valkey.url) as redis:
            redis.config_set("maxmemory-policy", policy)
            redis.config_set("maxmemory", memory)

    def seconds_to_take(self, text: str) -> float:
        """How long the carrier waits for our answer to a text."""
        answer = self.tell(f"SM{secrets.token_hex(16)}", "+84912000001", text)
        assert answer.status_code == 200
        return answer.elapsed.total_seconds()

    def tell(self, sid: str, sender: str, text: str) -> requests.Response:
        """A text's webhook as the carrier signs it, past the simulated network."""
        settings = self.house.settings
        url = f"{settings.public_url}/webhooks/sms/incoming"
        form = {"MessageSid": sid, "From": sender, "Body": text}
        signature = sign(settings.twilio_auth_tokens[0], url, form.items())
        return requests.post(url, form, headers={"X-Twilio-Signature": signature}, timeout=15)

    def readiness(self) -> int:
        return requests.get(f"{self.house.settings.public_url}/readyz", timeout=15).status_code

    def _valkey_number(self) -> int:
        return int(self.valkey.pid_file.read_text())

    def number(self, name: str) -> int:
        """Of the process in its latest life."""
        said = (self.logs / "supervisord.log").read_text()
        return int(re.findall(rf"spawned: '{name}' with pid (\d+)", said)[-1])

    def connection(self) -> psycopg.Connection[tuple[int]]:
        return psycopg.connect(self.postgres.url.replace("+psycopg", ""))


def straight(postgres: Postgres) -> AbstractContextManager[str]:
    return nullcontext(postgres.url)


@contextmanager
def running(
    folder: Path,
    way: Callable[[Postgres], AbstractContextManager[str]] = straight,
    more: Mapping[str, str] = NOTHING_MORE,
    ports: int | None = None,
    commands: Mapping[str, list[str]] = COMMANDS,
) -> Iterator[System]:
    """Started anew, with the demonstration's people; nothing is left of it afterwards.

    `way` is how the processes get to the database, `more` what they are told besides. `ports` is
    the first of two in a row, any where none is given.
    """
    told = demo_settings.settings(ports or free_ports(), folder / "demo.env")
    told |= {"CANARY": "0", **more}  # what is counted is what people sent
    with ExitStack() as stack:
        postgres, valkey = Postgres(folder), Valkey(folder)
        stack.enter_context(shared.running(postgres))
        stack.enter_context(shared.running(valkey))
        url = stack.enter_context(way(postgres))
        told |= {"DATABASE_URL": url, "REDIS_URL": valkey.url}
        settings = _settings(told)
        mine = stack.enter_context(house.opened(settings, house.no_ring))
        with mine.workplace.work() as work:
            people.load(work)
        env = os.environ | told
        stack.enter_context(supervise.running(env, commands, folder / "log"))
        ready = [f"{settings.public_url}/readyz", f"{settings.twilio_api_base}/_sim/clock"]
        until("everything is ready", lambda: all(addresses.answers(url) for url in ready), 60)
        telephones = Telephones(settings.twilio_api_base, settings.hotline_number)
        yield System(mine, telephones, postgres, valkey, folder / "log", env)


def _settings(told: dict[str, str]) -> Settings:
    with pytest.MonkeyPatch.context() as patch:
        for name, value in told.items():
            patch.setenv(name, value)
        return Settings.from_env()


def free_ports() -> int:
    """The first of two in a row."""
    while True:
        with socket.socket() as web, socket.socket() as simulator:
            web.bind((addresses.LOOPBACK, 0))
            port = int(web.getsockname()[1])
            try:
                simulator.bind((addresses.LOOPBACK, port + 1))
            except OSError:
                continue
            return port
