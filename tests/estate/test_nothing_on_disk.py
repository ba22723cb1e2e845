"""What callers said, and who they are, stands nowhere on the database's disk in words."""

import unicodedata
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from config.database import engine_for, migrate
from config.demo import people
from config.embedded import postgres
from hotline.text import unaccented
from referral import casework
from tests.house import House, build

CHILD, NEIGHBOUR = "+84912345678", "+84987654321"
STORY = "Cháu tên Nguyễn Thị Bông Sen, bố dượng nhốt cháu ở xã Kỳ Anh, cạnh đình Hoà Lộc"
LANDMARK, NOTE = "Ngõ 47 chợ Gò Vấp", "Bé Khánh Ngọc đang trốn sau bếp"
MARKER = "a-plain-word-that-stands-in-a-file"


@pytest.fixture
def files(tmp_path: Path) -> Iterator[tuple[Path, Engine]]:
    """A PostgreSQL of the test's own, so that every file of it can be read."""
    tmp_path.chmod(0o755)
    for parent in tmp_path.parents:
        if parent.is_relative_to("/tmp") and parent != Path("/tmp"):  # noqa: S108  # pytest's own
            parent.chmod(0o755)
    with postgres.running(tmp_path) as url:
        engine = engine_for(url)
        migrate(engine)
        yield tmp_path, engine
        engine.dispose()


def test_no_name_number_or_word_of_a_caller_is_found_in_any_file_of_the_database(
    files: tuple[Path, Engine],
) -> None:
    folder, engine = files
    live_through_a_night(build(engine))
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("create table marker as select :word as word"), {"word": MARKER})
        connection.execute(text("checkpoint"))

    found = {needle for needle in needles() if anywhere(folder, needle)}

    assert found == {MARKER.encode()}


def live_through_a_night(house: House) -> None:
    house.text(CHILD, STORY)
    call = house.dial(NEIGHBOUR)
    house.forward(timedelta(seconds=3))
    house.network.press(call, "9")
    house.forward(timedelta(minutes=3))
    ticket, hoa = house.first_ticket(), house.person("hoa")
    with house.work() as work:
        casework.note(work, ticket, hoa, NOTE)
        casework.set_place(work, ticket, hoa, "18775", LANDMARK)
        casework.reply(work, ticket, hoa, "Cháu Bông Sen ơi, có người đang đến", "key")
    house.forward(timedelta(minutes=1))


def needles() -> Iterator[bytes]:
    """Each secret as it was written, decomposed, without accents and in small letters."""
    secrets = ("Nguyễn Thị Bông Sen", "bố dượng nhốt", "đình Hoà Lộc", LANDMARK, "Khánh Ngọc")
    for secret in secrets:
        for form in (secret, unaccented(secret)):
            for case in (form, form.lower()):
                yield unicodedata.normalize("NFC", case).encode()
                yield unicodedata.normalize("NFD", case).encode()
    names = (person.name for person in people.PEOPLE)
    yield from (name.encode() for name in names)
    for number in (CHILD, NEIGHBOUR, *(person.phone for person in people.PEOPLE if person.phone)):
        yield from (number.encode(), ("0" + number[3:]).encode(), number[3:].encode())
    yield MARKER.encode()


def anywhere(folder: Path, needle: bytes) -> bool:
    return any(needle in file.read_bytes() for file in folder.rglob("*") if file.is_file())
