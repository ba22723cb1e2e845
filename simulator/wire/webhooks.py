"""Requests to the application: signed, retried, redirected, within the time there is for them."""

from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass, field, replace
from typing import Protocol

from simulator.habits import Habits
from simulator.ledger import Ledger
from simulator.sids import Sids
from simulator.wire import addresses, pauses
from simulator.wire.fragments import LIMIT, Overrides, split
from simulator.wire.mishaps import Mishaps
from simulator.wire.reach import Reach
from simulator.wire.transport import (
    TWIML,
    Failure,
    InlineTransport,
    Outcome,
    Reply,
    Request,
    Then,
    Transport,
)
from simulator.wire.writing import Writing

MAX_REDIRECTS = 10
SIMULATED = "X-Simulated"  # a header on whatever leaves the network
_UNDESCRIBED = {"AddedLater": "không ai biết trước"}
_REFUSED = Failure("ct", 11205, "no connection")
_OUT_OF_TIME = Failure("rt", 11205, "no answer in time")


class Sender(Protocol):
    """What a webhook needs of the account it is sent for."""

    @property
    def sids(self) -> Sids: ...

    @property
    def writing(self) -> Writing: ...

    @property
    def habits(self) -> Habits: ...


@dataclass(frozen=True)
class Webhook:
    """What is to be asked or told. `cookies` is the jar of the call or pair of numbers."""

    kind: str
    url: str
    method: str
    params: Mapping[str, str]
    subject: str
    cookies: MutableMapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class _Journey:
    """One webhook on its way: every try carries the same idempotency token, and all of them
    share the time there is."""

    webhook: Webhook
    url: str
    method: str
    overrides: Overrides
    token: str
    then: Then
    tries: int = 0
    redirects: int = 0
    spent: float = 0.0

    @property
    def left(self) -> float:
        return self.overrides.total - self.spent

    @property
    def patience(self) -> float:
        """How long this try may wait for its answer."""
        return min(self.overrides.read, self.left)

    @property
    def timeout(self) -> tuple[float, float]:
        return min(self.overrides.connect, self.left), self.patience

    @property
    def shown(self) -> str:
        return addresses.without_userinfo(self.url)


