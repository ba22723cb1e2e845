"""Every REST answer, and every request that was done, held against the carrier's description.

Nobody has to ask for it: both are looked at where Flask itself sends the answer, so that there is
no way to make the application in this process that is not watched; `watched/` does the same in
programs of their own.
"""

import importlib.util
import json
from collections.abc import Iterator
from contextlib import contextmanager
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
    description = module.Description(str(DESCRIPTION))
    description.schema = cache(description.schema)  # tries every address it knows, each time
    return cast("Description", description)


class Watch:
    """`problems` grows with every answer that is not exact and every request that was done though
    the carrier does not describe it, whoever asked."""

    def __init__(self) -> None:
        self.problems: list[str] = []
        self._description: Description | None = None
        self._on_purpose: list[str] | None = None

    def begin(self) -> None:
        if available():
            self._description = load()
            request_finished.connect(self._look, weak=False)

    def taken(self) -> list[str]:
        """The problems since they were taken before."""
        problems, self.problems = self.problems, []
        return problems

    @contextmanager
    def on_purpose(self) -> Iterator[list[str]]:
        """Requests may be wrong in here, and prove nothing; what was wrong is in the list.
        Answers are held to the description as everywhere."""
        found: list[str] = []
        self._on_purpose = found
        try:
            yield found
        finally:
            self._on_purpose = None

    def _look(self, sender: Flask, response: Response) -> None:
        if not _is_rest(sender, request.path) or self._description is None:
            return
        status = response.status_code
        answer = wrong_in_answer(self._description, status, response.get_data())
        self._note(Proof.ANSWERS, status, "; ".join(answer))
        if status >= 400:
            return
        asked = "; ".join(wrong_in_request())
        if self._on_purpose is None:
            self._note(Proof.REQUESTS, status, asked)
        elif asked:
            self._on_purpose.append(asked)

    def _note(self, proof: Proof, status: int, found: str) -> None:
        problem = found and f"{request.method} {request.path} -> {status}: {found}"
        if problem:
            self.problems.append(problem)
        note(proof, problem)


def _is_rest(app: Flask, path: str) -> bool:
    return (
        "simulator" in app.extensions and path.startswith("/2010-04-01/") and path.endswith(".json")
    )


def wrong_in_request() -> list[str]:
    query, form = request.args.to_dict(flat=False), request.form.to_dict(flat=False)
    return book.wrong(request.method, request.path, query, form)


def wrong_in_answer(description: Description, status: int, body: bytes) -> Iterator[str]:
    answer = json.loads(body) if body else None
    if status >= 500:
        yield "the simulator broke down"
    if status >= 400:
        yield from wrong_in_error(status, answer)
        return
    try:
        yield from description.errors(*_described(status), answer)
    except LookupError as problem:
        yield str(problem)


def _described(status: int) -> tuple[str, str, int]:
    """Under which operation; whatever sids stand in the path, it is the same."""
    method, path, status = book.answered(request.method, request.path, status)
    found = book.operation(method, path)
    return method, found.template if found else path, status


def wrong_in_error(status: int, answer: object) -> Iterator[str]:
    if not isinstance(answer, dict) or set(answer) != ERROR_KEYS:
        yield f"an error has other keys than {answer}"
    elif answer["status"] != status:
        yield f"an error that says {answer['status']}"


watch = Watch()
