"""The network in real time: the clock runs by itself, as fast as it is told to."""

import threading
from collections.abc import Iterator

import pytest

from simulator.live import Live
from tests.simulator.conftest import CHILD, HOTLINE, Net

A_WHILE = 10  # real seconds after which something has gone wrong


@pytest.fixture(params=[1.0, 600.0], ids=["real time", "six hundred times as fast"])
def live(net: Net, request: pytest.FixtureRequest) -> Iterator[Live]:
    driver = Live(net.sim, rate=float(request.param))
    driver.start()
    yield driver
    driver.stop()


@pytest.mark.usefixtures("live")
def test_what_is_to_come_comes_by_itself(net: Net) -> None:
    come = threading.Event()
    net.sim.clock.after(0.1, come.set)

    assert come.wait(A_WHILE)


@pytest.mark.usefixtures("live")
def test_a_failing_event_does_not_stop_the_time(net: Net) -> None:
    come = threading.Event()
    net.sim.clock.after(0, lambda: net.sim.hangup("CA0"))
    net.sim.clock.after(0.1, come.set)

    assert come.wait(A_WHILE)


@pytest.mark.usefixtures("live")
def test_a_text_is_asked_about_from_another_thread(net: Net) -> None:
    net.application.answers["/sms"] = "<Message>Đã nhận</Message>"

    net.sim.text(CHILD, HOTLINE, "cứu em")
    net.sim.clock.run_until_idle()

    assert [m.body for m in net.sim.inbox(CHILD)] == ["Đã nhận"]
