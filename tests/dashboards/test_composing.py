"""What is typed on a ticket is kept, counted and changed; a form that comes twice is done once."""

from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from unicodedata import normalize

import pytest
from sqlalchemy import func, select, text

from hotline.drafts import Draft
from hotline.guided_answers import GuidedAnswer
from hotline.sending.outbox import Outgoing, Purpose
from hotline.store.journal import Act, JournalEntry
from referral.attachments import Attachment
from tests.dashboards.visitor import Visitor, logged_in
from tests.house import PUBLIC, House
from tests.referral.builders import CHILD, HOUR, SECOND, acts

WORDS = "Mình đọc được tin của bạn rồi. Mình đang ở đây, bạn cứ nhắn từ từ nhé, mình nghe."
PLAIN = "Minh doc duoc tin cua ban roi. Minh dang o day, ban cu nhan tu tu nhe, minh nghe."


def a_ticket(house: House, words: str = "em buồn quá") -> Visitor:
    house.text(CHILD, words)
    house.forward(5 * SECOND)
    return logged_in(house)


def types(who: Visitor, words: str, form: str = "reply", field: str = "text", key: str = "") -> int:
    typed = {"form": form, "field": field, "text": words, "key": key}
    return who.post("/tickets/1001/drafts", **typed).status_code


def stands_in(page: str, field: str) -> str:
    return page.partition(f'id="{field}"')[2].partition(">")[2].partition("</textarea>")[0]


def count(house: House, row: type[Draft] | type[GuidedAnswer] | type[Attachment]) -> int:
    with house.work() as work:
        return work.session.scalar(select(func.count()).select_from(row)) or 0


def test_what_is_typed_comes_back_after_a_dead_browser_and_for_nobody_else(house: House) -> None:
    lan = a_ticket(house)
    assert types(lan, "Mình đây") == 200
    assert types(lan, "Mình đây, bạn") == 200
    assert types(lan, "em nói nhỏ", form="note") == 204

    page = logged_in(house).get("/tickets/1001").text
    assert stands_in(page, "reply") == "Mình đây, bạn"
    assert stands_in(page, "note") == "em nói nhỏ"
    assert stands_in(logged_in(house, "minh").get("/tickets/1001").text, "reply") == ""


