"""The parts, put together once per process."""

import gc
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from requests.adapters import BaseAdapter
from sqlalchemy import Engine

from config import database, failpoints, packs
from config.demo_clock import DemoClock
from config.settings import Settings
from hotline.clock import Clock, SystemClock
from hotline.policy import Policy
from hotline.recordings.fetching import Fetching
from hotline.recordings.taping import Recorder
from hotline.sending.delivery import Couriers, Delivery
from hotline.sending.mail import NoPost, Post, Smtp
from hotline.spool import Spool
from hotline.store.premises import Premises
from hotline.store.sealing import Keyring
from hotline.store.work import Workplace
from hotline.telephony.carrier import Provider, Telephony
from hotline.telephony.twilio import Twilio
from referral import checks, clockwork
from referral.fetching import Fetcher
from webhooks.replay import replay, take_in_spool
from webhooks.standby import Standby

Ring = Callable[[], None]


@dataclass(frozen=True)
class House:
    settings: Settings
    engine: Engine
    clock: Clock
    workplace: Workplace
    carriers: Mapping[Provider, Telephony]
    post: Post
    spool: Spool
    standby: Standby

    def turn(self, who: str = checks.METRONOME) -> int:
        """A whole round: what time brings about, then what was kept for later; how many fired."""
        fired = clockwork.turn(self.workplace, who)
        take_in_spool(self.workplace, self.spool)
        replay(self.workplace)
        return fired

    @property
    def carrier(self) -> Telephony:
        """The first, whose number is the line's."""
        return self.carriers[Provider.A]

    @property
    def fetching(self) -> Fetching:
        return Fetching(self.workplace, self.carriers)

    @property
    def recorder(self) -> Recorder:
        return Recorder(self.workplace, self.carriers, self.settings.public_url)

    def delivery(self, worker: str) -> Delivery:
        couriers = Couriers(self.carriers, self.post)
        return Delivery(self.workplace, couriers, self.settings.public_url, worker)

    def fetcher(self) -> Fetcher:
        """Whoever brings pictures home, whichever provider has them."""
        return Fetcher(self.workplace, self.carriers.values())


@contextmanager
def opened(
    settings: Settings, ring: Ring, ensure: Callable[[Engine], None] = database.ensure
) -> Iterator[House]:
    """A house with its database, which is refused when it is not of this release."""
    with database.url_of(settings) as url:
        engine = database.engine_for(url)
        try:
            ensure(engine)
            mine = built(settings, engine, clock_of(settings), ring)
            gc.freeze()  # what was read up to here stays: no search for garbage looks through it
            yield mine
        finally:
            engine.dispose()


def built(
    settings: Settings,
    engine: Engine,
    clock: Clock,
    ring: Ring,
    adapter: BaseAdapter | None = None,
) -> House:
    premises = premises_of(settings, virtual_time=not isinstance(clock, SystemClock))
    if settings.demo:
        deadly = failpoints.deadly(failpoints.folder_of(settings.data_dir))
        premises = replace(premises, reach=deadly)
    workplace = Workplace(engine, premises, clock, packs.shipped(settings.policy_pack), ring)
    spool = Spool(settings.data_dir / "spool", premises.keyring)
    carriers = carriers_of(settings, adapter)
    standby = standby_of(settings, premises.keyring, workplace.policy)
    return House(settings, engine, clock, workplace, carriers, post_of(settings), spool, standby)


def standby_of(settings: Settings, keyring: Keyring, policy: Policy) -> Standby:
    """As the last process on this machine left it."""
    file = settings.data_dir / "standby" / "numbers"
    return Standby(policy, settings.public_url, settings.hotline_number, file, keyring)


def premises_of(settings: Settings, *, virtual_time: bool) -> Premises:
    keyring, zone = Keyring(settings.sealing_keys), ZoneInfo(settings.tz_name)
    number = settings.canary_number if settings.canary else None
    return Premises(keyring, settings.public_url, zone, virtual_time, number)


def clock_of(settings: Settings) -> Clock:
    return DemoClock(settings.data_dir) if settings.demo else SystemClock()


def carriers_of(
    settings: Settings, adapter: BaseAdapter | None = None
) -> dict[Provider, Telephony]:
    """The preferred one first."""
    ours = [number for number in (settings.hotline_number, settings.provider_b_number) if number]
    carriers: dict[Provider, Telephony] = {
        Provider.A: Twilio(
            settings.twilio_account_sid,
            settings.twilio_auth_tokens[0],
            ours,
            settings.twilio_api_base,
            adapter,
        )
    }
    if settings.provider_b_account_sid:
        carriers[Provider.B] = Twilio(
            settings.provider_b_account_sid,
            settings.provider_b_auth_tokens[0],
            ours[::-1],
            settings.provider_b_api_base,
            adapter,
        )
    return carriers


def post_of(settings: Settings) -> Post:
    """Mail comes from the line's own host name."""
    if not settings.smtp_url:
        return NoPost()
    return Smtp(settings.smtp_url, f"lang-nghe@{urlsplit(settings.public_url).hostname}")


def no_ring() -> None:
    """Nobody to wake: the metronome looks every second."""
