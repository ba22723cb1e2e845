"""What an operator says to the line, and what the line answers."""

import base64
import csv
import io
import os
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from config.cli import COMMANDS, create_app
from config.database import engine_for
from config.house import built, no_ring
from hotline import staff
from hotline.clock import SystemClock
from hotline.staff import Role, Staff
from hotline.store import seals
from hotline.units import Unit
from referral.directory.agencies import Agency
from tests.config import operator
from tests.config.operator import Operator, Said
from tests.house import SETTINGS
from tests.referral.builders import open_ticket, pages, policy

COMMUNES = "\n".join(f"{one.code},{one.spoken},42,Hà Tĩnh" for one in policy().communes)
HEADER = "code,kind,name,commune_code,phone,verified_on,valid_from,valid_to\n"
GOOD = "X-CA,police,Công an xã,18775,113,2026-11-01,2025-07-01,\n"
Ask = Callable[..., Said]


@pytest.fixture(scope="module")
def listening() -> Iterator[Operator]:
    with operator.at_work() as listening:
        yield listening


@pytest.fixture
def ask(listening: Operator, database_url: str, tmp_path: Path) -> Ask:
    """`flask ...` on the test's database."""
    key = base64.b64encode(SETTINGS.sealing_keys[0][1]).decode()
    environment = {
        "PATH": os.environ["PATH"],
        "DATABASE_URL": database_url,
        "DATA_DIR": str(tmp_path / "var"),
        "SECRET_KEY": "a test has nothing to hide",
        "SEALING_KEYS": f"t1:{key}",
        "PUBLIC_URL": "https://hotline.test",
        "TWILIO_ACCOUNT_SID": "AC" + "0" * 32,
        "TWILIO_AUTH_TOKEN": "test-token-1",
        "TWILIO_API_BASE": "http://127.0.0.1:1",
        "HOTLINE_NUMBER": "+842473001111",
    }

    return partial(listening.ask, environment, tmp_path)


def count(url: str, row: type[Agency | Staff | Unit]) -> int:
    engine = engine_for(url)
    with Session(engine) as session:
        found = session.scalar(select(func.count()).select_from(row))
    engine.dispose()
    return found or 0


def test_help_lists_every_command_with_a_sentence() -> None:
    said = create_app().test_cli_runner().invoke(args=["--help"]).output

    for command in COMMANDS:
        assert command.name is not None
        assert f"  {command.name} " in said
        assert command.help


def test_triage_answers_every_row_in_its_order(tmp_path: Path) -> None:
    texts = [
        "chào cô",
        "cứu với, bố đang đánh em",
        "",
        'em "buồn", quá\nkhông biết nói ai',
        "chào cô",
    ]
    file = tmp_path / "messages.csv"
    with file.open("w", encoding="utf-8-sig", newline="") as out:
        csv.writer(out).writerows([["n", "text"], *enumerate(texts)])

    said = create_app().test_cli_runner().invoke(args=["triage", str(file)])

    rows = list(csv.DictReader(io.StringIO(said.stdout)))
    assert said.exit_code == 0
    assert [row["text"] for row in rows] == texts
    assert list(rows[0]) == ["text", "severity", "confidence", "categories", "reasons"]
    assert rows[1]["severity"] == "critical"
    assert rows[1]["reasons"]
    assert rows[0] == rows[4]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        pytest.param(b"words\nx\n", "the file has no column text", id="another-column"),
        pytest.param(b"", "the file has no column text", id="empty"),
        pytest.param(b"text\n\xff\xfe\n", "is not UTF-8", id="not-utf-8"),
    ],
)
def test_triage_refuses_a_file_it_cannot_read(tmp_path: Path, content: bytes, why: str) -> None:
    file = tmp_path / "messages.csv"
    file.write_bytes(content)

    said = create_app().test_cli_runner().invoke(args=["triage", str(file)])

    assert said.exit_code == 2
    assert why in said.output
    assert "Traceback" not in said.output


def test_a_sound_policy_says_its_version() -> None:
    said = create_app().test_cli_runner().invoke(args=["check-policy"])

    assert (said.exit_code, said.output) == (0, f"vietnam is sound, version {policy().version}\n")


def test_a_policy_that_is_not_there_is_refused_in_a_sentence() -> None:
    said = create_app().test_cli_runner().invoke(args=["check-policy", "atlantis"])

    assert said.exit_code == 2
    assert "Traceback" not in said.output


def test_a_good_directory_is_taken_in_whole_and_again(
    ask: Ask, database_url: str, tmp_path: Path
) -> None:
    file = tmp_path / "agencies.csv"
    file.write_text("\ufeff" + HEADER + GOOD, encoding="utf-8")

    first, again = ask("import-agencies", str(file)), ask("import-agencies", str(file))

    assert (first.code, first.stdout) == (0, "1 agencies added, 0 updated\n")
    assert (again.code, again.stdout) == (0, "0 agencies added, 0 updated\n")
    assert count(database_url, Agency) == 1


def test_a_dry_run_says_what_would_change_and_changes_nothing(
    ask: Ask, database_url: str, tmp_path: Path
) -> None:
    file = tmp_path / "agencies.csv"
    file.write_text(HEADER + GOOD, encoding="utf-8")

    said = ask("import-agencies", "--dry-run", str(file))

    code = GOOD.partition(",")[0]
    assert said.stdout == f"{code}: new\n1 agencies would be added, 0 updated\n"
    assert count(database_url, Agency) == 0


