"""How a request leaves the network: in the caller's thread, or from a pool."""

import logging
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Protocol

import requests
from urllib3.exceptions import NameResolutionError

# What documents may call themselves.
TWIML = ("text/xml", "application/xml", "text/html")
log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Request:
    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes
    timeout: tuple[float, float]


@dataclass(frozen=True)
class Reply:
    status: int
    headers: Mapping[str, str]
    body: bytes
    cookies: Mapping[str, str]
    seconds: float = 0.0

    @property
    def media_type(self) -> str:
        return self.headers.get("Content-Type", "").partition(";")[0].strip().lower()


@dataclass(frozen=True)
class Failure:
    """No usable answer. `kind` as retry policies name it (ct, rt, 4xx, 5xx); `code` the
    carrier's error code; `seconds` what was lost by it."""

    kind: str
    code: int
    reason: str
    seconds: float = 0.0


Outcome = Reply | Failure
Then = Callable[[Outcome], None]


class Transport(Protocol):
    def fetch(self, request: Request, then: Then) -> None:
        """Ask, and hand the outcome to `then` under the network's lock; never raises."""

    def abandon(self) -> None:
        """Nobody waits any more for what is in flight."""


class InlineTransport:
    """Asks in the same thread, so that tests are deterministic."""

    def __init__(self, session: requests.Session) -> None:
        self._session = session

    def fetch(self, request: Request, then: Then) -> None:
        then(perform(self._session, request))

    def abandon(self) -> None:
        """Whoever asked is waiting in this very thread."""


class ThreadedTransport:
    """Asks from a pool, so that one slow application does not stop the network."""

    def __init__(self, session: requests.Session, lock: threading.RLock, workers: int = 16) -> None:
        self._session = session
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="webhook")
        self._changed = threading.Condition(lock)
        self._in_flight: set[object] = set()

    def fetch(self, request: Request, then: Then) -> None:
        flight = object()
        with self._changed:
            self._in_flight.add(flight)
        self._pool.submit(self._run, flight, request, then)

    def settle(self) -> None:
        """Wait, with the lock given back meanwhile, until nothing is in flight."""
        with self._changed:
            self._changed.wait_for(lambda: not self._in_flight, timeout=30)

    def abandon(self) -> None:
        with self._changed:
            self._in_flight.clear()
            self._changed.notify_all()

    def close(self) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _run(self, flight: object, request: Request, then: Then) -> None:
        outcome = perform(self._session, request)
        with self._changed:
            try:
                then(outcome)
            except Exception:
                # Nobody waits for this thread: what goes wrong in it must be seen here.
                log.exception("a webhook's answer could not be used")
            finally:
                self._in_flight.discard(flight)
                self._changed.notify_all()


def perform(session: requests.Session, request: Request) -> Outcome:
    prepared = _as_it_is(request)
    began = time.monotonic()
    try:
        # Proxies named here and now: looking for them in the environment takes longer than asking.
        answer = session.send(
            prepared, timeout=request.timeout, allow_redirects=False, proxies=session.proxies
        )
    except (requests.exceptions.RequestException, OSError) as problem:
        kind, code, reason = _failure(problem)
        return Failure(kind, code, reason, time.monotonic() - began)
    took = time.monotonic() - began
    return Reply(answer.status_code, answer.headers, answer.content, _cookies(answer), took)


def _as_it_is(request: Request) -> requests.PreparedRequest:
    """The library would set the address right, and what was signed is what must arrive."""
    prepared = requests.PreparedRequest()
    prepared.prepare_method(request.method)
    prepared.url = request.url
    prepared.prepare_headers(dict(request.headers))
    prepared.prepare_cookies({})
    prepared.prepare_body(request.body, None)
    return prepared


def _failure(problem: Exception) -> tuple[str, int, str]:
    """How retry policies call it, the carrier's code, and a reason."""
    if isinstance(problem, requests.exceptions.SSLError):
        return "ct", 11220, "TLS handshake failed"
    if isinstance(problem, requests.exceptions.ReadTimeout):
        return "rt", 11205, "no answer in time"
    cause = getattr(problem.args[0], "reason", None) if problem.args else None
    if isinstance(cause, NameResolutionError):
        return "ct", 11210, "no such host"
    return "ct", 11205, f"no connection ({type(problem).__name__})"


def _cookies(answer: requests.Response) -> dict[str, str]:
    return {cookie.name: cookie.value or "" for cookie in answer.cookies}
