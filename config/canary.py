"""Carries each canary to the signed door of the running web, as the carrier would."""

import requests
import structlog

from config.house import House
from hotline import canary
from hotline.telephony import signature
from referral.canary import filing, flights
from referral.canary.flights import Carried

DOOR = "/webhooks/sms/incoming"
CONNECT, READ = 2.0, 5.0  # seconds
LOOK = 1.0  # seconds

log = structlog.get_logger()


class Keeper:
    """Knocks apart from the clock: a web that hangs delays nothing but this."""

    def __init__(self, mine: House, session: requests.Session | None = None) -> None:
        self._mine, self._session = mine, session or requests.Session()

    def carry(self) -> bool:
        """One, if one waits; whether the door took it. If not, it is tried again."""
        with self._mine.workplace.work() as work:
            one = flights.take(work)
        return one is not None and self._knock(one)

    def _knock(self, one: Carried) -> bool:
        settings = self._mine.settings
        form = self._form(one)
        token = settings.twilio_auth_tokens[0]
        signed = signature.sign(settings.public_url + DOOR, form, token)
        url = (settings.canary_url or settings.public_url) + DOOR
        try:
            answer = self._session.post(
                url,
                data=form,
                headers={"X-Twilio-Signature": signed},
                timeout=(CONNECT, READ),
                allow_redirects=False,
            )
        except requests.RequestException as error:
            log.error("canary_finds_no_door", error=type(error).__name__)  # noqa: TRY400  # the address may be secret
            return False
        if not answer.ok:
            log.error("canary_refused", status=answer.status_code)
        return answer.ok

    def _form(self, one: Carried) -> dict[str, str]:
        settings = self._mine.settings
        return {
            "MessageSid": one.sid,
            "AccountSid": settings.twilio_account_sid,
            "From": canary.CALLER,
            "To": settings.hotline_number,
            "Body": filing.text_of(one.secret),
            "NumMedia": "0",
        }
