"""Plants one defect in the simulator and asks the tests that must see it.

Each defect lives in a fork of this process, where the simulator is read anew with one place of it
changed: nothing on disk is touched, and what is slow to read is read once.
"""

import gc
import os
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import spec_from_file_location
from pathlib import Path
from types import CodeType

import pytest

ROOT = Path(__file__).parents[2]
# They know nothing of the simulator, so one reading serves every fork.
KEPT = frozenset(
    {
        *("tests", "tests.proofs"),
        *("tests.simulator", "tests.simulator.book", "tests.simulator.strict"),
    }
)
FAILED = int(pytest.ExitCode.TESTS_FAILED)
BROKEN = int(pytest.ExitCode.INTERNAL_ERROR)


@dataclass(frozen=True)
class Defect:
    """In a file of the simulator `old` becomes `new`, and one of these tests must see it."""

    name: str
    file: str
    old: str
    new: str
    tests: str

    @property
    def path(self) -> Path:
        return ROOT / "simulator" / self.file

    @property
    def source(self) -> str:
        return self.path.read_text(encoding="utf-8")

    @property
    def addresses(self) -> list[str]:
        """Each `test_file::test_name` as pytest wants it."""
        files = (test.partition("::") for test in self.tests.split())
        return [f"tests/simulator/{file}.py::{test}" for file, _, test in files]


class Planter(SourceFileLoader):
    """Finds and reads the one module that has the defect."""

    def __init__(self, defect: Defect) -> None:
        parts = Path(defect.file).with_suffix("").parts
        super().__init__(".".join(("simulator", *parts)), str(defect.path))
        self._defect = defect

    def find_spec(self, name: str, _path: object, _target: object = None) -> ModuleSpec | None:
        return spec_from_file_location(name, self.path, loader=self) if name == self.name else None

    def get_code(self, _fullname: str) -> CodeType:
        """Never from what was compiled before."""
        spoilt = self._defect.source.replace(self._defect.old, self._defect.new)
        return compile(spoilt, self.path, "exec", dont_inherit=True)


def healthy(defects: Iterable[Defect]) -> bool:
    """Whether all those tests pass with nothing planted; reads everything for the forks too."""
    wanted = {address for defect in defects for address in defect.addresses}
    passed = _ask(sorted(wanted)) == 0
    gc.collect()
    gc.freeze()  # what is there by now is nobody's garbage
    return passed


def killed(defect: Defect) -> bool:
    """Whether a test fails with the defect in place; a run that never began is no kill."""
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == FAILED
    code = BROKEN
    try:
        _forget()
        sys.meta_path.insert(0, Planter(defect))
        _silence()
        code = _ask(defect.addresses)
    finally:
        os._exit(code)


def _ask(addresses: Sequence[str]) -> int:
    """Without a word of why, which would take as long as the tests themselves."""
    options = ["-q", "-x", "--assert=plain", "--tb=no", "-p", "no:cacheprovider"]
    options.append(f"--rootdir={ROOT}")
    return int(pytest.main([*options, *(str(ROOT / each) for each in addresses)]))


def _forget() -> None:
    for name in [*sys.modules]:
        if name.partition(".")[0] in ("simulator", "tests") and name not in KEPT:
            del sys.modules[name]


def _silence() -> None:
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(nowhere, stream)
