"""What can be typed into the search box besides words: what the console itself calls things."""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import TypeVar

from dashboards import labels
from dashboards.wording import catalog, later
from hotline import tickets
from hotline.policy import Commune, Policy
from hotline.search.asked import Field, Phrase, Vocabulary
from hotline.search.terms import Scope, folded
from hotline.staff import Staff
from hotline.vocabulary import Language, Severity

T = TypeVar("T")
Meaning = tuple[Field, tuple[str, ...]]
SEVERITY, OWNER, MINE = later("severity"), later("owner"), later("mine")
STILL_OPEN = later("still open")
TODAY, YESTERDAY = later("today"), later("yesterday")
MONTH, SINCE, UNTIL = later("month"), later("from"), later("until")
NAME, PLACE, TICKET = later("name"), later("place"), later("ticket")
OPEN = tuple(status.value for status in tickets.Status if status is not tickets.Status.CLOSED)


def vocabulary(policy: Policy, people: Sequence[Staff], me: Staff) -> Vocabulary:
    """In both languages, for a counselor types in either."""
    phrases = {**_communes(policy.communes), **dict(_severities(policy))}
    phrases.update(_said({words: (Field.STATUS, (status,)) for status, words in _states()}))
    phrases.update(_said({STILL_OPEN: (Field.STATUS, OPEN)}))
    phrases.update(_said({MINE: (Field.OWNER, (str(me.id),))}))
    phrases.update(_owners(people))
    return Vocabulary(
        phrases=phrases,
        days=_said({TODAY: 0, YESTERDAY: 1}),
        months=_single(MONTH),
        since=_single(SINCE),
        until=_single(UNTIL),
        scopes={word: scope for name, scope in _SCOPES.items() for word in _single(name)},
        number=_single(TICKET),
    )


_SCOPES = {NAME: Scope.NAMES, PLACE: Scope.PLACES}


def _states() -> Iterator[tuple[str, str]]:
    return ((status.value, words) for status, words in labels.STATUS.items())


def _severities(policy: Policy) -> Iterator[tuple[Phrase, Meaning]]:
    """`mức cao`, for `cao` alone is a word like any; `nguy cấp` also by itself."""
    for severity in Severity:
        meaning = (Field.SEVERITY, (severity.value,))
        for language in Language:
            name = tuple(folded(policy.say(f"severity.{severity}", language)))
            yield (*folded(catalog(language).gettext(SEVERITY)), *name), meaning
            if severity is Severity.CRITICAL:
                yield name, meaning


def _owners(people: Sequence[Staff]) -> Iterator[tuple[Phrase, Meaning]]:
    for person in people:
        for language in Language:
            for name in (person.shown_name, person.login):
                before = folded(catalog(language).gettext(OWNER))
                yield (*before, *folded(name)), (Field.OWNER, (str(person.id),))


@lru_cache(maxsize=8)
def _communes(communes: tuple[Commune, ...]) -> Mapping[Phrase, Meaning]:
    """By kind and name, for a name alone is looked for as words; two of one name are both meant."""
    found: dict[Phrase, Meaning] = {}
    for one in communes:
        phrase = tuple(folded(one.spoken))
        _, codes = found.get(phrase, (Field.COMMUNE, ()))
        found[phrase] = (Field.COMMUNE, (*codes, one.code))
    return found


def _said(meanings: Mapping[str, T]) -> dict[Phrase, T]:
    return {
        tuple(folded(catalog(language).gettext(words))): meaning
        for words, meaning in meanings.items()
        for language in Language
    }


def _single(words: str) -> frozenset[str]:
    return frozenset(" ".join(phrase) for phrase in _said({words: None}))
