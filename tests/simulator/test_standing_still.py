"""One clock for everything: it goes as fast as told, and stands while an application thinks."""

import threading
from datetime import datetime, timedelta

import pytest

from simulator.live import Live
from tests.simulator.application import A_WHILE, Thinker
from tests.simulator.conftest import CHILD, HOST, HOTLINE, POLICE, START, Net


@pytest.mark.parametrize("about", ["voice", "sound"])
def test_time_stands_still_while_an_application_thinks(
    net: Net, thinker: Thinker, about: str
) -> None:
    net.sim.own(HOTLINE, voice_url=f"{HOST}/{about}")
    seen: list[datetime] = []

    def push() -> None:
        net.pass_time(30)
        seen.append(net.sim.clock.now())

    sid = net.sim.dial(CHILD, HOTLINE)
    assert thinker.asked.wait(A_WHILE)
    pushing = threading.Thread(target=push)
    pushing.start()
    pushing.join(0.2)

    assert (seen, net.sim.clock.now()) == ([], START)
    thinker.may_answer.set()
    pushing.join(A_WHILE)
    assert seen == [START + timedelta(seconds=30)]
    assert net.sim.call(sid).heard_at[0].at == START


def test_time_goes_on_while_an_answer_is_late_on_order(net: Net, thinker: Thinker) -> None:
    net.sim.fail(webhooks={"kind": "voice", "latency": {"count": 1, "seconds": 9}})
    thinker.may_answer.set()

    sid = net.sim.dial(CHILD, HOTLINE)
    net.pass_time(30)

    assert net.sim.call(sid).heard_at[0].at == START + timedelta(seconds=9)


def test_at_six_hundred_times_its_pace_a_quarter_of_an_hour_is_seconds(net: Net) -> None:
    come = threading.Event()
    net.sim.clock.after(900, come.set)
    driver = Live(net.sim, rate=600.0)
    driver.start()

    assert come.wait(A_WHILE)
    driver.stop()


def test_a_frozen_clock_stands_however_long_one_looks_at_it(net: Net) -> None:
    driver = Live(net.sim, rate=600.0)
    driver.start()
    net.sim.clock.freeze()
    with net.sim.lock:
        frozen_at = net.sim.clock.now()
    come = threading.Event()
    net.sim.clock.after(3600, come.set)

    assert not come.wait(0.3)
    driver.stop()
    assert net.sim.clock.now() - frozen_at < timedelta(minutes=5)


@pytest.mark.parametrize(
    ("document", "seconds"),
    [
        pytest.param("<Gather timeout='7'/>", 7, id="the patience of a menu"),
        pytest.param("<Pause length='7'/>", 7, id="a pause"),
        pytest.param(f"<Say>{'x' * 105}</Say>", 7, id="a sentence"),
        pytest.param("<Record timeout='7'/>", 7, id="the silence that ends a recording"),
        pytest.param(
            f"<Dial timeout='6'>{POLICE}</Dial>", 7, id="ringing, a second after dialling"
        ),
    ],
)
def test_every_patience_is_an_event_of_the_clock(net: Net, document: str, seconds: float) -> None:
    net.application.answers["/next"] = "<Hangup/>"
    sid = net.dial(f"{document}<Hangup/>".replace("<Record", '<Record action="/next"'))

    while net.sim.call(sid).status != "completed":
        assert net.sim.clock.step()

    assert net.sim.clock.now() - START == timedelta(seconds=seconds)


def test_a_text_and_its_receipt_are_events_of_the_clock(net: Net) -> None:
    made = net.client.messages.create(to=CHILD, from_=HOTLINE, body="Chào em")

    steps = net.sim.clock.run_until_idle()

    assert steps >= 3
    assert net.sim.clock.now() - START == timedelta(seconds=3)
    assert net.client.messages(made.sid).fetch().status == "delivered"


def test_nothing_is_left_to_happen_after_a_call_and_its_texts(net: Net) -> None:
    net.application.answers["/sms"] = "<Message>Đã nhận</Message>"
    net.dial("<Say>Chào em</Say>")
    net.sim.text(CHILD, HOTLINE, "cứu em")

    net.sim.clock.run_until_idle()

    assert net.sim.clock.next_at() is None
