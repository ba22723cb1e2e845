"""The telephones of the demonstration: what people do on the simulated network."""

from collections.abc import Mapping
from datetime import datetime

import requests
from pydantic import BaseModel
from requests.adapters import HTTPAdapter
from urllib3.util import Retry

PATIENCE = (3.0, 60.0)  # seconds to connect, and for time that is pushed forward to settle
AGAIN = Retry(connect=8, read=0, redirect=0, backoff_factor=0.1)


class Entry(BaseModel):
    """One line of the network's ledger, as far as we ask."""

    id: int
    at: datetime
    kind: str
    webhook: str = ""
    subject: str = ""
    url: str = ""
    direction: str = ""
    fault: str = ""
    params: dict[str, str] = {}


class Heard(BaseModel):
    text: str = ""


class Recording(BaseModel):
    sid: str


class Call(BaseModel):
    state: str
    heard: list[Heard]
    recordings: list[Recording]


class _Made(BaseModel):
    sid: str


class _Clock(BaseModel):
    now: datetime


class _Ledger(BaseModel):
    entries: list[Entry]


class Telephones:
    """The control API of the simulator at `base`; `line` is the number people dial and text.

    Only a connection that could not be made is tried again, so that nothing is done twice.
    """

    def __init__(self, base: str, line: str) -> None:
        self._base, self._line = f"{base}/_sim", line
        self._session = requests.Session()
        self._session.trust_env = False  # a proxy has no place between two programs of one machine
        self._session.mount(base, HTTPAdapter(max_retries=AGAIN))

    def dial(self, caller: str) -> str:
        """The call's id."""
        return _Made.model_validate_json(
            self._post("/calls", {"from": caller, "to": self._line})
        ).sid

    def press(self, sid: str, digits: str) -> None:
        self._post(f"/calls/{sid}/press", {"digits": digits})

    def say(self, sid: str, text: str) -> None:
        self._post(f"/calls/{sid}/say", {"text": text})

    def hang_up(self, sid: str) -> None:
        self._post(f"/calls/{sid}/hangup", {})

    def call(self, sid: str) -> Call:
        return Call.model_validate_json(self._get(f"/calls/{sid}"))

    def heard(self, sid: str, words: str) -> bool:
        """Whether the caller has begun to hear these words."""
        return any(words in heard.text for heard in self.call(sid).heard)

    def text(self, sender: str, words: str) -> str:
        """The message's id."""
        message = {"from": sender, "to": self._line, "body": words}
        return _Made.model_validate_json(self._post("/messages", message)).sid

    def behave(self, number: str, **habits: object) -> None:
        """How whoever has this number treats calls; nothing given: it rings until a hand comes."""
        self._post(f"/numbers/{number}/behaviour", habits)

    def now(self) -> datetime:
        return _Clock.model_validate_json(self._get("/clock")).now

    def forward(self, seconds: float) -> None:
        self._post("/clock", {"forward": seconds})

    def fail(self, **faults: object) -> None:
        """Order faults of `webhooks` and `rest`; nothing given: none any more."""
        self._post("/faults", faults)

    def ledger(self, after: int = 0) -> list[Entry]:
        return _Ledger.model_validate_json(self._get(f"/ledger?after={after}")).entries

    def _get(self, path: str) -> bytes:
        answer = self._session.get(self._base + path, timeout=PATIENCE)
        answer.raise_for_status()
        return answer.content

    def _post(self, path: str, body: Mapping[str, object]) -> bytes:
        answer = self._session.post(self._base + path, json=body, timeout=PATIENCE)
        answer.raise_for_status()
        return answer.content
