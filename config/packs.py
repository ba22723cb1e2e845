"""Reads a folder of `config/policy/` into a `Policy`, or says which line of it must change."""

import hashlib
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from string import Formatter
from typing import TypeVar

from pydantic import TypeAdapter, ValidationError

from config import pack_files as files
from config import pack_routes
from config.pack_texts import REQUIRED_TEXTS
from hotline.errors import HotlineError
from hotline.phrases import Phrase
from hotline.policy import (
    AgencyKind,
    Category,
    Channel,
    Commune,
    DeadlineKind,
    Entry,
    Ladder,
    Language,
    Lexicon,
    Policy,
    Rung,
    Severity,
    TimeLimit,
    TriageRules,
    Watch,
)

FOLDER = Path(__file__).parent / "policy"
# Decree 56/2017/NĐ-CP, Articles 26(3), 31 and 32: protection within 12 hours of the information.
LONGEST_CRITICAL = timedelta(hours=12)

Shape = TypeVar("Shape")
Texts = dict[str, dict[Language, str]]


class PolicyError(HotlineError):
    """A pack that must not be used; the sentence names the file, the key and what to change."""

    def __init__(self, file: str, key: str, change: str) -> None:
        super().__init__(f"{file}: {key}: {change}")
        self.file, self.key, self.change = file, key, change


def load(name: str, folder: Path = FOLDER) -> Policy:
    """The policy of the pack `name`, read anew each time; its version is its date and a digest.

    Raises PolicyError for anything that would fail later, when somebody is waiting for it.
    """
    pack = _Pack.read(folder / name)
    frame = pack.parse("pack.toml", files.Frame)
    entries = _entries(pack)
    categories = _categories(pack)
    told = pack.parse("routes.toml", files.Routes)
    policy = Policy(
        version=f"{frame.date.isoformat()}+{pack.digest}",
        country=frame.country,
        lexicon=_lexicon(pack, [entry for _, entry in entries]),
        categories=categories,
        triage=TriageRules(**frame.triage.model_dump()),
        watch=Watch(**frame.watch.model_dump()),
        routes=pack_routes.routes(told),
        channels=pack_routes.channels(told),
        next_in_line=told.next_in_line,
        offender_words=pack_routes.offender_words(told),
        disclosures=pack_routes.disclosures(pack.parse("disclosure.toml", files.DisclosureFile)),
        limits=_limits(pack),
        ladders=_ladders(pack),
        communes=_communes(pack),
        texts=_texts(pack) | _labels(entries),
        test_call_every=frame.test_call_every,
        link_life=frame.link_life,
        emergency_numbers=frame.emergency_numbers,
    )
    _check_texts(policy.texts)
    _check_references(policy, entries)
    _check_disclosures(policy)
    return policy


@dataclass(frozen=True)
class _Pack:
    """The files of one folder as read, so that the digest is of exactly what was parsed."""

    contents: Mapping[str, bytes]

    @classmethod
    def read(cls, folder: Path) -> "_Pack":
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
        return _shaped(file, self.table(file), shape)

    def below(self, folder: str) -> list[str]:
        return [name for name in self.contents if name.startswith(f"{folder}/")]


def _shaped(file: str, table: dict[str, object], shape: type[Shape]) -> Shape:
    try:
        return TypeAdapter(shape).validate_python(table)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        key = ".".join(str(step) for step in first["loc"])
        raise PolicyError(file, key, first["msg"].removeprefix("Value error, ")) from error


def _both(wording: files.Wording | files.CategoryShape | files.EntryShape) -> dict[Language, str]:
    return {Language.VI: wording.vi, Language.EN: wording.en}


def _entries(pack: _Pack) -> list[tuple[str, files.EntryShape]]:
    """The rules of all files of the lexicon, each with the file it stands in."""
    found = [
        (file, entry)
        for file in pack.below("lexicon")
        for entry in pack.parse(file, files.Rules).entry
    ]
    seen: set[str] = set()
    for file, entry in found:
        if entry.code in seen:
            raise PolicyError(file, entry.code, "name it otherwise; another rule has this code")
        seen.add(entry.code)
    return found


def _labels(entries: Sequence[tuple[str, files.EntryShape]]) -> Texts:
    return {f"reason.{entry.code}": _both(entry) for _, entry in entries}


def _lexicon(pack: _Pack, entries: Sequence[files.EntryShape]) -> Lexicon:
    words = pack.parse("vocabulary.toml", files.Vocabulary)
    return Lexicon(
        entries=tuple(_entry(entry) for entry in entries),
        classes={name: tuple(members) for name, members in words.classes.items()},
        negations=tuple(words.negations),
        transparent=tuple(words.transparent),
        markers={guard: tuple(marks) for guard, marks in words.markers.items()},
        teencode=words.teencode,
        single_words=frozenset(words.single_words),
    )


def _entry(shape: files.EntryShape) -> Entry:
    return Entry(
        code=shape.code,
        phrases=tuple(shape.phrases),
        category=shape.category,
        severity=shape.severity,
        folded=shape.folded,
        beside=tuple(shape.beside),
        unless=tuple(shape.unless),
        denied=shape.denied,
        guards=tuple(shape.guards),
    )


def _categories(pack: _Pack) -> dict[str, Category]:
    shapes = pack.parse("categories.toml", files.CategoriesFile)
    return {code: Category(code, shape.chi, _both(shape)) for code, shape in shapes.items()}


