"""Places where a process of the demonstration is killed to order, as if its machine had died."""

import os
import signal
from collections.abc import Callable
from pathlib import Path

PLACES = (
    "web.before_inbox",
    "web.after_commit",
    "web.after_spooling",
    "sweep.before_commit",
    "sweep.after_commit",
    "send.before_leasing",
    "send.before_asking",
    "send.after_asking",
    "send.after_settling",
)


def deadly(folder: Path) -> Callable[[str], None]:
    """Ends whoever first reaches a place for which `order` laid a file, and nobody else."""

    def reach(place: str) -> None:
        try:
            (folder / place).unlink()
        except FileNotFoundError:
            return
        os.kill(os.getpid(), signal.SIGKILL)

    return reach


def order(folder: Path, place: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / place).touch()


def struck(folder: Path, place: str) -> bool:
    """Whether somebody has died there since it was ordered."""
    return not (folder / place).exists()


def folder_of(data_dir: Path) -> Path:
    return data_dir / "failpoints"
