"""What every command begins with: the settings, and a house to act in."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import click

from config import database, house, logs
from config.house import House
from config.settings import Settings, SettingsError
from hotline.errors import HotlineError

T = TypeVar("T")


def settings() -> Settings:
    with refusing():
        return Settings.from_env()


class RefusedError(click.ClickException):
    """What the operator asked cannot be done as it stands; one sentence, exit code 2."""

    exit_code = 2


@contextmanager
def refusing() -> Iterator[None]:
    """One sentence and exit code 2 for what is wrong with settings, policy, schema or a wish."""
    try:
        yield
    except (SettingsError, database.SchemaError, HotlineError) as error:
        raise RefusedError(str(error)) from None


def with_house(act: Callable[[House], T]) -> T:
    logs.configure()
    with refusing(), house.opened(settings(), house.no_ring) as mine:
        return act(mine)


def text_of(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise RefusedError(f"{file.name} is not UTF-8: byte {error.start + 1}") from None
