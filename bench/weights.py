"""`./run weights`: learns what signs weigh from labelled messages, and writes it into the policy.

Logistic regression over the traits of hotline/words/traits.py: critical, or not. Each message also
counts as typed without marks. From what score on a text is critical is set where, among harmless
messages of hands that a training did not see, signs call few enough so that no rule calls so.
"""

import math
import random
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from bench.triage import DATA, Labelled, read
from config.pack_weights import LEARNED
from config.packs import FOLDER, load
from hotline.text import clean, unaccented
from hotline.vocabulary import Severity, worst
from hotline.weights import together
from hotline.words.lexicon import IN_A_LETTER, LETTER, Matcher, matcher, sentences

LEARNED_FROM = (
    "messages",
    "voices",
    "unseen",
    "drawn",
    "told",
    "hands",
    "authors",
    "tellers",
    "witnesses",
)
# Of harmless messages that no training saw and the rules leave milder, so many may be called this.
ALARMS = {Severity.CRITICAL: 0.05, Severity.HIGH: 0.15}
FOLDS, ROUNDS, STEP = 5, 15, 0.5
# A trait counts when so many texts have it; one field or word is trusted sooner than a pair.
SEEN, SEEN_PAIRS = 2, 2
SHRINK, SHRINK_PAIRS = 0.6, 1.2
WORTH = {Severity.CRITICAL: 1.0, Severity.HIGH: 0.35, Severity.ROUTINE: 1.3}
KNOWN = 0.3  # and so much of that where the rules say critical: signs are for what they miss
SMALLEST = 0.1  # what weighs less is left out
HEAD = (
    "# Written by `./run weights` from tests/hotline/data/; change fields.toml by hand, not this.\n"
)

Traits = frozenset[str]


@dataclass(frozen=True)
class Model:
    bias: float
    weights: Mapping[str, float]

    def score(self, traits: Traits) -> float:
        held = [self.weights[trait] for trait in traits & self.weights.keys()]
        return self.bias + together(held)


@dataclass(frozen=True)
class Example:
    """`traits` by their numbers."""

    traits: tuple[int, ...]
    critical: bool
    worth: float


@dataclass(frozen=True)
class Sights:
    """What is seen of each text: its signs, those of its sentences, and what the rules say."""

    signs: Mapping[str, Traits]
    sentences: Mapping[str, Sequence[Traits]]
    ruled: Mapping[str, Severity]

    def score(self, model: Model, text: str) -> float:
        """The highest of the whole and of each sentence."""
        less = IN_A_LETTER if f">{LETTER}" in self.signs[text] else 0.0
        parts = [model.score(part) - less for part in self.sentences[text]]
        return max([model.score(self.signs[text]), *parts])


def see(messages: Iterable[Labelled], heard: Matcher) -> Sights:
    texts = [message.text for message in messages]
    return Sights(
        signs={way: heard.signs(clean(way)) for text in texts for way in _typed(text)},
        sentences={text: [*map(heard.signs, sentences(clean(text)))] for text in texts},
        ruled={text: heard.ruled(clean(text)) for text in texts},
    )


def learn(messages: Sequence[Labelled], sights: Sights) -> Model:
    seen = [(sights.signs[way], message) for message in messages for way in _typed(message.text)]
    kept = _kept(signs for signs, _ in seen)
    examples = [_example(signs, message, kept, sights) for signs, message in seen]
    learner = Learner([SHRINK_PAIRS if " " in trait else SHRINK for trait in kept])
    order = random.Random(1)
    for _ in range(ROUNDS):
        order.shuffle(examples)
        for example in examples:
            learner.learn(example)
    weighed = zip(kept, learner.weights, strict=True)
    return Model(learner.bias, {trait: by for trait, by in weighed if abs(by) >= SMALLEST})


def _typed(text: str) -> Iterator[str]:
    yield text
    if unaccented(text) != text:
        yield unaccented(text)


def _kept(seen: Iterable[Traits]) -> dict[str, int]:
    """The traits that enough texts have, each with its number, in an order that stays."""
    counts = Counter(trait for traits in seen for trait in traits)
    enough = (t for t, count in counts.items() if count >= (SEEN_PAIRS if " " in t else SEEN))
    return {trait: number for number, trait in enumerate(sorted(enough))}


