"""What the network knows of a caller beside the number: told where it is known only."""

import pytest
from twilio.base.exceptions import TwilioRestException

from simulator.errors import BadFieldError
from simulator.scenarios.reading import read
from simulator.scenarios.running import play
from tests.simulator.conftest import CHILD, HOST, HOTLINE, POLICE, Net
from tests.simulator.test_scenarios import HEAD

HOME = "+842838000000"
OF_A_CALLER = {"ForwardedFrom", "CallerName", "StirVerstat", "CallToken"}
KNOWN = {
    "forwarded_from": HOME,
    "caller_name": "NGUYEN VAN A",
    "stir_verstat": "TN-Validation-Passed-A",
}


def told_of_the_caller(told: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in told.items() if name in OF_A_CALLER - {"CallToken"}}


def test_nothing_is_made_up_of_a_caller_nobody_knows(net: Net) -> None:
    net.dial('<Gather action="/menu" numDigits="1"/>')

    [told] = net.application.at("/voice")
    assert told_of_the_caller(told) == {}
    assert told["CallToken"]


def test_what_is_known_of_a_caller_goes_with_every_question_and_the_report(net: Net) -> None:
    net.sim.own(HOTLINE, caller_name_lookup="on")
    net.application.answers["/voice"] = '<Gather action="/menu" numDigits="1"/>'
    sid = net.sim.dial(CHILD, HOTLINE, **KNOWN)
    net.sim.press(sid, "1")

    known = {
        "ForwardedFrom": HOME,
        "CallerName": "NGUYEN VAN A",
        "StirVerstat": "TN-Validation-Passed-A",
    }
    told = [net.application.at(path)[0] for path in ("/voice", "/menu", "/status")]
    assert [told_of_the_caller(one) for one in told] == [known] * 3
    assert len({one["CallToken"] for one in told}) == 1
    seen = net.client.calls(sid).fetch()
    assert (seen.forwarded_from, seen.caller_name) == (HOME, "NGUYEN VAN A")


def test_a_name_is_told_to_a_number_that_asks_for_it_only(net: Net) -> None:
    [number] = net.client.incoming_phone_numbers.list(phone_number=HOTLINE)
    for asked in (False, True):
        net.client.incoming_phone_numbers(number.sid).update(voice_caller_id_lookup=asked)
        net.sim.dial(CHILD, HOTLINE, caller_name="NGUYEN VAN A")

    told = net.application.at("/voice")
    assert [one.get("CallerName") for one in told] == [None, "NGUYEN VAN A"]
    assert net.client.incoming_phone_numbers(number.sid).fetch().voice_caller_id_lookup is True


def test_a_call_the_application_makes_says_nothing_of_a_caller(net: Net) -> None:
    net.sim.behave(POLICE, answer="accept")
    net.dial(f'<Dial><Number url="/whisper">{POLICE}</Number></Dial>')
    net.client.calls.create(to=POLICE, from_=HOTLINE, url=f"{HOST}/agent")
    net.pass_time(3)

    for path in ("/whisper", "/agent"):
        assert not net.application.at(path)[0].keys() & OF_A_CALLER


def test_a_call_passed_on_with_its_token_may_show_the_child(net: Net) -> None:
    net.dial("<Pause length='60'/>")
    token = net.application.at("/voice")[0]["CallToken"]

    def passed_on(from_: str, **more: str) -> str:
        made = net.client.calls.create(to=POLICE, from_=from_, url=f"{HOST}/agent", **more)
        return net.sim.call(str(made.sid)).from_

    assert passed_on(CHILD, call_token=token) == CHILD
    for from_, more in ((CHILD, {}), (CHILD, {"call_token": "x"}), (HOME, {"call_token": token})):
        with pytest.raises(TwilioRestException) as refused:
            passed_on(from_, **more)
        assert refused.value.code == 21210


@pytest.mark.parametrize(
    ("answer", "code"),
    [("accept", "200"), ("busy", "486"), ("no_answer", "487"), ("failed", "404")],
)
def test_the_end_of_a_call_we_made_says_how_the_other_network_answered(
    net: Net, answer: str, code: str
) -> None:
    net.sim.behave(POLICE, answer=answer)
    events = ["initiated", "ringing", "answered", "completed"]
    net.client.calls.create(
        to=POLICE,
        from_=HOTLINE,
        twiml="<Response/>",
        status_callback=f"{HOST}/progress",
        status_callback_event=events,
    )
    net.pass_time(90)

    told = [one.get("SipResponseCode") for one in net.application.at("/progress")]
    assert told == [None] * (len(told) - 1) + [code]


def test_the_end_of_a_call_to_us_names_no_answer_of_another_network(net: Net) -> None:
    net.dial("<Hangup/>")

    assert "SipResponseCode" not in net.application.at("/status")[0]


def test_the_control_api_and_a_scenario_say_what_is_known_of_a_caller(net: Net) -> None:
    who = {"from": CHILD, "to": HOTLINE}
    with net.control as control:
        assert control.post("/_sim/calls", json={**who, "forwarded_from": HOME}).status_code == 200
        refused = control.post("/_sim/calls", json={**who, "shoe_size": "40"})
        wrong = control.post("/_sim/calls", json={**who, "caller_name": 7})
    assert net.application.at("/voice")[0]["ForwardedFrom"] == HOME
    assert (refused.status_code, wrong.status_code) == (400, 400)
    with pytest.raises(BadFieldError):
        net.sim.own(HOTLINE, caller_name_lookup="maybe")

    night = f"""  - child: {{dial: "+842473001111", forwarded_from: "{HOME}"}}
  - expect: {{webhook: {{kind: voice, ForwardedFrom: "{HOME}"}}, count: 1}}
"""
    assert play(read(HEAD + night)).passed
