"""A softphone registers with a token of the official library, and with no other."""

from datetime import timedelta

import jwt
import pytest
from twilio.jwt.access_token import AccessToken
from twilio.jwt.access_token.grants import VoiceGrant

from simulator.tokens import TokenError
from tests.simulator.conftest import ACCOUNT, Net

KEY, SECRET = f"SK{1:032x}", "the secret of a key, long enough for a signature"


@pytest.fixture
def net_with_key(net: Net) -> Net:
    net.sim.api_keys[KEY] = SECRET
    return net


def token(net: Net, account: str = ACCOUNT, secret: str = SECRET, **claims: object) -> str:
    made = AccessToken(account, KEY, secret, identity="counselor_07", ttl=600)
    made.add_grant(VoiceGrant(incoming_allow=True, outgoing_application_sid=f"AP{2:032x}"))
    now = net.sim.clock.now()
    payload = made.payload | {
        "iss": KEY,
        "sub": account,
        "nbf": now.timestamp() - 1,
        "exp": (now + timedelta(minutes=10)).timestamp(),
    }
    head = {"cty": claims.pop("cty", "twilio-fpa;v=1")}
    return jwt.encode({**payload, **claims}, secret, algorithm="HS256", headers=head)


def test_the_official_token_says_who_may_be_rung(net_with_key: Net) -> None:
    phone = net_with_key.sim.register(token(net_with_key))

    assert (phone.identity, phone.may_be_rung) == ("counselor_07", True)
    assert phone.application == f"AP{2:032x}"


def test_the_unchanged_token_of_the_library_is_read(net_with_key: Net) -> None:
    made = AccessToken(ACCOUNT, KEY, SECRET, identity="counselor_07", ttl=3600, nbf=0)
    made.add_grant(VoiceGrant(incoming_allow=False))

    assert net_with_key.sim.register(made.to_jwt()).may_be_rung is False
    refusing = {"identity": "counselor_07", "voice": {"incoming": {"allow": False}}}
    assert net_with_key.sim.register(token(net_with_key, grants=refusing)).may_be_rung is False


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"secret": "another secret, long enough for a signature"}, "signed by no key"),
        ({"account": f"AC{9:032x}"}, "of another account"),
        ({"cty": "twilio-fpa;v=2"}, "is not twilio-fpa"),
        ({"iss": f"SK{9:032x}"}, "signed by no key"),
        ({"exp": 1}, "has expired"),
        ({"exp": "soon"}, "has expired"),
        ({"nbf": 99_999_999_999}, "not valid yet"),
        ({"grants": {"identity": "counselor_07"}}, "grants no voice"),
        ({"grants": {"voice": {"incoming": {"allow": True}}}}, "names nobody"),
        ({"grants": []}, "grants no voice"),
    ],
)
def test_a_token_that_proves_nothing_registers_nobody(
    net_with_key: Net, changes: dict[str, str], reason: str
) -> None:
    with pytest.raises(TokenError, match=reason):
        net_with_key.sim.register(token(net_with_key, **changes))


@pytest.mark.parametrize("text", ["", "a.b", "a.b.c", "....", "e30.W10.x", "ă.ă.ă"])
def test_what_is_no_token_is_refused(net_with_key: Net, text: str) -> None:
    with pytest.raises(TokenError):
        net_with_key.sim.register(text)
