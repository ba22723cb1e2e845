"""What around the words of a rule takes from them: a negation; laughter, a game, a song. Pure."""

import re
from collections import defaultdict

from hotline.policy import Lexicon
from hotline.vocabulary import Guard
from hotline.words.phrases import Phrase, phrase_of
from hotline.words.reading import Reading


class Denials:
    """Negation: right before the words, inside their gaps, or as a đâu that closes the clause; and
    what a person no longer does ("ba hết đánh em")."""

    def __init__(self, lexicon: Lexicon) -> None:
        before = (*lexicon.negations, *lexicon.ended)
        classes = {"inside": lexicon.negations, "no": before, "through": lexicon.transparent}
        no = Phrase("<no>", classes).parts.exact
        inside = Phrase("<inside>", classes).parts.exact
        ended = Phrase("<ended>", {"ended": lexicon.ended}).parts.exact
        through = Phrase("<through>", classes).parts.exact
        self._inside = re.compile(f"{inside}(?= |$)")
        self._before = re.compile(f"{no}(?:{through})*$")
        # "có ai không ba đánh em": a không before a person more often ends a question.
        self._before_person = re.compile(f"{no}(?:{through})+$")
        self._no_more = re.compile(f"{ended}$")
        self._after = re.compile(r" đâu0(?: [^ |]+)? \|")

    def deny(self, phrase: Phrase, reading: Reading, match: re.Match[str]) -> bool:
        before = self._before_person if phrase.starts_with_person else self._before
        start, _ = reading.clause(*match.span())
        return bool(
            before.search(reading.line[start : match.start()])
            or any(gap and self._inside.search(gap) for gap in match.groups())
            or self._over(phrase, match)
            or self._after.match(reading.line, match.end())
        )

    def _over(self, phrase: Phrase, match: re.Match[str]) -> bool:
        """Behind a person "hết" is "no more" of what they do; behind what they do it is "all"."""
        first = next(iter(match.groups()), None)
        return bool(phrase.starts_with_person and first and self._no_more.search(first))


class Guards:
    """Laughter, games and lyrics, by their signs or by words in their marks: "dua" may be "đưa"."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._signs = [
            (guard, sign)
            for guard, marks in lexicon.markers.items()
            for sign in marks
            if not _is_spoken(sign)
        ]
        self._spoken: dict[str, list[tuple[Guard, Phrase]]] = defaultdict(list)
        for guard, marks in lexicon.markers.items():
            for spoken in (phrase_of(mark, lexicon.classes) for mark in marks if _is_spoken(mark)):
                for word in spoken.anchors[0]:
                    self._spoken[word].append((guard, spoken))

    def around(self, reading: Reading) -> frozenset[Guard]:
        signs = {guard for guard, sign in self._signs if sign in reading.text}
        spoken = {
            guard
            for word in reading.spoken & self._spoken.keys()
            for guard, phrase in self._spoken[word]
            if phrase.exact.search(reading.line)
        }
        return frozenset(signs | spoken)


def _is_spoken(mark: str) -> bool:
    """Of words, the first of which may be one of several; else it is looked for as it stands."""
    return mark.lstrip("(")[:1].isalnum()
