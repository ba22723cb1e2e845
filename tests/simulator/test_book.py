"""The carrier's description is read as it is meant, and every request is held against it."""

import pytest

from tests.simulator import book, strict
from tests.simulator.conftest import HOST, HOTLINE, POLICE, Net

pytestmark = pytest.mark.skipif(not strict.available(), reason=strict.ABSENT)
CALL = {"To": POLICE, "From": HOTLINE, "Url": f"{HOST}/voice"}
ACCOUNT = "/2010-04-01/Accounts/AC" + 32 * "0"


def found(method: str, path: str, **form: list[str]) -> list[str]:
    operation = book.operation(method, ACCOUNT + path)
    assert operation is not None
    return operation.problems(ACCOUNT + path, {}, form)


def test_a_field_the_carrier_does_not_know_is_passed_over(net: Net) -> None:
    """The real one ignores what it does not know, so the simulator does."""
    with strict.watch.on_purpose() as wrong:
        net.rest.post(net.address("Calls.json"), data={**CALL, "Colour": "red"})

    assert len(net.sim.calls_to(POLICE)) == 1
    assert wrong == ["form: Colour is unknown"]


@pytest.mark.usefixtures("uncounted")
def test_a_test_that_sends_such_a_field_fails(net: Net) -> None:
    net.rest.post(net.address("Calls.json"), data={**CALL, "Colour": "red"})

    [problem] = strict.watch.taken()
    assert problem.endswith("Calls.json -> 201: form: Colour is unknown")


def test_a_request_that_is_refused_may_be_as_wrong_as_it_likes(net: Net) -> None:
    answer = net.rest.post(net.address("Calls.json"), data={"Colour": "red"})
    assert answer.json()["code"] == 21201


@pytest.mark.parametrize(
    ("form", "problem"),
    [
        pytest.param({"To": ["+84900000113"]}, "form: From is missing", id="without a From"),
        pytest.param({"Url": ["/voice"]}, "form: Url: '/voice' is not", id="half an address"),
        pytest.param({"Timeout": ["soon"]}, "form: Timeout: 'soon' is not", id="no number"),
        pytest.param({"Record": ["yes"]}, "form: Record: 'yes' is not", id="no flag"),
        pytest.param({"Method": ["PUT"]}, "form: Method: 'PUT' is not", id="another method"),
        pytest.param({"Byoc": ["BY1"]}, "form: Byoc: 'BY1' is not", id="no sid"),
        pytest.param({"To": ["a", "b"]}, "form: To: comes 2 times", id="twice"),
    ],
)
def test_a_form_is_held_against_the_description(form: dict[str, list[str]], problem: str) -> None:
    problems = found("POST", "/Calls.json", **form)
    assert [one for one in problems if one.startswith(problem)]


def test_a_list_may_come_as_repeated_keys() -> None:
    events = ["initiated", "completed"]
    whole = {"To": ["+84900000113"], "From": ["+84900000114"], "StatusCallbackEvent": events}
    assert found("POST", "/Calls.json", **whole) == []


def test_an_address_is_held_against_the_description_too() -> None:
    assert found("GET", "/Calls/CA1.json") == [
        "path: Sid: 'CA1' is not what the description allows"
    ]


def test_an_address_with_a_name_is_not_taken_for_one_with_a_sid() -> None:
    operation = book.operation("GET", f"{ACCOUNT}/IncomingPhoneNumbers/Local.json")
    assert operation is not None
    assert operation.address == "/IncomingPhoneNumbers/Local.json"
