"""The network a scenario plays on: the application in process, or running at an address."""

import importlib
from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, cast
from urllib.parse import urljoin

import requests
from requests.auth import HTTPBasicAuth

from simulator.app import create_app
from simulator.inprocess import WsgiAdapter
from simulator.network import Simulator
from simulator.scenarios.reading import Scenario, by_realm

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

HOME = "https://application.test"
API = "https://api.twilio.com"
ACCOUNT = f"AC{0:032x}"
TOKEN = "SIMULATED"  # noqa: S105  # signs between two programs of one process
NIGHT = datetime(2026, 7, 16, 19, 0, tzinfo=UTC)  # two in the morning in Viet Nam

Factory = Callable[[requests.Session, str], "WSGIApplication"]


def as_it_is(factory: Factory) -> Factory:
    """Nobody watches the application."""
    return factory


def network(
    scenario: Scenario, around: Callable[[Factory], Factory] = as_it_is
) -> tuple[Simulator, requests.Session]:
    """Raises LookupError when the application it names cannot be found."""
    session = requests.Session()
    session.trust_env = False
    sim = Simulator(ACCOUNT, TOKEN, session, start=NIGHT, seed=scenario.seed)
    rest = requests.Session()
    rest.auth = HTTPBasicAuth(ACCOUNT, TOKEN)
    rest.mount(API, WsgiAdapter(create_app(sim)))
    if scenario.application:
        factory = around(named(scenario.application))
        account = f"{API}/2010-04-01/Accounts/{ACCOUNT}"
        session.mount(HOME, WsgiAdapter(factory(rest, account)))
    for number, settings in scenario.numbers.items():
        sim.own(number, **{name: _setting(name, value) for name, value in settings.items()})
    for actor in scenario.actors.values():
        sim.behave(actor.number, **actor.behaviour)
    for habit, value in scenario.habits.items():
        setattr(sim.habits, habit, value)
    sim.fail(**by_realm(scenario.faults))
    return sim, session


def _setting(name: str, value: object) -> str:
    """Paths belong to the application; on and off are truths in YAML."""
    if isinstance(value, bool):
        return "on" if value else "off"
    return urljoin(HOME, str(value)) if name.endswith(("_url", "_callback")) else str(value)


def named(application: str) -> Factory:
    """Raises LookupError."""
    module, _, name = application.partition(":")
    try:
        return cast("Factory", getattr(importlib.import_module(module), name))
    except (ImportError, AttributeError, ValueError) as problem:
        raise LookupError(f"{application}: no such application") from problem
