"""What the web server calls: one application per worker process, with its own connections."""

from contextlib import ExitStack
from functools import cache

from flask import Flask

from config import app, database, doorbell, house, logs
from config.guardian import Guardian
from config.settings import Settings

_open = ExitStack()
close = _open.close


@cache
def doors(settings: Settings) -> Flask:
    """Made by whoever forks the workers, once for all of them."""
    return app.doors(settings)


def application() -> Flask:
    logs.configure()
    settings = Settings.from_env()
    ring = doorbell.bell(settings.redis_url) if settings.redis_url else house.no_ring
    mine = _open.enter_context(house.opened(settings, ring, database.ensure_if_there))
    guardian = Guardian(mine)
    _open.callback(guardian.stop)
    guardian.start()
    return app.opened(doors(settings), mine)
