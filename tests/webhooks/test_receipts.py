"""Whatever order the carrier's receipts come in, and however often, they say one thing."""

import uuid
from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from hotline.sending import receipts
from hotline.sending.outbox import State
from hotline.sending.receipts import ReceiptRow
from hotline.telephony.carrier import Receipt
from tests.hotline import outgoing
from tests.house import House
from tests.webhooks import carrier

SID = carrier.sid("SM", 7)
CODES = {"undelivered": "30003", "failed": "30008"}
STORIES = [
    ("queued", "sending", "sent", "delivered"),
    ("sent", "delivered", "read"),
    ("queued", "sent", "undelivered"),
    ("queued", "failed"),
    ("initiated", "ringing", "in-progress", "completed"),
    ("initiated", "ringing", "busy"),
    ("initiated", "ringing", "no-answer"),
    ("initiated", "failed"),
]
shuffled = st.sampled_from(STORIES).flatmap(
    lambda story: st.tuples(st.just(story), st.permutations(story * 2))
)


@settings(
    max_examples=120,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],  # each example has its own row
)
@given(shuffled)
def test_every_order_of_receipts_and_each_of_them_twice_ends_the_same(
    house: House, told: tuple[Sequence[str], Sequence[str]]
) -> None:
    in_order, any_order = told

    assert ending(house, any_order) == ending(house, in_order)


def ending(house: House, statuses: Sequence[str]) -> tuple[State, str | None, str | None]:
    sid = f"SM{uuid.uuid4().hex}"
    row_id = outgoing.accepted(house, sid)
    for status in statuses:
        with house.work() as work:
            receipts.record(work, Receipt(sid, status, CODES.get(status, "")), row_id)
    row = outgoing.row(house, row_id)
    return row.state, row.carrier_status, row.error_code


def test_a_late_sent_does_not_take_back_delivered(house: House) -> None:
    row_id = outgoing.accepted(house, SID)

    tell(house, row_id, "delivered")
    tell(house, row_id, "sent")

    assert outgoing.row(house, row_id).carrier_status == "delivered"


def test_a_receipt_that_outruns_our_own_note_finds_its_text_by_the_address(house: House) -> None:
    row_id = outgoing.accepted(house, None)

    tell(house, row_id, "sent")

    row = outgoing.row(house, row_id)
    assert (row.state, row.carrier_sid, row.carrier_status) == (State.ACCEPTED, SID, "sent")


def test_a_failure_that_outruns_our_own_note_lets_another_channel_take_over(house: House) -> None:
    row_id = outgoing.accepted(house, None)

    tell(house, row_id, "undelivered", ErrorCode="30003")

    row = outgoing.row(house, row_id)
    assert (row.state, row.error_code) == (State.REFUSED, "30003")


def test_a_receipt_for_something_unknown_is_kept(house: House) -> None:
    said = carrier.post(house, carrier.SMS_STATUS, receipt("delivered"))

    carrier.said(said)
    assert log(house) == [("delivered", "")]


@pytest.mark.parametrize(
    ("first", "second"), [("delivered", "undelivered"), ("undelivered", "delivered")]
)
def test_of_two_endings_that_contradict_each_other_both_are_written_and_the_first_holds(
    house: House, first: str, second: str
) -> None:
    row_id = outgoing.accepted(house, SID)

    tell(house, row_id, first)
    tell(house, row_id, second)

    assert outgoing.row(house, row_id).carrier_status == first
    assert log(house) == sorted([(first, ""), (second, "")])


def test_a_receipt_of_another_text_never_moves_this_one(house: House) -> None:
    row_id = outgoing.accepted(house, carrier.sid("SM", 8))

    tell(house, row_id, "failed", ErrorCode="30008")

    row = outgoing.row(house, row_id)
    assert (row.state, row.carrier_status) == (State.ACCEPTED, None)


@pytest.mark.parametrize("missing", ["MessageSid", "MessageStatus"])
def test_a_receipt_without_its_id_or_its_word_proves_nothing(house: House, missing: str) -> None:
    row_id = outgoing.accepted(house, None)
    form = {name: value for name, value in receipt("sent").items() if name != missing}

    carrier.said(carrier.post(house, f"{carrier.SMS_STATUS}?o={row_id}", form))

    row = outgoing.row(house, row_id)
    assert (row.state, row.carrier_sid, row.carrier_status) == (State.LEASED, None, None)


@pytest.mark.parametrize(
    "about", ["", "?o=", "?o=x", "?o=%00", "?o=../../etc", f"?o={uuid.UUID(int=7)}"]
)
def test_an_address_that_names_nothing_of_ours_is_answered_and_kept(
    house: House, about: str
) -> None:
    carrier.said(carrier.post(house, carrier.SMS_STATUS + about, receipt("sent")))

    assert log(house) == [("sent", "")]


def receipt(status: str, **more: str) -> dict[str, str]:
    return {"AccountSid": carrier.ACCOUNT, "MessageSid": SID, "MessageStatus": status, **more}


def tell(house: House, row_id: uuid.UUID, status: str, **more: str) -> None:
    path = f"{carrier.SMS_STATUS}?o={row_id}"
    carrier.said(carrier.post(house, path, receipt(status, **more)))


def log(house: House) -> list[tuple[str, str]]:
    with house.work() as work:
        found = work.session.scalars(select(ReceiptRow))
        return sorted((row.status, row.error_code) for row in found)