def test_what_was_given_out_is_taken_in_again_without_a_change(ask: Ask, tmp_path: Path) -> None:
    file, again = tmp_path / "agencies.csv", tmp_path / "again.csv"
    file.write_text(HEADER + GOOD, encoding="utf-8")
    ask("import-agencies", str(file))
    again.write_text(ask("export-agencies").stdout, encoding="utf-8")

    said = ask("import-agencies", "--dry-run", str(again))

    assert said.stdout == "0 agencies would be added, 0 updated\n"


@pytest.mark.parametrize(
    ("content", "why"),
    [
        pytest.param(
            HEADER + GOOD + "Y,parents,Phụ huynh,18775,113,,,\n",
            "line 3: no kind parents",
            id="one",
        ),
        pytest.param("code,name\nX,Y\n", "line 1: no column kind, phone", id="no-columns"),
        pytest.param(b"\xff\xfe\x00", "agencies.csv is not UTF-8", id="not-utf-8"),
    ],
)
def test_a_directory_with_a_bad_line_changes_nothing(
    ask: Ask, database_url: str, tmp_path: Path, content: str | bytes, why: str
) -> None:
    file = tmp_path / "agencies.csv"
    file.write_bytes(content.encode() if isinstance(content, str) else content)

    said = ask("import-agencies", str(file))

    assert said.code == 2
    assert why in said.stderr
    assert "Traceback" not in said.stderr
    assert count(database_url, Agency) == 0


def test_a_person_who_was_added_may_log_in_and_is_not_added_twice(
    ask: Ask, database_url: str
) -> None:
    words = ["add-user", "hoa", "--role", "supervisor", "--name", "Thanh Hoa"]
    words += ["--phone", "0990 000 001", "--password", "mật khẩu rất dài"]

    first, again = ask(*words), ask(*words)

    assert (first.code, first.stdout) == (0, "hoa may log in\n")
    assert again.code == 2
    assert "Traceback" not in again.stderr
    engine = engine_for(database_url)
    mine = built(SETTINGS, engine, SystemClock(), no_ring)
    with mine.workplace.work() as work:
        person = staff.check_password(work, "hoa", "mật khẩu rất dài")
        assert (person.role, person.name) == (Role.SUPERVISOR, "Thanh Hoa")
        assert person.phone == "+84990000001"
    engine.dispose()


def test_a_tick_fires_what_is_due(ask: Ask, database_url: str) -> None:
    engine = engine_for(database_url)
    mine = built(SETTINGS, engine, SystemClock(), no_ring)
    with mine.workplace.work() as work:
        staff.add(work, "hoa", Role.SUPERVISOR, "x", name="Hoa", phone="+84990000001")
        ticket_id = open_ticket(work).id

    said = ask("tick")

    assert said.code == 0
    assert said.stdout == "1 deadlines fired, 0 messages taken by the carrier\n"
    with mine.workplace.work() as work:
        assert len(pages(work, ticket_id)) == 2
    engine.dispose()


def test_migrating_a_database_of_this_release_changes_nothing(ask: Ask) -> None:
    assert ask("migrate").code == 0
    assert ask("migrate").stdout == "the database is at this release\n"


def test_what_cannot_be_done_here_is_said_in_a_sentence(ask: Ask) -> None:
    said = ask("demo-data")

    assert said.code == 2
    assert len(said.stderr.splitlines()) == 1


def test_the_journal_is_verified_and_a_changed_row_named(ask: Ask, database_url: str) -> None:
    mine = built(SETTINGS, engine_for(database_url), SystemClock(), no_ring)
    with mine.workplace.work() as work:
        open_ticket(work)
    with mine.workplace.work() as work:
        mark = seals.horizon(work)
    with mine.workplace.work() as work:
        head = str(seals.seal(work, mark))

    whole = ask("verify-journal", "--head", head)
    assert (whole.code, whole.stdout.split(",")[0]) == (0, "0 faults")
    assert head in whole.stdout

    with mine.engine.begin() as connection:
        connection.execute(text("update journal set actor = 'x' where seq = :n"), {"n": mark.seq})
    changed = ask("verify-journal")
    assert changed.code == 1
    assert f"changed: row {mark.seq}" in changed.stdout
    mine.engine.dispose()


def test_the_list_of_communes_is_loaded_whole_or_not_at_all(
    ask: Ask, tmp_path: Path, database_url: str
) -> None:
    agencies, file = tmp_path / "agencies.csv", tmp_path / "communes.csv"
    agencies.write_text(HEADER + GOOD, encoding="utf-8")
    assert ask("import-agencies", str(agencies)).code == 0
    lines = f"code,name,province_code,province\n{COMMUNES}"
    file.write_text(lines, encoding="utf-8")
    load = ("import-communes", str(file), "--provinces", "1", "--communes", "12")

    assert "--release" in ask(*load).stderr
    half = ask("import-communes", str(file), "--release", "2026.9.0")
    assert (half.code, count(database_url, Unit)) == (2, 0)
    assert "1 provinces and 12 communes, not 34 and 3321" in half.stderr
    assert "would be loaded" in ask(*load, "--release", "2026.9.0", "--dry-run").stdout
    assert count(database_url, Unit) == 0

    said = ask(*load, "--release", "2026.9.0")

    assert said.stdout == "12 communes of 2026.9.0 loaded\n"
    assert count(database_url, Unit) == 12
