"""How a row's values reach the columns of its table, known once for each table."""

from collections.abc import Callable
from functools import cache
from operator import attrgetter
from typing import Any, NamedTuple, cast

from sqlalchemy import ARRAY, Column, Enum, LargeBinary, Table, Uuid
from sqlalchemy.sql.schema import CallableColumnDefault, ScalarElementColumnDefault

from hotline.store.instant import Instant, aware
from hotline.store.prepared import DIALECT, bytes_in_braces


class Place(NamedTuple):
    """How one column of a table gets its value from a row object."""

    name: str
    attribute: str
    cast: str
    default: Callable[[], object] | None
    bind: Callable[[Any], Any] | None


@cache
def places_of(table: Table) -> tuple[Place, ...]:
    return tuple(_place(column) for column in table.columns if column.identity is None)


@cache
def said_by(table: Table, columns: frozenset[str]) -> tuple[Place, ...]:
    """The places that get a value from such a row."""
    return tuple(
        place
        for place in places_of(table)
        if place.attribute in columns or place.default is not None
    )


def _place(column: Column[Any]) -> Place:
    return Place(
        name=column.name,
        attribute=column.key,
        cast=column.type.compile(DIALECT),
        default=_default(column),
        bind=_bind(column),
    )


def _bind(column: Column[Any]) -> Callable[[Any], Any] | None:
    """What is needed where this driver writes the values: bytes it takes as they are."""
    match column.type:
        case LargeBinary():
            return None
        case ARRAY(item_type=LargeBinary()):
            return bytes_in_braces
        case Instant():
            return aware
        case Uuid():
            return attrgetter("hex")  # to write one itself, the driver calls Python three times
        case Enum():
            return attrgetter("_value_")
        case kind:
            return kind.dialect_impl(DIALECT).bind_processor(DIALECT)


def _default(column: Column[Any]) -> Callable[[], object] | None:
    """What a column holds when nobody said; only defaults made in Python are known here."""
    default = column.default
    if isinstance(default, CallableColumnDefault):
        make = cast("Callable[[None], object]", default.arg)  # none of ours asks for a context
        return lambda: make(None)
    if isinstance(default, ScalarElementColumnDefault):
        value = default.arg
        return lambda: value
    return None
