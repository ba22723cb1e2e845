"""Two hundred callers wait and fifty counselors talk: is anybody of them kept waiting by us?

Everybody comes in through the signed webhooks, the carrier asks for the words of each waiting
caller at its real pace, and beside that come keys, news of the rooms, new calls and counselors who
are ready again. Goals on two cores: webhooks p99 under 50 ms; whoever is ready is rung within a
second, and sees on the open page within a second for whom.
"""

import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import astuple, dataclass, replace
from pathlib import Path
from statistics import median
from time import monotonic, sleep

from flask import Flask
from sqlalchemy import Engine, text

from bench import consoles, deadlines, servers
from bench.callers import Scene
from bench.carrier import answering
from bench.consoles import Told
from bench.processor import seconds_of
from config import database, house, logs
from config.app import create_app
from config.database import engine_for
from config.guardian import Guardian
from config.house import House
from config.settings import Settings
from hotline.clock import SystemClock
from hotline.store.work import Workplace
from referral import checks

WAITING, TALKING, SECONDS = 200, 50, 60.0
TURN = 0.0005  # seconds a thread of ours runs at once: no webhook's time is a wait for the consoles
KEYS, NEWS, TURNOVER = 0.5, 0.2, 2.0  # seconds between two of them
PATIENCE = 180.0  # seconds until everybody is where they should be
FEW = 4  # who may be on their way from the line to a room, and back
MS = 1000
COUNTED = """
select xact_commit, deadlocks,
       (select count(*) from inbox where attempts > 0 or processed_at is null)
from pg_stat_database where datname = current_database()
"""


def application() -> Flask:
    """The product's own, with a line that is long enough."""
    logs.configure()
    settings = Settings.from_env()
    opened = house.opened(settings, house.no_ring, database.ensure_if_there)
    mine = ExitStack().enter_context(opened)
    policy = mine.workplace.policy
    longer = replace(policy, calls=replace(policy.calls, most_waiting=2 * WAITING))
    premises = house.premises_of(settings, virtual_time=False)
    place = Workplace(mine.engine, premises, mine.clock, longer, house.no_ring)
    mine = replace(mine, workplace=place)
    Guardian(mine).start()
    return create_app(mine)


def main() -> None:
    sys.setswitchinterval(TURN)
    with _running() as (scene, engine, folder):
        _fill(scene)
        took = _measure(scene, engine, folder)
        _say(scene, took)


@contextmanager
def _running() -> Iterator[tuple[Scene, Engine, Path]]:
    with servers.database() as (folder, url), ExitStack() as stack:
        port, carrier_port = servers.free_port(), servers.free_port()
        environ = servers.environment(folder, url, port)
        environ |= {"TWILIO_API_BASE": f"http://127.0.0.1:{carrier_port}"}
        engine = engine_for(url)
        mine = house.built(deadlines.settings(folder), engine, SystemClock(), house.no_ring)
        with mine.workplace.work() as work:
            people = consoles.hired(work, port, TALKING)
        scene = Scene(port, people)
        stack.enter_context(answering(carrier_port, scene.carrier))
        stack.enter_context(servers.web("bench.line:application()", environ))
        stack.enter_context(_metronome(environ))
        _wait("the metronome beats", lambda: _beats(mine))
        yield scene, engine, folder
        engine.dispose()


@contextmanager
def _metronome(environ: dict[str, str]) -> Iterator[None]:
    command = [sys.executable, "-m", "config.start", "metronome"]
    process = subprocess.Popen(command, cwd=servers.ROOT, env=environ, stderr=subprocess.DEVNULL)  # noqa: S603  # our own interpreter, our own words
    try:
        yield
    finally:
        process.terminate()
        process.wait()


def _fill(scene: Scene) -> None:
    """Those who answer say that they are ready, then callers come, one after another."""
    for person in scene.people.values():
        person.come_in()
        person.press_ready()
    for n in range(WAITING + TALKING):
        scene.later.at(n * 0.2, scene.arrive)
    try:
        _wait("all talk or wait", lambda: _is_full(scene))
    except TimeoutError as error:
        there = f"{len(scene.talking)} talk, {len(scene.carrier.waiting)} wait"
        raise TimeoutError(f"{error}: {there}, {scene.later.failed}") from None


def _is_full(scene: Scene) -> bool:
    return len(scene.talking) >= TALKING and len(scene.carrier.waiting) >= WAITING - FEW


def _beats(mine: House) -> bool:
    with mine.workplace.work() as work:
        return not checks.metronome_is_silent(work)


def _wait(what: str, done: Callable[[], bool]) -> None:
    until = monotonic() + PATIENCE
    while not done():
        if monotonic() > until:
            raise TimeoutError(what)
        sleep(0.5)


@dataclass(frozen=True)
class Took:
    """Of the measured time: what our processes and the database's used of the processors, in
    seconds; transactions; and what must not be, deadlocks and webhooks put off."""

    ours: float
    database: float
    transactions: float
    deadlocks: float
    put_off: float

    def since(self, before: "Took") -> "Took":
        pairs = zip(astuple(self), astuple(before), strict=True)
        return Took(*(now - was for now, was in pairs))


def _measure(scene: Scene, engine: Engine, folder: Path) -> Took:
    for every, act in ((KEYS, scene.press), (NEWS, scene.stir), (TURNOVER, scene.turn_over)):
        scene.later.every(every, act)
    scene.forget()
    before = _used(engine, folder)
    sleep(SECONDS)
    return _used(engine, folder).since(before)


def _used(engine: Engine, folder: Path) -> Took:
    with engine.connect() as connection:
        counted = connection.execute(text(COUNTED)).one()
    return Took(*seconds_of(folder), *counted)


def _say(scene: Scene, took: Took) -> None:
    webhooks = [*scene.carrier.took]
    print(f"{WAITING} wait, {TALKING} talk: {len(webhooks) / SECONDS:.0f} webhooks/s")
    print("webhook                        number    p50 ms    p99 ms")
    kinds = sorted({_kind(path) for path, _ in webhooks})
    for kind in ("all", *kinds):
        times = sorted(each for path, each in webhooks if kind in ("all", _kind(path)))
        p99 = times[min(int(len(times) * 0.99), len(times) - 1)]
        print(f"{kind:28s} {len(times):8d} {median(times) * MS:9.1f} {p99 * MS:9.1f}")
    _say_people([each for person in scene.people.values() for each in person.told])
    asked = sum(person.asked for person in scene.people.values())
    print(f"{asked / SECONDS:.1f} pages/s asked for their bar")
    print(
        f"processors: {took.ours / SECONDS:.2f} ours, {took.database / SECONDS:.2f} the database's"
    )
    print(f"{took.transactions / SECONDS:.0f} transactions/s")
    print(f"{took.deadlocks:.0f} deadlocks, {took.put_off:.0f} webhooks put off")
    for said, many in (scene.later.failed + Counter(scene.carrier.refused)).items():
        print(f"{many} times: {said}")


def _say_people(told: list[Told]) -> None:
    rung = sorted(each.rung - each.pressed for each in told)
    seen = sorted(each.seen - each.rung for each in told)
    print(f"{len(told)} counselors became ready")
    if not told:
        return
    print(f"ready until rung: median {median(rung):.2f} s, longest {rung[-1]:.2f} s")
    print(f"rung until seen:  median {median(seen):.2f} s, longest {seen[-1]:.2f} s")


def _kind(path: str) -> str:
    """An address without what is somebody's own in it."""
    parts = path.partition("?")[0].split("/")[2:5]
    return "/".join(part for part in parts if len(part) < 20)
