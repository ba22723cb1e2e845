"""One transaction, one instant, one policy: what every use case works with."""

import enum
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing, contextmanager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import sqlalchemy
from sqlalchemy import (
    ARRAY,
    ColumnElement,
    Connection,
    CursorResult,
    Engine,
    MetaData,
    Result,
    Table,
    any_,
    literal,
)
from sqlalchemy.orm import DeclarativeBase, InstrumentedAttribute, Mapped, Session, mapped_column

from hotline.clock import Clock
from hotline.policy import Policy
from hotline.store import sealing
from hotline.store.instant import Instant
from hotline.store.lines import Lines
from hotline.store.one_trip import Trip
from hotline.store.patience import Patience
from hotline.store.premises import Premises
from hotline.store.prepared import MOMENT, Prepared, driver_of
from hotline.store.sealing import Keyring


class Base(DeclarativeBase):
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012  # SQLAlchemy reads it as a plain class attribute
        datetime: Instant,
        enum.Enum: sqlalchemy.Enum(
            enum.Enum, native_enum=False, length=32, values_callable=lambda e: [m.value for m in e]
        ),
    }

    id: Mapped[uuid.UUID] = mapped_column(primary_key=True, default=uuid.uuid4, sort_order=-1)

    def __init__(self, **values: Any) -> None:
        """Rows know their id before they are stored: it seals their texts and names them."""
        values.setdefault("id", uuid.uuid4())
        mapped = _attributes(type(self))
        if not mapped.issuperset(values):
            unknown = ", ".join(sorted(values.keys() - mapped))
            raise TypeError(f"{type(self).__name__} has no {unknown}")
        sealing.set_new(self, values)

    def __init_subclass__(cls, **kwargs: Any) -> None:
        sealing.add_sealed_columns(cls)
        super().__init_subclass__(**kwargs)


@cache
def _attributes(row: type[Base]) -> frozenset[str]:
    return frozenset([*sqlalchemy.inspect(row).attrs.keys(), *sealing.sealed_names(row)])


Row = TypeVar("Row", bound=Base)


@dataclass(frozen=True)
class Work:
    trip: Trip
    now: datetime
    policy: Policy

    @property
    def session(self) -> Session:
        return self.trip.session

    @property
    def connection(self) -> Connection:
        """The transaction itself, for what needs no rows as objects."""
        return self.trip.connection

    def glance(self, statement: Prepared, values: Mapping[str, object]) -> tuple[Any, ...] | None:
        """As it stands now: cheap, and no promise that it still does at the end of this work."""
        return self.trip.glance(statement, values)

    def rows(self, statement: Prepared, values: Mapping[str, object]) -> list[tuple[Any, ...]]:
        """All rows of a question, as columns: a quarter of the way it is to row objects."""
        return self.trip.rows(statement, values)

    def at_once(self, statement: Prepared, values: Mapping[str, object]) -> tuple[Any, ...] | None:
        """The first row of a statement that changes something. Asked before anything else is, it is
        done whatever becomes of this work."""
        return self.trip.at_once(statement, values)

    def sees(self, statement: Prepared) -> bool:
        """Whether it finds a row, at a glance; `MOMENT` is this work's `now`."""
        return self.glance(statement, {MOMENT.key: self.now}) is not None

    @property
    def keyring(self) -> Keyring:
        return self.trip.premises.keyring

    @property
    def public_url(self) -> str:
        return self.trip.premises.public_url

    @property
    def canary_number(self) -> str | None:
        return self.trip.premises.canary_number

    @property
    def zone(self) -> ZoneInfo:
        """Where the line's nights and days are."""
        return self.trip.premises.zone

    def add(self, row: Row) -> Row:
        """A new row; it reaches the database with the next query, or at the end."""
        self.trip.keep(row)
        return row

    def add_as_it_is(self, row: Row) -> Row:
        """As `add`, for a row that brings a number of its own and uses up none of the table's."""
        self.trip.keep_as_it_is(row)
        return row

    def write(self, row: type[Base], values: Mapping[str, object]) -> None:
        """A new row that nobody needs to hold, by its columns: cheaper than `add`."""
        self.trip.write(table_of(row), values)

    def write_last(self, row: type[Base], values: Mapping[str, object]) -> None:
        """As `write`, together with whatever is new at the end; until then it is not there."""
        self.trip.write_last(table_of(row), values)

    def ring_afterwards(self) -> None:
        """Something will wait to be sent once this is committed."""
        self.trip.to_send = True


def among(column: InstrumentedAttribute[Any], values: Iterable[object]) -> ColumnElement[bool]:
    """As `column IN (values)`; one parameter for however many, so that the statement is one."""
    return column == any_(literal(list(values), ARRAY(column.type)))


def table_of(row: type[Base]) -> Table:
    """The table itself, for statements over many rows that need no row objects."""
    assert isinstance(row.__table__, Table)  # noqa: S101  # every class of ours has one of its own
    return row.__table__


def rows_changed(result: Result[Any]) -> int:
    """How many rows a statement touched; an INSERT must ask for `preserve_rowcount`."""
    assert isinstance(result, CursorResult)  # noqa: S101  # only a SELECT gives another kind
    return int(result.rowcount)


_NOBODY_WAITS = nullcontext()


class Workplace:
    """Hands out work: begins, commits, and rings if something now waits to be sent."""

    def __init__(
        self,
        engine: Engine,
        premises: Premises,
        clock: Clock,
        policy: Policy,
        ring: Callable[[], None],
    ) -> None:
        self._lines, self._premises = Lines(engine), premises
        self._clock, self._policy, self._ring = clock, policy, ring
        self._patience = Patience()

    @property
    def policy(self) -> Policy:
        return self._policy

    def now(self) -> datetime:
        return self._clock.now()

    def reach(self, place: str) -> None:
        """A place at which a fault may strike; in production none does."""
        self._premises.reach(place)

    @contextmanager
    def work(self, until: float | None = None) -> Iterator[Work]:
        """One unit of work; whatever it queued is rung for once, after the commit.

        With `until`, by the monotonic clock, the line is cut then, and none is waited for any
        longer: whoever waits hears of it at once.
        """
        with (
            self._lines.one(until) as line,
            self._patience.with_(driver_of(line), until) if until else _NOBODY_WAITS,
            closing(Trip(line, self._premises)) as trip,
        ):
            yield Work(trip, self._clock.now(), self._policy)
            trip.finish()
        if trip.to_send:
            self._ring()
