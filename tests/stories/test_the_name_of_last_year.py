"""A child that was helped, and a year later a neighbour who remembers half a name."""

import re
from datetime import timedelta

from sqlalchemy import Engine, select

from hotline.search import filing
from hotline.store.journal import Act, JournalEntry
from tests.dashboards.visitor import Visitor, logged_in
from tests.house import SETTINGS, House, build

CHILD, NEIGHBOUR = "+84911000001", "+84911000002"


def found(who: Visitor, typed: str) -> list[str]:
    page = who.post("/search", q=typed).text
    return re.findall(r'class="row \w+" href="/tickets/(\d+)"', page)


def test_the_name_of_last_year(house: House, engine: Engine) -> None:
    house.text(CHILD, "Em bị bố dượng đánh, em là Đặng Thị Hoè, nhà sau chợ Voi")
    house.forward(timedelta(seconds=1))
    hoa = logged_in(house, "hoa")
    hoa.post("/tickets/1001/note", text="Cô giáo chủ nhiệm: Quý")
    hoa.post("/tickets/1001/close", outcome="helped")
    house.skip(timedelta(days=400))

    house.text(NEIGHBOUR, "Nhà bên cạnh lại có tiếng trẻ khóc, hình như cháu Hòe, họ Đặng")
    house.tick()
    lan = logged_in(house)
    assert found(lan, "hoe dang") == ["1002", "1001"]
    assert found(lan, "hoè, cho voi") == ["1001"]
    assert found(lan, "HÒE quí đã đóng") == ["1001"]
    assert found(lan, "o911 000 001") == ["1001"]

    keys = (("t2", bytes(range(7, 39))), *SETTINGS.sealing_keys)
    later = build(engine, SETTINGS.model_copy(update={"sealing_keys": keys}), demo_people=False)
    minh = logged_in(later, "minh")
    assert found(minh, "dang hoe") == ["1002", "1001"]
    assert filing.file_all(later.parts.workplace, anew=False) == 2
    assert found(minh, "dang hoe") == ["1002", "1001"]

    with later.work() as work:
        entries = work.session.scalars(select(JournalEntry)).all()
        kept = " ".join(str(one.facts) for one in entries if one.act is Act.SEARCHED)
    assert "hoe" not in kept.lower()
    assert kept.count("'found': '2'") == 3
