"""Whom an embedded server runs as, and where it may keep its files and its socket."""

import grp
import hashlib
import os
import pwd
import shutil
import stat
import subprocess
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from config.embedded.shared import EmbeddedServerError

SYSTEM_HOME = Path("/var/lib/lang-nghe")
LONGEST_SOCKET_PATH = 100  # characters; the kernel takes 107, macOS 103


@dataclass(frozen=True)
class Account:
    """The user a server runs as; PostgreSQL refuses to be root."""

    uid: int
    gid: int

    def run(
        self,
        command: list[str | Path],
        stdout: IO[str] | int = subprocess.DEVNULL,
        keep: tuple[int, ...] = (),
        text: str = "",
    ) -> int:
        """Run to the end as this user, with no variable of ours in sight; gives the exit code."""
        drop = os.geteuid() != self.uid
        return subprocess.run(  # noqa: S603  # our own command lines, no shell
            command,
            input=text,
            text=True,
            stdout=stdout,
            stderr=subprocess.STDOUT,
            cwd="/",
            env={"PATH": os.defpath, "TZ": "UTC"},
            umask=0o077,
            pass_fds=keep,
            user=self.uid if drop else None,
            group=self.gid if drop else None,
            extra_groups=[] if drop else None,
            start_new_session=True,  # Ctrl-C in the launcher's terminal is not meant for it
            check=False,
        ).returncode

    def reaches(self, path: Path) -> bool:
        """Whether this user can walk down to the folder or program and use it."""
        return self.run(["test", "-x", path]) == 0


def account() -> Account:
    """Ourselves, or `nobody` when we are root."""
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid())
    nobody = pwd.getpwnam("nobody")
    return Account(nobody.pw_uid, grp.getgrgid(nobody.pw_gid).gr_gid)


def home(wanted: Path, user: Account, elsewhere: Path = SYSTEM_HOME) -> Path:
    """The folder `wanted`, made if missing; a link to one elsewhere if `user` cannot get there.

    Opening up the parents, such as root's own home, is not ours to do.
    """
    try:
        wanted.parent.mkdir(parents=True, exist_ok=True)
        if not wanted.exists():
            _make_home(wanted, user, elsewhere)
    except OSError as error:
        raise EmbeddedServerError(f"{wanted} cannot be made: {error.strerror}.") from error
    found = wanted.resolve()
    if not user.reaches(found):
        raise EmbeddedServerError(
            f"The user the database runs as cannot reach {found}: set DATA_DIR to a folder whose "
            "parents everybody may pass, or DATABASE_URL to a server of your own."
        )
    return found


def _make_home(wanted: Path, user: Account, elsewhere: Path) -> None:
    if user.reaches(wanted.parent):
        wanted.mkdir(mode=0o711, exist_ok=True)
        return
    wanted.unlink(missing_ok=True)  # a link whose target is gone
    elsewhere.mkdir(mode=0o711, parents=True, exist_ok=True)
    target = Path(tempfile.mkdtemp(prefix="data-", dir=elsewhere))
    target.chmod(0o711)
    with suppress(FileExistsError):  # another process was as quick
        wanted.symlink_to(target)


def private_folder(path: Path, user: Account) -> Path:
    """A folder only `user` (and root) may enter; refused if somebody else made it first."""
    try:
        path.mkdir(mode=0o700)
        os.chown(path, user.uid, user.gid)
    except FileExistsError:
        found = path.lstat()
        if not stat.S_ISDIR(found.st_mode) or found.st_uid != user.uid or found.st_mode & 0o077:
            raise EmbeddedServerError(f"{path} is not a private folder of the server.") from None
    return path


def socket_folder(home: Path, user: Account, socket_name: str) -> Path:
    """Where the socket stands: in the home, or under /tmp when that path is too long for one."""
    inside = home / "run"
    if len(str(inside / socket_name)) <= LONGEST_SOCKET_PATH:
        return private_folder(inside, user)
    mark = hashlib.sha256(bytes(home)).hexdigest()[:16]
    return private_folder(Path("/tmp") / f"lang-nghe-{mark}", user)  # noqa: S108  # owner checked


def programs(
    name: str, site: Path, parts: list[str], user: Account, elsewhere: Path = SYSTEM_HOME
) -> Path:
    """The folder the `parts` stand in: `site`, or one with copies if `user` cannot get there.

    `name` carries the version, so an upgrade never runs on an old copy.
    """
    if user.reaches(site / parts[0]):
        return site
    copy = elsewhere / name
    if not copy.exists():
        elsewhere.mkdir(mode=0o711, parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(dir=elsewhere))
        for part in parts:
            if (site / part).exists():
                shutil.copytree(site / part, draft / part, symlinks=True)
        draft.chmod(0o755)
        with suppress(OSError):  # another process was as quick
            draft.rename(copy)
    return copy
