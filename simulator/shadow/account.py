"""An account at a carrier: reached by REST, its numbers borrowed for a scenario and given back."""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import quote_plus, urljoin

import requests
from requests.auth import HTTPBasicAuth

from simulator.serving import listening

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

_ADDRESSES = ("_url", "_callback", "_method")


@dataclass(frozen=True)
class Account:
    base: str
    sid: str
    token: str = field(repr=False)

    @property
    def address(self) -> str:
        return f"{self.base}/2010-04-01/Accounts/{self.sid}"

    def session(self, names: Mapping[str, str]) -> requests.Session:
        """`names` are what the application says, and what is meant by it at this account."""
        session = requests.Session()
        session.auth = _Login(self.sid, self.token, names)
        return session

    @contextmanager
    def borrowed(self, number: str, settings: Mapping[str, object], home: str) -> Iterator[None]:
        """Raises LookupError when the account has no such number."""
        session = self.session({})
        found = _found(session, self.address, number)
        place = f"{self.address}/IncomingPhoneNumbers/{found['sid']}.json"
        wanted = [name for name in settings if name.endswith(_ADDRESSES)]
        asked = {_camel(name): _absolute(home, name, settings[name]) for name in wanted}
        before = {_camel(name): str(found[name] or "") for name in wanted}
        session.post(place, data=asked, timeout=20).raise_for_status()
        try:
            yield
        finally:
            session.post(place, data=before, timeout=20).raise_for_status()


class _Login(HTTPBasicAuth):
    def __init__(self, sid: str, token: str, names: Mapping[str, str]) -> None:
        super().__init__(sid, token)
        self._names = {quote_plus(said): quote_plus(meant) for said, meant in names.items()}

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        """Called with the whole request, and its length is counted afterwards."""
        if isinstance(request.body, str):
            for said, meant in self._names.items():
                request.body = request.body.replace(said, meant)
        super().__call__(request)  # type: ignore[no-untyped-call]  # the library types no such call
        return request


@contextmanager
def served(app: "WSGIApplication", port: int) -> Iterator[None]:
    server = listening(app, port)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()


def _found(session: requests.Session, account: str, number: str) -> dict[str, object]:
    answer = session.get(
        f"{account}/IncomingPhoneNumbers.json", params={"PhoneNumber": number}, timeout=20
    )
    if answer.status_code == 401:
        raise LookupError("the account does not let us in")
    answer.raise_for_status()
    for one in answer.json()["incoming_phone_numbers"]:
        if one["phone_number"] == number:
            return dict(one)
    raise LookupError(f"{number}: the account has no such number")


def _camel(name: str) -> str:
    return "".join(part.title() for part in name.split("_"))


def _absolute(home: str, name: str, value: object) -> str:
    return str(value) if name.endswith("_method") else urljoin(home, str(value))
