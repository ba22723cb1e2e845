"""How a request leaves the network: in the caller's thread, or from a pool."""

import logging
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Protocol

import requests

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Request:
    method: str
    url: str
    headers: Mapping[str, str]
    body: str | None
    timeout: tuple[float, float]


@dataclass(frozen=True)
class Reply:
    status: int
    headers: Mapping[str, str]
    body: bytes
    cookies: Mapping[str, str]


@dataclass(frozen=True)
class Failure:
    """No usable answer. `kind` as retry policies name it (ct, rt, 4xx, 5xx); `code` the
    carrier's error code."""

    kind: str
    code: int
    reason: str


Outcome = Reply | Failure
Then = Callable[[Outcome], None]


class Transport(Protocol):
    def fetch(self, request: Request, then: Then) -> None:
        """Ask, and hand the outcome to `then` under the network's lock; never raises."""


class InlineTransport:
    """Asks in the same thread, so that tests are deterministic."""

    def __init__(self, session: requests.Session) -> None:
        self._session = session

    def fetch(self, request: Request, then: Then) -> None:
        then(perform(self._session, request))


class ThreadedTransport:
    """Asks from a pool, so that one slow application does not stop the network."""

    def __init__(self, session: requests.Session, lock: threading.RLock, workers: int = 16) -> None:
        self._session = session
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="webhook")
        self._changed = threading.Condition(lock)
        self._in_flight = 0

    def fetch(self, request: Request, then: Then) -> None:
        with self._changed:
            self._in_flight += 1
        self._pool.submit(self._run, request, then)

    def settle(self) -> None:
        """Wait, with the lock given back meanwhile, until nothing is in flight."""
        with self._changed:
            self._changed.wait_for(lambda: not self._in_flight, timeout=30)

    def close(self) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _run(self, request: Request, then: Then) -> None:
        outcome = perform(self._session, request)
        with self._changed:
            try:
                then(outcome)
            except Exception:
                # Nobody waits for this thread: what goes wrong in it must be seen here.
                log.exception("a webhook's answer could not be used")
            finally:
                self._in_flight -= 1
                self._changed.notify_all()


def perform(session: requests.Session, request: Request) -> Outcome:
    prepared = requests.Request(
        request.method, request.url, headers=dict(request.headers), data=request.body
    ).prepare()
    prepared.url = request.url  # as configured: what was signed is what must arrive
    try:
        # Proxies named here and now: looking for them in the environment takes longer than asking.
        answer = session.send(
            prepared, timeout=request.timeout, allow_redirects=False, proxies=session.proxies
        )
    except requests.exceptions.SSLError:
        return Failure("ct", 11220, "TLS handshake failed")
    except requests.exceptions.ReadTimeout:
        return Failure("rt", 11205, "no answer in time")
    except (requests.exceptions.RequestException, OSError) as problem:
        return Failure("ct", 11205, f"no connection ({type(problem).__name__})")
    return Reply(answer.status_code, answer.headers, answer.content, _cookies(answer))


def _cookies(answer: requests.Response) -> dict[str, str]:
    return {cookie.name: cookie.value or "" for cookie in answer.cookies}
