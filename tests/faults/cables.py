"""A host of its own on this machine: a network namespace at the end of a cable that can be pulled.

All it has of the others comes through the cable: the database by TCP, the carrier through relays,
because that keeps to loopback. `python -m tests.faults.cables FROM TO` is a relay.
"""

import asyncio
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass

from config.embedded import shared
from config.embedded.postgres import DATABASE, ROLE, Postgres
from config.launch.addresses import LOOPBACK
from tests.faults.disks import NotHereError
from tests.faults.waiting import until

Address = tuple[str, int]
OURS = "198.18.0.0/16"  # for tests of networks, and of nobody (RFC 2544)
MOST = 1 << 16


@dataclass(frozen=True)
class Cable:
    """From here, `near`, to a host that is alone with it, `far`."""

    number: int

    @property
    def host(self) -> str:
        return f"ln{os.getpid()}h{self.number}"

    @property
    def near(self) -> str:
        return f"198.18.{self.number}.1"

    @property
    def far(self) -> str:
        return f"198.18.{self.number}.2"

    def lay(self) -> None:
        end = f"ln{os.getpid()}c{self.number}"
        _ip("netns", "add", self.host)
        _ip("link", "add", end, "type", "veth", "peer", "name", "eth0", "netns", self.host)
        _ip("addr", "add", f"{self.near}/30", "dev", end)
        _ip("link", "set", end, "up")
        _ip("-n", self.host, "addr", "add", f"{self.far}/30", "dev", "eth0")
        _ip("-n", self.host, "link", "set", "lo", "up")
        self.plug()

    def plug(self) -> None:
        _ip("-n", self.host, "link", "set", "eth0", "up")

    def pull(self) -> None:
        """Nothing comes through any more, not even that nothing does."""
        _ip("-n", self.host, "link", "set", "eth0", "down")

    def commands(
        self, commands: Mapping[str, list[str]], web: int, carrier: int
    ) -> dict[str, list[str]]:
        """Run by the host, beside a relay to the carrier; its web listens on the cable."""
        there = ["ip", "netns", "exec", self.host, "env", f"WEB_BIND={self.far}:{web}"]
        relay = [sys.executable, "-m", __name__]
        relay += [f"{LOOPBACK}:{carrier}", f"{self.near}:{carrier}"]
        return {name: [*there, *one] for name, one in {**commands, "relay": relay}.items()}


@contextmanager
def laid(number: int) -> Iterator[Cable]:
    """Raises NotHereError where nobody may make hosts."""
    if os.geteuid() != 0 or shutil.which("ip") is None:
        raise NotHereError("hosts of their own need root and iproute2")
    cable = Cable(number)
    try:
        cable.lay()
        yield cable
    except subprocess.CalledProcessError as error:
        raise NotHereError("no hosts of their own can be made here") from error
    finally:
        subprocess.run(["ip", "netns", "del", cable.host], check=False)  # noqa: S603, S607  # our own host


def _ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True)  # noqa: S603, S607  # whichever the machine has


@contextmanager
def joined(cable: Cable, web: int, carrier: int) -> Iterator[None]:
    """The carrier reaches the host's web at `web` of this machine, the host the carrier."""
    with ExitStack() as stack:
        stack.enter_context(relayed((LOOPBACK, web), (cable.far, web)))
        stack.enter_context(relayed((cable.near, carrier), (LOOPBACK, carrier)))
        yield


@contextmanager
def reached_by(cables: Sequence[Cable], postgres: Postgres) -> Iterator[str]:
    """The database listens at the near ends; its address for the first of the hosts."""
    near = ",".join(cable.near for cable in cables)
    postgres.options = {**postgres.options, "listen_addresses": near}
    with (postgres.data / "pg_hba.conf").open("a") as rules:
        rules.write(f"host all all {OURS} trust\n")
    os.kill(int(postgres.pid_file.read_text().split()[0]), postgres.stop_signal)
    until("the database is away", lambda: not postgres.answers())
    shared.revive(postgres)
    until("the database is back", postgres.answers)
    yield database(cables[0])


def database(cable: Cable) -> str:
    return f"postgresql+psycopg://{ROLE}@{cable.near}:5432/{DATABASE}"


@contextmanager
def relayed(at: Address, to: Address) -> Iterator[None]:
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    asyncio.run_coroutine_threadsafe(_listen(at, to), loop).result()
    yield
    loop.call_soon_threadsafe(loop.stop)
    thread.join()


async def _listen(at: Address, to: Address) -> asyncio.Server:
    async def take(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            beyond, back = await asyncio.open_connection(*to)
            await asyncio.gather(_carry(reader, back), _carry(beyond, writer))
        writer.close()

    return await asyncio.start_server(take, *at)


async def _carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(OSError):
        while said := await reader.read(MOST):
            writer.write(said)
            await writer.drain()
    writer.close()


def _address(text: str) -> Address:
    host, _, port = text.rpartition(":")
    return host, int(port)


async def _relay(at: str, to: str) -> None:
    server = await _listen(_address(at), _address(to))
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_relay(*sys.argv[1:]))
