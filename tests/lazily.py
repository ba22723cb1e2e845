"""An application that is made with its first request, of doors that were made once."""

from collections.abc import Callable
from copy import copy
from functools import cache
from threading import Lock
from typing import TYPE_CHECKING

from flask import Flask

import simulator.app
from simulator.network import Simulator

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


def again(doors: Flask) -> Flask:
    """The same addresses and templates with nothing behind them.

    To read two hundred addresses takes longer than most of what a test then does at one.
    """
    twin = copy(doors)
    twin.extensions, twin.config = dict(doors.extensions), copy(doors.config)
    return twin


def telephone_company(network: Simulator) -> Flask:
    """Before this network and, in the same test, perhaps another before another."""
    return simulator.app.opened(again(_its_doors()), network)


@cache
def _its_doors() -> Flask:
    return simulator.app.doors()
