"""Access tokens of softphones, as the official library makes them."""

from datetime import timedelta

import jwt
from twilio.jwt.access_token import AccessToken
from twilio.jwt.access_token.grants import VoiceGrant

from simulator.network import Simulator

KEY, SECRET = f"SK{1:032x}", "the secret of a key, long enough for a signature"
APPLICATION = f"AP{2:032x}"


def token(sim: Simulator, identity: str = "counselor_07", **claims: object) -> str:
    """Good for ten minutes on the simulator's clock; `secret` and `cty` may be wrong too."""
    account, secret = str(claims.pop("account", sim.account_sid)), str(claims.pop("secret", SECRET))
    made = AccessToken(account, KEY, secret, identity=identity, ttl=600)
    made.add_grant(VoiceGrant(incoming_allow=True, outgoing_application_sid=APPLICATION))
    now = sim.clock.now()
    payload = made.payload | {
        "iss": KEY,
        "sub": account,
        "nbf": now.timestamp() - 1,
        "exp": (now + timedelta(minutes=10)).timestamp(),
    }
    head = {"cty": claims.pop("cty", "twilio-fpa;v=1")}
    return jwt.encode({**payload, **claims}, secret, algorithm="HS256", headers=head)
