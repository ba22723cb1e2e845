"""What the suite proves about the simulator, counted in every process, and said at its end."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum
from pathlib import Path

FILE = "SUITE_PROOFS"  # names the file in which every process of one run keeps count


class Proof(Enum):
    """Each is a sentence: how much was tried, and how much of it held."""

    SIGNER = "{held} of {tried} vectors hold for the simulator's signer"
    VERIFIER = "{held} of {tried} vectors hold for the product's verifier"
    SENTENCES = "{held} of {tried} sentences about the carrier name tests that exist"
    CLIENTS = "{held} of {tried} versions of the carrier's client drive the simulator"
    STRANGERS = "{held} of {tried} uses of another's application work unchanged"
    DEFECTS = "{held} killed / {tried} planted in the simulator"
    ANSWERS = "{held} of {tried} REST answers are as the carrier describes them"
    REQUESTS = "{held} of {tried} REST requests that were done hold only what the carrier describes"


def begin() -> None:
    """Once for each run; its workers and the programs it starts find the file by its name."""
    handle, os.environ[FILE] = tempfile.mkstemp(prefix="proofs-")
    os.close(handle)


def end() -> None:
    Path(os.environ.pop(FILE)).unlink()


def note(proof: Proof, problem: str = "") -> None:
    """It held, or not because of this problem."""
    if FILE in os.environ:
        with Path(os.environ[FILE]).open("a", encoding="utf-8") as file:
            file.write(f"{proof.name}\t{' '.join(problem.split())}\n")


@contextmanager
def proving(proof: Proof) -> Iterator[None]:
    try:
        yield
    except BaseException as problem:
        note(proof, type(problem).__name__)
        raise
    note(proof)


def failed() -> bool:
    return any(problem for _, problem in _noted())


def said() -> Iterator[str]:
    """A line for each proof that was tried, with every problem under it."""
    noted = _noted()
    for proof in Proof:
        problems = [problem for name, problem in noted if name == proof.name]
        failures = [problem for problem in problems if problem]
        if problems:
            held = len(problems) - len(failures)
            yield f"proof: {proof.value.format(held=held, tried=len(problems))}"
        yield from (f"  {problem}" for problem in failures)


def _noted() -> list[tuple[str, str]]:
    lines = Path(os.environ[FILE]).read_text(encoding="utf-8").splitlines()
    return [(name, problem) for name, _, problem in (line.partition("\t") for line in lines)]
