"""Is the process up, can it do its work, and what do its counters say."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flask import Blueprint, Response, current_app
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, generate_latest
from prometheus_client.core import REGISTRY, GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector
from sqlalchemy.exc import SQLAlchemyError

from config import database
from config.house import House
from hotline.sending import breakers
from hotline.store.work import Work
from referral import checks
from referral.canary import flights

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


@dataclass(frozen=True, eq=False)
class _Gauge(Collector):
    """Numbers that are rows of the database, each under the values of `labels`."""

    name: str
    about: str
    labels: tuple[str, ...]
    found: Sequence[tuple[Sequence[str], float]]

    def collect(self) -> Iterator[GaugeMetricFamily]:
        gauge = GaugeMetricFamily(self.name, self.about, labels=self.labels)
        for values, number in self.found:
            gauge.add_metric(values, number)
        yield gauge


def _promises() -> CollectorRegistry:
    """A database that does not answer breaks a promise of its own, and hides no other counter."""
    registry = CollectorRegistry()
    try:
        with the_house().workplace.work() as work:
            found = checks.run(work)
            for gauge in _gauges(work):
                registry.register(gauge)
    except SQLAlchemyError:
        found = [checks.Check("the_database_answers", ok=False, count=1)]
    broken = [([check.code], float(check.count)) for check in found]
    about = "Rows that break a promise"
    registry.register(_Gauge("promise_broken", about, ("promise",), broken))
    return registry


def _gauges(work: Work) -> Iterator[_Gauge]:
    down = [(names, float(is_open)) for names, is_open in breakers.opened(work).items()]
    yield _Gauge("provider_down", "Providers left alone", ("provider", "channel"), down)
    took = [([stage], seconds) for stage, seconds in flights.last_seconds(work).items()]
    yield _Gauge("canary_seconds", "What the last canary's stages took", ("stage",), took)
