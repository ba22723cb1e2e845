"""The counters of processes that were forked from one, added up in files (`/metrics`)."""

import os
import shutil
from pathlib import Path


def begin(data_dir: str) -> None:
    """Anew, for this process and its forks; before prometheus_client is imported, which looks for
    the files then and never again."""
    folder = Path(data_dir).absolute() / "metrics"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True, exist_ok=True)
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder)  # noqa: TID251  # the library itself is told so by the environment
