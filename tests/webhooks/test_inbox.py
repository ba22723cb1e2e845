"""However often the carrier says the same, it happens once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import IntegrityError, OperationalError
from werkzeug.test import TestResponse

from hotline import inbox
from hotline.contacts import Contact
from hotline.inbox import Event, Inbox
from hotline.store.journal import Act, JournalEntry
from hotline.store.work import Base, Work
from hotline.telephony import twiml
from hotline.tickets import Outcome, Ticket
from referral import casework
from referral.promises.deadlines import Deadline
from tests.house import House
from tests.webhooks import carrier
from webhooks.door import Kind, receive
from webhooks.sms import say_nothing

AT_ONCE = 25
NUMBER = "+84912000077"


def test_one_text_told_a_hundred_times_at_once_is_one_ticket_and_one_answer(house: House) -> None:
    form = carrier.text(1, "Cứu cháu với, cháu bị nhốt trong nhà")

    answers = together(100, lambda _n: carrier.post(house, carrier.SMS, form))

    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.data for answer in answers}) == 1
    assert b"Message" in answers[0].data
    assert rows(house) == {"inbox": 1, "contact": 1, "ticket": 1, "opened": 1}


def test_one_text_with_a_hundred_delivery_tokens_is_still_one_text(house: House) -> None:
    """The carrier does not sign the token, so it decides nothing."""
    form = carrier.text(1, "cháu sợ lắm")

    answers = together(
        100, lambda n: carrier.post(house, carrier.SMS, form, idempotency=f"token-{n}")
    )

    assert len({answer.data for answer in answers}) == 1
    assert rows(house) == {"inbox": 1, "contact": 1, "ticket": 1, "opened": 1}


def test_two_texts_under_one_delivery_token_are_two_texts(house: House) -> None:
    for n in (1, 2):
        carrier.post(house, carrier.SMS, carrier.text(n, f"tin nhắn {n}"), idempotency="same")

    assert rows(house) == {"inbox": 2, "contact": 2, "ticket": 1, "opened": 1}


def test_two_first_texts_of_a_new_number_at_once_meet_on_one_ticket(house: House) -> None:
    texts = [carrier.text(n, f"em bị đánh, tin {n}") for n in range(2)]

    together(2, lambda n: carrier.post(house, carrier.SMS, texts[n]))

    assert rows(house) == {"inbox": 2, "contact": 2, "ticket": 1, "opened": 1}


def test_a_crowd_of_texts_of_one_number_is_one_ticket_and_counted_without_gaps(
    house: House,
) -> None:
    texts = [carrier.text(n, f"cô ơi, tin {n}") for n in range(AT_ONCE)]

    answers = together(AT_ONCE, lambda n: carrier.post(house, carrier.SMS, texts[n]))

    assert {answer.status_code for answer in answers} == {200}
    assert rows(house) == {"inbox": AT_ONCE, "contact": AT_ONCE, "ticket": 1, "opened": 1}
    assert counted(house) == list(range(1, AT_ONCE + 1))


def test_two_texts_at_once_after_a_closed_ticket_open_one_new_one(house: House) -> None:
    carrier.post(house, carrier.SMS, carrier.text(1, "cháu hỏi chút"))
    with house.work() as work:
        ticket = work.session.scalars(select(Ticket)).one()
        casework.close(work, ticket, house.person("hoa"), Outcome.HELPED)
    texts = [carrier.text(n, f"lại đánh nữa, tin {n}") for n in (2, 3)]

    together(2, lambda n: carrier.post(house, carrier.SMS, texts[n]))

    assert rows(house) == {"inbox": 3, "contact": 3, "ticket": 2, "opened": 2}


def test_an_event_that_another_got_ahead_of_holds_its_queue_while_it_is_worked_on(
    house: House,
) -> None:
    """Who finds no open ticket locks none: the caller's queue alone keeps them in their order."""
    behind = Event("sms", "sms:behind", {}, queue=NUMBER)
    tries = iter([True, False])

    def handle(_work: Work, _event: Event) -> str:
        if next(tries):
            raise IntegrityError("somebody was quicker", None, ValueError())
        with house.work() as other:
            other.session.execute(text("set local lock_timeout = '50ms'"))
            with pytest.raises(OperationalError, match="lock timeout"):
                inbox.wait_in_queue(other, behind)
            other.session.rollback()
        return twiml.DONE

    with house.client.application.test_request_context(carrier.SMS, method="POST"):
        answer = receive(Kind("sms", handle, say_nothing), carrier.sid("SM", 1), queue=NUMBER)

    assert answer.get_data(as_text=True) == twiml.DONE
    assert rows(house)["inbox"] == 1