def _example(signs: Traits, message: Labelled, kept: Mapping[str, int], sights: Sights) -> Example:
    known = sights.ruled[message.text] is Severity.CRITICAL
    worth = WORTH[message.severity] * (KNOWN if known else 1.0)
    traits = sorted(kept[trait] for trait in signs & kept.keys())
    return Example(tuple(traits), message.severity is Severity.CRITICAL, worth)


class Learner:
    """Each example pulls the weights of its traits its way, by steps that grow shorter."""

    def __init__(self, shrink: Sequence[float]) -> None:
        self.bias, self._ways = 0.0, 1e-6
        self.weights = [0.0] * len(shrink)
        self._steps = [1e-6] * len(shrink)
        self._shrink = shrink

    def learn(self, example: Example) -> None:
        weights, steps, shrink = self.weights, self._steps, self._shrink
        score = self.bias + together([weights[trait] for trait in example.traits])
        score = max(-30.0, min(30.0, score))
        pull = (1 / (1 + math.exp(-score)) - example.critical) * example.worth
        self._ways += pull * pull
        self.bias -= STEP * pull / math.sqrt(self._ways)
        share = 1 / math.sqrt(len(example.traits) or 1)
        for trait in example.traits:
            slope = share * (pull + share * shrink[trait] * weights[trait])
            steps[trait] += slope * slope
            weights[trait] -= STEP * slope / math.sqrt(steps[trait])


@dataclass(frozen=True)
class Unseen:
    """A message, its score from a training that saw none of its hand, and what the rules say."""

    message: Labelled
    score: float
    ruled: Severity

    def called(self, limits: Mapping[Severity, float]) -> Severity:
        signs = (level for level, limit in limits.items() if self.score > limit)
        return worst(self.ruled, *signs)


def unseen(messages: Sequence[Labelled], sights: Sights) -> list[Unseen]:
    """Several hands are kept from each training, all messages of a hand together; a file without
    hands is one."""
    hands = sorted({one.hand for one in messages})
    heard = []
    for fold in range(FOLDS):
        away = frozenset(hands[fold::FOLDS])
        model = learn([one for one in messages if one.hand not in away], sights)
        kept = [one for one in messages if one.hand in away]
        heard += [
            Unseen(one, sights.score(model, one.text), sights.ruled[one.text]) for one in kept
        ]
    return heard


def thresholds(heard: Sequence[Unseen]) -> dict[Severity, float]:
    harmless = [one for one in heard if one.message.severity is Severity.ROUTINE]
    return {level: _limit(harmless, level, share) for level, share in ALARMS.items()}


def _limit(harmless: Sequence[Unseen], level: Severity, share: float) -> float:
    """Above it are so few of those that the rules leave milder."""
    milder = sorted((one.score for one in harmless if one.ruled.rank > level.rank), reverse=True)
    return milder[int(share * len(milder))]


def written(model: Model, limits: Mapping[Severity, float]) -> str:
    lines = "\n".join(f"{trait} {by:.2f}" for trait, by in sorted(model.weights.items()))
    return (
        f"{HEAD}bias = {model.bias:.2f}\nhigh_from = {limits[Severity.HIGH]:.2f}\n"
        f"critical_from = {limits[Severity.CRITICAL]:.2f}\nweights = '''\n{lines}\n'''\n"
    )


def gathered() -> tuple[list[Labelled], Sights]:
    """All that is learned from, and what is seen of it."""
    messages = [message for name in LEARNED_FROM for message in read(DATA / f"{name}.csv")]
    return messages, see(messages, matcher(load("vietnam").lexicon))


def main() -> int:
    messages, sights = gathered()
    heard = unseen(messages, sights)
    limits = thresholds(heard)
    called = [one.called(limits) for one in heard if one.message.severity is Severity.CRITICAL]
    for level, limit in limits.items():
        share = sum(one.rank <= level.rank for one in called) / len(called)
        print(f"{level} from {limit:.2f}: {share:.3f} of the critical ones, their hands unseen")
    model = learn(messages, sights)
    (FOLDER / "vietnam" / LEARNED).write_text(written(model, limits), encoding="utf-8")
    print(f"{LEARNED}: learned from {len(messages)} messages")
    return 0


if __name__ == "__main__":
    sys.exit(main())
