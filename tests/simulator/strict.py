"""Every REST answer held against the carrier's description, made strict."""

import importlib.util
import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, cast

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

SHARED = Path(__file__).parents[3] / "shared"
OVERLAY = SHARED / "tools" / "oai_strict_overlay.py"
DESCRIPTION = SHARED / "facts" / "twilio_api_v2010.json"
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

        body = b"".join(self._application(environ, start))
        path = str(environ["PATH_INFO"])
        if path.startswith("/2010-04-01/") and path.endswith(".json"):
            self._check(str(environ["REQUEST_METHOD"]), path, begun[-1], body)
        return [body]

    def _check(self, method: str, path: str, status: int, body: bytes) -> None:
        answer = json.loads(body) if body else None
        self.checked += 1
        if status >= 400:
            assert isinstance(answer, dict), f"{method} {path}: an error without JSON"
            assert set(answer) == ERROR_KEYS, f"{method} {path}: {answer}"
            assert answer["status"] == status, f"{method} {path}: {answer}"
            return
        found = self._description.errors(method, path, status, answer)
        assert not found, f"{method} {path} -> {status}: {found}"
