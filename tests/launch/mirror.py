"""python -m tests.launch.mirror CODE: what a process sees of itself; ends with that code."""

import os
import signal
import sys
from pathlib import Path

print(  # noqa: T201  # its answer
    Path(sys.argv[0]).stem,
    __name__,
    sorted(os.environ),
    Path("/proc/self/comm").read_text().strip(),
    signal.getsignal(signal.SIGTERM) is signal.SIG_DFL,
)
sys.exit(int(sys.argv[1]))
