"""Requests to the application: signed, retried, redirected, spoiled where a fault is ordered."""

from collections.abc import Callable, Mapping, MutableMapping
from dataclasses import dataclass, field, replace
from urllib.parse import urlencode

from simulator.clock import Clock
from simulator.ledger import Ledger
from simulator.sids import Sids
from simulator.wire import addresses
from simulator.wire.faults import Faults
from simulator.wire.fragments import Overrides, split
from simulator.wire.signature import sign, signed_form
from simulator.wire.transport import Failure, Outcome, Reply, Request, Then, Transport

MAX_REDIRECTS = 10
HELD_AT_MOST = 5.0  # seconds a callback waits for another to overtake it
TEXT_KINDS = ("sms", "message_status")


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
    """One webhook on its way: every try carries the same idempotency token."""

    webhook: Webhook
    url: str
    method: str
    overrides: Overrides
    token: str
    then: Then
    tries: int = 0
    redirects: int = 0


class Webhooks:
    def __init__(
        self, auth_token: str, clock: Clock, ledger: Ledger, sids: Sids, transport: Transport
    ) -> None:
        self.transport = transport
        self.faults = Faults(seed=1)
        self.allowed: Callable[[str], bool] = lambda _host: True
        self._auth_token = auth_token
        self._clock = clock
        self._ledger = ledger
        self._sids = sids
        self._held: list[_Journey] = []

    def ask(self, webhook: Webhook, then: Then) -> None:
        """Fetch instructions; `then` gets a 2xx reply or the failure, once."""
        journey = self._journey(webhook, then)
        if self._struck("drop", webhook):
            then(Failure("ct", 11205, "lost on the way"))
            return
        if self._struck("duplicate", webhook):
            # The answer to the first is lost, as when it came after the time limit.
            self._go(replace(journey, then=_ignore))
        self._delayed(journey)

    def tell(self, webhook: Webhook) -> None:
        """Report what happened; nobody waits for the answer."""
        journey = self._journey(webhook, lambda outcome: self._told(webhook, outcome))
        if self._struck("drop", webhook):
            return
        if self._struck("reorder", webhook):
            self._held.append(journey)
            self._clock.after(HELD_AT_MOST, self._release)
            return
        if self._struck("duplicate", webhook):
            self._go(replace(journey, then=_ignore))
        self._delayed(journey)
        self._release()

    def _journey(self, webhook: Webhook, then: Then) -> _Journey:
        url, overrides = split(webhook.url)
        return _Journey(webhook, url, webhook.method, overrides, self._sids.token(), then)

    def _struck(self, fault: str, webhook: Webhook) -> bool:
        struck = self.faults.on_webhook(fault, webhook.kind) is not None
        if struck:
            self._ledger.note("fault", fault=fault, webhook=webhook.kind, subject=webhook.subject)
        return struck

    def _delayed(self, journey: _Journey) -> None:
        delay = self.faults.on_webhook("delay", journey.webhook.kind)
        if delay is None:
            self._go(journey)
            return
        self._ledger.note("fault", fault="delay", subject=journey.webhook.subject)
        self._clock.after(delay.seconds, lambda: self._go(journey))

    def _release(self) -> None:
        held, self._held = self._held, []
        for journey in held:
            self._go(journey)

    def _go(self, journey: _Journey) -> None:
        host = addresses.host(journey.url)
        if host is None:
            self._finish(journey, Failure("url", 11100, "not an absolute http URL"))
        elif not self.allowed(host):
            self._finish(journey, Failure("url", 11205, "this host is not allowed"))
        else:
            self._note_sent(journey)
            self.transport.fetch(self._request(journey), lambda out: self._back(journey, out))

    def _request(self, journey: _Journey) -> Request:
        webhook, params = journey.webhook, dict(journey.webhook.params)
        get = journey.method.upper() == "GET"
        url = addresses.with_query(journey.url, params) if get else journey.url
        form = signed_form(url, voice=webhook.kind not in TEXT_KINDS)
        headers = {
            "X-Twilio-Signature": sign(self._auth_token, form, [] if get else params.items()),
            "I-Twilio-Idempotency-Token": journey.token,
            "User-Agent": "TwilioProxy/1.1",
            "Accept": "*/*",
            **addresses.credentials(url),
        }
        if webhook.cookies:
            headers["Cookie"] = "; ".join(f"{k}={v}" for k, v in webhook.cookies.items())
        if not get:
            headers["Content-Type"] = "application/x-www-form-urlencoded; charset=UTF-8"
        body = None if get else urlencode(params)
        timeout = (journey.overrides.connect, journey.overrides.read)
        return Request(
            "GET" if get else "POST", addresses.without_userinfo(url), headers, body, timeout
        )

    def _back(self, journey: _Journey, outcome: Outcome) -> None:
        if isinstance(outcome, Reply):
            journey.webhook.cookies.update(outcome.cookies)
            if outcome.status in (301, 302, 303, 307, 308):
                self._redirected(journey, outcome)
                return
            outcome = _judged(outcome)
        if isinstance(outcome, Failure) and self._may_retry(journey, outcome):
            self._ledger.note("webhook.retried", subject=journey.webhook.subject, url=journey.url)
            self._go(replace(journey, tries=journey.tries + 1))
            return
        self._finish(journey, outcome)

    def _may_retry(self, journey: _Journey, failure: Failure) -> bool:
        overrides = journey.overrides
        return journey.tries < overrides.retries and overrides.again(failure.kind)

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
                "webhook.failed", webhook=webhook.kind, subject=webhook.subject, url=journey.url,
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
            "webhook.sent", webhook=webhook.kind, subject=webhook.subject, url=journey.url,
            method=journey.method, params=dict(webhook.params), idempotency=journey.token,
        )  # fmt: skip  # as above

    def _told(self, webhook: Webhook, outcome: Outcome) -> None:
        if isinstance(outcome, Failure):
            self._ledger.warn(outcome.code, outcome.reason, webhook.subject)
        elif outcome.status != 204 and "Content-Type" not in outcome.headers:
            self._ledger.warn(
                12300, "a callback was answered without Content-Type", webhook.subject
            )


def _ignore(_outcome: Outcome) -> None:
    """The answer to a duplicate is lost."""


def _judged(reply: Reply) -> Outcome:
    if 200 <= reply.status < 300:
        return reply
    kind = "4xx" if 400 <= reply.status < 500 else "5xx"
    return Failure(kind, 11200, f"answered {reply.status}")
