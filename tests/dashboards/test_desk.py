"""The line, the wallboard and the stream that keeps them true."""

import re
import uuid
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from dashboards.live import Beat, News, Page, Pulse
from dashboards.watch import Own
from tests.dashboards.visitor import logged_in
from tests.house import NIGHT, House

GRAVE = "Cứu cháu với, bố cháu đang đánh mẹ và cháu, cháu ở xã Kỳ Anh"
ROUTINE = "cho em hỏi tổng đài mình làm việc mấy giờ ạ"


def reach_us(house: House, sender: str, words: str) -> None:
    house.text(sender, words)
    house.forward(timedelta(seconds=1))


def numbers(page: str) -> list[str]:
    return re.findall(r'<li data-number="(\d+)">', page)


@contextmanager
def queries(house: House) -> Iterator[list[str]]:
    seen: list[str] = []

    def note(*facts: object) -> None:
        seen.append(str(facts[2]))

    event.listen(house.parts.engine, "before_cursor_execute", note)
    yield seen
    event.remove(house.parts.engine, "before_cursor_execute", note)


def test_the_worst_stands_first_and_among_the_same_the_latest(house: House) -> None:
    reach_us(house, "+84911000001", ROUTINE)
    reach_us(house, "+84911000002", GRAVE)
    reach_us(house, "+84911000003", GRAVE)
    assert numbers(logged_in(house).get("/").text) == ["1002", "1003", "1001"]


def test_the_line_says_where_what_and_who_but_not_the_story(house: House) -> None:
    reach_us(house, "+84911000002", GRAVE)
    logged_in(house, "minh").post("/tickets/1001/take")
    page = logged_in(house).get("/").text
    assert "xã Kỳ Anh" in page
    assert "Bạo lực thân thể" in page
    assert "Lê Quang Minh" in page
    assert GRAVE not in page


def test_a_closed_ticket_leaves_the_line(house: House) -> None:
    reach_us(house, "+84911000001", ROUTINE)
    lan = logged_in(house)
    lan.post("/tickets/1001/close", outcome="information_given")
    page = lan.get("/").text
    assert numbers(page) == []
    assert "Không có ai đang chờ." in page


def test_the_desk_asks_the_database_as_often_for_many_as_for_one(house: House) -> None:
    lan = logged_in(house)
    reach_us(house, "+84911000001", GRAVE)
    with queries(house) as for_one:
        lan.get("/")
    for n in range(2, 9):
        house.text(f"+8491100000{n}", GRAVE)
    house.forward(timedelta(seconds=1))
    with queries(house) as for_many:
        assert len(numbers(lan.get("/").text)) == 8
    assert len(for_many) == len(for_one) <= 4


def test_a_ticket_named_in_the_address_is_opened(house: House) -> None:
    assert logged_in(house).get("/?ticket=1001").headers["Location"] == "/tickets/1001"


def test_the_language_changes_where_one_stands(house: House) -> None:
    reach_us(house, "+84911000001", ROUTINE)
    lan = logged_in(house)
    lan.get("/tickets/1001")
    here = {"Referer": "https://hotline.test/tickets/1001"}
    answer = lan.post("/language", here, language="en")
    assert answer.headers["Location"] == "/tickets/1001"
    assert "Take the ticket" in lan.get("/tickets/1001").text


def test_the_wallboard_shows_who_hands_over_until_it_is_over(house: House) -> None:
    house.network.clock.forward(timedelta(hours=5, minutes=14))  # 07:14: Mai has gone off
    hoa = logged_in(house, "hoa")
    page = hoa.get("/wallboard").text
    assert "Đỗ Phương Mai</b> <small>đang giao ca, vẫn được báo" in page

    house.network.clock.forward(timedelta(minutes=1))
    assert "Đỗ Phương Mai" not in hoa.get("/wallboard").text


