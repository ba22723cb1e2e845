"""Whatever somebody writes is kept whole, and is nothing but words wherever it comes out."""

import csv
import io
from pathlib import Path

from markupsafe import escape
from sqlalchemy import select

from config.cli import create_app
from hotline.contacts import Contact
from hotline.sending.outbox import Outgoing
from hotline.store.journal import SYSTEM
from hotline.text import UNSTORABLE
from referral import export
from referral.directory.sheet import FORMULA
from referral.export import Table
from tests.dashboards.visitor import logged_in
from tests.house import House
from tests.referral.builders import SECOND
from tests.webhooks import carrier

HOSTILE = (
    "<script>alert(1)</script><img src=x onerror=alert(2)>",
    "</Message><Redirect>https://evil.vn/x</Redirect><Say>cứu em với, ba đánh em</Say>",
    "=cmd|' /C calc'!A0",
    '@SUM(1+1)*cmd|"/C calc"!A0',
    "{{ 7 * 7 }} {% raw %} %(who)s ${x} {0.__class__}",
    "😢" * 1600,
    "\u202eاغثني\u202c cứu\u200b",
)


def test_it_is_kept_whole_and_comes_out_as_words_alone(house: House) -> None:
    for nth, words in enumerate(HOSTILE):
        form = carrier.text(nth, words, sender=f"+8491222333{nth}")
        answer = carrier.said(carrier.post(house, carrier.SMS, form))
        assert {part.tag for part in answer} == {"Message"}
    house.forward(5 * SECOND)

    assert sorted(kept(house)) == sorted(HOSTILE)
    on_every_page(house)
    in_no_message(house)
    in_no_table(house)


def kept(house: House) -> list[str]:
    with house.work() as work:
        return [row.text or "" for row in work.session.scalars(select(Contact))]


def on_every_page(house: House) -> None:
    lan = logged_in(house)
    for nth, words in enumerate(HOSTILE):
        page = lan.get(f"/tickets/{1001 + nth}").text
        assert str(escape(words)) in page
        assert not any(part in page for part in ("<script>alert", "<Say>", "onerror=alert(2)>"))


def in_no_message(house: House) -> None:
    """What leaves for agencies and supervisors, and the reply."""
    with house.work() as work:
        said = [row.body or "" for row in work.session.scalars(select(Outgoing))]
    texts = house.network.messages.all.values()
    said += [text.body for text in texts if text.direction != "inbound"]
    assert len(said) > len(HOSTILE)
    for words in said:
        assert not any(part in words for part in ("<script", "cmd|", "evil.vn", "😢", "{{"))


def in_no_table(house: House) -> None:
    for table in Table:
        with house.work() as work:
            text = export.written(work, table, by=SYSTEM).removeprefix("\ufeff")
        cells = [cell for row in csv.reader(io.StringIO(text, newline="")) for cell in row]
        assert cells
        assert not any(is_formula(cell) for cell in cells)


def is_formula(cell: str) -> bool:
    return FORMULA.match(cell) is not None and not cell.startswith("'")


def test_triage_of_a_file_gives_no_formula_back(tmp_path: Path) -> None:
    file = tmp_path / "messages.csv"
    with file.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows([["text"], *([words] for words in HOSTILE)])

    said = create_app().test_cli_runner().invoke(args=["triage", str(file)])

    rows = list(csv.DictReader(io.StringIO(said.stdout)))
    assert [row["text"].removeprefix("'") for row in rows] == list(HOSTILE)
    cells = [cell for row in rows for cell in row.values()]
    assert not any(is_formula(cell) for cell in cells)


def test_what_no_database_keeps_leaves_a_mark_and_the_page_says_how_often(house: House) -> None:
    carrier.said(carrier.post(house, carrier.SMS, carrier.text(1, "cứu\x00cháu\x00")))
    with house.work() as work:
        assert (
            work.session.scalars(select(Contact)).one().text == f"cứu{UNSTORABLE}cháu{UNSTORABLE}"
        )
    assert "2 ký tự không lưu được" in logged_in(house).get("/tickets/1001").text
