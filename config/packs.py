"""Reads a folder of `config/policy/` into a `Policy`, or says which line of it must change."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any

from config import (
    pack_calls,
    pack_forms,
    pack_guides,
    pack_limits,
    pack_line,
    pack_opinions,
    pack_pictures,
    pack_replies,
    pack_routes,
    pack_safety,
    pack_threads,
    pack_weights,
)
from config import pack_files as files
from config.pack import Pack, PolicyError, shaped
from config.pack_texts import REQUIRED_TEXTS
from hotline.policy import (
    Category,
    Commune,
    Entry,
    Lexicon,
    Policy,
    RosterRules,
    TriageRules,
)
from hotline.vocabulary import AgencyKind, Language
from hotline.watch import Watch
from hotline.words.lexicon import matcher
from hotline.words.phrases import phrase_of

AS_IT_STANDS = {"country", "test_call_every", "link_life", "email_patience", "emergency_numbers"}
FOLDER = Path(__file__).parent / "policy"
Texts = dict[str, dict[Language, str]]


@cache
def shipped(name: str) -> Policy:
    """As `load`, read once: a pack of this release changes with the release.

    Its lexicon is compiled here, once: left to the first texts after a start, each of a hundred
    threads compiled it for itself, and nobody was answered for as long as a carrier waits.
    """
    policy = load(name)
    matcher(policy.lexicon)
    return policy


def load(name: str, folder: Path = FOLDER) -> Policy:
    """The policy of the pack `name`, read anew each time; its version is its date and a digest.

    Raises PolicyError for anything that would fail later, when somebody is waiting for it.
    """
    return _policy(Pack.read(folder / name))


def _policy(pack: Pack) -> Policy:
    frame = pack.parse("pack.toml", files.Frame)
    entries, categories = _entries(pack), _categories(pack)
    told = pack.parse("routes.toml", files.Routes)
    policy = Policy(
        version=f"{frame.date.isoformat()}+{pack.digest}",
        lexicon=_lexicon(pack, [entry for _, entry in entries], categories),
        categories=categories,
        triage=TriageRules(**frame.triage.model_dump()),
        watch=Watch(**frame.watch.model_dump()),
        roster=RosterRules(**frame.roster.model_dump()),
        calls=pack_line.rules(pack),
        safe_contact=pack_safety.safe_contact(pack),
        feedback=pack_safety.feedback(pack),
        replies=pack_replies.replies(pack, categories),
        **pack_calls.of_calls(pack),
        threads=pack_threads.threads(pack),
        routes=pack_routes.routes(told),
        channels=pack_routes.channels(told),
        next_in_line=told.next_in_line,
        offender_words=pack_routes.offender_words(told),
        disclosures=pack_routes.disclosures(pack.parse("disclosure.toml", files.DisclosureFile)),
        **_of_time(pack, frame.country),
        forms=pack_forms.forms(pack),
        guides=pack_guides.guides(pack, categories),
        pictures=pack_pictures.pictures(pack, categories),
        fetching=pack_pictures.fetching(pack),
        opinions=pack_opinions.opinions(pack),
        opinion_answers=pack_opinions.replies(pack),
        communes=_communes(pack),
        texts=_texts(pack) | _labels(entries) | pack_opinions.names(pack),
        **frame.model_dump(include=AS_IT_STANDS),
    )
    return _checked(policy, entries)


def _of_time(pack: Pack, country: str) -> dict[str, Any]:
    """What is promised, by which calendar, and who is paged."""
    return {
        "limits": pack_limits.limits(pack),
        "obligations": pack_limits.obligations(pack),
        "reports": pack_limits.reports(pack),
        "calendar": pack_limits.calendar(pack, country),
        "ladders": pack_limits.ladders(pack),
    }


def _checked(policy: Policy, entries: list[tuple[str, files.EntryShape]]) -> Policy:
    """What one file says of another holds."""
    _check_texts(policy.texts)
    _check_references(policy, entries)
    _check_disclosures(policy)
    _check_obligations(policy)
    pack_opinions.check(policy)
    pack_safety.check(policy, frozenset(entry.code for _, entry in entries))
    pack_replies.check(policy)
    return policy


def _both(wording: files.Wording | files.CategoryShape | files.EntryShape) -> dict[Language, str]:
    return {Language.VI: wording.vi, Language.EN: wording.en}


def _entries(pack: Pack) -> list[tuple[str, files.EntryShape]]:
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


def _lexicon(
    pack: Pack, entries: Sequence[files.EntryShape], categories: Mapping[str, Category]
) -> Lexicon:
    words = pack.parse("vocabulary.toml", files.Vocabulary)
    return Lexicon(
        entries=tuple(_entry(entry) for entry in entries),
        classes={name: tuple(members) for name, members in words.classes.items()},
        negations=tuple(words.negations),
        ended=tuple(words.ended),
        transparent=tuple(words.transparent),
        markers={guard: tuple(marks) for guard, marks in words.markers.items()},
        teencode=words.teencode,
        single_words=frozenset(words.single_words),
        fields=pack_weights.fields(pack, categories),
        weights=pack_weights.weights(pack),
    )


def _entry(shape: files.EntryShape) -> Entry:
    return Entry(
        code=shape.code,
        phrases=tuple(shape.phrases),
        category=shape.category,
        severity=shape.severity,
        unsure=tuple(shape.unsure),
        folded=shape.folded,
        beside=tuple(shape.beside),
        unless=tuple(shape.unless),
        denied=shape.denied,
        guards=tuple(shape.guards),
    )


def _categories(pack: Pack) -> dict[str, Category]:
    shapes = pack.parse("categories.toml", files.CategoriesFile)
    return {code: Category(code, shape.chi, _both(shape)) for code, shape in shapes.items()}


def _communes(pack: Pack) -> tuple[Commune, ...]:
    shape = pack.parse("communes.toml", files.Communes)
    codes = [commune.code for commune in shape.communes]
    if len(codes) != len(set(codes)):
        raise PolicyError("communes.toml", "communes", "two communes have the same code")
    return tuple(
        Commune(commune.code, commune.name, commune.kind, shape.data_version)
        for commune in shape.communes
    )


def _texts(pack: Pack) -> Texts:
    flat = dict(_flatten("", pack.table("texts.toml")))
    wordings = shaped("texts.toml", flat, files.TextsFile)
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
        _check_entry(file, entry, policy)


def _check_entry(file: str, entry: files.EntryShape, policy: Policy) -> None:
    if entry.category not in policy.categories:
        raise PolicyError(file, entry.code, f"no such category: {entry.category}")
    if not (entry.phrases or entry.unsure):
        raise PolicyError(file, entry.code, "it needs phrases")
    for written in (*entry.phrases, *entry.unsure, *entry.unless, *entry.beside):
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


def _check_obligations(policy: Policy) -> None:
    for duty in policy.obligations:
        for category in sorted(duty.categories - policy.categories.keys()):
            raise PolicyError("obligations.toml", duty.kind, f"no such category: {category}")


def _check_phrase(file: str, code: str, written: str, lexicon: Lexicon) -> None:
    try:
        read = phrase_of(written, lexicon.classes)
    except KeyError as error:
        raise PolicyError(file, code, f"no such class in {written!r}: {error}") from error
    except ValueError as error:
        raise PolicyError(file, code, str(error)) from error
    if not read.anchors:
        raise PolicyError(file, code, f"{written!r} needs a word that may not be missing")
