"""Which phrases of critical rules are said of harmless things too, and so should stand as `unsure`.

Counted over the messages that weights are learned from; a message labelled high counts half.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace

from bench.triage import DATA, Labelled, read
from bench.weights import LEARNED_FROM
from config.packs import load
from hotline.policy import Entry, Lexicon
from hotline.text import clean
from hotline.vocabulary import Severity
from hotline.words.lexicon import matcher

FEW = 3  # harmless messages say nothing yet
SURE = 0.93  # of what a phrase fits is grave
HIGH_COUNTS = 0.5

Counts = Mapping[str, Counter[Severity]]


def each_alone(lexicon: Lexicon) -> dict[str, tuple[Entry, str]]:
    """Every phrase of a critical rule, as a rule of its own name."""
    critical = [entry for entry in lexicon.entries if entry.severity is Severity.CRITICAL]
    return {
        f"{entry.code}: {phrase}": (entry, phrase)
        for entry in critical
        for phrase in entry.graded()
    }


def counted(lexicon: Lexicon, messages: list[Labelled]) -> Counts:
    """How often each fits, by label, where nothing takes it back or lowers it."""
    rules = [
        replace(entry, code=name, phrases=(phrase,), unsure=())
        for name, (entry, phrase) in each_alone(lexicon).items()
    ]
    heard = matcher(replace(lexicon, entries=tuple(rules)))
    counts: dict[str, Counter[Severity]] = defaultdict(Counter)
    for message in messages:
        for found in heard.find(heard.read(clean(message.text))):
            if found.severity is Severity.CRITICAL:
                counts[found.entry.code][message.severity] += 1
    return counts


def grave(counts: Counter[Severity]) -> float:
    """The share of what it fits."""
    told = counts[Severity.CRITICAL] + HIGH_COUNTS * counts[Severity.HIGH]
    return told / (told + counts[Severity.ROUTINE]) if counts else 1.0


def misplaced(lexicon: Lexicon, counts: Counts) -> Iterator[tuple[str, str]]:
    for name, (entry, phrase) in each_alone(lexicon).items():
        doubtful = counts[name][Severity.ROUTINE] >= FEW and grave(counts[name]) < SURE
        if doubtful != (phrase in entry.unsure):
            yield "stands as sure" if doubtful else "stands as unsure", name


def main() -> None:
    lexicon = load("vietnam").lexicon
    counts = counted(lexicon, [one for name in LEARNED_FROM for one in read(DATA / f"{name}.csv")])
    for stands, name in sorted(misplaced(lexicon, counts)):
        told = ", ".join(f"{counts[name][level]} {level}" for level in Severity)
        print(f"{stands}: {grave(counts[name]):.2f} ({told})  {name}")
