"""Whose number a call may show: one of the account, or one whose owner keyed a code."""

from collections.abc import Callable

import pytest
from twilio.base.exceptions import TwilioRestException

from simulator.voice.verifying import CARRIER, WORDS
from tests.simulator.conftest import CHILD, HOST, HOTLINE, POLICE, START, Net

OFFICE = "+842838000000"
SOMEBODY = "+842838999999"
Ask = Callable[..., None]


def _verify(net: Net, keyed: str | None = None, **more: object) -> str:
    """The office is called and keys what it was told, or something else."""
    asked = net.client.validation_requests.create(
        phone_number=OFFICE, friendly_name="the office", status_callback=f"{HOST}/verified", **more
    )
    net.pass_time(2)
    [call] = net.sim.calls_to(OFFICE)
    net.sim.answer(call.sid)
    net.sim.press(call.sid, keyed or str(asked.validation_code))
    net.pass_time(1)
    return str(call.sid)


def test_a_number_is_verified_by_whoever_answers_it(net: Net) -> None:
    call = _verify(net)

    [known] = net.client.outgoing_caller_ids.list()
    told = net.application.at("/verified")[0]
    assert (known.phone_number, known.friendly_name) == (OFFICE, "the office")
    assert (told["VerificationStatus"], told["OutgoingCallerIdSid"]) == ("success", known.sid)
    assert (told["CallSid"], told["To"], told["From"]) == (call, OFFICE, CARRIER)
    assert net.sim.call(call).heard == [WORDS]
    assert net.sim.call(call).status == "completed"


def test_a_wrong_code_verifies_nothing(net: Net) -> None:
    _verify(net, "000000")

    told = net.application.at("/verified")[0]
    assert net.client.outgoing_caller_ids.list() == []
    assert (told["VerificationStatus"], "OutgoingCallerIdSid" in told) == ("failed", False)


def test_a_number_nobody_answers_is_not_verified(net: Net) -> None:
    net.sim.behave(OFFICE, answer="busy")

    net.client.validation_requests.create(
        phone_number=OFFICE, status_callback=f"{HOST}/verified", call_delay=30
    )
    net.pass_time(29)
    assert net.application.at("/verified") == []
    net.pass_time(3)

    assert net.application.at("/verified")[0]["VerificationStatus"] == "failed"


@pytest.mark.parametrize(
    ("number", "code"),
    [
        pytest.param("113", 21401, id="no whole number"),
        pytest.param(OFFICE, 21450, id="verified already"),
    ],
)
def test_what_cannot_be_verified_is_refused(net: Net, number: str, code: int) -> None:
    net.sim.has.verify(OFFICE, START)

    with pytest.raises(TwilioRestException) as refused:
        net.client.validation_requests.create(phone_number=number)

    assert refused.value.code == code


def test_a_caller_id_is_renamed_found_and_given_back(net: Net) -> None:
    sid = net.sim.has.verify(OFFICE, START).sid
    net.sim.has.verify(SOMEBODY, START)
    ids = net.client.outgoing_caller_ids

    assert ids(sid).update(friendly_name="Tổ trực").friendly_name == "Tổ trực"
    assert [one.sid for one in ids.list(friendly_name="Tổ trực")] == [sid]
    assert [one.sid for one in ids.list(phone_number=OFFICE)] == [sid]
    assert ids(sid).delete()
    with pytest.raises(TwilioRestException):
        ids(sid).fetch()


def test_a_verified_number_may_call_and_may_not_text(net: Net) -> None:
    net.sim.has.verify(OFFICE, START)

    net.client.calls.create(to=POLICE, from_=OFFICE, url=f"{HOST}/agent")
    with pytest.raises(TwilioRestException) as refused:
        net.client.messages.create(to=CHILD, from_=OFFICE, body="Em ơi")

    assert [call.from_ for call in net.sim.calls_to(POLICE)] == [OFFICE]
    assert refused.value.code == 21606


def test_a_dial_may_show_a_verified_number(net: Net) -> None:
    net.sim.has.verify(OFFICE, START)

    net.dial(f'<Dial callerId="{OFFICE}">{POLICE}</Dial>')
    net.pass_time(2)

    assert [call.from_ for call in net.sim.calls_to(POLICE)] == [OFFICE]
    assert net.warnings() == []


def _call(net: Net, **more: str) -> None:
    net.client.calls.create(to=POLICE, from_=HOTLINE, url=f"{HOST}/agent", **more)


def _invite(net: Net, **more: str) -> None:
    net.client.conferences("case-42").participants.create(to=POLICE, from_=HOTLINE, **more)


@pytest.mark.parametrize("ask", [_call, _invite])
def test_the_telephone_shows_another_number_and_why_it_is_called(net: Net, ask: Ask) -> None:
    net.sim.has.verify(OFFICE, START)

    ask(net, caller_id=OFFICE, call_reason="A child in danger")

    [rings] = net.sim.calls_to(POLICE)
    assert (rings.from_, rings.reason) == (OFFICE, "A child in danger")
    assert net.client.calls(rings.sid).fetch()._from == HOTLINE


@pytest.mark.parametrize("ask", [_call, _invite])
@pytest.mark.parametrize(
    ("shown", "code"),
    [
        pytest.param(SOMEBODY, 21210, id="whose owner was not asked"),
        pytest.param("113", 21212, id="that is none"),
    ],
)
def test_no_telephone_shows_a_number_of_somebody_else(
    net: Net, ask: Ask, shown: str, code: int
) -> None:
    with pytest.raises(TwilioRestException) as refused:
        ask(net, caller_id=shown)

    assert refused.value.code == code
    assert net.sim.calls_to(POLICE) == []
