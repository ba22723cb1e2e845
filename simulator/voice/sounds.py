"""The sounds that Play names: fetched before they are heard, kept as long as their owner allows."""

import io
import wave
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta

from werkzeug.datastructures import ResponseCacheControl
from werkzeug.http import parse_cache_control_header

from simulator import twimlets
from simulator.exchange import Exchange
from simulator.twiml.document import is_audio
from simulator.voice.call import Call
from simulator.voice.speaking import SOUND_SECONDS
from simulator.wire.transport import Failure, Outcome, Reply
from simulator.wire.webhooks import Webhook

NO_SOUND, NO_SOUND_IN_GATHER, NO_ADDRESS = 13420, 13325, 11100
_LONG_AGO, _FOR_GOOD = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)

Missing = Mapping[str, Failure]


class Sounds:
    """Only what may be asked is fetched; a sound elsewhere, or the carrier's own, is taken to be
    there."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange
        self._kept: dict[str, datetime] = {}
        self._lengths: dict[str, float] = {}

    def seconds(self, url: str) -> float:
        return self._lengths.get(url, SOUND_SECONDS)

    def fetch(
        self, call: Call, urls: Iterable[str], code: int, then: Callable[[Missing], None]
    ) -> None:
        """One after the other; `then` hears once which are not to be had, and why.

        `code` is for what is there and no sound.
        """
        left = [url for url in dict.fromkeys(urls) if not self._is_there(url)]
        missing: dict[str, Failure] = {}

        def go_on() -> None:
            if not left:
                then(missing)
                return
            url = left.pop(0)
            hook = Webhook("sound", url, "GET", {}, call.sid, call.cookies)
            self._exchange.webhooks.ask(hook, lambda outcome: came(url, outcome))

        def came(url: str, outcome: Outcome) -> None:
            problem = self._judged(url, outcome, code)
            if problem is not None:
                missing[url] = problem
            go_on()

        go_on()

    def _is_there(self, url: str) -> bool:
        if self._kept.get(url, _LONG_AGO) > self._exchange.clock.now():
            return True
        if url.startswith(self._exchange.api_base) or twimlets.is_music(url):
            return True
        problem = self._exchange.webhooks.reach.problem(url)
        return problem is not None and problem.code != NO_ADDRESS

    def _judged(self, url: str, outcome: Outcome, code: int) -> Failure | None:
        if isinstance(outcome, Failure):
            return outcome
        if not is_audio(outcome):
            kind = outcome.media_type or "no type"
            return Failure("4xx", code, f"{kind} is no sound")
        self._lengths[url] = _length(outcome.body)
        self._kept[url] = _until(outcome, self._exchange.clock.now())
        return None


def _until(reply: Reply, now: datetime) -> datetime:
    written = reply.headers.get("Cache-Control", "")
    allowed = parse_cache_control_header(written, cls=ResponseCacheControl)
    if allowed.no_store or allowed.no_cache:
        return now
    return _FOR_GOOD if allowed.max_age is None else now + timedelta(seconds=allowed.max_age)


def _length(body: bytes) -> float:
    """Only a plain WAV file says it in a way that is read here."""
    try:
        with wave.open(io.BytesIO(body)) as sound:
            return float(sound.getnframes() / sound.getframerate())
    except (EOFError, wave.Error, ZeroDivisionError):
        return SOUND_SECONDS
