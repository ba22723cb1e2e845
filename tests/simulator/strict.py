"""Every REST answer, and every request that was done, held against the carrier's description.

Nobody has to ask for it: an answer is looked at where Flask itself sends it, so that there is no way
to make the application in this process that is not watched; `watched/` does the same in programs of
their own.
"""

import importlib.util
import json
from collections.abc import Iterator
from functools import cache
from typing import Protocol, cast

from flask import Flask, Response, request, request_finished

from tests.proofs import Proof, note
from tests.simulator import book

OVERLAY = book.SHARED / "tools" / "oai_strict_overlay.py"
DESCRIPTION = book.DESCRIPTION
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
            query, form = request.args.to_dict(flat=False), request.form.to_dict(flat=False)
            yield from book.wrong(request.method, request.path, query, form)
            described = book.answered(request.method, request.path, status)
            try:
                yield from self._description.errors(*described, answer)
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
