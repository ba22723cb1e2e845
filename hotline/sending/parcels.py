"""An outgoing row as the sender needs it, and what it becomes in the carrier's hands. Pure."""

import uuid
from dataclasses import dataclass
from datetime import timedelta

from hotline.calls import presence
from hotline.policy import Policy
from hotline.sending.mail import Mail
from hotline.sending.outbox import Outgoing, Purpose, keys_again
from hotline.telephony import twiml, twiml_rooms
from hotline.telephony.carrier import CallToPlace, SmsToSend
from hotline.vocabulary import Channel, Language, Severity

RING_FOR = timedelta(seconds=25)
PAGE_IS_STALE = timedelta(minutes=5)  # by then the ladder has climbed on


@dataclass(frozen=True)
class Parcel:
    """Free of the transaction it was read in."""

    id: uuid.UUID
    fence: int
    purpose: Purpose
    channel: Channel
    language: Language
    severity: Severity
    to: str
    body: str

    @property
    def urgent(self) -> bool:
        """Whether it had rather come twice than late."""
        return self.severity is Severity.CRITICAL and self.purpose in DETOURED


# Nothing is to be answered.
NOTICES = frozenset(
    {
        *(Purpose.WITHDRAWAL, Purpose.RELAY_ANSWER, Purpose.HANDOVER),
        *(Purpose.ALARM, Purpose.CALLER_ALERT),
    }
)
SUBJECTS = {
    Purpose.REFERRAL: "referral.email_subject",
    Purpose.RELAY_ANSWER: "relay.email_subject",
}
DETOURED = frozenset({Purpose.PAGE, Purpose.REFERRAL})


def parcel(row: Outgoing) -> Parcel:
    return Parcel(
        row.id,
        row.fence,
        row.purpose,
        row.channel,
        row.language,
        row.severity,
        row.to or "",
        row.body or "",
    )


@dataclass(frozen=True)
class Wrapping:
    """What every message has around it: the policy's words and where we are answered."""

    policy: Policy
    public_url: str

    def sms(self, parcel: Parcel) -> SmsToSend:
        valid_for = PAGE_IS_STALE if parcel.purpose is Purpose.PAGE else None
        return SmsToSend(parcel.to, parcel.body, self._status_url("sms", parcel), valid_for)

    def mail(self, parcel: Parcel) -> Mail:
        about = SUBJECTS.get(parcel.purpose, "page.email_subject")
        subject = self.policy.say(about, parcel.language)
        return Mail(str(parcel.id), parcel.to, subject, parcel.body)

    def call(self, parcel: Parcel) -> CallToPlace:
        if parcel.purpose is Purpose.CALL_BACK:
            return self._call_back(parcel)
        program, status = self._program(parcel), self._status_url("voice", parcel)
        offered = parcel.purpose is Purpose.OFFER
        ring_for = self.policy.calls.offer_for if offered else RING_FOR
        return CallToPlace(parcel.to, program, status, ring_for)

    def _call_back(self, parcel: Parcel) -> CallToPlace:
        """Nothing is said before it is known whether a machine picked up."""
        status = self._status_url("voice", parcel)
        first = (
            f"{self.public_url}/webhooks/voice/back/{uuid.UUID(int=parcel.id.int ^ 1)}/picked-up"
        )
        return CallToPlace(parcel.to, "", status, RING_FOR, url=first)

    def _program(self, parcel: Parcel) -> str:
        """Whoever takes a caller is asked where to sit only once they have answered."""
        if parcel.purpose is Purpose.OFFER:
            return twiml_rooms.go_to(f"{self.public_url}/webhooks/voice/seat/{parcel.id}/1")
        if parcel.purpose in NOTICES:
            return twiml.tell(parcel.body, parcel.language)
        place = "back" if parcel.purpose is Purpose.CALL_BACK_OURS else "answer"
        rest = "ours/1" if parcel.purpose is Purpose.CALL_BACK_OURS else "1"
        answer = f"{self.public_url}/webhooks/voice/{place}/{parcel.id}/{rest}"
        if parcel.purpose is Purpose.CALL_BACK_OURS and presence.is_softphone(parcel.to):
            return twiml_rooms.go_to(answer)
        again = self.policy.say(keys_again(parcel.purpose), parcel.language)
        return twiml.ask_for_key(parcel.body, again, answer, parcel.language)

    def _status_url(self, kind: str, parcel: Parcel) -> str:
        """The receipt's own URL names the row, so a receipt that outruns our commit finds it."""
        return f"{self.public_url}/webhooks/{kind}/status?o={parcel.id}"
