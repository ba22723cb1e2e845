"""`python -m bench [name ...]`: every benchmark, or those named."""

import sys
from collections.abc import Callable

from bench import deadlines, hands, line, phrases, search, simulator, standing, webhooks

BENCHMARKS: dict[str, Callable[[], object]] = {
    "webhooks": webhooks.main,
    "line": line.main,
    "deadlines": deadlines.main,
    "standing": standing.main,
    "search": search.main,
    "triage": hands.main,
    "phrases": phrases.main,
    "simulator": simulator.main,
}


def main(names: list[str]) -> int:
    unknown = [name for name in names if name not in BENCHMARKS]
    if unknown:
        print(f"no benchmark {', '.join(unknown)}; there are {', '.join(BENCHMARKS)}")
        return 2
    for name in names or BENCHMARKS:
        print(f"== {name}")
        BENCHMARKS[name]()
        print()
    return 0


sys.exit(main(sys.argv[1:]))
