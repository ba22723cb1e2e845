"""What stands around a message that leaves: whether it may come twice, and what a call says."""

import uuid
from itertools import product

import pytest

from config.packs import shipped
from hotline.calls.presence import SOFTPHONE
from hotline.sending.outbox import Purpose
from hotline.sending.parcels import NOTICES, PAGE_IS_STALE, RING_FOR, Parcel, Wrapping
from hotline.vocabulary import Channel, Language, Severity
from tests.house import PUBLIC

POLICY = shipped("vietnam")
WRAPPING = Wrapping(POLICY, PUBLIC)
ID = uuid.UUID(int=7)
PHONE, WINDOW = "+84905000111", f"{SOFTPHONE}window"
ASKED = frozenset(Purpose) - NOTICES - {Purpose.OFFER, Purpose.CALL_BACK, Purpose.CALL_BACK_OURS}


def parcel(
    purpose: Purpose,
    channel: Channel = Channel.CALL,
    *,
    severity: Severity = Severity.CRITICAL,
    to: str = PHONE,
) -> Parcel:
    return Parcel(ID, 1, purpose, channel, Language.VI, severity, to, "Lời nhắn")


def test_only_what_is_critical_and_for_those_who_must_act_had_rather_come_twice() -> None:
    urgent = {
        (purpose, severity)
        for purpose, severity in product(Purpose, Severity)
        if parcel(purpose, severity=severity).urgent
    }

    assert urgent == {
        (Purpose.PAGE, Severity.CRITICAL),
        (Purpose.REFERRAL, Severity.CRITICAL),
    }


def test_a_page_by_text_is_not_delivered_any_more_once_it_is_stale() -> None:
    stale = {each: WRAPPING.sms(parcel(each, Channel.SMS)).valid_for for each in Purpose}

    assert stale.pop(Purpose.PAGE) == PAGE_IS_STALE
    assert set(stale.values()) == {None}


@pytest.mark.parametrize("to", [PHONE, WINDOW])
@pytest.mark.parametrize("purpose", sorted(ASKED))
def test_who_is_called_hears_it_and_is_asked_for_a_key(purpose: Purpose, to: str) -> None:
    call = WRAPPING.call(parcel(purpose, to=to))

    assert "Lời nhắn" in call.program
    assert f'<Gather action="{PUBLIC}/webhooks/voice/answer/{ID}/1"' in call.program
    assert (call.ring_for, call.url) == (RING_FOR, "")


@pytest.mark.parametrize("purpose", sorted(NOTICES))
def test_a_notice_is_said_and_asks_nothing(purpose: Purpose) -> None:
    program = WRAPPING.call(parcel(purpose)).program

    assert "Lời nhắn" in program
    assert "<Gather" not in program


def test_whoever_is_offered_a_caller_is_led_to_a_seat_and_rung_as_long_as_the_policy_says() -> None:
    call = WRAPPING.call(parcel(Purpose.OFFER))

    assert f"{PUBLIC}/webhooks/voice/seat/{ID}/1" in call.program
    assert "Lời nhắn" not in call.program
    assert call.ring_for == POLICY.calls.offer_for != RING_FOR


def test_whoever_calls_back_is_asked_on_a_telephone_and_led_on_at_once_in_a_window() -> None:
    by_phone = WRAPPING.call(parcel(Purpose.CALL_BACK_OURS)).program
    in_window = WRAPPING.call(parcel(Purpose.CALL_BACK_OURS, to=WINDOW)).program

    assert f'<Gather action="{PUBLIC}/webhooks/voice/back/{ID}/ours/1"' in by_phone
    assert "Lời nhắn" in by_phone
    assert f"{PUBLIC}/webhooks/voice/back/{ID}/ours/1" in in_window
    assert "Lời nhắn" not in in_window


def test_to_a_caller_nothing_is_said_before_it_is_known_who_picked_up() -> None:
    """The first turn carries the id of whoever rings them, one bit away from this one's."""
    call = WRAPPING.call(parcel(Purpose.CALL_BACK))

    assert call.program == ""
    assert call.url == f"{PUBLIC}/webhooks/voice/back/{uuid.UUID(int=6)}/picked-up"
    assert call.status_url == f"{PUBLIC}/webhooks/voice/status?o={ID}"
