"""How well the lexicon reads labelled messages, and how fast."""

import csv
import sys
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

from config.packs import load
from hotline.policy import Policy
from hotline.triage import Assessment, ContactFacts, assess
from hotline.vocabulary import ContactChannel, Severity

ROOT = Path(__file__).parents[1]
DATA = ROOT / "tests/hotline/data"
# Nothing was mended for the last six, nor learned from them. Rules and weights were made with all
# others in sight.
FILES = (
    ROOT.parent / "shared/facts/sms_vi.csv",
    DATA / "messages.csv",
    DATA / "voices.csv",
    DATA / "unseen.csv",
    DATA / "drawn.csv",
    DATA / "told.csv",
    DATA / "hands.csv",
    DATA / "authors.csv",
    DATA / "tellers.csv",
    DATA / "witnesses.csv",
    DATA / "correspondents.csv",
    DATA / "scribes.csv",
    DATA / "untouched.csv",
    DATA / "set_aside.csv",
    DATA / "held_out.csv",
    DATA / "kept_back.csv",
    DATA / "laid_by.csv",
    DATA / "unopened.csv",
)
# The decision does not depend on the moment; the benchmark only has to give one.
NOW = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
LONG = (
    "chú ơi hôm nay đi học về bạn em kể là cô giáo cho nhiều bài tập quá em làm không kịp nên em "
    "hơi buồn với lại mẹ em bảo cuối tuần này cả nhà về quê thăm ông bà"
)


@dataclass(frozen=True)
class Labelled:
    text: str
    severity: Severity
    category: str
    hand: str


@dataclass(frozen=True)
class Score:
    """`recall` is the share of critical messages called critical; `alarms` of routine ones."""

    recall: float
    alarms: float


def read(path: Path) -> list[Labelled]:
    """A file with the columns text, urgency and category, below lines that say how it was made.

    Who wrote it is the column hand; a file without it is of one hand.
    """
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(line for line in file if not line.startswith("# "))
        return [_labelled(row, path.stem) for row in rows]


def _labelled(row: dict[str, str], hand: str) -> Labelled:
    severity = Severity(row["urgency"])
    return Labelled(row["text"], severity, row["category"], row.get("hand") or hand)


def judge(text: str, policy: Policy) -> Assessment:
    return assess(ContactFacts(ContactChannel.SMS, text), policy, NOW)


def score(messages: list[Labelled], policy: Policy) -> Score:
    called = [(message.severity, judge(message.text, policy).severity) for message in messages]
    return Score(
        recall=share_called(called, Severity.CRITICAL, 1.0),
        alarms=share_called(called, Severity.ROUTINE, 0.0),
    )


def share_called(called: list[tuple[Severity, Severity]], meant: Severity, without: float) -> float:
    """The share of what is `meant` that was called critical; `without` any, that."""
    given = [severity for label, severity in called if label is meant]
    return given.count(Severity.CRITICAL) / len(given) if given else without


def table(messages: list[Labelled], policy: Policy) -> None:
    """Recall and false alarms of each category, then every message called otherwise."""
    print(f"  {'category':28} {'count':>5} {'recall':>7} {'alarms':>7}")
    by_category: dict[str, list[Labelled]] = defaultdict(list)
    for message in messages:
        by_category[message.category].append(message)
    for category, some in sorted(by_category.items()):
        print(f"  {category:28} {len(some):5} {_figures(some, policy)}")
    print("\n".join(f"    {miss}" for miss in sorted(_misses(messages, policy))))


def _figures(messages: list[Labelled], policy: Policy) -> str:
    """A dash where there is nothing to count."""
    labels = {message.severity for message in messages}
    result = score(messages, policy)
    recall = f"{result.recall:.2f}" if Severity.CRITICAL in labels else "-"
    alarms = f"{result.alarms:.2f}" if Severity.ROUTINE in labels else "-"
    return f"{recall:>7} {alarms:>7}"


def _misses(messages: list[Labelled], policy: Policy) -> Iterator[str]:
    for message in messages:
        assessment = judge(message.text, policy)
        if assessment.severity is not message.severity:
            fired = "; ".join(f"{one.quote} → {one.code}" for one in assessment.reasons)
            yield f"{message.severity}→{assessment.severity}  {message.text}  [{fired}]"


def microseconds(policy: Policy, rounds: int = 300) -> float:
    """The time one text of 160 letters takes, the best of three runs."""
    judge(LONG, policy)
    return min(_timed(policy, rounds) for _ in range(3))


def _timed(policy: Policy, rounds: int) -> float:
    start = perf_counter()
    for _ in range(rounds):
        judge(LONG, policy)
    return (perf_counter() - start) / rounds * 1e6


def mean_microseconds(texts: list[str], policy: Policy) -> float:
    """The mean time of a message, the best of three runs over all of them."""
    best = min(_over(texts, policy) for _ in range(3))
    return best / len(texts) * 1e6


def _over(texts: list[str], policy: Policy) -> float:
    start = perf_counter()
    for text in texts:
        judge(text, policy)
    return perf_counter() - start


def main() -> int:
    policy = load("vietnam")
    for path in filter(Path.exists, FILES):
        messages = read(path)
        result = score(messages, policy)
        print(f"{path.name}: {len(messages)} messages")
        table(messages, policy)
        print(f"  critical recall {result.recall:.3f}")
        print(f"  routine called critical {result.alarms:.3f}\n")
    print(f"{len(LONG)} letters: {microseconds(policy):.0f} microseconds")
    own = [message.text for message in read(DATA / "voices.csv")]
    print(f"a message as people write them: {mean_microseconds(own, policy):.0f} microseconds")
    return 0


if __name__ == "__main__":
    sys.exit(main())
