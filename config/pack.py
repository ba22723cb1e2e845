"""A policy pack as files: read once, digested, and every mistake named with its file and key."""

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from pydantic import TypeAdapter, ValidationError

from hotline.errors import HotlineError

Shape = TypeVar("Shape")


class PolicyError(HotlineError):
    """A pack that must not be used; the sentence names the file, the key and what to change."""

    def __init__(self, file: str, key: str, change: str) -> None:
        super().__init__(f"{file}: {key}: {change}")
        self.file, self.key, self.change = file, key, change


@dataclass(frozen=True)
class Pack:
    """The files of one folder as read, so that the digest is of exactly what was parsed."""

    contents: Mapping[str, bytes]

    @classmethod
    def read(cls, folder: Path) -> "Pack":
        paths = sorted(folder.rglob("*.toml"))
        if not paths:
            raise PolicyError(str(folder.name), "folder", "there is no policy pack of this name")
        return cls({path.relative_to(folder).as_posix(): path.read_bytes() for path in paths})

    @property
    def digest(self) -> str:
        whole = hashlib.sha256()
        for name, content in self.contents.items():
            whole.update(name.encode() + b"\0" + content + b"\0")
        return whole.hexdigest()[:10]

    def table(self, file: str) -> dict[str, object]:
        if file not in self.contents:
            raise PolicyError(file, "file", "add it; a pack is not whole without it")
        try:
            return tomllib.loads(self.contents[file].decode())
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise PolicyError(file, "syntax", f"write it as TOML in UTF-8 ({error})") from error

    def parse(self, file: str, shape: type[Shape]) -> Shape:
        return shaped(file, self.table(file), shape)

    def below(self, folder: str) -> list[str]:
        return [name for name in self.contents if name.startswith(f"{folder}/")]


def shaped(file: str, table: dict[str, object], shape: type[Shape]) -> Shape:
    try:
        return TypeAdapter(shape).validate_python(table)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        key = ".".join(str(step) for step in first["loc"])
        raise PolicyError(file, key, first["msg"].removeprefix("Value error, ")) from error
