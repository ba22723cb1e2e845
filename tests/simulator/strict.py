"""Every REST answer held against the carrier's description, made strict: nobody has to ask for it.

An answer is looked at where Flask itself sends it, so that there is no way to make the simulator's
application in this process that is not watched; `watched/` does the same in programs of their own.
"""

import importlib.util
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Protocol, cast

from flask import Flask, Response, request, request_finished

from tests.proofs import Proof, note

SHARED = Path(__file__).parents[3] / "shared"
OVERLAY = SHARED / "tools" / "oai_strict_overlay.py"
DESCRIPTION = SHARED / "facts" / "twilio_api_v2010.json"
ERROR_KEYS = {"code", "message", "more_info", "status"}
ABSENT = "the carrier's description is not beside the repository"


class Description(Protocol):
    def errors(self, method: str, path: str, status: int, body: object) -> list[str]: ...


def available() -> bool:
    return OVERLAY.exists() and DESCRIPTION.exists()


@cache
def load() -> Description:
    spec = importlib.util.spec_from_file_location("oai_strict_overlay", OVERLAY)
    if spec is None or spec.loader is None:
        raise FileNotFoundError(OVERLAY)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return cast("Description", module.Description(str(DESCRIPTION)))


class Watch:
    """`problems` grows with every answer that is not exact, whoever asked for it."""

    def __init__(self) -> None:
        self.problems: list[str] = []
        self._description: Description | None = None

    def begin(self) -> None:
        if available():
            self._description = load()
            request_finished.connect(self._look)

    def taken(self) -> list[str]:
        """The problems since they were taken before."""
        problems, self.problems = self.problems, []
        return problems

    def _look(self, sender: Flask, response: Response) -> None:
        if not _is_rest(sender, request.path) or self._description is None:
            return
        answer = f"{request.method} {request.path} -> {response.status_code}"
        found = "; ".join(self._wrong(response.status_code, response.get_data()))
        if found:
            self.problems.append(f"{answer}: {found}")
        note(Proof.ANSWERS, found and f"{answer}: {found}")

    def _wrong(self, status: int, body: bytes) -> Iterator[str]:
        answer = json.loads(body) if body else None
        if status >= 500:
            yield "the simulator broke down"
        if status >= 400:
            yield from wrong_in_error(status, answer)
        elif self._description is not None:
            try:
                yield from self._description.errors(request.method, request.path, status, answer)
            except LookupError as problem:
                yield str(problem)


def _is_rest(app: Flask, path: str) -> bool:
    return (
        "simulator" in app.extensions and path.startswith("/2010-04-01/") and path.endswith(".json")
    )


def wrong_in_error(status: int, answer: object) -> Iterator[str]:
    if not isinstance(answer, dict) or set(answer) != ERROR_KEYS:
        yield f"an error has other keys than {answer}"
    elif answer["status"] != status:
        yield f"an error that says {answer['status']}"


watch = Watch()
