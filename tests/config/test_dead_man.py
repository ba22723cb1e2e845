"""Somebody outside hears from us only while a page would leave in time."""

from dataclasses import replace
from datetime import timedelta

import pytest
import requests
from flask import Flask, Response, request

from config import dead_man
from referral import checks
from referral.checks import Check
from simulator.inprocess import WsgiAdapter
from tests.house import House

WATCH = "https://watch.test/secret"


class Outside:
    """The watch of another vendor."""

    def __init__(self, status: int = 200) -> None:
        self.heard: list[str] = []
        self.session = requests.Session()
        app = Flask("watch")
        app.add_url_rule("/secret", view_func=lambda: self._answer(status), endpoint="secret")
        self.session.mount("https://watch.test", WsgiAdapter(app))

    def _answer(self, status: int) -> Response:
        self.heard.append(f"{request.method} {request.path}")
        return Response(status=status)


def found(house: House) -> list[Check]:
    with house.work() as work:
        return checks.run(work)


def test_it_hears_while_the_clockwork_does_its_work(house: House) -> None:
    outside = Outside()
    house.tick()

    assert dead_man.ping(WATCH, found(house), outside.session)
    assert outside.heard == ["GET /secret"]


def test_it_hears_nothing_once_the_metronome_is_silent(house: House) -> None:
    outside = Outside()
    house.tick()
    house.network.clock.forward(timedelta(seconds=11))

    assert not dead_man.ping(WATCH, found(house), outside.session)
    assert outside.heard == []


@pytest.mark.parametrize("code", sorted(checks.CHECKS))
def test_only_what_keeps_a_page_from_leaving_silences_us(code: str) -> None:
    all_kept = [Check(each, ok=True, count=0) for each in checks.CHECKS]
    broken = [replace(each, ok=each.code != code) for each in all_kept]

    assert dead_man.all_is_well(all_kept)
    assert dead_man.all_is_well(broken) is (code not in dead_man.VITAL)


def test_every_vital_promise_is_one_the_house_makes() -> None:
    assert set(checks.CHECKS) > dead_man.VITAL


def test_a_watch_that_fails_or_is_away_stops_nothing(house: House) -> None:
    house.tick()

    assert not dead_man.ping(WATCH, found(house), Outside(503).session)
    assert not dead_man.ping("http://127.0.0.1:1/", found(house))
