"""How much memory every process holds, and whether it grows."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import linear_regression

from tests.faults.system import System

PROCESSES = ("web", "worker", "metronome")
FEWEST = 10  # samples; of anything that lived shorter nothing can be said
Sample = tuple[float, int]  # seconds, kB


@dataclass
class Growth:
    """Each process for itself, children too: a life is a name and a number."""

    system: System
    samples: dict[tuple[str, int], list[Sample]] = field(default_factory=lambda: defaultdict(list))

    def weigh(self, at: float) -> None:
        for name in PROCESSES:
            for number in _family(self.system.number(name)):
                if size := _resident(number):
                    self.samples[name, number].append((at, size))

    def slopes(self, since: float) -> dict[str, float]:
        """kB a minute from then on, of whoever lived all through it."""
        lives = {life: [s for s in found if s[0] >= since] for life, found in self.samples.items()}
        longest = max((len(found) for found in lives.values()), default=0)
        return {
            f"{name} {number}": slope(found)
            for (name, number), found in sorted(lives.items())
            if len(found) >= max(FEWEST, 0.9 * longest)
        }

    def largest(self) -> int:
        """kB, of any process at any moment."""
        return max(size for found in self.samples.values() for _, size in found)


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
