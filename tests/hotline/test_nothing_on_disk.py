"""Whoever steals the disk, the log or the doorbell learns nobody's name, number or story."""

import json
import tempfile
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, text

from config import doorbell
from config.app import create_app
from config.database import engine_for
from config.embedded import postgres, valkey
from config.embedded.postgres import Postgres
from config.house import built
from config.migrating import migrate
from hotline import staff, tickets
from hotline.sending import outbox
from hotline.sending.outbox import Letter, Purpose
from hotline.staff import Role, Staff
from hotline.tickets import Ticket
from hotline.vocabulary import Channel, Severity
from referral import casework
from referral.staffing import numbers as staff_numbers
from tests.house import NIGHT, SETTINGS, House, build
from tests.webhooks import carrier
from webhooks.replay import replay

CALLER, OTHER_CALLER = "+84937264518", "+84938175203"
STAFF, NEW_STAFF = "+84976028413", "+84975139024"
NAME = "Lường Thị Khuê Quyên"
ADDRESS = "ngách sau chuồng trâu nhà bà Khoẳn"
STORY = "Dượng bẻ khuỷu tay con, con vẽ nguệch ngoạc lên tường rồi chạy trốn"
NOTE = "Đã khuyên bé xuống hầm, tên thật là Nguyệt Quếch"
REPLY = "Cháu ơi, cô đang đến chỗ thuyền thúng rồi"
WORDS = ["khuỷu", "nguệch ngoạc", "Khoẳn", "Quếch", "thuyền thúng", "Khuê Quyên", "chuồng trâu"]
PLANTED = "Điều này đứng trần trụi"
SECOND = timedelta(seconds=1)


@contextmanager
def open_folder() -> Iterator[Path]:
    """A folder the database's own user may pass through, unlike pytest's."""
    with tempfile.TemporaryDirectory(prefix="hotline-") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    with open_folder() as folder:
        yield folder


@pytest.fixture(scope="module")
def lived_in(folder: Path) -> Iterator[House]:
    """A night of work in a house with a database of its own."""
    with postgres.running(folder) as url:
        engine = engine_for(url)
        migrate(engine)
        house = build(engine, SETTINGS.model_copy(update={"data_dir": folder}))
        a_night(house)
        with engine.begin() as connection:
            connection.execute(text("create table planted (word text)"))
            connection.execute(text("insert into planted values (:word)"), {"word": PLANTED})
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("checkpoint"))
        yield house
        engine.dispose()


def a_night(house: House) -> None:
    house.text(CALLER, STORY)
    call = house.dial(OTHER_CALLER)
    house.forward(SECOND)
    house.network.press(call, "9")
    house.forward(5 * SECOND)
    house.network.hangup(call)
    with house.work() as work:
        staff.add(work, "quyen", Role.SUPERVISOR, "no hash", name=NAME, phone=STAFF)
    with house.work() as work:
        person = work.session.scalars(select(Staff).where(Staff.login == "quyen")).one()
        ticket = work.session.scalars(select(Ticket).order_by(Ticket.number)).first()
        assert ticket is not None
        tickets.set_place(work, ticket, None, ADDRESS, by="system")
        casework.note(work, ticket, person, NOTE)
        facts = (Purpose.REPLY, Channel.SMS, Severity.HIGH, CALLER, REPLY, ticket.id)
        outbox.put(work, Letter("reply", *facts))
        staff_numbers.change(work, person, NEW_STAFF)
        staff_numbers.send_code(work, person, Channel.SMS)
    house.forward(60 * SECOND)
    an_accident(house)


def an_accident(house: House) -> None:
    """Errors on the way: the server's log and ours must not quote what could not be written."""
    with house.parts.engine.begin() as connection:
        mute = "alter table contact add constraint mute check (media is null) not valid"
        connection.execute(text(mute))
    carrier.post(house, carrier.SMS, carrier.text(1, STORY, sender=CALLER))
    replay(house.parts.workplace)
    with house.parts.engine.begin() as connection:
        connection.execute(text("alter table contact drop constraint mute"))


def test_the_search_finds_what_stands_there_plainly(lived_in: House, folder: Path) -> None:
    assert lived_in.network.clock.now() > NIGHT

    assert found(folder, [PLANTED])


def test_no_name_number_address_or_word_is_on_the_disk(lived_in: House, folder: Path) -> None:
    with lived_in.work() as work:
        kept = work.session.scalars(select(Ticket).order_by(Ticket.number)).first()
        assert kept is not None
        assert (kept.caller, kept.place) == (CALLER, ADDRESS)
    searched = Postgres(folder).home

    assert b"mute" in Postgres(folder).log.read_bytes()  # the accident is in the server's log
    assert list(searched.glob("server/data/pg_wal/0*"))
    assert found(folder, [NAME, ADDRESS, STORY, NOTE, REPLY, *WORDS, *numbers()]) == []


def test_no_name_number_or_word_is_in_the_log(
    house: House, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    house.network.fail(rest={"429": 1, "500_after": 1})
    a_night(house)
    carrier.post(house, carrier.SMS, carrier.text(9, STORY), token="guessed")
    carrier.post(house, carrier.SMS_STATUS, {"MessageSid": "SM1", "To": CALLER})

    heard = capfd.readouterr()
    log = (heard.out + heard.err + caplog.text).encode()

    assert b"event_postponed" in log
    assert b"webhook_refused" in log
    secrets = [NAME, ADDRESS, STORY, NOTE, REPLY, *WORDS, *numbers()]
    assert [secret for secret in secrets if any(each in log for each in spellings(secret))] == []


def test_the_doorbell_is_told_nothing_but_to_ring(house: House) -> None:
    with open_folder() as folder, valkey.running(folder) as url:
        mine = built(SETTINGS, house.parts.engine, house.parts.clock, doorbell.bell(url))
        carrier.post(
            replace(house, parts=mine, application=lambda: create_app(mine)),
            carrier.SMS,
            carrier.text(1, f"Cứu với! {STORY}", sender=CALLER),
        )
        jobs = doorbell.queue_at(url).jobs

        assert jobs
        assert {job.func_name for job in jobs} == {doorbell.JOB}
        assert not any(job.args or job.kwargs or job.meta for job in jobs)


def numbers() -> list[str]:
    """The digits every spelling has in common: with +84, with 84, with 0."""
    return [number.removeprefix("+84") for number in (CALLER, OTHER_CALLER, STAFF, NEW_STAFF)]


def spellings(secret: str) -> set[bytes]:
    """As typed, decomposed, without marks, and in small letters."""
    typed = unicodedata.normalize("NFC", secret)
    apart = unicodedata.normalize("NFD", typed)
    bare = "".join(letter for letter in apart if not unicodedata.combining(letter))
    bare = bare.replace("đ", "d").replace("Đ", "D")
    forms = {form for each in (typed, apart, bare) for form in (each, each.lower(), each.upper())}
    escaped = {json.dumps(form).strip('"').encode() for form in forms}
    return {form.encode() for form in forms} | escaped


def found(folder: Path, secrets: list[str]) -> list[tuple[str, Path]]:
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert len(files) > 100
    return [
        (secret, path)
        for path in files
        for content in [path.read_bytes()]
        for secret in secrets
        if any(each in content for each in spellings(secret))
    ]
