"""A child writes that its father is there: nothing rings, nothing leaves by itself, we stay.

What is safe is known by the number, so the next counselor and the next ticket know it too.
"""

import html
import json
import re

import pytest
from sqlalchemy import select, text

from hotline import safe_contact
from hotline.safe_contact import SafeContact
from hotline.sending import outbox
from hotline.sending.outbox import Letter, Outgoing, Purpose, State
from hotline.store.journal import Act, JournalEntry
from hotline.vocabulary import Channel, Severity
from tests.dashboards.visitor import Visitor, logged_in
from tests.house import House
from tests.referral.builders import CHILD, MINUTE, SECOND, acts

DAD_IS_HERE = "đừng gọi lại, ba con đang ở đây"
SAFE = {"whose": "child", "may_call": "no", "may_text": "yes", "any_words": "no", "may_tell": ""}


def writes(house: House, words: str) -> None:
    house.text(CHILD, words)
    house.forward(5 * SECOND)


def answers(who: Visitor, words: str, key: str = "k") -> str:
    return who.post("/tickets/1001/reply", text=words, key=key).text


def is_told(who: Visitor, **said: str) -> int:
    """What is safe is written down on the page as it was just read."""
    shown = re.search(r'name="seen" value="([^"]*)"', who.get("/tickets/1001").text)
    seen = html.unescape(shown[1]) if shown else ""
    return who.post("/tickets/1001/safe-contact", seen=seen, **SAFE | said).status_code


def heard(house: House) -> list[str]:
    return [text.body for text in house.network.texts_to(CHILD)]


def said_safe(house: House) -> list[dict[str, str]]:
    with house.work() as work:
        query = select(JournalEntry).where(
            JournalEntry.act.in_([Act.CALLER_FORBADE, Act.SAFE_CONTACT_SET])
        )
        return [entry.facts for entry in work.session.scalars(query.order_by(JournalEntry.seq))]


def test_nothing_rings_and_nothing_leaves_by_itself_but_the_thread_stays_open(
    house: House,
) -> None:
    writes(house, DAD_IS_HERE)

    assert heard(house) == []
    assert house.ticket().severity is Severity.CRITICAL
    lan = logged_in(house)
    page = lan.get("/tickets/1001").text
    assert "Đừng gọi lại" in page
    assert "Chính người gọi đã nhắn là đừng liên lạc như vậy" in page
    assert "Không trả lời tự động" in page

    answers(lan, "Mình đọc rồi. Bạn cứ nhắn khi tiện.")
    house.forward(5 * SECOND)
    assert heard(house) == ["Mình đọc rồi. Bạn cứ nhắn khi tiện."]


def test_words_that_give_it_away_do_not_leave_and_stay_in_the_form(house: House) -> None:
    writes(house, DAD_IS_HERE)
    page = answers(logged_in(house), "Công an đang tới, con trốn vào phòng đi")
    house.forward(5 * SECOND)

    assert heard(house) == []
    assert "những chữ này làm lộ chuyện: công an" in page
    assert "Công an đang tới, con trốn vào phòng đi" in page


def test_what_waits_to_leave_is_taken_back_when_the_child_says_no(house: House) -> None:
    writes(house, "em buồn quá")
    house.network.fail(rest={"429": 1000})
    answers(logged_in(house), "Bạn kể thêm cho mình nhé")
    house.tick()
    house.text(CHILD, "đừng nhắn lại nữa nha, ba con coi máy")
    house.network.fail()
    house.forward(MINUTE)

    with house.work() as work:
        [reply] = work.session.scalars(select(Outgoing).where(Outgoing.purpose == Purpose.REPLY))
    assert reply.state is State.CANCELLED
    assert "Bạn kể thêm cho mình nhé" not in heard(house)
    assert "Chính người gọi đã nhắn" in answers(logged_in(house), "Bạn còn đó không?", "k2")


def test_when_the_child_has_fallen_silent_a_text_needs_somebody_who_said_that_it_is_safe(
    house: House,
) -> None:
    writes(house, "em buồn quá")
    house.skip(61 * MINUTE)
    lan = logged_in(house)
    assert "Chưa ai nói như vậy là an toàn" in answers(lan, "Bạn còn đó không?")

    assert is_told(lan) == 303
    answers(lan, "Bạn còn đó không?")
    house.forward(5 * SECOND)
    assert heard(house)[-1] == "Bạn còn đó không?"


