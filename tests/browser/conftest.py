"""A real Chromium before a real server, with the whole house behind it."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from flask import Flask
from sqlalchemy import Engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry
from werkzeug.serving import WSGIRequestHandler, make_server

from config.database import engine_for
from config.launch import prepare
from tests.browser.window import Window
from tests.databases import Databases
from tests.house import House

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext

FLAGS = [
    "--no-sandbox",  # Chromium refuses to start as root without it
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]


class _Quiet(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: object) -> None:  # noqa: A002  # werkzeug's own name
        """A test's output is its result."""


@pytest.fixture(scope="session")
def chromium() -> Iterator["Browser"]:
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    program = prepare.browser()
    if program is None:
        pytest.skip("there is no Chromium in /usr/bin")
    with playwright.sync_playwright() as engine:
        browser = engine.chromium.launch(executable_path=str(program), args=FLAGS)
        yield browser
        browser.close()


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """At this address, on a port of its own."""
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=_Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@contextmanager
def at_home(chromium: "Browser") -> Iterator["BrowserContext"]:
    """A browser as it is set up in Hà Tĩnh."""
    context = chromium.new_context(
        locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh", viewport={"width": 1366, "height": 768}
    )
    yield context
    context.close()


@pytest.fixture
def database_url(databases: Databases) -> Iterator[str]:
    """Of each test's own: a page's stream that still asks when the test is over finds nothing."""
    with databases.fresh() as url:
        yield url


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    engine = engine_for(database_url)
    yield engine
    event.listen(engine, "checkin", _closed)
    engine.dispose()


def _closed(connection: DBAPIConnection | None, _record: ConnectionPoolEntry) -> None:
    """A stream that asked when its test was over comes back to a pool that is none any more."""
    if connection is not None:
        connection.close()


@pytest.fixture
def window(house: House, chromium: "Browser") -> Iterator[Window]:
    app = house.client.application
    app.config["SESSION_COOKIE_SECURE"] = False  # loopback speaks no TLS
    with served(app) as url, at_home(chromium) as context:
        window = Window(context.new_page(), url)
        yield window
    assert window.complaints == []
