"""Stands on PYTHONPATH while the suite runs: a simulator in a program of its own is watched too."""

import sys
from pathlib import Path

if "simulator" in sys.orig_argv:
    sys.path.append(str(Path(__file__).parents[3]))
    from tests.simulator.strict import watch

    watch.begin()
