"""A softphone registers with a token of the official library, and with no other."""

import pytest
from twilio.jwt.access_token import AccessToken
from twilio.jwt.access_token.grants import VoiceGrant

from simulator.tokens import TokenError
from tests.simulator.access import APPLICATION, KEY, SECRET, token
from tests.simulator.conftest import ACCOUNT, Net


@pytest.fixture
def net_with_key(net: Net) -> Net:
    net.sim.api_keys[KEY] = SECRET
    return net


def test_the_official_token_says_who_may_be_rung(net_with_key: Net) -> None:
    phone = net_with_key.sim.check_token(token(net_with_key.sim))

    assert (phone.identity, phone.may_be_rung) == ("counselor_07", True)
    assert phone.application == APPLICATION


def test_the_unchanged_token_of_the_library_is_read(net_with_key: Net) -> None:
    made = AccessToken(ACCOUNT, KEY, SECRET, identity="counselor_07", ttl=3600, nbf=0)
    made.add_grant(VoiceGrant(incoming_allow=False))

    assert net_with_key.sim.check_token(made.to_jwt()).may_be_rung is False
    refusing = {"identity": "counselor_07", "voice": {"incoming": {"allow": False}}}
    refused = token(net_with_key.sim, grants=refusing)
    assert net_with_key.sim.check_token(refused).may_be_rung is False


@pytest.mark.parametrize(
    ("changes", "reason", "code"),
    [
        ({"secret": "another secret, long enough for a signature"}, "signed by no key", 20101),
        ({"account": f"AC{9:032x}"}, "of another account", 20101),
        ({"cty": "twilio-fpa;v=2"}, "is not twilio-fpa", 20101),
        ({"iss": f"SK{9:032x}"}, "signed by no key", 20101),
        ({"exp": 1}, "has expired", 20104),
        ({"exp": "soon"}, "has expired", 20104),
        ({"nbf": 99_999_999_999}, "not valid yet", 20101),
        ({"grants": {"identity": "counselor_07"}}, "grants no voice", 20101),
        ({"grants": {"voice": {"incoming": {"allow": True}}}}, "names nobody", 20101),
        ({"grants": []}, "grants no voice", 20101),
    ],
)
def test_a_token_that_proves_nothing_registers_nobody(
    net_with_key: Net, changes: dict[str, str], reason: str, code: int
) -> None:
    with pytest.raises(TokenError, match=reason) as refused:
        net_with_key.sim.check_token(token(net_with_key.sim, **changes))

    assert refused.value.code == code


@pytest.mark.parametrize("text", ["", "a.b", "a.b.c", "....", "e30.W10.x", "ă.ă.ă"])
def test_what_is_no_token_is_refused(net_with_key: Net, text: str) -> None:
    with pytest.raises(TokenError):
        net_with_key.sim.check_token(text)
