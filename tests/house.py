"""The house as a test holds it: real doors, a real database, a simulated telephone network."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache, cached_property
from pathlib import Path

import requests
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from jinja2 import FileSystemBytecodeCache
from sqlalchemy import Engine, func, select

from config import app
from config import house as parts
from config.demo import people
from config.settings import Settings
from hotline.calls.looks import Look
from hotline.calls.orders import CallOrder
from hotline.calls.presence import Presence
from hotline.policy import Policy
from hotline.sending.outbox import TO_LEAVE, Outgoing
from hotline.staff import Staff
from hotline.store.prepared import Prepared
from hotline.store.work import Work, Workplace
from hotline.tickets import Ticket
from referral import clockwork
from referral.promises.deadlines import ARMED, Deadline
from simulator.inprocess import WsgiAdapter
from simulator.network import Simulator
from tests.lazily import again, once, telephone_company, when_asked
from tests.moving_in import move_in
from webhooks.replay import replay

NIGHT = datetime(2026, 11, 20, 19, 0, tzinfo=UTC)  # 02:00 on the 21st in Hà Tĩnh
LINE = "+842473001111"
PUBLIC, CARRIER = "https://hotline.test", "https://carrier.test"
SETTINGS = Settings(
    port=5100,
    database_url="",
    redis_url="",
    policy_pack="vietnam",
    dead_man_url="",
    smtp_url="",
    canary=False,
    data_dir=Path("/dev/null/nothing"),  # not even root can make it, so no test finds another's
    secret_key="a test has nothing to hide",
    sealing_keys=(("t1", bytes(range(32))),),
    public_url=PUBLIC,
    twilio_account_sid="AC" + "0" * 32,
    twilio_auth_tokens=("test-token-1",),
    twilio_api_base=CARRIER,
    twilio_api_key="SK" + "0" * 32,
    twilio_api_secret="a key that is no secret, but long",
    hotline_number=LINE,
)
NOTHING_FOR = timedelta(minutes=1)  # that long the rarest chores of the clock may wait
NEVER = datetime.max.replace(tzinfo=UTC)
DUES = Prepared(
    select(
        select(func.min(Deadline.due_at)).where(ARMED).scalar_subquery(),
        select(func.min(Outgoing.unheard_at)).scalar_subquery(),
        select(func.min(Outgoing.not_before)).where(TO_LEAVE).scalar_subquery(),
        select(func.min(Look.at)).scalar_subquery(),
        select(func.min(Presence.ends_at)).where(Presence.until.is_(None)).scalar_subquery(),
        select(func.min(CallOrder.not_before)).where(CallOrder.ending.is_(None)).scalar_subquery(),
    )
)


class NetworkClock:
    """One clock for both sides: ours reads the network's."""

    def __init__(self, network: Simulator) -> None:
        self._network = network

    def now(self) -> datetime:
        return self._network.clock.now()


@dataclass
class House:
    parts: parts.House
    network: Simulator
    application: Callable[[], Flask]
    rings: list[datetime] = field(default_factory=list)
    _looked: datetime = NIGHT

    @cached_property
    def client(self) -> FlaskClient:
        return self.application().test_client()

    @contextmanager
    def work(self) -> Iterator[Work]:
        with self.parts.workplace.work() as work:
            yield work

    def text(self, sender: str, body: str) -> str:
        return self.network.text(sender, LINE, body)

    def dial(self, caller: str) -> str:
        return self.network.dial(caller, LINE)

    def tick(self) -> None:
        """What metronome and worker do, once."""
        clockwork.turn(self.parts.workplace)
        replay(self.parts.workplace)
        self.parts.calls().run()
        self.parts.delivery("test").run()

    def fetch(self) -> None:
        """What the metronome does about pictures, once; no other test need wait for it."""
        self.parts.fetcher().run()

    def forward(self, by: timedelta) -> None:
        """Let time pass, stopping wherever either side has something to do.

        After what only the network did, ours runs once in a minute at most: the metronome beats
        every second, and what it finds done is not looked for here each time.
        """
        clock = self.network.clock
        until, due = clock.now() + by, self._ticked()
        while (moment := self._next(until, due)) < until:
            clock.forward(moment - clock.now())
            due = self._due()
            if clock.now() >= min(due, self._looked + NOTHING_FOR):
                due = self._ticked()
        clock.forward(until - clock.now())
        self.tick()

    def skip(self, by: timedelta) -> None:
        """Let time pass in which nothing of ours runs; what fell due is done at its end."""
        self.tick()
        self.network.clock.forward(by)
        self.tick()

    def _ticked(self) -> datetime:
        """When the next is due."""
        self.tick()
        self._looked = self.network.clock.now()
        return self._due()

    def _next(self, until: datetime, due: datetime) -> datetime:
        theirs = self.network.clock.next_at() or until
        soonest = self.network.clock.now() + timedelta(milliseconds=100)
        return max(min(theirs, until, due), soonest)

    def _due(self) -> datetime:
        with self.work() as work:
            dues = work.glance(DUES, {})
        return min((due for due in dues or () if due is not None), default=NEVER)

    def first_ticket(self) -> Ticket:
        with self.work() as work:
            return work.session.scalars(select(Ticket).order_by(Ticket.number).limit(1)).one()

    def person(self, login: str) -> Staff:
        with self.work() as work:
            return work.session.scalars(select(Staff).where(Staff.login == login)).one()

    def ticket(self) -> Ticket:
        """The only ticket."""
        with self.work() as work:
            return work.session.scalars(select(Ticket)).one()


def build(
    engine: Engine,
    settings: Settings = SETTINGS,
    *,
    demo_people: bool = True,
    policy: Policy | None = None,
) -> House:
    session = requests.Session()
    network = Simulator(
        settings.twilio_account_sid, settings.twilio_auth_tokens[0], session, NIGHT, seed=7
    )
    network.api_keys[settings.twilio_api_key] = settings.twilio_api_secret
    rings: list[datetime] = []
    mine = parts.built(
        settings,
        engine,
        NetworkClock(network),
        lambda: rings.append(network.clock.now()),
        WsgiAdapter(when_asked(once(lambda: telephone_company(network)))),
    )
    if policy is not None:
        premises = parts.premises_of(settings, virtual_time=True)
        ring, clock = (lambda: None), NetworkClock(network)
        mine = replace(mine, workplace=Workplace(engine, premises, clock, policy, ring))
    application = once(lambda: _web(mine))
    session.mount(PUBLIC, WsgiAdapter(when_asked(application)))
    network.own(
        LINE,
        voice_url=f"{PUBLIC}/webhooks/voice/incoming",
        sms_url=f"{PUBLIC}/webhooks/sms/incoming",
        status_callback=f"{PUBLIC}/webhooks/voice/status",
        opt_out="off",
    )
    if demo_people:
        with mine.workplace.work() as work:
            move_in(work, settings, lambda work: people.load(work, _secret()))
    return House(mine, network, application, rings)


def _web(mine: parts.House) -> Flask:
    return app.opened(again(_our_doors(mine.settings)), mine)


@cache
def _our_doors(settings: Settings) -> Flask:
    """Its templates are compiled once for all tests, and again when one has changed."""
    doors = app.doors(settings)
    doors.jinja_env.bytecode_cache = FileSystemBytecodeCache()
    return doors


@cache
def _secret() -> str:
    """Easily guessed from, so quickly checked: people log in hundreds of times."""
    return PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(people.PASSWORD)
