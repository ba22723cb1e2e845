"""The servers that come with the packages: shared, private, and none the worse for a crash."""

import os
import pwd
import signal
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
import redis
from sqlalchemy import NullPool, create_engine, make_url

from config.embedded import databases, places, postgres, shared, valkey
from config.embedded.postgres import Postgres
from config.embedded.shared import EmbeddedServerError
from config.embedded.valkey import Valkey

ROOT = Path(__file__).parents[2]
IS_ROOT = os.geteuid() == 0


@contextmanager
def open_folder() -> Iterator[Path]:
    """A folder every user of the machine may pass through, unlike pytest's own."""
    with tempfile.TemporaryDirectory(prefix="hotline-") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


@pytest.fixture(scope="module")
def data_dir() -> Iterator[Path]:
    """Kept between the tests, for a database takes longer to make than to start."""
    with open_folder() as folder:
        yield folder


@pytest.fixture
def place() -> Iterator[Path]:
    with open_folder() as folder:
        yield folder


@pytest.fixture
def user_process(data_dir: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that uses both servers until it is ended; it has them once it says so."""
    program = (
        "import sys, time; from pathlib import Path; from config.embedded import postgres, valkey\n"
        "folder = Path(sys.argv[1])\n"
        "with postgres.running(folder), valkey.running(folder): print('has them', flush=True), "
        "sys.stdin.read()\n"
    )
    command = [sys.executable, "-c", program, str(data_dir)]
    with subprocess.Popen(  # noqa: S603  # our own program
        command, cwd=ROOT, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "has them\n"
        yield process
        if process.poll() is None:
            process.communicate("")  # end of input: it leaves by the door


def one(url: str, statement: str) -> object:
    engine = create_engine(url, poolclass=NullPool)
    with engine.begin() as connection:
        result = connection.exec_driver_sql(statement)
        return result.scalar() if result.returns_rows else None


def is_up(server: shared.Server) -> bool:
    return server.answers()


def pid(server: shared.Server) -> int:
    return int(server.pid_file.read_text().split()[0])


def test_what_is_committed_is_there_after_the_last_user_left(data_dir: Path) -> None:
    with postgres.running(data_dir) as url:
        engine = create_engine(url, poolclass=NullPool)
        with engine.begin() as connection:
            connection.exec_driver_sql("CREATE TABLE kept (word text)")
            connection.exec_driver_sql("INSERT INTO kept VALUES ('Đường Nguyễn Huệ')")

    assert not is_up(Postgres(data_dir))
    with postgres.running(data_dir) as url:
        assert one(url, "SELECT lower(word) FROM kept") == "đường nguyễn huệ"


def test_a_commit_reaches_the_disk_and_no_network_is_open(data_dir: Path) -> None:
    with postgres.running(data_dir) as url:
        assert one(url, "SHOW fsync") == "on"
        assert one(url, "SHOW synchronous_commit") == "on"
        assert one(url, "SHOW listen_addresses") == ""
        assert one(url, "SHOW server_encoding") == "UTF8"


def test_nobody_else_of_the_machine_may_enter(data_dir: Path) -> None:
    with postgres.running(data_dir), valkey.running(data_dir):
        for server in (Postgres(data_dir), Valkey(data_dir)):
            folders = [server.files]
            folders += [server.sockets if isinstance(server, Postgres) else server.socket.parent]
            assert [stat.S_IMODE(folder.stat().st_mode) for folder in folders] == [0o700, 0o700]


@pytest.mark.skipif(not IS_ROOT, reason="only root has another user to become")
def test_started_by_root_the_database_runs_as_nobody(data_dir: Path) -> None:
    with postgres.running(data_dir):
        owner = Path(f"/proc/{pid(Postgres(data_dir))}").stat().st_uid

    assert pwd.getpwuid(owner).pw_name == "nobody"


def test_it_ends_with_the_last_of_its_users(
    data_dir: Path, user_process: subprocess.Popen[str]
) -> None:
    with postgres.running(data_dir), valkey.running(data_dir):
        pass
    assert is_up(Postgres(data_dir))
    assert is_up(Valkey(data_dir))

    user_process.communicate("")
    assert not is_up(Postgres(data_dir))
    assert not is_up(Valkey(data_dir))


def test_it_ends_with_a_user_that_was_told_to_end(
    data_dir: Path, user_process: subprocess.Popen[str]
) -> None:
    user_process.terminate()

    assert user_process.wait() == 128 + signal.SIGTERM
    assert not is_up(Postgres(data_dir))
    assert not is_up(Valkey(data_dir))


def test_it_survives_the_death_of_its_starter_and_is_adopted(
    data_dir: Path, user_process: subprocess.Popen[str]
) -> None:
    before = pid(Postgres(data_dir)), pid(Valkey(data_dir))
    user_process.kill()
    user_process.wait()

    with postgres.running(data_dir) as url, valkey.running(data_dir):
        assert (pid(Postgres(data_dir)), pid(Valkey(data_dir))) == before
        assert one(url, "SELECT 1") == 1
    assert not is_up(Postgres(data_dir))


def test_ctrl_c_in_the_terminal_of_its_starter_is_not_meant_for_it(
    data_dir: Path, user_process: subprocess.Popen[str]
) -> None:
    for server in (Postgres(data_dir), Valkey(data_dir)):
        assert os.getpgid(pid(server)) != os.getpgid(user_process.pid)


@pytest.mark.processes
def test_a_killed_database_comes_back_with_all_it_had_confirmed(data_dir: Path) -> None:
    server = Postgres(data_dir)
    with postgres.running(data_dir) as url:
        one(url, "CREATE TABLE survived AS SELECT 7 AS number")
        os.kill(pid(server), signal.SIGKILL)

        shared.revive(server)

        assert one(url, "SELECT number FROM survived") == 7


@pytest.mark.processes
def test_a_killed_doorbell_comes_back_with_what_was_rung(data_dir: Path) -> None:
    server = Valkey(data_dir)
    with valkey.running(data_dir) as url:
        with redis.Redis.from_url(url) as client:
            client.rpush("rung", "once")
        os.kill(pid(server), signal.SIGKILL)

        shared.revive(server)

        with redis.Redis.from_url(url) as client:
            assert client.llen("rung") == 1


def test_a_process_number_left_by_a_crash_stops_nothing(data_dir: Path) -> None:
    with postgres.running(data_dir):
        pass
    Postgres(data_dir).pid_file.write_text(f"{os.getpid()}\n")

    with postgres.running(data_dir) as url:
        assert one(url, "SELECT 1") == 1


def test_a_path_too_long_for_a_socket_gets_a_short_private_one(place: Path) -> None:
    deep = place / ("a-very-long-name-" * 5)

    with postgres.running(deep) as url:
        assert one(url, "SELECT 1") == 1
        sockets = Postgres(deep).sockets

    assert sockets.parent == Path("/tmp")  # noqa: S108  # where the short one stands
    assert stat.S_IMODE(sockets.stat().st_mode) == 0o700
    sockets.rmdir()


def test_a_folder_somebody_else_laid_out_is_not_trusted(place: Path) -> None:
    trap = place / "run"
    trap.mkdir(mode=0o755)

    with pytest.raises(EmbeddedServerError, match="is not a private folder"):
        places.private_folder(trap, places.account())


@pytest.mark.skipif(not IS_ROOT, reason="only root becomes a user who cannot follow")
def test_where_nobody_cannot_go_the_files_stand_elsewhere(place: Path) -> None:
    closed, elsewhere = place / "closed", place / "elsewhere"
    closed.mkdir(mode=0o700)

    home = places.home(closed / "postgres", places.account(), elsewhere)

    assert home.parent == elsewhere
    assert (closed / "postgres").resolve() == home
    assert places.home(closed / "postgres", places.account(), elsewhere) == home


@pytest.mark.skipif(not IS_ROOT, reason="only root becomes a user who cannot follow")
def test_programs_nobody_can_reach_are_copied_to_where_it_can(place: Path) -> None:
    site, elsewhere = place / "site", place / "elsewhere"
    (site / "package" / "bin").mkdir(parents=True)
    (site / "package" / "bin" / "server").write_text("program")
    site.chmod(0o700)

    found = places.programs("server-1", site, ["package", "none"], places.account(), elsewhere)

    assert (found / "package" / "bin" / "server").read_text() == "program"
    assert places.account().reaches(found / "package" / "bin")


@pytest.mark.skipif(not IS_ROOT, reason="only root becomes a user who cannot follow")
def test_a_folder_closed_later_is_named_in_one_sentence(place: Path) -> None:
    closed = place / "closed"
    (closed / "postgres").mkdir(parents=True)
    closed.chmod(0o700)

    with pytest.raises(EmbeddedServerError, match=r"cannot reach .* set DATA_DIR"):
        Postgres(closed)


def test_a_folder_that_cannot_be_made_is_named(place: Path) -> None:
    (place / "file").write_text("no folder")

    with pytest.raises(EmbeddedServerError, match=r"file/postgres cannot be made: "):
        Postgres(place / "file")


def test_a_database_is_copied_from_a_template_and_dropped_under_its_users(data_dir: Path) -> None:
    with postgres.running(data_dir) as url:
        template = databases.create_database(url, "template")
        one(template, "CREATE TABLE laid_out AS SELECT 7 AS number")

        copy = databases.create_database(url, "copy", template="template")
        assert one(copy, "SELECT number FROM laid_out") == 7

        with psycopg.connect(copy.replace("+psycopg", ""), autocommit=True) as user:
            databases.drop_database(url, "copy")
            with pytest.raises(psycopg.OperationalError):
                user.execute("SELECT 1")
        databases.drop_database(url, "copy")  # once more harms nobody
        assert make_url(url).database == "hotline"
        assert one(url, "SELECT count(*) FROM pg_database WHERE datname = 'copy'") == 0
