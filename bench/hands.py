"""How a hand is heard from whom nothing was learned: each file or hand by what the others taught.

Weights are learned anew for it; the rules are as they are, and people who mended them had seen
these messages. How strangers fare is said by the files nobody mends anything for.
"""

from collections import defaultdict

from bench import triage
from bench.triage import share_called
from bench.weights import Unseen, gathered, thresholds, unseen
from hotline.vocabulary import Severity

CRITICAL, ROUTINE = Severity.CRITICAL, Severity.ROUTINE


def report() -> None:
    messages, sights = gathered()
    heard = unseen(messages, sights)
    limits = thresholds(heard)
    called = [(one, one.called(limits)) for one in heard]
    print("each hand by weights the others taught: critical recall, routine called critical")
    _by_hand(called)
    for one, severity in called:
        if (one.message.severity is CRITICAL) != (severity is CRITICAL):
            print(f"    {one.message.severity}→{severity}  {one.message.text}")


def _by_hand(called: list[tuple[Unseen, Severity]]) -> None:
    pairs: dict[str, list[tuple[Severity, Severity]]] = defaultdict(list)
    for one, severity in called:
        for hand in (one.message.hand, "all"):
            pairs[hand].append((one.message.severity, severity))
    for hand, some in sorted(pairs.items(), key=lambda pair: pair[0] == "all"):
        recall, alarms = share_called(some, CRITICAL, 1.0), share_called(some, ROUTINE, 0.0)
        print(f"  {hand:24} {len(some):5} {recall:7.3f} {alarms:7.3f}")


def main() -> None:
    triage.main()
    report()
