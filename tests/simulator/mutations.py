"""Plants every defect in the simulator, one at a time: each must be caught by a test that is named.

    python -m tests.simulator.mutations [--every N] [AREA ...]

prints what became of each, and killed / planted; with `--every`, of one in N of each area.
"""

import argparse
import os
import sys
from collections.abc import Mapping, Sequence

from tests import proofs
from tests.simulator.defects import (
    answers,
    callers,
    control,
    detection,
    faults,
    forms,
    queues,
    recordings,
    rest,
    rooms,
    shadow,
    signals,
    softphones,
    sounds,
    texts,
    tokens,
    voice,
    wire,
)
from tests.simulator.planting import Defect, healthy, killed

AREAS: Mapping[str, tuple[Defect, ...]] = {
    "wire": wire.DEFECTS,
    "texts": texts.DEFECTS,
    "voice": voice.DEFECTS,
    "detection": detection.DEFECTS,
    "sounds": sounds.DEFECTS,
    "signals": signals.DEFECTS,
    "queues": queues.DEFECTS,
    "rooms": rooms.DEFECTS,
    "recordings": recordings.DEFECTS,
    "rest": rest.DEFECTS,
    "forms": forms.DEFECTS,
    "faults": faults.DEFECTS,
    "tokens": tokens.DEFECTS,
    "softphones": softphones.DEFECTS,
    "callers": callers.DEFECTS,
    "answers": answers.DEFECTS,
    "control": control.DEFECTS,
    "shadow": shadow.DEFECTS,
}
KILLED, ALIVE = "killed: ", "alive: "


def main(words: Sequence[str]) -> int:
    os.environ.pop(proofs.FILE, None)  # what a spoilt simulator does proves nothing
    asked = _reader().parse_args(words)
    defects = [defect for area in asked.areas or AREAS for defect in AREAS[area][:: asked.every]]
    if not healthy(defects):
        sys.stdout.write("the tests fail with nothing planted\n")
        return 1
    alive = 0
    for defect in defects:
        dead = killed(defect)
        alive += not dead
        sys.stdout.write(f"{KILLED if dead else ALIVE}{defect.name}\n")
        sys.stdout.flush()
    sys.stdout.write(f"{len(defects) - alive} killed / {len(defects)} planted\n")
    return int(alive > 0)


def _reader() -> argparse.ArgumentParser:
    reader = argparse.ArgumentParser(prog="python -m tests.simulator.mutations")
    reader.add_argument("--every", type=int, default=1, metavar="N")
    reader.add_argument("areas", nargs="*", metavar="AREA", help=" ".join(AREAS))
    return reader


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
