"""The doorbell: tell a worker that something waits. It makes things prompt, never true."""

from collections.abc import Callable

import structlog
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry
from rq import Queue
from rq.serializers import JSONSerializer

QUEUE, JOB = "doorbell", "config.worker.ring"
PATIENCE = 0.2  # seconds; a Redis that hangs must not hold up a child's message
JOB_TIMEOUT = 30  # seconds

log = structlog.get_logger()


def queue_at(redis_url: str) -> Queue:
    connection = Redis.from_url(
        redis_url,
        socket_timeout=PATIENCE,
        socket_connect_timeout=PATIENCE,
        retry=Retry(NoBackoff(), 0),  # the client would try for three seconds by itself
    )
    return Queue(QUEUE, connection=connection, serializer=JSONSerializer)


def bell(redis_url: str) -> Callable[[], None]:
    """Rings freely: the work is idempotent, and a ring that is lost costs a second."""
    queue = queue_at(redis_url)

    def ring() -> None:
        try:
            queue.enqueue(JOB, job_timeout=JOB_TIMEOUT, result_ttl=0, failure_ttl=3600)
        except (RedisError, OSError) as error:
            log.warning("doorbell_silent", error=type(error).__name__)

    return ring
