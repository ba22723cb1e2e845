"""REST gone wrong on order: what the application is told, and what was done all the same."""

import pytest
import requests

from tests.simulator.conftest import CHILD, HOTLINE, Net

TEXT = {"To": CHILD, "From": HOTLINE, "Body": "Chào em"}


@pytest.mark.parametrize(
    ("fault", "status", "code", "accepted"),
    [
        pytest.param("429", 429, 20429, 0, id="too many requests are never processed"),
        pytest.param("500_before", 500, 20500, 0, id="an error before the work"),
        pytest.param("500_after", 500, 20500, 1, id="an error after the work"),
    ],
)
def test_an_error_on_order(net: Net, fault: str, status: int, code: int, accepted: int) -> None:
    net.sim.fail(rest={fault: 1})

    answer = net.rest.post(net.address("Messages.json"), data=TEXT)

    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert len(net.sim.messages.all) == accepted
    assert net.rest.post(net.address("Messages.json"), data=TEXT).status_code == 201


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        pytest.param("hang", requests.exceptions.ReadTimeout, id="silence after the work"),
        pytest.param("reset", requests.exceptions.ConnectionError, id="a cut after the work"),
    ],
)
def test_an_answer_that_never_comes_hides_that_the_work_was_done(
    net: Net, fault: str, error: type[Exception]
) -> None:
    net.sim.fail(rest={fault: 1})

    with pytest.raises(error):
        net.rest.post(net.address("Messages.json"), data=TEXT)

    assert len(net.sim.messages.all) == 1


def test_a_probability_strikes_sometimes_and_the_same_way_each_time(net: Net) -> None:
    net.sim.fail(rest={"429": 0.5})

    answers = [net.rest.get(net.address("Calls.json")).status_code for _ in range(40)]

    assert {200, 429} == set(answers)


def test_the_control_api_never_suffers(net: Net) -> None:
    net.sim.fail(rest={"500_before": 1})

    assert net.control.get("/_sim/clock").status_code == 200
