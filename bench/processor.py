"""What processes have used of the processors, themselves and whatever they started."""

import os
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")


def seconds_of(folder: Path) -> tuple[float, float]:
    """Of the programs this one started, and of the database that lives in `folder`."""
    [pid_file] = folder.rglob("postmaster.pid")
    postgres = int(pid_file.read_text().split()[0])
    parents, used = _known()
    database = _below(postgres, parents) | {postgres}
    ours = _below(os.getpid(), parents) - database
    return sum(used[pid] for pid in ours), sum(used[pid] for pid in database)


def _known() -> tuple[dict[int, int], dict[int, float]]:
    """Each process of this machine: who started it, and the seconds it has used."""
    parents: dict[int, int] = {}
    used: dict[int, float] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:  # it has ended meanwhile
            continue
        pid = int(stat.parent.name)
        parents[pid] = int(fields[1])
        used[pid] = (int(fields[11]) + int(fields[12])) / TICKS
    return parents, used


def _below(root: int, parents: dict[int, int]) -> set[int]:
    found = {pid for pid, parent in parents.items() if parent == root}
    return found | {pid for child in found for pid in _below(child, parents)}
