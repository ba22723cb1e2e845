"""The RQ worker: woken by the doorbell, it runs the metronome's own turn at once."""

import os
from contextlib import ExitStack
from functools import cache

from redis import Redis
from rq import Queue, Worker
from rq.serializers import JSONSerializer

from config import doorbell, house, logs
from config.begin import RefusedError
from config.house import House
from config.settings import Settings
from referral import clockwork

_open = ExitStack()


@cache
def _house() -> House:
    """One per process; RQ names its job by an import path, so there is nowhere to pass it."""
    return _open.enter_context(house.opened(Settings.from_env(), house.no_ring))


def ring() -> None:
    """The job: sweep, then empty the outbox. Runs in a fork, which makes its own connections."""
    mine = _house()
    mine.engine.dispose(close=False)
    mine.ring_people()
    clockwork.turn(mine.workplace, "worker")
    mine.delivery(f"worker-{os.getpid()}").run()


def run(settings: Settings) -> None:
    """Answer the doorbell until told to stop; raises RefusedError where there is none.

    The house is opened first, so that no fork pays for it.
    """
    if not settings.redis_url:
        raise RefusedError("REDIS_URL is empty: without it there is no doorbell to answer")
    logs.configure()
    _house()
    connection = Redis.from_url(settings.redis_url)
    queue = Queue(doorbell.QUEUE, connection=connection, serializer=JSONSerializer)
    worker = Worker(
        [queue],
        connection=connection,
        serializer=JSONSerializer,
        job_monitoring_interval=5,
        maintenance_interval=5,
        worker_ttl=20,
    )
    with _open:
        worker.work(logging_level="ERROR")
