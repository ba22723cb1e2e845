"""Is the process up, can it do its work, and what do its counters say."""

import os
from collections.abc import Iterator, Mapping

from flask import Blueprint, Response, current_app
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import REGISTRY, GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector
from sqlalchemy.exc import SQLAlchemyError

from config import database
from config.house import House
from hotline.sending import breakers
from referral import checks

bp = Blueprint("health", __name__)
MULTIPROCESS = "PROMETHEUS_MULTIPROC_DIR"


def the_house() -> House:
    house: House = current_app.extensions["house"]
    return house


@bp.get("/healthz")
def healthz() -> Response:
    return Response("ok\n", content_type="text/plain")


@bp.get("/readyz")
def readyz() -> Response:
    """200 when database, schema and policy are there; else 503 and which of them is not."""
    try:
        database.check(the_house().engine)
    except SQLAlchemyError:
        return Response("the database does not answer\n", 503, content_type="text/plain")
    except database.SchemaError as error:
        return Response(f"{error}\n", 503, content_type="text/plain")
    version = the_house().workplace.policy.version
    return Response(f"ready, policy {version}\n", content_type="text/plain")


@bp.get("/metrics")
def metrics() -> Response:
    registry = CollectorRegistry()
    if MULTIPROCESS in os.environ:  # noqa: TID251  # the library itself is told so by the environment
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]  # ships half its types
    else:
        registry = REGISTRY
    text = generate_latest(registry) + generate_latest(_promises())
    return Response(text, content_type=CONTENT_TYPE_LATEST)


class _Promises(Collector):
    """How many rows break each promise the house makes about itself, asked of the database."""

    def __init__(self, found: list[checks.Check]) -> None:
        self._found = found

    def collect(self) -> Iterator[GaugeMetricFamily]:
        gauge = GaugeMetricFamily("promise_broken", "Rows that break a promise", labels=["promise"])
        for check in self._found:
            gauge.add_metric([check.code], check.count)
        yield gauge


class _Breakers(Collector):
    """1 while a provider is left alone on a channel, 0 once it was and is asked again."""

    def __init__(self, found: Mapping[tuple[str, str], bool]) -> None:
        self._found = found

    def collect(self) -> Iterator[GaugeMetricFamily]:
        labels = ["provider", "channel"]
        gauge = GaugeMetricFamily("provider_down", "Providers left alone", labels=labels)
        for names, is_open in self._found.items():
            gauge.add_metric(names, int(is_open))
        yield gauge


def _promises() -> CollectorRegistry:
    """A database that does not answer breaks a promise of its own, and hides no other counter."""
    registry = CollectorRegistry()
    try:
        with the_house().workplace.work() as work:
            found = checks.run(work)
            registry.register(_Breakers(breakers.opened(work)))
    except SQLAlchemyError:
        found = [checks.Check("the_database_answers", ok=False, count=1)]
    registry.register(_Promises(found))
    return registry