def _limits(pack: _Pack) -> dict[DeadlineKind, dict[Severity, TimeLimit]]:
    shapes = pack.parse("limits.toml", files.LimitsFile)
    # A ladder's rungs say their own times.
    for kind in set(DeadlineKind) - {DeadlineKind.LADDER}:
        for severity in Severity:
            if severity not in shapes.get(kind, {}):
                raise PolicyError("limits.toml", f"{kind}.{severity}", "add this limit")
        if shapes[kind][Severity.CRITICAL].allowance > LONGEST_CRITICAL:
            raise PolicyError("limits.toml", f"{kind}.critical", "the law allows 12 h at most")
    return {
        kind: {
            severity: TimeLimit(limit.allowance, limit.force, limit.basis)
            for severity, limit in by_severity.items()
        }
        for kind, by_severity in shapes.items()
    }


def _ladders(pack: _Pack) -> dict[Severity, Ladder]:
    shapes = pack.parse("ladders.toml", files.LaddersFile)
    for severity in Severity:
        if severity not in shapes:
            raise PolicyError("ladders.toml", severity, "add a ladder for this severity")
        times = [rung.after for rung in shapes[severity].rungs]
        if times != sorted(set(times)):
            raise PolicyError("ladders.toml", f"{severity}.rungs", "each rung comes after the last")
        if any(set(rung.channels) == {Channel.EMAIL} for rung in shapes[severity].rungs):
            raise PolicyError("ladders.toml", f"{severity}.rungs", "an e-mail alone wakes nobody")
    if shapes[Severity.CRITICAL].digest_every is not None:
        raise PolicyError("ladders.toml", "critical.digest_every", "nothing holds a critical page")
    return {severity: _ladder(shape) for severity, shape in shapes.items()}


def _ladder(shape: files.LadderShape) -> Ladder:
    rungs = tuple(Rung(rung.after, rung.audience, tuple(rung.channels)) for rung in shape.rungs)
    return Ladder(rungs, shape.repeat_every, shape.digest_every, shape.patience)


def _communes(pack: _Pack) -> tuple[Commune, ...]:
    shape = pack.parse("communes.toml", files.Communes)
    codes = [commune.code for commune in shape.communes]
    if len(codes) != len(set(codes)):
        raise PolicyError("communes.toml", "communes", "two communes have the same code")
    return tuple(
        Commune(commune.code, commune.name, commune.kind, shape.data_version)
        for commune in shape.communes
    )


def _texts(pack: _Pack) -> Texts:
    flat = dict(_flatten("", pack.table("texts.toml")))
    wordings = _shaped("texts.toml", flat, files.TextsFile)
    return {key: _both(wording) for key, wording in wordings.items()}


def _flatten(prefix: str, table: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    """`[call.menu]` becomes the key `call.menu`; a table with a language in it is a text."""
    for name, value in table.items():
        if isinstance(value, dict) and not value.keys() & set(Language):
            yield from _flatten(f"{prefix}{name}.", value)
        else:
            yield f"{prefix}{name}", value


def _fields(text: str) -> frozenset[str]:
    return frozenset(name for _, name, _, _ in Formatter().parse(text) if name is not None)


def _check_texts(texts: Mapping[str, Mapping[Language, str]]) -> None:
    for key, by_language in texts.items():
        try:
            vi, en = (_fields(by_language[language]) for language in Language)
        except ValueError as error:
            raise PolicyError("texts.toml", key, f"mend its braces ({error})") from error
        if vi != en:
            raise PolicyError("texts.toml", key, "use the same {fields} in vi and en")
        if vi != REQUIRED_TEXTS.get(key, vi):
            wanted = ", ".join(sorted(REQUIRED_TEXTS[key])) or "none"
            raise PolicyError("texts.toml", key, f"use exactly these fields: {wanted}")
    for key in REQUIRED_TEXTS.keys() - texts.keys():
        raise PolicyError("texts.toml", key, "add this text")


def _check_references(policy: Policy, entries: Sequence[tuple[str, files.EntryShape]]) -> None:
    rules = policy.triage
    wanted = {rules.danger_category, rules.unclear_category, rules.other_category}
    for category in sorted((wanted | rules.night_categories) - policy.categories.keys()):
        raise PolicyError("pack.toml", "triage", f"no such category: {category}")
    for number, route in enumerate(policy.routes):
        for category in sorted(route.categories - policy.categories.keys()):
            raise PolicyError("routes.toml", f"route.{number}", f"no such category: {category}")
        if route.reason not in policy.texts:
            raise PolicyError("routes.toml", f"route.{number}", f"no such text: {route.reason}")
    for file, entry in entries:
        if entry.category not in policy.categories:
            raise PolicyError(file, entry.code, f"no such category: {entry.category}")
        for written in (*entry.phrases, *entry.unless, *entry.beside):
            _check_phrase(file, entry.code, written, policy.lexicon)


def _check_disclosures(policy: Policy) -> None:
    for kind in AgencyKind:
        if kind not in policy.disclosures:
            raise PolicyError("disclosure.toml", kind, "say what this kind of agency is told")
        allowed = policy.disclosures[kind]
        if allowed.basis not in policy.texts:
            raise PolicyError("disclosure.toml", f"{kind}.basis", "no such text")
        if not allowed.second_person <= set(allowed.may_add):
            raise PolicyError("disclosure.toml", f"{kind}.second_person", "only what may be added")


def _check_phrase(file: str, code: str, written: str, lexicon: Lexicon) -> None:
    try:
        phrase = Phrase(written, lexicon.classes)
    except KeyError as error:
        raise PolicyError(file, code, f"no such class in {written!r}: {error}") from error
    except ValueError as error:
        raise PolicyError(file, code, str(error)) from error
    if not phrase.anchors:
        raise PolicyError(file, code, f"{written!r} needs a word that may not be missing")