def test_a_draft_is_sealed_and_stands_in_no_log_and_no_journal(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    lan = a_ticket(house)
    types(lan, "chuyện kín của em")
    with house.work() as work:
        [row] = work.session.execute(text("select * from draft")).all()
        assert "kín" not in str(row)
        assert "kín".encode() not in bytes(row.text_sealed)
        entries = work.session.scalars(select(JournalEntry))
        assert not any("kín" in str(entry.facts) for entry in entries)
    assert "kín" not in capsys.readouterr().out


def test_a_draft_is_gone_once_it_was_sent_and_what_arrives_late_does_not_bring_it_back(
    house: House,
) -> None:
    lan = a_ticket(house)
    types(lan, WORDS, key="k1")
    types(lan, "để sau", form="note")
    assert lan.post("/tickets/1001/reply", text=WORDS, key="k1").status_code == 303
    types(lan, WORDS, key="k1")

    page = lan.get("/tickets/1001").text
    assert stands_in(page, "reply") == ""
    assert stands_in(page, "note") == "để sau"


def test_a_draft_of_a_refused_form_stays_and_the_page_shows_what_was_sent(house: House) -> None:
    lan = a_ticket(house)
    types(lan, "Công an tới", key="k1")
    page = lan.post("/tickets/1001/reply", text="Công an đang tới", key="k1").text
    assert stands_in(page, "reply") == "Công an đang tới"
    assert "reply|text" not in page
    assert count(house, Draft) == 1
    types(lan, "Mình đang tới", key="k1")
    assert stands_in(lan.get("/tickets/1001").text, "reply") == "Mình đang tới"


def test_what_belongs_nowhere_or_has_no_end_is_not_kept(house: House) -> None:
    lan = a_ticket(house)
    for form, field in (("../../x", "text"), ("reply", "no such"), ("", "")):
        assert types(lan, "x", form=form, field=field) == 422
    assert types(lan, "y" * 8001) == 422
    assert count(house, Draft) == 0


def test_an_emptied_field_is_no_draft_and_old_ones_are_forgotten(house: House) -> None:
    lan = a_ticket(house)
    types(lan, "Mình đây")
    types(lan, "  ")
    assert count(house, Draft) == 0
    types(lan, "Mình đây")
    house.network.clock.forward(31 * 24 * HOUR)
    types(logged_in(house), "còn nghe", form="note")
    assert count(house, Draft) == 1


def letter(who: Visitor, path: str, content: bytes, key: str) -> None:
    sent = {"csrf_token": who.token, "key": key, "file": (BytesIO(content), "a.pdf")}
    who.client.post(path, base_url=PUBLIC, data=sent)


def test_every_act_that_comes_twice_is_done_once_and_meant_twice_twice(house: House) -> None:
    lan = a_ticket(house, "em muốn tự tử")
    for key in ("k1", "k1", "k2"):
        assert lan.post("/tickets/1001/note", text="khóc", key=key).status_code == 303
        assert lan.post("/tickets/1001/reply", text="Mình đây", key=key).status_code == 303
    for _ in range(2):
        lan.post("/tickets/1001/answers", key="k3", **{"suicide-means": "thuốc"})
        lan.post("/tickets/1001/safe-contact", key="k4", whose="child", may_text="yes")
        lan.post("/tickets/1001/place", key="k5", commune="18754")
        lan.post("/tickets/1001/reply", text="Mình vẫn đây", key="k1")  # taken up and changed

    with house.work() as work:
        assert acts(work, Act.NOTE) == 2
        assert acts(work, Act.PLACE_SET) == 1
        assert acts(work, Act.SAFE_CONTACT_SET) == 1
        sent = select(Outgoing).where(Outgoing.purpose == Purpose.REPLY)
        assert len(work.session.scalars(sent).all()) == 3
    assert count(house, GuidedAnswer) == 1


def test_a_file_that_comes_twice_is_kept_once_and_another_under_the_same_form_too(
    house: House,
) -> None:
    lan = a_ticket(house, "Cứu em với, bố đang đánh em, em ở xã Kỳ Anh")
    page = lan.get("/tickets/1001").text
    path = "/tickets/1001/sent/" + page.partition("/tickets/1001/sent/")[2][:36]
    for content in (b"%PDF-1.7 1", b"%PDF-1.7 1", b"%PDF-1.7 2"):
        letter(lan, path, content, "k1")
    assert count(house, Attachment) == 2


def test_two_presses_at_the_same_instant_are_one_act(house: House) -> None:
    lan = a_ticket(house)

    def press(_: int) -> int:
        return lan.post("/tickets/1001/note", text="khóc", key="k1").status_code

    with ThreadPoolExecutor(4) as hands:
        assert set(hands.map(press, range(4))) == {303}
    with house.work() as work:
        assert acts(work, Act.NOTE) == 1


def test_a_form_that_was_refused_may_be_sent_again(house: House) -> None:
    a_ticket(house)
    house.skip(61 * 60 * SECOND)
    lan = logged_in(house)
    sent = {"text": "Bạn còn đó không?", "key": "k1"}
    assert lan.post("/tickets/1001/reply", **sent).status_code == 422
    house.text(CHILD, "em đây")
    assert lan.post("/tickets/1001/reply", **sent).status_code == 303


def test_a_text_is_counted_as_the_carrier_does_and_the_journal_keeps_what_it_cost(
    house: House,
) -> None:
    lan = a_ticket(house)
    typed = {"form": "reply", "field": "text", "text": WORDS}
    assert lan.post("/tickets/1001/drafts", **typed).json == {"parts": 2, "plain": 1}
    page = lan.get("/tickets/1001").text
    assert "1.700\xa0₫" in page
    assert "1 · 850\xa0₫" in page

    lan.post("/tickets/1001/reply", text=normalize("NFD", "Một\r\nhai"), key="k1")
    with house.work() as work:
        replied = select(JournalEntry).where(JournalEntry.act == Act.REPLY)
        facts = work.session.scalars(replied).one().facts
    assert (facts["text"], facts["parts"], facts["cost"]) == ("Một\nhai", "1", "850 VND")


CHANGES = [
    (WORDS, "plain", PLAIN),
    ("Chào bạn.", "where:vi", "Chào bạn. Bạn đang ở đâu? Tên xã, hay"),
    ("", "where:en", "Where are you? The commune,"),
    ("Chào bạn.", "no-such:vi", "Chào bạn."),
    ("Chào bạn.", "where:fr", "Chào bạn."),
    ("Cha\u0300o ba\u0323n", "", "Chào bạn"),  # always composed
]


def test_a_reply_is_changed_without_a_script_too(house: House) -> None:
    lan = a_ticket(house)
    for typed, change, becomes in CHANGES:
        assert lan.post("/tickets/1001/reply/text", text=typed, change=change).status_code == 303
        assert stands_in(lan.get("/tickets/1001").text, "reply").startswith(becomes)


def test_ready_texts_that_fit_stand_first_and_none_that_tells_is_offered_unasked(
    house: House,
) -> None:
    lan = a_ticket(house, "em muốn tự tử")
    page = lan.get("/tickets/1001").text
    assert page.index("Mình rất lo cho bạn") < page.index("Mình đọc được tin của bạn rồi")
    assert "Tổng đài 111 nghe" not in page
    lan.post("/tickets/1001/safe-contact", whose="child", may_text="yes", any_words="yes")
    assert "Tổng đài 111 nghe" in lan.get("/tickets/1001").text
