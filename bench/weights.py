"""`./run weights`: learns what signs weigh from labelled messages, and writes it into the policy.

Logistic regression over the traits of hotline/words/traits.py: critical, or not. Each message also
counts as typed without marks. From what score on a text is critical is set where, among harmless
messages of hands that a training did not see, few enough are called so, by signs or by rules.
"""

import math
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from bench.triage import DATA, Labelled, read
from config.pack_weights import LEARNED
from config.packs import FOLDER, load
from hotline.text import clean, unaccented
from hotline.vocabulary import Severity, worst
from hotline.words.lexicon import Matcher, matcher, sentences

LEARNED_FROM = ("messages", "voices", "unseen", "drawn", "told", "hands")
ALARMS = {Severity.CRITICAL: 0.065, Severity.HIGH: 0.2}  # of harmless messages not trained on
FOLDS, ROUNDS, STEP = 5, 15, 0.3
# A trait counts when so many texts have it; one field or word is trusted sooner than a pair.
SEEN, SEEN_PAIRS = 3, 4
SHRINK, SHRINK_PAIRS = 0.15, 0.5
WORTH = {Severity.CRITICAL: 1.0, Severity.HIGH: 0.35, Severity.ROUTINE: 1.3}
LONGER = ">4"  # the trait of what is longer than brief
SMALLEST = 0.04  # what weighs less is left out
HEAD = (
    "# Written by `./run weights` from tests/hotline/data/; change fields.toml by hand, not this.\n"
)

Traits = frozenset[str]
Sight = Callable[[str], Traits]


@dataclass
class Model:
    bias: float = 0.0
    weights: dict[str, float] = field(default_factory=lambda: defaultdict(float))

    def score(self, traits: Iterable[str]) -> float:
        return self.bias + sum(self.weights.get(trait, 0.0) for trait in traits)


@dataclass(frozen=True)
class Example:
    traits: tuple[str, ...]
    critical: bool
    worth: float


@dataclass(frozen=True)
class Sights:
    """What is seen of each text: its signs, those of its sentences, and what the rules say."""

    signs: Mapping[str, Traits]
    sentences: Mapping[str, Sequence[Traits]]
    ruled: Mapping[str, Severity]

    def scores(self, model: Model, text: str) -> tuple[float, float]:
        """The highest of what is longer than brief, and of what is brief."""
        parts = (self.signs[text], *self.sentences[text])
        long = [model.score(part) for part in parts if LONGER in part]
        brief = [model.score(part) for part in parts if LONGER not in part]
        return max(long, default=-math.inf), max(brief, default=-math.inf)


def see(messages: Iterable[Labelled], heard: Matcher) -> Sights:
    texts = [message.text for message in messages]
    return Sights(
        signs={way: heard.signs(clean(way)) for text in texts for way in _typed(text)},
        sentences={text: [*map(heard.signs, sentences(clean(text)))] for text in texts},
        ruled={text: heard.ruled(clean(text)) for text in texts},
    )


def learn(messages: Sequence[Labelled], sight: Sight) -> Model:
    examples = list(_examples(messages, sight))
    model, steps = Model(), defaultdict[str, float](lambda: 1e-6)
    order = random.Random(1)
    for _ in range(ROUNDS):
        order.shuffle(examples)
        for example in examples:
            _step(model, steps, example)
    return model


def _examples(messages: Sequence[Labelled], sight: Sight) -> Iterator[Example]:
    """What each message has of the traits that enough of them have, in an order that stays."""
    seen = [(sight(typed), message) for message in messages for typed in _typed(message.text)]
    counts = Counter(trait for traits, _ in seen for trait in traits)
    for traits, message in seen:
        kept = sorted(t for t in traits if counts[t] >= (SEEN_PAIRS if " " in t else SEEN))
        critical = message.severity is Severity.CRITICAL
        yield Example(tuple(kept), critical, WORTH[message.severity])


def _typed(text: str) -> Iterator[str]:
    yield text
    if unaccented(text) != text:
        yield unaccented(text)


def _step(model: Model, steps: dict[str, float], example: Example) -> None:
    """One example pulls the weights of its traits its way, each by steps that grow shorter."""
    score = max(-30.0, min(30.0, model.score(example.traits)))
    pull = (1 / (1 + math.exp(-score)) - example.critical) * example.worth
    steps[""] += pull * pull
    model.bias -= STEP * pull / math.sqrt(steps[""])
    for trait in example.traits:
        shrink = SHRINK_PAIRS if " " in trait else SHRINK
        slope = pull + shrink * model.weights[trait]
        steps[trait] += slope * slope
        model.weights[trait] -= STEP * slope / math.sqrt(steps[trait])


@dataclass(frozen=True)
class Unseen:
    """A message, its scores from a training that saw none of its hand, and what the rules say."""

    message: Labelled
    long: float
    brief: float
    ruled: Severity

    @property
    def score(self) -> float:
        return max(self.long, self.brief)

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
        model = learn([one for one in messages if one.hand not in away], sights.signs.__getitem__)
        kept = [one for one in messages if one.hand in away]
        heard += [
            Unseen(one, *sights.scores(model, one.text), sights.ruled[one.text]) for one in kept
        ]
    return heard


def lift(heard: Sequence[Unseen]) -> float:
    """What a brief text lacks: few words weigh little. Half of what would call as many harmless
    ones critical as among longer texts: a whole lift calls "đói muốn chết" grave."""
    harmless = [one for one in heard if one.message.severity is Severity.ROUTINE]
    share = ALARMS[Severity.CRITICAL]
    long, brief = (
        _limit(
            [one for one in harmless if (one.long == -math.inf) is alone], Severity.CRITICAL, share
        )
        for alone in (False, True)
    )
    return max(0.0, (long - brief) / 2)


def lifted(heard: Sequence[Unseen], by: float) -> list[Unseen]:
    return [replace(one, brief=one.brief + by) for one in heard]


def thresholds(heard: Sequence[Unseen]) -> dict[Severity, float]:
    harmless = [one for one in heard if one.message.severity is Severity.ROUTINE]
    return {level: _limit(harmless, level, share) for level, share in ALARMS.items()}


def _limit(harmless: Sequence[Unseen], level: Severity, share: float) -> float:
    """Where so few are called this grave; what the rules call so already counts among them."""
    milder = [one.score for one in harmless if one.ruled.rank > level.rank]
    allowed = int(share * len(harmless)) - (len(harmless) - len(milder))
    return sorted(milder, reverse=True)[max(allowed, 0)]


def written(model: Model, limits: Mapping[Severity, float]) -> str:
    kept = {t: f"{w:.2f}" for t, w in model.weights.items() if abs(w) >= SMALLEST}
    lines = "\n".join(f"{trait} {kept[trait]}" for trait in sorted(kept))
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
    by = lift(heard)
    heard = lifted(heard, by)
    limits = thresholds(heard)
    called = [one.called(limits) for one in heard if one.message.severity is Severity.CRITICAL]
    for level, limit in limits.items():
        share = sum(one.rank <= level.rank for one in called) / len(called)
        print(f"{level} from {limit:.2f}: {share:.3f} of the critical ones, their hands unseen")
    model = learn(messages, sights.signs.__getitem__)
    model.bias += by
    model.weights[LONGER] -= by
    (FOLDER / "vietnam" / LEARNED).write_text(written(model, limits), encoding="utf-8")
    print(f"{LEARNED}: learned from {len(messages)} messages")
    return 0


if __name__ == "__main__":
    sys.exit(main())
