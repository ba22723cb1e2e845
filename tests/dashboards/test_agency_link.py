"""The page behind the link in an agency's text."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from referral.referrals import UNANSWERED, Referral, Status, Via
from tests.dashboards.visitor import visitor
from tests.house import House

CHILD, SCHOOL = "+84911222333", "+842393855013"
PLEA = "Cứu cháu với, bố cháu đang đánh mẹ và cháu, cháu ở xã Kỳ Anh"


def link(house: House) -> str:
    house.text(CHILD, PLEA)
    house.forward(timedelta(seconds=5))
    [told] = house.network.inbox(SCHOOL)
    found = re.search(r"https://hotline\.test(/r/\S+)", told.body)
    assert found is not None
    return found[1]


def school(house: House) -> Referral:
    with house.work() as work:
        rows = work.session.scalars(select(Referral)).all()
        return next(row for row in rows if "Trường" in row.agency.name)


def test_looking_is_not_answering(house: House) -> None:
    path = link(house)
    page = visitor(house).get(path)
    assert page.status_code == 200
    assert school(house).status in UNANSWERED


def test_the_page_tells_where_and_how_urgent_and_nothing_of_the_caller(house: House) -> None:
    page = visitor(house).get(link(house)).text
    assert "xã Kỳ Anh" in page
    assert "nguy cấp" in page
    assert CHILD not in page
    assert "đánh" not in page
    assert "<script" not in page
    assert len(page.encode()) < 50_000


def test_the_page_is_vietnamese_and_english_by_a_link(house: House) -> None:
    path = link(house)
    assert "Chúng tôi nhận" in visitor(house).get(path).text
    assert "We take it" in visitor(house).get(f"{path}?lang=en").text


@pytest.mark.parametrize(
    ("answer", "status", "words"),
    [
        pytest.param("accept", Status.ACKNOWLEDGED, "đã nhận việc", id="we-take-it"),
        pytest.param("decline", Status.DECLINED, "không nhận được", id="we-cannot"),
    ],
)
def test_an_answer_counts_without_cookies_and_is_said_back(
    house: House, answer: str, status: Status, words: str
) -> None:
    path = link(house)
    client = house.client.application.test_client(use_cookies=False)
    assert client.post(path, data={"answer": answer}).status_code == 303
    assert school(house).status is status
    assert words in client.get(path).text


def test_the_answer_of_a_link_is_known_as_such(house: House) -> None:
    path = link(house)
    house.client.post(path, data={"answer": "accept"})
    assert school(house).acknowledged_via is Via.LINK


def test_a_post_that_answers_nothing_changes_nothing(house: House) -> None:
    path = link(house)
    assert house.client.post(path, data={"answer": "perhaps"}).status_code == 303
    assert school(house).status in UNANSWERED


def test_a_link_nobody_was_sent_is_not_found(house: House) -> None:
    assert house.client.get("/r/guessed").status_code == 404
    assert house.client.post("/r/guessed", data={"answer": "accept"}).status_code == 404
