"""How much memory every process holds, and whether it grows."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import linear_regression

from tests.faults.system import System

PROCESSES = ("web", "worker", "metronome")
FEWEST = 10  # samples; of anything that lived shorter nothing can be said
# Seconds a process takes on threads, connections and compiled statements after its start: one that
# was killed just before it is judged would otherwise be seen to grow.
WARM = 120.0
LATELY = 10.0  # seconds; whoever was seen then is alive
Life = tuple[str, int]  # a process's name and number
Sample = tuple[float, int]  # seconds, kB


@dataclass
class Growth:
    """Each process for itself, children too: a life is a name and a number."""

    system: System
    samples: dict[Life, list[Sample]] = field(default_factory=lambda: defaultdict(list))

    def weigh(self, at: float) -> None:
        for name in PROCESSES:
            for number in _family(self.system.number(name)):
                if size := _resident(number):
                    self.samples[name, number].append((at, size))

    def slopes(self, since: float) -> dict[str, float]:
        return slopes(self.samples, since)

    def largest(self) -> int:
        """kB, of any process at any moment."""
        return max(size for found in self.samples.values() for _, size in found)


def slopes(samples: Mapping[Life, Sequence[Sample]], since: float) -> dict[str, float]:
    """kB a minute from then on, once it is warm, of whoever lived to the end; of a process that
    began anew shortly before it, of its life that was watched longest."""
    warm = {
        life: [s for s in found if s[0] >= max(since, found[0][0] + WARM)]
        for life, found in sorted(samples.items())
    }
    judged = {life: found for life, found in warm.items() if len(found) >= FEWEST}
    ends = max((found[-1][0] for found in samples.values()), default=since)
    told = {life for life, found in judged.items() if ends - found[-1][0] < LATELY}
    for name in {name for name, _ in judged} - {name for name, _ in told}:
        told.add(max((life for life in judged if life[0] == name), key=lambda it: len(judged[it])))
    return {f"{name} {number}": slope(judged[name, number]) for name, number in sorted(told)}


def slope(samples: Sequence[Sample]) -> float:
    """kB a minute."""
    return 60 * linear_regression([at for at, _ in samples], [size for _, size in samples]).slope


def _family(first: int) -> list[int]:
    """The process and its children; none when it has just died."""
    try:
        children = Path(f"/proc/{first}/task/{first}/children").read_text().split()
    except OSError:
        return []
    return [first, *map(int, children)]


def _resident(number: int) -> int:
    """In kB; those that have just died weigh nothing."""
    try:
        lines = Path(f"/proc/{number}/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("VmRSS")), 0)
