"""The carrier's own description of its REST API: its operations, and what each field may hold."""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import cast
from urllib.parse import urlsplit

SHARED = Path(__file__).parents[3] / "shared"
DESCRIPTION = SHARED / "facts" / "twilio_api_v2010.json"
ACCOUNT = "/2010-04-01/Accounts/{AccountSid}"
METHODS = ("get", "post", "delete")

Schema = Mapping[str, object]


@dataclass(frozen=True)
class Field:
    name: str
    schema: Schema
    needed: bool
    prose: str = ""

    @property
    def repeated(self) -> bool:
        return self.schema.get("type") == "array"

    @property
    def each(self) -> Schema:
        """What one value looks like."""
        return cast("Schema", self.schema["items"]) if self.repeated else self.schema

    @property
    def words(self) -> Sequence[str]:
        return cast("Sequence[str]", self.each.get("enum", ()))

    def problems(self, values: Sequence[str]) -> Iterator[str]:
        if len(values) > 1 and not self.repeated:
            yield f"{self.name}: comes {len(values)} times"
        for value in values:
            # An empty text takes a setting back, whatever the setting is.
            if value and not _fits(value, self.each):
                yield f"{self.name}: {value!r} is not what the description allows"


@dataclass(frozen=True)
class Operation:
    method: str
    template: str
    path: Mapping[str, Field]
    query: Mapping[str, Field]
    form: Mapping[str, Field]

    @property
    def address(self) -> str:
        """Without the account."""
        return self.template.removeprefix(ACCOUNT)

    def problems(
        self,
        path: str,
        query: Mapping[str, Sequence[str]],
        form: Mapping[str, Sequence[str]],
    ) -> list[str]:
        """What in a request the description does not allow."""
        found = _pattern(self.template).fullmatch(path)
        parts = {name: [value] for name, value in (found.groupdict() if found else {}).items()}
        return [
            *_problems("path", self.path, parts),
            *_problems("query", self.query, query),
            *_problems("form", self.form, form),
        ]


def _problems(
    place: str, fields: Mapping[str, Field], sent: Mapping[str, Sequence[str]]
) -> Iterator[str]:
    for name, values in sent.items():
        known = fields.get(name)
        if known is None:
            yield f"{place}: {name} is unknown"
        else:
            yield from (f"{place}: {problem}" for problem in known.problems(values))
    for name, one in fields.items():
        if one.needed and name not in sent:
            yield f"{place}: {name} is missing"


def _fits(value: str, schema: Schema) -> bool:
    if "enum" in schema and value not in cast("Sequence[str]", schema["enum"]):
        return False
    if "pattern" in schema and not re.fullmatch(str(schema["pattern"]), value):
        return False
    named = str(schema.get("format", "")), str(schema.get("type", ""))
    return all(_SHAPES.get(name, _anything)(value) for name in named) and _in_bounds(value, schema)


def _in_bounds(value: str, schema: Schema) -> bool:
    if schema.get("type") != "integer":
        return True
    least, most = schema.get("minimum", -(10**12)), schema.get("maximum", 10**12)
    return cast("int", least) <= int(value) <= cast("int", most)


def _anything(_value: str) -> bool:
    return True


def _is_url(value: str) -> bool:
    return urlsplit(value).scheme in ("http", "https") and bool(urlsplit(value).hostname)


def _read_by(read: Callable[[str], object]) -> Callable[[str], bool]:
    def shape(value: str) -> bool:
        try:
            read(value)
        except ValueError:
            return False
        return True

    return shape


_SHAPES: Mapping[str, Callable[[str], bool]] = {
    "boolean": lambda value: value.lower() in ("true", "false"),
    "integer": _read_by(int),
    "number": _read_by(float),
    "uri": _is_url,
    "date": _read_by(date.fromisoformat),
    "date-time": _read_by(datetime.fromisoformat),
}


def wrong(
    method: str,
    path: str,
    query: Mapping[str, Sequence[str]],
    form: Mapping[str, Sequence[str]],
) -> list[str]:
    """What the description does not allow of a request that was done all the same."""
    if _beside(method, path):
        path = path.replace("/Conferences/CF", "/Calls/CA")
    found = operation(method, path)
    return ["is not described"] if found is None else found.problems(path, query, form)


def answered(method: str, path: str, status: int) -> tuple[str, str, int]:
    """Under which operation the answer is described."""
    if _beside(method, path):
        return method, path.replace(".json", "/RE.json"), 200
    return method, path, status


def _beside(method: str, path: str) -> bool:
    """Conferences are recorded on demand by a request the description does not have."""
    return method == "POST" and "/Conferences/" in path and path.endswith("/Recordings.json")


@cache
def operations() -> tuple[Operation, ...]:
    raw = json.loads(DESCRIPTION.read_text(encoding="utf-8"))
    schemas = raw["components"]["schemas"]
    return tuple(
        _operation(method, template, described[method], schemas)
        for template, described in sorted(raw["paths"].items())
        for method in METHODS
        if method in described
    )


def operation(method: str, path: str) -> Operation | None:
    """The one this request is for; an address with a name of its own before one with a sid."""
    return next(
        (one for one in _by_method(method.upper()) if _pattern(one.template).fullmatch(path)), None
    )


@cache
def _by_method(method: str) -> tuple[Operation, ...]:
    known = (one for one in operations() if one.method == method)
    return tuple(sorted(known, key=lambda one: (one.template.count("{"), one.template)))


@cache
def _pattern(template: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\\\{(\w+)\\\}", r"(?P<\1>[^/]+?)", re.escape(template)))


def _operation(
    method: str, template: str, described: Mapping[str, object], schemas: Mapping[str, Schema]
) -> Operation:
    parameters = cast("Sequence[Mapping[str, object]]", described.get("parameters", ()))
    places: dict[str, dict[str, Field]] = {"path": {}, "query": {}}
    for each in parameters:
        name, schema = str(each["name"]), cast("Schema", each["schema"])
        known = Field(name, _whole(schema, schemas), needed=bool(each.get("required")))
        places[str(each["in"])][name] = known
    return Operation(
        method.upper(), template, places["path"], places["query"], _form(described, schemas)
    )


def _form(described: Mapping[str, object], schemas: Mapping[str, Schema]) -> dict[str, Field]:
    if "requestBody" not in described:
        return {}
    content = cast("Mapping[str, Mapping[str, Mapping[str, object]]]", described["requestBody"])
    schema = content["content"]["application/x-www-form-urlencoded"]["schema"]
    fields = cast("Mapping[str, Mapping[str, Schema]]", schema)
    needed = cast("Mapping[str, Sequence[str]]", schema).get("required", ())
    return {
        name: Field(name, _whole(each, schemas), name in needed, str(each.get("description", "")))
        for name, each in fields["properties"].items()
    }


def _whole(schema: Schema, schemas: Mapping[str, Schema]) -> Schema:
    """With what it refers to put in its place."""
    if "$ref" in schema:
        return schemas[str(schema["$ref"]).rpartition("/")[2]]
    if schema.get("type") == "array":
        return {**schema, "items": _whole(cast("Schema", schema["items"]), schemas)}
    return schema
