"""The database is away while a child writes."""

from datetime import timedelta
from pathlib import Path

from sqlalchemy import select

from config.database import engine_for
from hotline.contacts import Contact
from hotline.spool import Spool
from hotline.store.sealing import Keyring
from hotline.tickets import Ticket
from tests.house import SETTINGS, House, build
from webhooks.replay import replay, take_in_spool

NOBODY_THERE = "postgresql+psycopg://nobody@127.0.0.1:9/none"


def away(folder: Path) -> House:
    """A house whose database is out of reach and whose spool is in `folder`."""
    settings = SETTINGS.model_copy(update={"data_dir": folder})
    return build(engine_for(NOBODY_THERE), settings, demo_people=False)


def test_a_text_that_comes_while_the_database_is_away_is_answered_and_becomes_a_ticket_later(
    house: House, tmp_path: Path
) -> None:
    cut_off = away(tmp_path)
    cut_off.text("+84912345678", "Con đang bị nhốt trong nhà")
    call = cut_off.dial("+84987654321")
    cut_off.network.clock.forward(timedelta(seconds=30))
    assert "cô chú" in " ".join(cut_off.network.call(call).heard).lower()
    spool = Spool(tmp_path / "spool", Keyring(SETTINGS.sealing_keys))
    kept = list((tmp_path / "spool").iterdir())
    assert kept
    assert not any("nhốt".encode() in path.read_bytes() for path in kept)

    for _ in range(2):
        take_in_spool(house.parts.workplace, spool)
        replay(house.parts.workplace)

    with house.work() as work:
        assert len(work.session.scalars(select(Ticket)).all()) == 2
        texts = [contact.text for contact in work.session.scalars(select(Contact))]
        assert "Con đang bị nhốt trong nhà" in texts
    assert not list((tmp_path / "spool").iterdir())


def test_a_torn_or_foreign_file_in_the_spool_is_set_aside_and_holds_up_nothing(
    house: House, tmp_path: Path
) -> None:
    spool = Spool(tmp_path, Keyring(SETTINGS.sealing_keys))
    (tmp_path / "20261120T190000-1.event").write_bytes(b"\x02t1 torn")
    (tmp_path / "20261120T190000-2.draft").write_bytes(b"half")

    assert take_in_spool(house.parts.workplace, spool) == 0
    assert (tmp_path / "20261120T190000-1.bad").exists()
