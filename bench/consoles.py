"""Counselors at their consoles: each page hears news and asks for its bar, as a browser does."""

import json
import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPResponse
from time import perf_counter
from urllib.parse import urlencode

from argon2 import PasswordHasher

from hotline import staff
from hotline.calls import presence
from hotline.staff import Role
from hotline.store.work import Work

WORD = "a benchmark has nothing to hide"
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
RINGS = re.compile(r'<section id="phone" class="phone [^"]*\brings\b')
LIVE = {"X-Live": "1"}
CALLER = re.compile(r'<section id="phone"[^>]*\bdata-caller\b')
LOOK = 30.0  # seconds between two looks of one who talks, without any news
AGAIN = 1.0  # seconds until a stream that ended is opened anew


@dataclass(frozen=True)
class Told:
    """When somebody said that they are ready, when the carrier was asked to ring them, and when the
    bar of their page showed for whom."""

    pressed: float
    rung: float
    seen: float


@dataclass
class Console:
    port: int
    login: str
    told: list[Told] = field(default_factory=list)
    asked: int = 0  # for its bar
    _pressed: float = 0
    _rung: float = 0
    _headers: dict[str, str] = field(default_factory=dict)

    def come_in(self) -> None:
        """Log in, and leave the page open from then on."""
        line = HTTPConnection("127.0.0.1", self.port, timeout=30)
        token = self._token(_got(line, "/login", {}))
        form = urlencode({"login": self.login, "password": WORD, "csrf_token": token})
        line.request("POST", "/login", form, {**FORM, **self._headers})
        self._keep_cookie(_read(line))
        self._headers["X-CSRF-Token"] = self._token(_got(line, "/", self._headers))
        threading.Thread(target=self._look, daemon=True).start()

    def press_ready(self) -> bool:
        """False in the middle of a call."""
        self._pressed, self._rung = perf_counter(), 0
        line = HTTPConnection("127.0.0.1", self.port, timeout=30)
        line.request("POST", "/phone/presence", "state=ready", {**FORM, **self._headers})
        status = _read(line)[0].status
        line.close()
        return status == 200

    def rings(self) -> None:
        self._rung = self._rung or perf_counter()

    def _sees(self) -> None:
        if self._rung and self._pressed:
            self.told.append(Told(self._pressed, self._rung, perf_counter()))
            self._pressed = 0

    def _look(self) -> None:
        bars = HTTPConnection("127.0.0.1", self.port, timeout=30)
        talks, looked = False, perf_counter()
        while True:
            try:
                for is_new in self._beats():
                    if is_new or (talks and perf_counter() - looked > LOOK):
                        _, page = _got(bars, "/phone/bar", {**self._headers, **LIVE})
                        self.asked += 1
                        talks, looked = CALLER.search(page) is not None, perf_counter()
                        if RINGS.search(page):
                            self._sees()
            except (HTTPException, OSError):
                bars.close()
                threading.Event().wait(AGAIN)

    def _beats(self) -> Iterator[bool]:
        """Of each beat, whether something about their own calls is new."""
        line = HTTPConnection("127.0.0.1", self.port, timeout=30)
        line.request("GET", "/events", headers={**self._headers, "Accept": "text/event-stream"})
        own: object = None
        for said in line.getresponse():
            if said.startswith(b"data: {"):
                before, own = own, json.loads(said[6:])["own"]
                yield before != own

    def _token(self, got: tuple[HTTPResponse, str]) -> str:
        self._keep_cookie(got)
        found = TOKEN.search(got[1])
        if found is None:
            raise RuntimeError("a page without a form")
        return found[1]

    def _keep_cookie(self, got: tuple[HTTPResponse, str]) -> None:
        cookie = got[0].headers.get("Set-Cookie")
        if cookie:
            self._headers["Cookie"] = cookie.partition(";")[0]


def hired(work: Work, port: int, many: int) -> dict[str, Console]:
    """So many counselors, by where the carrier rings them."""
    secret = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(WORD)
    people = [
        staff.add(work, f"c{n}", Role.COUNSELOR, secret, name=f"C {n}", phone=None)
        for n in range(many)
    ]
    names = {presence.identity(person.id): person.login for person in people}
    return {f"client:{name}": Console(port, login) for name, login in names.items()}


def _got(line: HTTPConnection, path: str, headers: dict[str, str]) -> tuple[HTTPResponse, str]:
    line.request("GET", path, headers=headers)
    return _read(line)


def _read(line: HTTPConnection) -> tuple[HTTPResponse, str]:
    answer = line.getresponse()
    return answer, answer.read().decode()