def test_callers_who_hide_their_number_are_never_taken_for_one_another(house: House) -> None:
    calls = [carrier.call(n, caller="anonymous", CallStatus="ringing") for n in (1, 2)]

    together(2, lambda n: carrier.post(house, carrier.CALL, calls[n]))

    assert rows(house)["ticket"] == 2
    assert counted(house) == [None, None]


def test_texts_of_many_new_numbers_at_once_get_a_ticket_each(house: House) -> None:
    texts = [carrier.text(n, "cháu cần giúp", sender=f"+849120000{n:02}") for n in range(20)]

    together(20, lambda n: carrier.post(house, carrier.SMS, texts[n]))

    assert rows(house) == {"inbox": 20, "contact": 20, "ticket": 20, "opened": 20}


@pytest.mark.parametrize(
    ("path", "form"),
    [
        pytest.param(carrier.CALL, carrier.call(1, CallStatus="ringing"), id="a phone that rings"),
        pytest.param(
            "/webhooks/voice/turn/menu/1", carrier.call(1, Digits="9"), id="a key pressed once"
        ),
        pytest.param(
            "/webhooks/voice/turn/danger/2",
            carrier.call(1, RecordingSid=carrier.sid("RE", 1), RecordingDuration="17"),
            id="a message left",
        ),
    ],
)
def test_a_turn_of_a_call_told_again_gets_the_same_answer(
    house: House, path: str, form: carrier.Form
) -> None:
    doors = house.client.application.extensions
    # Forty at once take a busy machine longer than a caller is kept waiting.
    doors["webhooks"] = replace(doors["webhooks"], patience=60)

    answers = together(40, lambda _n: carrier.post(house, path, form))

    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.data for answer in answers}) == 1
    assert rows(house) == {"inbox": 1, "contact": 1, "ticket": 1, "opened": 1}


def test_a_whole_call_told_twice_is_one_contact_with_one_promise(house: House) -> None:
    turns = [
        (carrier.CALL, carrier.call(1, CallStatus="ringing")),
        ("/webhooks/voice/turn/menu/1", carrier.call(1, Digits="2")),
        ("/webhooks/voice/turn/message/2", carrier.call(1, RecordingDuration="5")),
        (carrier.CALL_STATUS, carrier.ended(1)),
    ]
    first = [carrier.post(house, path, form).data for path, form in turns]
    before = promises(house)
    again = [carrier.post(house, path, form).data for path, form in turns]

    assert again == first
    assert promises(house) == before
    assert rows(house) == {"inbox": 4, "contact": 1, "ticket": 1, "opened": 1}


def together(times: int, do: Callable[[int], TestResponse]) -> list[TestResponse]:
    """As many threads as the database has room for, and all start at the same moment."""
    crowd = min(times, AT_ONCE)
    gate = Barrier(crowd)

    def one(n: int) -> TestResponse:
        if n < crowd:
            gate.wait(timeout=30)
        return do(n)

    with ThreadPoolExecutor(crowd) as pool:
        return list(pool.map(one, range(times)))


def rows(house: House) -> dict[str, int]:
    with house.work() as work:

        def count(row: type[Base]) -> int:
            return work.session.scalar(select(func.count()).select_from(row)) or 0

        opened = select(func.count()).where(JournalEntry.act == Act.TICKET_OPENED)
        return {
            "inbox": count(Inbox),
            "contact": count(Contact),
            "ticket": count(Ticket),
            "opened": work.session.scalar(opened) or 0,
        }


def counted(house: House) -> list[int | None]:
    with house.work() as work:
        return list(work.session.scalars(select(Contact.nth).order_by(Contact.nth)))


def promises(house: House) -> list[tuple[str, str, int]]:
    with house.work() as work:
        found = work.session.scalars(select(Deadline).order_by(Deadline.due_at))
        return [(row.kind, row.state, row.cycle) for row in found]
