"""By which a counselor's browser becomes a telephone: minted by us, short-lived, for one person."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from twilio.jwt.access_token import AccessToken
from twilio.jwt.access_token.grants import VoiceGrant

LIFE = timedelta(minutes=15)  # long enough for a call that must not end, short enough to be stolen


@dataclass(frozen=True)
class Mint:
    """The key of an account by which tokens are signed."""

    account: str
    key: str
    secret: str = field(repr=False)

    def token(self, identity: str, now: datetime) -> str:
        """May be rung, and places no call of its own."""
        token = AccessToken(
            self.account,
            self.key,
            self.secret,
            identity=identity,
            ttl=int(LIFE.total_seconds()),
            nbf=int(now.timestamp()),
            valid_until=int((now + LIFE).timestamp()),
        )
        token.add_grant(VoiceGrant(incoming_allow=True))
        return str(token.to_jwt())
