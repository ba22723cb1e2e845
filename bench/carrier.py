"""A carrier that does no more than it is told: takes orders over REST, and signs what it reports.

It keeps who waits and who talks, so that its lists are true when it is asked for them.
"""

import hashlib
import hmac
import json
import re
import threading
import uuid
from base64 import b64encode
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import unescape
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from time import perf_counter
from urllib.parse import parse_qs, urlencode, urlsplit

from bench.servers import LINE, TOKEN

ACCOUNT = "AC" + "0" * 32
QUEUE = "QU" + "0" * 32
ORDER = re.compile(r"/2010-04-01/Accounts/\w+/(\w+)(?:/(\w+))?(?:/(\w+)(?:/(\w+))?)?\.json")

Form = Mapping[str, str]


def new(kind: str) -> str:
    return kind + uuid.uuid4().hex


@dataclass
class Carrier:
    """`rings` hears of a call that is placed: whom it is for, its id and what it asked for; `moves`
    of a leg that is sent to another address, or let go where that is empty."""

    web: int
    rings: Callable[[str, str, Form], None] = lambda _to, _sid, _form: None
    moves: Callable[[str, str], None] = lambda _sid, _url: None
    waiting: set[str] = field(default_factory=set)
    inside: dict[str, set[str]] = field(default_factory=dict)  # calls by room
    took: list[tuple[str, float]] = field(default_factory=list)  # of each webhook, in seconds
    refused: list[str] = field(default_factory=list)
    _lines: threading.local = field(default_factory=threading.local)

    def tell(self, url: str, **form: str) -> str:
        """A signed webhook over this thread's own connection; what was answered."""
        path = url.removeprefix(f"http://127.0.0.1:{self.web}")
        form = {"AccountSid": ACCOUNT, "ApiVersion": "2010-04-01", **form}
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "X-Twilio-Signature": self._signed(path, form),
        }
        began = perf_counter()
        line = self._line()
        try:
            line.request("POST", path, urlencode(form), headers)
            answer = line.getresponse()
            said = answer.read().decode()
        except OSError:
            line.close()  # or nothing could be asked by it again
            raise
        self.took.append((path, perf_counter() - began))
        if answer.status != 200:
            self.refused.append(f"{answer.status} {path}")
        return said

    def _line(self) -> HTTPConnection:
        if not hasattr(self._lines, "line"):
            self._lines.line = HTTPConnection("127.0.0.1", self.web, timeout=15)
        line: HTTPConnection = self._lines.line
        return line

    def _signed(self, path: str, form: Form) -> str:
        signed = f"http://127.0.0.1:{self.web}{path}" + "".join(k + form[k] for k in sorted(form))
        return b64encode(hmac.new(TOKEN.encode(), signed.encode(), hashlib.sha1).digest()).decode()

    # Its REST.

    def order(self, path: str, form: Form) -> dict[str, object]:
        kind, sid, _, leg = _parts(path)
        if kind == "Calls" and not sid:
            made = new("CA")
            self.rings(form["To"], made, form)
            return {"sid": made, "status": "queued"}
        if kind == "Calls" or kind == "Queues":
            self.moves(leg or sid, form.get("Url", ""))
        return {"sid": sid or new("SM"), "call_sid": leg or sid, "status": "queued"}

    def show(self, path: str) -> dict[str, object]:
        kind, sid, what, _ = _parts(path)
        legs = self.waiting if kind == "Queues" else self.inside.get(sid, set())
        rows = [{"call_sid": leg, "status": "connected"} for leg in [*legs]]
        name = {"Members": "queue_members", "Participants": "participants"}.get(what, kind.lower())
        return {name: rows if what else [], "next_page_uri": None, "page": 0}


def _parts(path: str) -> tuple[str, str, str, str]:
    found = ORDER.fullmatch(urlsplit(path).path)
    kind, sid, what, leg = found.groups(default="") if found else ("", "", "", "")
    return kind, sid, what, leg


@contextmanager
def answering(port: int, carrier: Carrier) -> Iterator[None]:
    """Its REST on a port of this machine."""

    class Desk(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            form = {name: values[0] for name, values in parse_qs(body).items()}
            self._say(201, carrier.order(self.path, form))

        def do_GET(self) -> None:
            self._say(200, carrier.show(self.path))

        def log_message(self, *_said: object) -> None:
            """Nobody reads it."""

        def _say(self, status: int, said: dict[str, object]) -> None:
            body = json.dumps(said).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

    server = ThreadingHTTPServer(("127.0.0.1", port), Desk)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()


def named(document: str, name: str) -> str:
    """An attribute of a TwiML document, wherever it stands; empty where there is none."""
    found = re.search(rf'\b{name}="([^"]*)"', document)
    return unescape(found[1]) if found else ""


def text_of(document: str, verb: str) -> str:
    found = re.search(rf"<{verb}\b[^>]*>([^<]*)</{verb}>", document)
    return unescape(found[1]) if found else ""


CALLED = {"To": LINE, "Direction": "inbound", "CallStatus": "in-progress"}
