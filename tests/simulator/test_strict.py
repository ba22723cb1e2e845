"""Nobody makes a REST answer in this suite that is not held against the carrier's description."""

import json

import pytest
import requests
from flask import Flask, Response

from simulator.app import create_app
from simulator.faults import KNOWN, Realm
from simulator.network import Simulator
from tests.simulator import strict
from tests.simulator.conftest import ACCOUNT, START, TOKEN, Net

pytestmark = pytest.mark.skipif(not strict.available(), reason=strict.ABSENT)
CALLS = f"/2010-04-01/Accounts/{ACCOUNT}/Calls.json"


def company() -> Flask:
    """The simulator's application as anybody makes it, who knows of no check."""
    return create_app(Simulator(ACCOUNT, TOKEN, requests.Session(), START))


def ask(app: Flask) -> list[str]:
    app.test_client().get(CALLS, auth=(ACCOUNT, TOKEN))
    return strict.watch.taken()


@pytest.mark.usefixtures("uncounted")
@pytest.mark.parametrize(
    "spoilt",
    [
        pytest.param({"pages": 1}, id="a key too many"),
        pytest.param({"page_size": "50"}, id="text for a number"),
        pytest.param({"calls": None}, id="nothing for a list"),
    ],
)
def test_an_answer_that_is_not_exact_is_found_without_asking_for_it(
    spoilt: dict[str, object],
) -> None:
    assert ask(company()) == []
    app = company()

    @app.after_request
    def spoil(response: Response) -> Response:
        response.set_data(json.dumps({**json.loads(response.get_data()), **spoilt}))
        return response

    [problem] = ask(app)
    assert problem.startswith(f"GET {CALLS} -> 200: ")


@pytest.mark.usefixtures("uncounted")
def test_an_answer_of_no_described_address_is_found() -> None:
    app = company()
    nowhere = CALLS.replace("Calls", "Dreams")
    app.add_url_rule(nowhere, "dreams", lambda: {"dreams": []})

    app.test_client().get(nowhere)

    assert strict.watch.taken() == [
        f"GET {nowhere} -> 200: GET {nowhere} -> 200 is not in the description",
        f"GET {nowhere} -> 200: is not described",
    ]


@pytest.mark.usefixtures("uncounted")
def test_a_simulator_that_breaks_down_is_found() -> None:
    app = company()

    @app.before_request
    def break_down() -> None:
        raise ZeroDivisionError

    assert ask(app) == [f"GET {CALLS} -> 500: the simulator broke down"]


@pytest.mark.parametrize("fault", [fault for fault in KNOWN[Realm.REST] if fault[0].isdecimal()])
def test_an_error_on_order_looks_like_every_other(net: Net, fault: str) -> None:
    """It is made outside the application, where nobody looks by himself."""
    net.sim.fail(rest={fault: 1})

    answer = net.rest.get(net.address("Calls.json"))

    assert list(strict.wrong_in_error(answer.status_code, answer.json())) == []
