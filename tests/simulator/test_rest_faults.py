"""REST gone wrong on order: what the application is told, and what was done all the same."""

from datetime import timedelta

import pytest
import requests
from twilio.base.exceptions import TwilioRestException

from tests.simulator.conftest import CHILD, HOST, HOTLINE, POLICE, START, Net

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


def test_a_late_answer_takes_its_time_on_the_networks_clock(net: Net) -> None:
    net.sim.fail(rest={"latency": {"count": 1, "seconds": 8}})

    net.rest.post(net.address("Messages.json"), data=TEXT)

    assert net.sim.clock.now() - START == timedelta(seconds=8)
    assert [m.status for m in net.sim.texts_to(CHILD)] == ["delivered"]


def test_an_outage_is_told_and_nothing_is_done(net: Net) -> None:
    net.sim.fail(rest={"503": 1})

    with pytest.raises(TwilioRestException) as problem:
        net.client.messages.create(to=CHILD, from_=HOTLINE, body="Chào em")

    assert (problem.value.status, problem.value.code) == (503, 20503)
    assert net.sim.messages.all == {}


def test_a_fault_strikes_only_the_resource_it_was_ordered_for(net: Net) -> None:
    net.sim.fail(rest=[{"resource": "POST Messages", "503": {"probability": 1}}])

    assert net.rest.get(net.address("Messages.json")).status_code == 200
    assert net.rest.get(net.address("Calls.json")).status_code == 200
    assert net.rest.post(net.address("Messages.json"), data=TEXT).status_code == 503


def test_the_callback_of_a_text_lands_before_its_creation_is_answered(net: Net) -> None:
    net.sim.fail(webhooks={"kind": "message_status", "early": 1})

    made = net.client.messages.create(
        to=CHILD, from_=HOTLINE, body="Chào em", status_callback=f"{HOST}/receipt"
    )

    assert made.status == "queued"
    [told] = net.application.at("/receipt")
    assert (told["MessageSid"], told["MessageStatus"]) == (made.sid, "sent")


def test_the_callback_of_a_call_lands_before_its_creation_is_answered(net: Net) -> None:
    net.sim.fail(webhooks={"kind": "call_status", "early": 1})

    made = net.client.calls.create(
        to=POLICE, from_=HOTLINE, url=f"{HOST}/voice", status_callback=f"{HOST}/progress",
        status_callback_event=["initiated", "answered"],
    )  # fmt: skip  # whom, then what is told

    assert made.status == "queued"
    assert [told["CallSid"] for told in net.application.at("/progress")] == [made.sid]


def test_nothing_is_early_where_nothing_is_told(net: Net) -> None:
    net.sim.fail(webhooks={"early": 2})

    net.client.messages.create(to=CHILD, from_=HOTLINE, body="Chào em")
    net.client.calls.create(to=POLICE, from_=HOTLINE, url=f"{HOST}/voice")

    assert net.sim.clock.now() == START


def test_lists_learn_late_of_what_is_new_and_the_thing_itself_is_there_at_once(net: Net) -> None:
    net.sim.fail(rest={"list_lag": {"seconds": 30}})
    text = net.client.messages.create(to=CHILD, from_=HOTLINE, body="Chào em")
    call = net.client.calls.create(to=POLICE, from_=HOTLINE, url=f"{HOST}/voice")

    net.pass_time(29)
    assert (net.client.messages.list(), net.client.calls.list()) == ([], [])
    assert net.client.messages(text.sid).fetch().status == "delivered"
    net.pass_time(1)

    assert [m.sid for m in net.client.messages.list()] == [text.sid]
    assert [c.sid for c in net.client.calls.list()] == [call.sid]


def test_faults_are_ordered_by_hand_as_well(net: Net) -> None:
    orders = {"rest": [{"resource": "Messages", "503": 1}], "carrier": {"busy": 1}}

    assert net.control.post("/_sim/faults", json=orders).status_code == 200
    assert net.rest.post(net.address("Messages.json"), data=TEXT).status_code == 503
    assert net.control.post("/_sim/faults", json={"weather": {"rain": 1}}).status_code == 400
