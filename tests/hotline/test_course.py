"""What a receipt makes of a message that left, whatever was known of it."""

import uuid
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from config import packs
from hotline.sending import course
from hotline.sending.course import Course
from hotline.sending.outbox import Purpose, State
from hotline.telephony.carrier import Receipt
from hotline.vocabulary import Channel, Severity

POLICY = packs.shipped("vietnam")
NOW = datetime(2026, 11, 20, 19, 0, tzinfo=UTC)
SOON = NOW + timedelta(seconds=30)
SID = "SM" + "1" * 32
PAGE = Course(
    id=uuid.UUID(int=1),
    purpose=Purpose.PAGE,
    channel=Channel.SMS,
    severity=Severity.CRITICAL,
    ticket_id=uuid.UUID(int=2),
    referral_id=None,
    fence=1,
    state=State.ACCEPTED,
    not_before=NOW,
    lease_until=None,
    settled_at=NOW,
    carrier_sid=SID,
    carrier_status="sent",
    error_code=None,
    unheard_at=SOON,
)
IN_HAND = replace(
    PAGE,
    state=State.LEASED,
    lease_until=SOON,
    settled_at=None,
    carrier_sid=None,
    carrier_status=None,
    unheard_at=None,
)
PATIENCE = POLICY.ladders[Severity.CRITICAL].patience[Channel.SMS]
TAKEN = replace(PAGE, carrier_status="queued", unheard_at=NOW + PATIENCE)
CANCELLED = replace(IN_HAND, state=State.CANCELLED, lease_until=None)

CASES = [
    pytest.param(
        PAGE,
        Receipt(SID, "delivered", ""),
        replace(PAGE, carrier_status="delivered", unheard_at=None),
        id="who has it need not be told by another channel",
    ),
    pytest.param(
        PAGE,
        Receipt(SID, "undelivered", "30003"),
        replace(PAGE, carrier_status="undelivered", error_code="30003", state=State.REFUSED),
        id="what the carrier gave up waits for a decision",
    ),
    pytest.param(
        replace(PAGE, channel=Channel.CALL, carrier_status="ringing"),
        Receipt(SID, "no-answer", ""),
        replace(PAGE, channel=Channel.CALL, carrier_status="no-answer", unheard_at=NOW),
        id="a call that nobody picked up reached nobody, and it is time now",
    ),
    pytest.param(PAGE, Receipt(SID, "queued", ""), PAGE, id="late news takes nothing back"),
    pytest.param(
        PAGE, Receipt("SM" + "2" * 32, "delivered", ""), PAGE, id="news of another proves nothing"
    ),
    pytest.param(IN_HAND, Receipt("", "delivered", ""), IN_HAND, id="no id proves nothing"),
    pytest.param(IN_HAND, Receipt(SID, "", ""), IN_HAND, id="no status proves nothing"),
    pytest.param(
        IN_HAND, Receipt(SID, "queued", ""), TAKEN, id="news before our own note is the note"
    ),
    pytest.param(
        CANCELLED,
        Receipt(SID, "sent", ""),
        replace(CANCELLED, carrier_sid=SID, carrier_status="sent"),
        id="what was taken back and left all the same stays taken back",
    ),
]


@pytest.mark.parametrize(("was", "receipt", "then"), CASES)
def test_a_receipt_only_ever_moves_a_message_on(
    was: Course, receipt: Receipt, then: Course
) -> None:
    assert course.risen(was, receipt, POLICY, NOW) == then


def test_an_agencys_telephone_has_its_own_deadline_and_its_mail_a_patience() -> None:
    told = replace(IN_HAND, purpose=Purpose.REFERRAL)
    mailed = replace(told, channel=Channel.EMAIL)

    assert course.accepted(told, POLICY, NOW).unheard_at is None
    assert course.accepted(mailed, POLICY, NOW).unheard_at == NOW + POLICY.email_patience
