"""Somebody of the line calls a caller back: safely, or not at all."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from hotline import callbacks, heeding
from hotline.callbacks import CallBack, State
from hotline.calling_back import Came
from hotline.heeding import Heard
from hotline.inbox import Event
from hotline.safety import Rules
from hotline.store.work import Work
from hotline.vocabulary import DeadlineKind
from referral import callbacks as calling
from referral import casework
from referral.tidying import tidy
from simulator.views import CallView
from tests.dashboards.visitor import Visitor, logged_in
from tests.house import House
from tests.referral.builders import armed
from webhooks import callbacks as back

CHILD, HOA = "+84912345678", "+84990000001"
SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)
BACK = "/tickets/1001/call-back"


def hangs_up(house: House) -> None:
    """A child, before choosing: it waits to be called back."""
    call = house.dial(CHILD)
    house.forward(SECOND)
    house.network.hangup(call)
    house.forward(SECOND)


@pytest.fixture
def waits(house: House) -> House:
    hangs_up(house)
    return house


def allow(house: House) -> None:
    with house.work() as work:
        ticket = house.first_ticket()
        heard = Heard(Rules(may_call=True))
        heeding.write_down(work, CHILD, heard, by="system", ticket_id=ticket.id)


def press(house: House) -> Visitor:
    hoa = logged_in(house, "hoa")
    hoa.get("/tickets/1001")
    assert hoa.post(BACK).status_code == 303
    return hoa


def to_child(house: House) -> list[CallView]:
    return [call for call in house.network.calls_to(CHILD) if call.direction == "outbound-api"]


def row(house: House) -> CallBack:
    with house.work() as work:
        return work.session.scalars(select(CallBack).order_by(CallBack.asked_at.desc())).first()  # type: ignore[return-value]  # there is one


def owed(house: House) -> set[DeadlineKind]:
    with house.work() as work:
        return set(armed(work, house.first_ticket().id))


def test_where_nobody_said_that_it_is_safe_nobody_is_rung_and_the_page_says_what_to_do(
    waits: House,
) -> None:
    hoa = logged_in(waits, "hoa")
    page = hoa.get("/tickets/1001").text
    assert "Bây giờ không gọi lại được" in page
    assert BACK not in page

    refused = hoa.post(BACK)
    waits.forward(5 * SECOND)

    assert refused.status_code == 422
    assert waits.network.calls_to(HOA) == []
    assert to_child(waits) == []


def test_the_counselor_is_rung_first_then_the_child_and_only_a_key_brings_them_together(
    waits: House,
) -> None:
    allow(waits)
    network = waits.network
    network.behave(HOA, answer="accept", after=3, press=[(9, "1")])
    network.behave(CHILD, answer="accept", after=4, press=[(14, "1")])
    press(waits)
    waits.forward(6 * SECOND)
    [ours] = network.calls_to(HOA)
    assert ours.status == "in-progress"
    assert to_child(waits) == []

    waits.forward(12 * SECOND)
    [theirs] = to_child(waits)
    assert network.hears(row(waits).room) == {"counselor": []}

    waits.forward(20 * SECOND)

    assert network.hears(row(waits).room) == {"counselor": ["caller"], "caller": ["counselor"]}
    said = " ".join(network.call(theirs.sid).heard)
    assert "người đã gọi lúc nãy" in said
    assert "Lắng Nghe" not in said
    assert row(waits).state is State.TALKING
    assert owed(waits) == {DeadlineKind.FOLLOW_UP}

    waits.forward(60 * SECOND)
    network.hangup(ours.sid)
    waits.forward(10 * SECOND)

    assert network.call(theirs.sid).heard[-1] == "Cảm ơn bạn. Chào bạn."
    assert row(waits).came is Came.TALKED
    assert (row(waits).seconds or 0) > 60


@pytest.mark.parametrize(
    ("behaviour", "came", "words"),
    [
        pytest.param({"answer": "no_answer"}, Came.NO_ANSWER, [], id="nobody-picks-up"),
        pytest.param({"answer": "busy"}, Came.BUSY, [], id="the-line-is-busy"),
        pytest.param({"answer": "voicemail", "after": 3}, Came.MACHINE, [], id="a-machine"),
        pytest.param({"answer": "accept", "after": 3}, Came.NO_KEY, ["lúc nãy"], id="no-key"),
        pytest.param(
            {"answer": "accept", "after": 3, "press": [(14, "2")]},
            Came.NOT_NOW,
            ["lúc nãy", "Chào bạn"],
            id="not-now",
        ),
    ],
)
def test_whoever_else_picks_up_hears_nothing_that_names_the_line_and_the_call_is_still_owed(
    waits: House, behaviour: dict[str, object], came: Came, words: list[str]
) -> None:
    allow(waits)
    waits.network.behave(HOA, answer="accept", after=3, press=[(9, "1")])
    waits.network.behave(CHILD, **behaviour)
    hoa = press(waits)
    waits.forward(90 * SECOND)

    assert row(waits).came is came
    [theirs] = to_child(waits)
    said = " ".join(waits.network.call(theirs.sid).heard)
    assert all(word in said for word in words)
    assert bool(said) is bool(words)
    assert "Lắng Nghe" not in said
    [ours] = waits.network.calls_to(HOA)
    assert "Bạn có thể gác máy" in waits.network.call(ours.sid).heard[-1]
    assert owed(waits) == {DeadlineKind.FOLLOW_UP, DeadlineKind.CALLBACK}

    waits.network.hangup(ours.sid)
    hoa.get("/tickets/1001")
    assert hoa.post(BACK).status_code == 422
    waits.forward(61 * MINUTE)
    hoa = logged_in(waits, "hoa")
    hoa.get("/tickets/1001")
    assert hoa.post(BACK).status_code == 303


def test_a_counselor_who_does_not_pick_up_makes_no_childs_telephone_ring(waits: House) -> None:
    allow(waits)
    waits.network.behave(HOA, answer="voicemail", after=3)
    press(waits)
    waits.forward(60 * SECOND)

    assert to_child(waits) == []
    assert row(waits).came is Came.NOT_TAKEN
    assert owed(waits) == {DeadlineKind.CALLBACK}


def test_a_child_who_forbids_it_at_the_last_moment_is_not_rung(waits: House) -> None:
    allow(waits)
    waits.network.behave(HOA, answer="accept", after=3)
    press(waits)
    waits.forward(5 * SECOND)
    waits.text(CHILD, "Đừng gọi lại, ba con đang ở đây")
    waits.forward(2 * SECOND)
    ours, *_ = waits.network.calls_to(HOA)
    waits.network.press(ours.sid, "1")
    waits.forward(30 * SECOND)

    assert to_child(waits) == []
    assert row(waits).came is Came.UNSAFE
    assert "vừa dặn không gọi lại" in " ".join(waits.network.call(ours.sid).heard)


def test_a_counselor_who_hangs_up_while_it_rings_leaves_nobody_in_a_room_alone(
    waits: House,
) -> None:
    allow(waits)
    waits.network.behave(HOA, answer="accept", after=3, press=[(9, "1")])
    waits.network.behave(CHILD, answer="accept", after=15)
    press(waits)
    waits.forward(18 * SECOND)
    [ours] = waits.network.calls_to(HOA)
    waits.network.hangup(ours.sid)
    waits.forward(60 * SECOND)

    assert row(waits).came is Came.GIVEN_UP
    assert waits.network.call(to_child(waits)[0].sid).heard == []
    assert waits.network.hears(row(waits).room) == {}


def test_a_note_does_not_call_anybody_back_and_a_talk_by_another_telephone_does(
    waits: House,
) -> None:
    with waits.work() as work:
        casework.note(work, waits.first_ticket(), waits.person("lan"), "sẽ gọi sau")
    assert DeadlineKind.CALLBACK in owed(waits)

    with waits.work() as work:
        calling.written_down(work, waits.first_ticket(), waits.person("lan"))

    assert owed(waits) == {DeadlineKind.FOLLOW_UP}


def test_one_of_which_no_news_comes_does_not_stand_in_the_way_of_another(waits: House) -> None:
    allow(waits)
    waits.network.behave(HOA, answer="by_hand")
    press(waits)
    hoa = logged_in(waits, "hoa")
    hoa.get("/tickets/1001")
    assert hoa.post(BACK).status_code == 422
    waits.network.fail(webhooks={"drop": 100})
    waits.forward(5 * MINUTE)
    waits.network.fail()
    tidy(waits.parts.workplace)

    assert row(waits).came is Came.FAILED
    with waits.work() as work:
        assert callbacks.under_way(work, waits.first_ticket().id) is None


@pytest.mark.parametrize("act", [back.hear_ours, back.bring_together])
def test_a_press_that_is_read_late_makes_no_telephone_ring_and_brings_nobody_together(
    waits: House, act: Callable[[Work, Event], str]
) -> None:
    allow(waits)
    press(waits)
    late = Event("back", "back:CA1:1", {"Digits": "1"}, f"{row(waits).id}/1", heard=False)

    with waits.work() as work:
        answer = act(work, late)

    assert "Conference" not in answer
    assert row(waits).state is State.RINGING_US
    waits.forward(2 * SECOND)
    assert to_child(waits) == []
