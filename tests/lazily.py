"""An application that is made with its first request: many tests never send one."""

from collections.abc import Callable
from functools import cache
from threading import Lock
from typing import TYPE_CHECKING

from flask import Flask

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication


def once(make: Callable[[], Flask]) -> Callable[[], Flask]:
    """Made once, however many ask at the same moment."""
    made, one_by_one = cache(make), Lock()

    def application() -> Flask:
        with one_by_one:
            return made()

    return application


def when_asked(application: Callable[[], Flask]) -> "WSGIApplication":
    return lambda environ, start_response: application()(environ, start_response)