def test_what_is_safe_belongs_to_the_number_and_is_sealed_and_journalled(house: House) -> None:
    writes(house, DAD_IS_HERE)
    hoa = logged_in(house, "hoa")
    assert is_told(hoa, picks_up="chị Thảo", opens="15:00", closes="17:00") == 303
    hoa.post("/tickets/1001/close", outcome="helped")
    writes(house, "em buồn quá")

    assert "chị Thảo" in (page := logged_in(house).get("/tickets/1002").text)
    assert "15:00–17:00" in page
    page = hoa.get("/tickets/1001").text
    assert "Đã ghi cách liên lạc an toàn với người gọi: Nguyễn Thị Thanh Hoa" in page
    first, second = said_safe(house)
    assert (first["may_call"], first["was_may_call"]) == ("False", "None")
    assert (second["picks_up"], second["was_picks_up"]) == ("chị Thảo", "")
    with house.work() as work:
        [row] = work.session.scalars(select(SafeContact))
        assert json.loads(row.rules or "")["picks_up"] == "chị Thảo"
        [stored] = work.session.execute(text("select * from safe_contact")).all()
        assert "Thảo" not in str(stored)
        assert CHILD.encode() not in bytes(stored.number_index)


def test_the_childs_own_words_count_more_than_what_somebody_wrote_down_before(
    house: House,
) -> None:
    writes(house, "em buồn quá")
    lan = logged_in(house)
    is_told(lan, may_call="yes")
    writes(house, DAD_IS_HERE)

    with house.work() as work:
        rules = safe_contact.read(safe_contact.of(work, CHILD))
    assert (rules.may_call, rules.may_text, rules.asked_not_to) == (False, True, True)

    is_told(lan, may_text="", picks_up="chị gái")
    with house.work() as work:
        assert safe_contact.read(safe_contact.of(work, CHILD)).asked_not_to
    is_told(lan, may_call="yes")
    with house.work() as work:
        assert not safe_contact.read(safe_contact.of(work, CHILD)).asked_not_to
        assert acts(work, Act.SAFE_CONTACT_SET) == 3
        assert acts(work, Act.CALLER_FORBADE) == 1


def test_a_number_that_is_withheld_has_no_rules_and_its_page_opens(house: House) -> None:
    house.text("anonymous", DAD_IS_HERE)
    house.forward(SECOND)
    page = logged_in(house).get("/tickets/1001")
    assert (page.status_code, "Ghi cách liên lạc an toàn" in page.text) == (200, False)


def test_a_form_that_says_nothing_clear_is_answered_beside_it(house: House) -> None:
    writes(house, "em buồn quá")
    answer = logged_in(house).post("/tickets/1001/safe-contact", whose="child", opens="15:00")
    assert answer.status_code == 422
    assert "Giờ an toàn phải có giờ bắt đầu và giờ kết thúc" in answer.text
    assert 'value="15:00"' in answer.text


def test_who_did_not_read_the_childs_newest_word_does_not_overwrite_it(house: House) -> None:
    writes(house, "em buồn quá")
    lan = logged_in(house)
    lan.get("/tickets/1001")
    writes(house, DAD_IS_HERE)

    late = lan.post("/tickets/1001/safe-contact", **SAFE | {"may_call": "yes", "seen": ""})

    assert late.status_code == 422
    assert "Cách liên lạc an toàn vừa thay đổi" in late.text
    with house.work() as work:
        assert safe_contact.read(safe_contact.of(work, CHILD)).may_call is False


def test_a_call_of_ours_passes_the_same_door(house: House) -> None:
    writes(house, "em buồn quá")
    facts = (Purpose.REPLY, Channel.CALL, Severity.HIGH, CHILD, "Chào em", house.ticket().id)
    with house.work() as work, pytest.raises(safe_contact.UnsafeError):
        outbox.put(work, Letter("reply:call", *facts))

    is_told(logged_in(house), may_call="yes")
    with house.work() as work:
        assert outbox.put(work, Letter("reply:call", *facts)) == 1
