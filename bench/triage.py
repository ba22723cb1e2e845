"""How well the lexicon reads labelled messages, and how fast."""

import csv
import sys
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

from config.packs import load
from hotline.policy import Policy
from hotline.triage import Assessment, ContactFacts, assess
from hotline.vocabulary import ContactChannel, Severity

ROOT = Path(__file__).parents[1]
FILES = (ROOT.parent / "shared/facts/sms_vi.csv", ROOT / "tests/hotline/data/messages.csv")
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


@dataclass(frozen=True)
class Score:
    """`recall` is the share of critical messages called critical; `alarms` of routine ones."""

    recall: float
    alarms: float


def read(path: Path) -> list[Labelled]:
    """A file with the columns text, urgency and category."""
    with path.open(encoding="utf-8", newline="") as file:
        return [
            Labelled(row["text"], Severity(row["urgency"]), row["category"])
            for row in csv.DictReader(file)
        ]


def judge(text: str, policy: Policy) -> Assessment:
    return assess(ContactFacts(ContactChannel.SMS, text), policy, NOW)


def score(messages: list[Labelled], policy: Policy) -> Score:
    called = [(message.severity, judge(message.text, policy).severity) for message in messages]
    critical = [given for meant, given in called if meant is Severity.CRITICAL]
    routine = [given for meant, given in called if meant is Severity.ROUTINE]
    return Score(
        recall=critical.count(Severity.CRITICAL) / len(critical),
        alarms=routine.count(Severity.CRITICAL) / len(routine),
    )


def table(messages: list[Labelled], policy: Policy) -> None:
    """Right and wrong for each category, then every message that was called otherwise."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    misses: list[str] = []
    for message in messages:
        assessment = judge(message.text, policy)
        right = assessment.severity is message.severity
        counts[message.category]["right" if right else "wrong"] += 1
        if not right:
            fired = "; ".join(f"{one.quote} → {one.code}" for one in assessment.reasons)
            misses.append(f"{message.severity}→{assessment.severity}  {message.text}  [{fired}]")
    for category, count in sorted(counts.items()):
        print(f"  {category:30} {count['right']:4} right {count['wrong']:4} otherwise")
    print("\n".join(f"    {miss}" for miss in sorted(misses)))


def microseconds(policy: Policy, rounds: int = 300) -> float:
    """The time one text of 160 letters takes, the best of three runs."""
    judge(LONG, policy)
    return min(_timed(policy, rounds) for _ in range(3))


def _timed(policy: Policy, rounds: int) -> float:
    start = perf_counter()
    for _ in range(rounds):
        judge(LONG, policy)
    return (perf_counter() - start) / rounds * 1e6


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
    return 0


if __name__ == "__main__":
    sys.exit(main())
