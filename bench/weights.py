"""`./run weights`: learns what signs weigh from labelled messages, and writes it into the policy.

A line between critical and not, drawn through the traits of hotline/words/traits.py: of all that
hold the labelled messages well apart the one with the smallest weights (a linear support vector
machine). Each message also counts as typed without marks. From what score on a text is critical is
set where, among harmless messages of hands that a training did not see, signs call few enough so
that no rule calls so.
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
from hotline.weights import TIE, kinds, portion, together
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
    "correspondents",
    "scribes",
)
# Of harmless messages that no training saw and the rules leave milder, so many may be called this.
ALARMS = {Severity.CRITICAL: 0.08, Severity.HIGH: 0.15}
FOLDS, ROUNDS = 5, 15
SEEN = 2  # a trait counts when so many texts have it
ROWS = 0.75  # so much sooner than words in a row is all else trusted
STRICT = 1.5  # how dear it is to leave a message on the wrong side
WORTH = {Severity.CRITICAL: 1.0, Severity.HIGH: 0.1, Severity.ROUTINE: 1.3}
KNOWN = 0.3  # and so much of that where the rules say critical: signs are for what they miss
SMALLEST = 0.08  # what weighs less is left out
HEAD = (
    "# Written by `./run weights` from tests/hotline/data/; change fields.toml by hand, not this.\n"
)

Traits = Sequence[str]


@dataclass(frozen=True)
class Model:
    bias: float
    weights: Mapping[str, float]

    def score(self, traits: Traits) -> float:
        return self.bias + together(self.weights, traits)


@dataclass(frozen=True)
class Example:
    """`kinds` are its traits by their numbers, and what each of them counts for; `side` is 1 for
    critical and -1 for not, `size` how much it can move, `slack` how far it may stay behind."""

    kinds: Sequence[tuple[float, Sequence[int]]]
    side: int
    size: float
    slack: float


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

    def signs(text: str) -> Traits:
        return sorted(map(sys.intern, heard.signs(text)))

    return Sights(
        signs={way: signs(clean(way)) for text in texts for way in _typed(text)},
        sentences={text: [*map(signs, sentences(clean(text)))] for text in texts},
        ruled={text: heard.ruled(clean(text)) for text in texts},
    )


def learn(messages: Sequence[Labelled], sights: Sights) -> Model:
    seen = [(sights.signs[way], message) for message in messages for way in _typed(message.text)]
    reach = _reach([signs for signs, _ in seen])
    numbers = {trait: number for number, trait in enumerate(reach)}
    reaches = [*reach.values()]
    examples = [
        _example(signs, numbers, reaches, message.severity, _worth(message, sights))
        for signs, message in seen
    ]
    bias, weights = fitted(examples, reaches)
    weighed = zip(numbers, weights, strict=True)
    return Model(bias, {trait: by for trait, by in weighed if abs(by) >= SMALLEST})


def _typed(text: str) -> Iterator[str]:
    yield text
    if unaccented(text) != text:
        yield unaccented(text)


def _reach(seen: Sequence[Traits]) -> dict[str, float]:
    """How far each trait that enough texts have may go: the rarer, the farther."""
    counts = Counter(trait for traits in seen for trait in traits)
    return {
        trait: (math.log(len(seen) / count, len(seen)) * (ROWS if TIE in trait else 1.0)) ** 2
        for trait, count in sorted(counts.items())
        if count >= SEEN
    }


def _worth(message: Labelled, sights: Sights) -> float:
    known = sights.ruled[message.text] is Severity.CRITICAL
    return WORTH[message.severity] * (KNOWN if known else 1.0)


def _example(
    signs: Traits,
    numbers: Mapping[str, int],
    reaches: Sequence[float],
    severity: Severity,
    worth: float,
) -> Example:
    parts = [
        (portion(kind), [numbers[trait] for trait in kind if trait in numbers])
        for kind in kinds(signs)
    ]
    size = 1 + sum(by * by * sum(reaches[trait] for trait in part) for by, part in parts)
    side = 1 if severity is Severity.CRITICAL else -1
    return Example(parts, side, size, 1 / (2 * STRICT * worth))


def fitted(examples: Sequence[Example], reaches: Sequence[float]) -> tuple[float, list[float]]:
    """Bias and weights, by dual coordinate descent (Hsieh et al., 2008, for squared losses): each
    example in turn pulls as hard as it takes to stand on its side, and lets go where it does."""
    bias, weights = 0.0, [0.0] * len(reaches)
    pulls = [0.0] * len(examples)
    order, lots = [*range(len(examples))], random.Random(1)
    for _ in range(ROUNDS):
        lots.shuffle(order)
        for at in order:
            one = examples[at]
            score = bias + sum(by * sum(map(weights.__getitem__, part)) for by, part in one.kinds)
            behind = 1 - one.side * score - pulls[at] * one.slack
            pull = max(0.0, pulls[at] + behind / (one.size + one.slack))
            step, pulls[at] = one.side * (pull - pulls[at]), pull
            bias += step
            for by, part in one.kinds if step else ():
                for trait in part:
                    weights[trait] += step * by * reaches[trait]
    return bias, weights


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
        f"{HEAD}bias = {model.bias:.3f}\nhigh_from = {limits[Severity.HIGH]:.3f}\n"
        f"critical_from = {limits[Severity.CRITICAL]:.3f}\nweights = '''\n{lines}\n'''\n"
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
