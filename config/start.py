"""python -m config.start worker|metronome: one process of the line, until it is told to stop."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module

import click


@contextmanager
def reading() -> Iterator[None]:
    """While modules and the policy are read. They stay: to look through all that is there already
    for what could be thrown away took as long again as to read it."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()


@click.command()
@click.argument("name", type=click.Choice(["worker", "metronome"]))
def main(name: str) -> None:
    """Wakes people and delivers, until told to stop."""
    with reading():
        process, begin = import_module(f"config.{name}"), import_module("config.begin")
        settings = begin.settings()
        with begin.refusing():
            import_module("config.packs").shipped(settings.policy_pack)
    with begin.refusing():
        process.run(settings)


if __name__ == "__main__":
    main()
