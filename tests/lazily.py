"""An application that is made with its first request: many tests never send one."""

from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING

from flask import Flask

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication


def when_asked(make: Callable[[], Flask]) -> "WSGIApplication":
    made = cache(make)
    return lambda environ, start_response: made()(environ, start_response)
