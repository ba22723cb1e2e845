"""A neighbour hears it in one commune; the child lives in another: both hear what is theirs."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from hotline.policy import Commune
from hotline.store.journal import Act, JournalEntry
from hotline.vocabulary import AgencyKind
from referral.directory import upkeep
from referral.directory.sheet import Line
from referral.referrals import Referral
from tests.dashboards.visitor import Visitor, logged_in
from tests.house import House
from tests.referral.builders import commune, person

NEIGHBOUR, WORKER_AT_HOME = "+84912345678", "+842393855777"
REPORT = "nhà bên có đứa nhỏ hay bị đánh, khóc suốt, ở xã Kỳ Anh"
TICKET = "/tickets/1001"
GIRL = {
    "role_child": "yes",
    "sex": "female",
    "guessed": "8-10",
    "name": "Bé Ngọc",
    "typed": "song tri",
    "address": "số 4 ngõ chợ",
}
UNCLE = {"role_offender": "yes", "kin": "relative", "name": "Chú Bảy"}
TOLD_US = {"consent": "given", "agreed": "chính chị", "words": "chị cho ghi", "name": "Chị Hạnh"}
AT_HOME = "Người làm công tác trẻ em phường Sông Trí"
SECRET = ("Bé Ngọc", "số 4 ngõ chợ", "Chú Bảy", "Chị Hạnh")


@pytest.fixture
def counselor(house: House) -> Visitor:
    """She has the ticket, and there is a worker where the child lives."""
    worker(house, commune("18754"))
    house.text(NEIGHBOUR, REPORT)
    house.forward(timedelta(minutes=1))
    lan = logged_in(house)
    lan.get(TICKET)
    lan.post(f"{TICKET}/take")
    return lan


def worker(house: House, home: Commune) -> None:
    with house.work() as work:
        line = Line(
            code="AT-HOME",
            kind=AgencyKind.SOCIAL_WORKER,
            name=AT_HOME,
            phone=WORKER_AT_HOME,
            commune=home,
            valid_from=work.now.date() - timedelta(days=1),
        )
        upkeep.save(work, None, line, person(work, "hoa"))


def test_the_worker_where_the_child_lives_is_offered_and_reads_only_what_protects_it(
    house: House, counselor: Visitor
) -> None:
    assert AT_HOME not in counselor.get(TICKET).text
    for path, form in (("people", GIRL), ("people", UNCLE), ("informants", TOLD_US)):
        assert counselor.post(f"{TICKET}/{path}", **form).status_code == 303
    page = counselor.get(TICKET).text
    card = page[page.index(AT_HOME) :]
    assert "Nơi trẻ cư trú: xã lập kế hoạch" in card
    refer = re.search(r'action="(/tickets/1001/refer/[^"]+)"', card)
    assert refer
    assert counselor.post(refer[1]).status_code == 303
    house.forward(timedelta(seconds=5))

    with house.work() as work:
        asked = work.session.scalars(select(Referral)).all()
        told = " ".join(row.disclosed or "" for row in asked)
        assert [one for one in SECRET if one in told] == []
        assert '"low": 8' in told.replace('\\"', '"')
    texts = " ".join(text.body for text in house.network.texts_to(WORKER_AT_HOME))
    assert texts
    assert [one for one in SECRET if one in texts] == []


def test_the_report_is_filled_from_the_people_and_every_look_stands_in_the_journal(
    house: House, counselor: Visitor
) -> None:
    for path, form in (("people", GIRL), ("informants", TOLD_US)):
        counselor.post(f"{TICKET}/{path}", **form)
    counselor.post(f"{TICKET}/people/look")
    paper = counselor.post(f"{TICKET}/forms", code="receipt").headers["Location"]
    page = counselor.get(paper).text
    for value in ("Bé Ngọc", "8–10", "xã Kỳ Anh"):
        assert f'value="{value}"' in page
    assert re.search(r'name="child_birth"[^>]*value=""', page)
    assert "Chị Hạnh" not in page
    counselor.post(paper, act="number", base="0")
    assert 'value="Chị Hạnh"' in counselor.get(paper).text
    with house.work() as work:
        seen = select(JournalEntry.actor).where(
            JournalEntry.act.in_([Act.PEOPLE_SEEN, Act.INFORMANT_SEEN])
        )
        lan = f"staff:{person(work, 'lan').id}"
        assert work.session.scalars(seen).all() == [lan, lan]
