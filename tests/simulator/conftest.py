"""A network with one hotline number, one application behind it, and the official client."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property

import pytest
import requests
from flask import Flask
from flask.testing import FlaskClient
from requests.auth import HTTPBasicAuth
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client

from simulator.inprocess import WsgiAdapter
from simulator.network import Simulator
from simulator.wire.transport import ThreadedTransport
from tests import proofs
from tests.lazily import once, telephone_company, when_asked
from tests.simulator.application import Application, Thinker

ACCOUNT = "AC0123456789abcdef0123456789abcdef"
TOKEN = "a token that is no secret"
HOTLINE = "+842473001111"
CHILD = "+84912345678"
POLICE = "+84900000113"
START = datetime(2026, 7, 17, 2, 0, tzinfo=UTC)
HOST = "https://hotline.test"
PRODUCTS = tuple(f"https://{name}.twilio.com" for name in ("api", "monitor", "voice"))


@dataclass
class Net:
    """The simulator with its own application on the other side."""

    sim: Simulator
    application: Application
    rest: requests.Session

    @cached_property
    def app(self) -> Flask:
        """REST, control and the phone page."""
        return telephone_company(self.sim)

    def dial(self, verbs: str) -> str:
        """A child calls, and the application answers with these verbs."""
        self.application.answers["/voice"] = verbs
        return self.sim.dial(CHILD, HOTLINE)

    def pass_time(self, seconds: float) -> None:
        self.sim.clock.forward(timedelta(seconds=seconds))

    def address(self, path: str) -> str:
        return f"https://api.twilio.com/2010-04-01/Accounts/{ACCOUNT}/{path}"

    @property
    def client(self) -> Client:
        http = TwilioHttpClient(timeout=8)
        for product in PRODUCTS:
            http.session.mount(product, self.rest.get_adapter(product))
        return Client(ACCOUNT, TOKEN, http_client=http)

    @property
    def control(self) -> FlaskClient:
        return self.app.test_client()

    def warnings(self) -> list[object]:
        return [entry["code"] for entry in self.sim.ledger if entry["kind"] == "warning"]

    def statuses(self, sid: str) -> list[object]:
        """What the ledger says became of a call or message."""
        return [
            entry["status"]
            for entry in self.sim.ledger
            if entry["kind"] in ("call.status", "message.status") and entry["subject"] == sid
        ]


@pytest.fixture
def net() -> Net:
    return build()


@pytest.fixture
def thinker(net: Net) -> Iterator[Thinker]:
    """The network asks from a pool, and nothing moves its clock but the test."""
    thinking = Thinker()
    net.sim.session.mount(HOST, WsgiAdapter(thinking.wsgi()))
    transport = ThreadedTransport(net.sim.session, net.sim.lock)
    net.sim.exchange.webhooks.transport = transport
    net.sim.clock.settle = transport.settle
    yield thinking
    thinking.may_answer.set()
    transport.close()


@pytest.fixture
def uncounted(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is made wrong on purpose is no proof of anything."""
    monkeypatch.delenv(proofs.FILE)


def build() -> Net:
    application, session = Application(), requests.Session()
    session.mount(HOST, WsgiAdapter(application.wsgi()))
    sim = Simulator(ACCOUNT, TOKEN, session, START, seed=7)
    sim.own(
        HOTLINE,
        voice_url=f"{HOST}/voice",
        sms_url=f"{HOST}/sms",
        status_callback=f"{HOST}/status",
    )
    rest = requests.Session()
    rest.auth = HTTPBasicAuth(ACCOUNT, TOKEN)
    net = Net(sim, application, rest)
    company = when_asked(once(lambda: net.app))
    for product in PRODUCTS:
        rest.mount(product, WsgiAdapter(company))
    return net
