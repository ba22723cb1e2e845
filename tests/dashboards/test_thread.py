"""Both sides of a conversation stand on the ticket in order, each with how far it came and why."""

from dataclasses import replace

import pytest
from sqlalchemy import func, select

from dashboards.deliveries import Delivery, Reach, delivery
from hotline.sending.outbox import Outgoing, Purpose, State
from hotline.store.journal import Act, JournalEntry
from hotline.vocabulary import Channel
from tests.dashboards.visitor import Visitor, logged_in
from tests.house import NIGHT, House
from tests.referral.builders import CHILD, MINUTE, SECOND

SMS, CALL = Channel.SMS, Channel.CALL


def row(
    state: State = State.ACCEPTED,
    status: str | None = None,
    code: str | None = None,
    channel: Channel = SMS,
) -> Outgoing:
    return Outgoing(
        purpose=Purpose.REPLY,
        channel=channel,
        state=state,
        carrier_status=status,
        error_code=code,
        created_at=NIGHT,
        settled_at=None,
    )


@pytest.mark.parametrize(
    ("sent", "reach", "why"),
    [
        pytest.param(row(State.PENDING), Reach.WAITING, "", id="it-waits"),
        pytest.param(row(State.LEASED), Reach.WAITING, "", id="it-is-being-handed-over"),
        pytest.param(row(status="queued"), Reach.SENT, "", id="the-carrier-has-it"),
        pytest.param(row(status="sent"), Reach.SENT, "", id="it-is-on-the-air"),
        pytest.param(row(status="delivered"), Reach.ARRIVED, "", id="it-arrived"),
        pytest.param(row(State.CANCELLED), Reach.RECALLED, "", id="it-was-taken-back"),
        pytest.param(
            row(State.REPLACED, "undelivered", "30003"), Reach.FAILED, "Máy đang tắt", id="off"
        ),
        pytest.param(row(State.REFUSED, None, "21610"), Reach.FAILED, "STOP", id="refused"),
        pytest.param(row(State.REPLACED, None, "unsafe"), Reach.FAILED, "an toàn", id="unsafe"),
        pytest.param(row(State.REPLACED, "failed", "30999"), Reach.FAILED, "30999", id="by-code"),
        pytest.param(row(State.REPLACED, "failed"), Reach.FAILED, "", id="nobody-says-why"),
        pytest.param(row(status="busy", channel=CALL), Reach.FAILED, "Máy bận", id="busy"),
        pytest.param(
            row(status="no-answer", channel=CALL), Reach.FAILED, "Không ai", id="not-picked-up"
        ),
    ],
)
def test_a_bubble_says_how_far_it_came_and_why_not_further(
    sent: Outgoing, reach: Reach, why: str
) -> None:
    said = delivery(sent)
    assert replace(said, why="") == Delivery(sent.channel, reach, NIGHT)
    assert why in said.why
    assert bool(said.why) is bool(why)


def answers(who: Visitor, words: str, key: str = "k") -> int:
    return who.post("/tickets/1001/reply", text=words, key=key).status_code


def journal_grew(house: House) -> int:
    with house.work() as work:
        return work.session.scalar(select(func.max(JournalEntry.seq))) or 0


def test_a_conversation_reads_in_order_with_its_calls_and_the_automatic_reply(
    house: House,
) -> None:
    house.text(CHILD, "em buồn quá")
    house.forward(5 * SECOND)
    lan = logged_in(house)
    assert answers(lan, "Mình đọc rồi. Bạn kể thêm nhé.") == 303
    house.forward(5 * SECOND)
    sid = house.dial(CHILD)
    house.network.clock.forward(4 * SECOND)
    house.network.hangup(sid)
    house.forward(5 * SECOND)

    page = lan.get("/tickets/1001").text
    order = [
        *("em buồn quá", "Gửi người gọi · trả lời tự động · 2 phần", "Sẽ có người đọc"),
        *("tin nhắn đã tới máy", "Gửi người gọi · Trần Thị Lan · 1 phần"),
        *("Mình đọc rồi", "Cuộc gọi · gác máy"),
    ]
    places = [page.find(words) for words in order]
    assert -1 not in places, order[places.index(-1)]
    assert places == sorted(places)
    assert page.count("tin nhắn đã tới máy") == 2


def test_an_automatic_reply_says_how_far_it_came_like_any_other(house: House) -> None:
    lan = logged_in(house)
    house.network.behave(CHILD, sms="undelivered", error=30003)
    house.text(CHILD, "em buồn quá")
    left = lan.get("/tickets/1001").text
    assert "gửi ngay trong câu trả lời" in left
    before = journal_grew(house)
    house.forward(5 * SECOND)

    page = lan.get("/tickets/1001").text
    assert "gửi ngay trong câu trả lời" not in page
    assert "tin nhắn không tới được" in page
    assert "Máy đang tắt hoặc ngoài vùng phủ sóng" in page
    assert journal_grew(house) > before  # the open page looks again


def test_news_of_a_reply_reaches_the_open_page(house: House) -> None:
    house.text(CHILD, "em buồn quá")
    house.forward(5 * SECOND)
    answers(logged_in(house), "Mình đọc rồi.")
    before = journal_grew(house)
    house.forward(5 * SECOND)
    with house.work() as work:
        news = work.session.scalars(
            select(JournalEntry).where(JournalEntry.seq > before, JournalEntry.act == Act.SENT)
        )
        assert "delivered" in {entry.facts["status"] for entry in news}


def test_a_reply_that_did_not_arrive_says_why(house: House) -> None:
    house.text(CHILD, "em buồn quá")
    house.forward(5 * SECOND)
    house.network.behave(CHILD, sms="undelivered", error=30003)
    lan = logged_in(house)
    answers(lan, "Mình đọc rồi.")
    house.forward(10 * SECOND)

    page = lan.get("/tickets/1001").text
    assert "tin nhắn không tới được" in page
    assert "Máy đang tắt hoặc ngoài vùng phủ sóng" in page


def test_what_waited_until_it_was_no_longer_safe_does_not_leave(
    house: House,
) -> None:
    house.text(CHILD, "em buồn quá")
    house.forward(5 * SECOND)
    house.network.fail(rest={"429": 1000})
    assert answers(logged_in(house), "Bạn còn đó không?") == 303
    house.tick()
    house.skip(61 * MINUTE)
    house.network.fail()
    house.forward(MINUTE)

    assert [text.body for text in house.network.texts_to(CHILD) if "còn đó" in text.body] == []
    page = logged_in(house).get("/tickets/1001").text
    assert "Đến lúc gửi được thì không còn an toàn nữa" in page
    assert state_of_the_reply(house) is State.REPLACED  # which is when a human is told


def state_of_the_reply(house: House) -> State:
    with house.work() as work:
        return work.session.scalars(
            select(Outgoing.state).where(Outgoing.purpose == Purpose.REPLY)
        ).one()
