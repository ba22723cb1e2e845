"""What is read before the first test stays: to look through it for garbage, while it comes and once
more at the end, took a third of a short run."""

import atexit
import gc

gc.set_threshold(100_000, 50, 50)
atexit.register(gc.freeze)
