"""Every REST request and answer held against the carrier's description, made strict."""

import importlib.util
import io
import json
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Protocol, cast
from urllib.parse import parse_qs

from tests.simulator import book

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

OVERLAY = book.SHARED / "tools" / "oai_strict_overlay.py"
DESCRIPTION = book.DESCRIPTION
ERROR_KEYS = {"code", "message", "more_info", "status"}


class Description(Protocol):
    def errors(self, method: str, path: str, status: int, body: object) -> list[str]: ...


def available() -> bool:
    return OVERLAY.exists() and DESCRIPTION.exists()


def load() -> Description:
    spec = importlib.util.spec_from_file_location("oai_strict_overlay", OVERLAY)
    if spec is None or spec.loader is None:
        raise FileNotFoundError(OVERLAY)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return cast("Description", module.Description(str(DESCRIPTION)))


class Strict:
    """WSGI middleware; raises AssertionError in the asker's face when an answer is not exact."""

    def __init__(self, application: "WSGIApplication", description: Description) -> None:
        self.checked = 0
        self._application = application
        self._description = description

    def __call__(
        self, environ: "WSGIEnvironment", start_response: "StartResponse"
    ) -> Iterable[bytes]:
        begun: list[int] = []

        def start(
            status: str, head: list[tuple[str, str]], *problem: object
        ) -> Callable[[bytes], object]:
            begun.append(int(status.split()[0]))
            del problem
            return start_response(status, head)

        form = _form(environ)
        body = b"".join(self._application(environ, start))
        path = str(environ["PATH_INFO"])
        if path.startswith("/2010-04-01/") and path.endswith(".json"):
            method, query = str(environ["REQUEST_METHOD"]), str(environ["QUERY_STRING"])
            self._check(method, path, begun[-1], body)
            if begun[-1] < 400:
                found = book.wrong(method, path, parse_qs(query, keep_blank_values=True), form)
                assert not found, f"{method} {path}: {found}"
        return [body]

    def _check(self, method: str, path: str, status: int, body: bytes) -> None:
        answer = json.loads(body) if body else None
        self.checked += 1
        if status >= 400:
            assert isinstance(answer, dict), f"{method} {path}: an error without JSON"
            assert set(answer) == ERROR_KEYS, f"{method} {path}: {answer}"
            assert answer["status"] == status, f"{method} {path}: {answer}"
            return
        found = self._description.errors(*book.answered(method, path, status), answer)
        assert not found, f"{method} {path} -> {status}: {found}"


def _form(environ: "WSGIEnvironment") -> dict[str, list[str]]:
    """Read, and left to be read again."""
    body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    environ["wsgi.input"] = io.BytesIO(body)
    return parse_qs(body.decode(), keep_blank_values=True)