def test_the_wallboard_says_what_is_late_and_who_is_paged(house: House) -> None:
    reach_us(house, "+84911000002", GRAVE)
    house.forward(timedelta(minutes=1))
    page = logged_in(house, "hoa").get("/wallboard").text
    assert "1001" in page
    assert "đang báo Nguyễn Thị Thanh Hoa" in page
    assert "Bộ đếm giờ đang chạy" in page
    assert "+84911000002" not in page
    assert "đánh" not in page


def test_the_directory_lists_every_agency(house: House) -> None:
    page = logged_in(house).get("/agencies").text
    assert "Công an xã Kỳ Anh" in page
    assert "cả tỉnh" in page


def test_the_stream_tells_the_newest_entry_and_the_servers_time(house: House) -> None:
    reach_us(house, "+84911000001", ROUTINE)
    lan = logged_in(house)
    with lan.client.get("/events", base_url="https://hotline.test", buffered=False) as answer:
        assert answer.mimetype == "text/event-stream"
        parts = iter(answer.response)
        said = [str(next(parts)), str(next(parts))]
    assert "retry" in said[0]
    assert re.search(r'"latest": [1-9]\d*, "own": "", "now": \d{13}', said[1])


def test_the_stream_of_somebody_logged_out_ends(house: House) -> None:
    answer = house.client.get("/events", headers={"Accept": "text/event-stream"})
    assert answer.text.startswith("event: ended")


def test_every_page_hears_the_same_beat() -> None:
    pulse = Pulse(lambda: (7, {}, NIGHT))
    one, other = (pulse.listen(Page(uuid.uuid4())) for _ in range(2))
    first, second = next(one), next(other)
    one.close()
    other.close()
    assert first == second == News(7, "", NIGHT)


def heard(beats: Iterable[Beat], who: uuid.UUID, place: int = 0) -> list[tuple[int, str]]:
    page = Page(who, place)
    return [(news.latest, news.own) for news in map(page.hear, beats) if news]


def test_whose_call_it_is_hears_of_it_at_once_and_nobody_else_does() -> None:
    lan, minh = uuid.uuid4(), uuid.uuid4()
    whole = Beat(1, 7, NIGHT, {})
    beats = [whole, replace(whole, count=2, latest=8, own={str(lan): "5fae"})]

    assert heard(beats, lan) == [(7, ""), (7, "5fae")]
    assert heard(beats, minh) == [(7, "")]


def test_one_page_alone_has_its_news_each_second() -> None:
    beats = [Beat(n, n, NIGHT, {}) for n in range(1, 21)]

    assert [latest for latest, _ in heard(beats, uuid.uuid4())] == [1, 4, 8, 12, 16, 20]


@pytest.mark.parametrize("pages", [5, 8, 20, 50])
def test_of_many_pages_never_more_than_two_ask_for_their_news_at_once(pages: int) -> None:
    beats = [Beat(n, n, NIGHT, {}, pages) for n in range(4 * pages)]
    fresh = Counter[tuple[int, str]]()
    for place in range(pages):
        said = heard(beats, uuid.uuid4(), place)
        assert len(said) >= pages  # each knows every second that the line is alive
        fresh.update({*said} - {said[0]})

    assert max(fresh.values()) <= 2
    assert sum(fresh.values()) >= 3 * pages


def test_a_database_that_cannot_be_asked_makes_no_beat() -> None:

    def ask() -> tuple[int, Own, datetime]:
        raise OperationalError("select", {}, Exception("gone"))

    listening = Pulse(ask, patience=0.01).listen(Page(uuid.uuid4()))
    assert next(listening) is None
    listening.close()


def test_the_pages_go_on_hearing_after_an_error_that_nobody_thought_of() -> None:
    answers = iter(["seven", "7"])

    def ask() -> tuple[int, Own, datetime]:
        return int(next(answers)), {}, NIGHT

    listening = Pulse(ask).listen(Page(uuid.uuid4()))
    assert next(listening) == News(7, "", NIGHT)
    listening.close()
