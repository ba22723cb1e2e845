"""Who may ask the REST API: the account with its token, or a key of it with its secret."""

import pytest
from twilio.http.http_client import TwilioHttpClient
from twilio.request_validator import RequestValidator
from twilio.rest import Client

from tests.simulator.access import KEY, SECRET
from tests.simulator.conftest import ACCOUNT, HOST, HOTLINE, POLICE, TOKEN, Net


def client(net: Net, name: str, secret: str) -> Client:
    """As an application logs in that does not want to hold the account's token."""
    http = TwilioHttpClient(timeout=8)
    http.session.mount("https://api.twilio.com", net.rest.get_adapter(net.address("")))
    return Client(name, secret, ACCOUNT, http_client=http)


def test_a_key_with_its_secret_may_do_what_the_account_may(net: Net) -> None:
    net.sim.api_keys[KEY] = SECRET
    keyed = client(net, KEY, SECRET)
    made = keyed.calls.create(from_=HOTLINE, to=POLICE, url=f"{HOST}/agent")
    text = keyed.messages.create(from_=HOTLINE, to=POLICE, body="Một em nhỏ đang chờ")

    assert keyed.calls(made.sid).update(status="canceled").status == "canceled"
    assert [one.sid for one in keyed.messages.list()] == [text.sid]
    assert (made.account_sid, text.account_sid) == (ACCOUNT, ACCOUNT)


@pytest.mark.parametrize(
    ("name", "secret"),
    [
        pytest.param(KEY, "another", id="a key with another secret"),
        pytest.param(KEY, TOKEN, id="a key with the account's token"),
        pytest.param(ACCOUNT, SECRET, id="the account with a key's secret"),
        pytest.param(f"SK{7:032x}", SECRET, id="a key of somebody else"),
        pytest.param(KEY, "", id="no secret"),
    ],
)
def test_nobody_else_may(net: Net, name: str, secret: str) -> None:
    net.sim.api_keys[KEY] = SECRET
    answer = net.rest.get(net.address("Calls.json"), auth=(name, secret))

    assert (answer.status_code, answer.json()["code"]) == (401, 20003)


def test_a_key_that_was_taken_back_opens_nothing(net: Net) -> None:
    net.sim.api_keys[KEY] = SECRET
    del net.sim.api_keys[KEY]

    assert net.rest.get(net.address("Calls.json"), auth=(KEY, SECRET)).status_code == 401


def test_what_a_key_set_going_is_signed_by_the_account_all_the_same(net: Net) -> None:
    net.sim.api_keys[KEY] = SECRET
    net.sim.behave(POLICE, answer="accept")
    client(net, KEY, SECRET).calls.create(from_=HOTLINE, to=POLICE, url=f"{HOST}/agent")
    net.pass_time(3)

    [asked] = net.application.asked
    signature = asked.headers["X-Twilio-Signature"]
    assert RequestValidator(TOKEN).validate(f"{HOST}/agent", asked.params, signature)
    assert not RequestValidator(SECRET).validate(f"{HOST}/agent", asked.params, signature)
