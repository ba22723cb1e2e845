"""`./run weights`: learns what signs weigh from labelled messages, and writes it into the policy.

Logistic regression over the traits of hotline/words/traits.py: critical, or not. Each message also
counts as typed without marks. From what score on a text is critical is set where, among harmless
messages a training did not see, few enough are above.
"""

import math
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from bench.triage import DATA, Labelled, read
from config.pack_weights import LEARNED
from config.packs import FOLDER, load
from hotline.text import clean, unaccented
from hotline.vocabulary import Severity
from hotline.words.lexicon import matcher

LEARNED_FROM = ("messages", "voices", "unseen", "drawn", "told")
ALARMS = {Severity.CRITICAL: 0.03, Severity.HIGH: 0.12}  # of harmless messages not trained on
FOLDS, ROUNDS, STEP = 5, 15, 0.3
# A trait counts when so many texts have it; one field or word is trusted sooner than a pair.
SEEN, SEEN_PAIRS = 3, 4
SHRINK, SHRINK_PAIRS = 0.15, 0.5
WORTH = {Severity.CRITICAL: 1.0, Severity.HIGH: 0.35, Severity.ROUTINE: 1.3}
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


def unseen_scores(messages: Sequence[Labelled], sight: Sight) -> list[tuple[float, Severity]]:
    """The score each message has from a training that did not see it."""
    scores = []
    for fold in range(FOLDS):
        model = learn([one for n, one in enumerate(messages) if n % FOLDS != fold], sight)
        held_out = messages[fold::FOLDS]
        scores += [(model.score(sight(one.text)), one.severity) for one in held_out]
    return scores


def thresholds(scores: Iterable[tuple[float, Severity]]) -> dict[Severity, float]:
    harmless = sorted((score for score, severity in scores if severity is Severity.ROUTINE))
    return {level: harmless[-1 - int(share * len(harmless))] for level, share in ALARMS.items()}


def written(model: Model, limits: Mapping[Severity, float]) -> str:
    kept = {t: f"{w:.2f}" for t, w in model.weights.items() if abs(w) >= SMALLEST}
    lines = "\n".join(f"{trait} {kept[trait]}" for trait in sorted(kept))
    return (
        f"{HEAD}bias = {model.bias:.2f}\nhigh_from = {limits[Severity.HIGH]:.2f}\n"
        f"critical_from = {limits[Severity.CRITICAL]:.2f}\nweights = '''\n{lines}\n'''\n"
    )


def main() -> int:
    heard = matcher(load("vietnam").lexicon)
    messages = [message for name in LEARNED_FROM for message in read(DATA / f"{name}.csv")]
    sights = {
        typed: frozenset(heard.weigher.traits.of(heard.read(clean(typed))))
        for message in messages
        for typed in (message.text, unaccented(message.text))
    }
    scores = unseen_scores(messages, sights.__getitem__)
    limits = thresholds(scores)
    for level, limit in limits.items():
        grave = [score > limit for score, severity in scores if severity is Severity.CRITICAL]
        print(
            f"{level} from {limit:.2f}: {sum(grave) / len(grave):.3f} of the critical ones, unseen"
        )
    model = learn(messages, sights.__getitem__)
    (FOLDER / "vietnam" / LEARNED).write_text(written(model, limits), encoding="utf-8")
    print(f"{LEARNED}: learned from {len(messages)} messages")
    return 0


if __name__ == "__main__":
    sys.exit(main())