class Webhooks:
    def __init__(self, sender: Sender, ledger: Ledger, reach: Reach, mishaps: Mishaps) -> None:
        self.transport: Transport = InlineTransport(reach.session)
        self.reach = reach
        self.mishaps = mishaps
        self._sender = sender
        self._ledger = ledger
        self._closed = False

    def close(self) -> None:
        """Nothing leaves any more, and nobody waits for what is under way."""
        self._closed = True
        self.transport.abandon()

    def ask(self, webhook: Webhook, then: Then) -> None:
        """Fetch instructions; `then` gets a 2xx reply or the failure, once."""
        journey = self._journey(webhook, then)
        if self.mishaps.struck("drop", webhook):
            then(Failure("ct", 11205, "lost on the way"))
        else:
            self._depart(journey)

    def tell(self, webhook: Webhook) -> None:
        """Report what happened; nobody waits for the answer."""
        journey = self._journey(webhook, lambda outcome: self._told(webhook, outcome))
        if not self.mishaps.struck("drop", webhook):
            self.mishaps.departs(webhook, lambda: self._depart(journey))

    def _journey(self, webhook: Webhook, then: Then) -> _Journey:
        url, overrides = split(webhook.url)
        for code, text in overrides.nonsense:
            self._ledger.warn(code, text, webhook.subject)
        if self.mishaps.struck("unknown_field", webhook):
            webhook = replace(webhook, params={**webhook.params, **_UNDESCRIBED})
        return _Journey(webhook, url, webhook.method, overrides, self._sender.sids.token(), then)

    def _depart(self, journey: _Journey) -> None:
        twin = self.mishaps.struck("duplicate", journey.webhook)
        if twin is not None:
            # The answer to the first is lost, as when it came after the time limit.
            self._go(replace(journey, then=_ignore))
        delay = self.mishaps.struck("delay", journey.webhook)
        self._later(sum(fault.seconds for fault in (twin, delay) if fault), journey)

    def _later(self, seconds: float, journey: _Journey) -> None:
        if seconds:
            self.mishaps.clock.after(seconds, lambda: self._go(journey))
        else:
            self._go(journey)

    def _go(self, journey: _Journey) -> None:
        if self._closed:
            return
        problem = self.reach.problem(journey.url) if journey.left > 0 else _OUT_OF_TIME
        if problem is None and self.mishaps.struck("refuse", journey.webhook):
            problem = _REFUSED
        if problem is not None:
            self._back(journey, problem)
            return
        self._note_sent(journey)
        request = self._request(journey)
        self.transport.fetch(request, lambda outcome: self._arrive(journey, outcome))

    def _request(self, journey: _Journey) -> Request:
        webhook = journey.webhook
        letter = self._sender.writing.write(
            webhook.kind, journey.method, journey.url, webhook.params
        )
        headers = {
            **letter.headers,
            "I-Twilio-Idempotency-Token": journey.token,
            "User-Agent": "TwilioProxy/1.1",
            "Accept": "*/*",
            SIMULATED: "true",
            **addresses.credentials(letter.url),
        }
        if webhook.cookies:
            headers["Cookie"] = "; ".join(f"{k}={v}" for k, v in webhook.cookies.items())
        sent = self.mishaps.sent(webhook, letter.text)
        url, body = letter.url, sent.encode()
        if letter.method == "GET":
            url, body = addresses.with_query(url, sent), b""
        return Request(
            letter.method, addresses.without_userinfo(url), headers, body, journey.timeout
        )

    def _arrive(self, journey: _Journey, outcome: Outcome) -> None:
        """The answer is there; where it was ordered to be late, it is not there yet."""
        late = 0.0
        if isinstance(outcome, Reply):
            late, outcome = self.mishaps.came_back(journey.webhook, outcome, journey.patience)
        come = outcome
        if late:
            self.mishaps.clock.after(late, lambda: self._back(journey, come))
        else:
            self._back(journey, come)

    def _back(self, journey: _Journey, outcome: Outcome) -> None:
        journey = replace(journey, spent=journey.spent + outcome.seconds)
        if isinstance(outcome, Reply):
            journey.webhook.cookies.update(outcome.cookies)
            if outcome.status in (301, 302, 303, 307, 308):
                self._redirected(journey, outcome)
                return
            outcome = _judged(outcome)
        if isinstance(outcome, Failure) and journey.left > 0 and self._may_retry(journey, outcome):
            self._again(journey)
            return
        if journey.left <= 0 and journey.overrides.total < LIMIT:
            outcome = Failure("rt", 11203, "no answer within the time the address gives")
        self._finish(journey, outcome)

    def _may_retry(self, journey: _Journey, failure: Failure) -> bool:
        overrides = journey.overrides
        return journey.tries < overrides.retries and overrides.again(failure.kind)

    def _again(self, journey: _Journey) -> None:
        """After a pause, which is taken from the time there is."""
        wanted = pauses.before(journey.tries, journey.token, self._sender.habits.retry_pause)
        pause = min(wanted, journey.left)
        tired = replace(journey, tries=journey.tries + 1, spent=journey.spent + pause)
        if tired.left > 0:
            self._ledger.note("webhook.retried", subject=journey.webhook.subject, url=journey.shown)
        self._later(pause, tired)

    def _redirected(self, journey: _Journey, reply: Reply) -> None:
        if journey.redirects >= MAX_REDIRECTS:
            self._finish(journey, Failure("5xx", 11215, "too many redirects"))
            return
        url, _ = split(addresses.join(journey.url, reply.headers.get("Location", "")))
        method = journey.method if reply.status in (307, 308) else "GET"
        self._go(replace(journey, url=url, method=method, redirects=journey.redirects + 1))

    def _finish(self, journey: _Journey, outcome: Outcome) -> None:
        webhook = journey.webhook
        if isinstance(outcome, Failure):
            self._ledger.note(
                "webhook.failed", webhook=webhook.kind, subject=webhook.subject, url=journey.shown,
                code=outcome.code, reason=outcome.reason,
            )  # fmt: skip  # the facts of one entry read better as a block
        else:
            self._ledger.note(
                "webhook.answered", webhook=webhook.kind, subject=webhook.subject,
                status=outcome.status,
            )  # fmt: skip  # as above
        journey.then(outcome)

    def _note_sent(self, journey: _Journey) -> None:
        webhook = journey.webhook
        self._ledger.note(
            "webhook.sent", webhook=webhook.kind, subject=webhook.subject, url=journey.shown,
            method=journey.method, params=dict(webhook.params), idempotency=journey.token,
        )  # fmt: skip  # as above

    def _told(self, webhook: Webhook, outcome: Outcome) -> None:
        """A callback is answered with nothing, or with a document; the rest is complained of."""
        if isinstance(outcome, Failure):
            self._ledger.fail(outcome.code, outcome.reason, webhook.subject)
            return
        kind = outcome.media_type
        if outcome.status != 204 and not kind:
            code = 12300 if outcome.body else 11200
            self._ledger.warn(code, "a callback was answered without Content-Type", webhook.subject)
        elif outcome.body.strip() and kind not in TWIML:
            self._ledger.warn(12300, f"a callback was answered with {kind}", webhook.subject)


def _ignore(_outcome: Outcome) -> None:
    """The answer to a duplicate is lost."""


def _judged(reply: Reply) -> Outcome:
    if 200 <= reply.status < 300:
        return reply
    kind = "4xx" if 400 <= reply.status < 500 else "5xx"
    return Failure(kind, 11200, f"answered {reply.status}")
