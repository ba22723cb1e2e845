"""python -m tests.simulator.clients: a line for each version of the carrier's client."""

import sys

from tests.simulator.clients.environments import UnavailableError
from tests.simulator.clients.running import VERSIONS, interpreter, play


def main() -> int:
    failed = False
    for version in VERSIONS:
        try:
            line = play(interpreter(version))
        except (UnavailableError, AssertionError) as problem:
            failed, line = True, f"twilio {version}: {problem}"
        sys.stdout.write(f"{line}\n")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
