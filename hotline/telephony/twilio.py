"""Twilio over REST: the only file that dials out."""

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import Any, TypeVar
from urllib.parse import quote

import requests
from requests.adapters import BaseAdapter
from twilio.base.exceptions import (
    TwilioException,
    TwilioRestException,
    TwilioServiceException,
)
from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response
from twilio.rest import Client
from urllib3.exceptions import NewConnectionError

from hotline.telephony import listing, shelf
from hotline.telephony.carrier import (
    RETRIED,
    AmbiguousError,
    BusyError,
    CallToPlace,
    Listed,
    RefusedError,
    SmsToSend,
    ThrottledError,
    TooLargeError,
)
from hotline.telephony.exchange import Exchange
from hotline.telephony.handshake import Handshakes
from hotline.vocabulary import Channel

CONNECT, READ = 2.0, 8.0  # seconds; the client's own default is to wait for ever
OUT_OF_ORDER = frozenset({20003, 20005, 20006})  # wrong token, account suspended, access denied
CHUNK = 2**16  # bytes of a file at once
MOVED = frozenset({302, 303, 307, 308})
SO_ALREADY = "21220"
GONE = frozenset({"20404", "404"})
LOCKED_OUT = frozenset({401, 403})  # the same as the three above, said without a code
LOOK = 200  # rows at once of what one number was sent
PAGE = 500  # rows of a list at once: a thousand, the most the carrier gives, are ten megabytes
T = TypeVar("T")


class _Line(TwilioHttpClient):  # type: ignore[misc]  # the client ships no types
    """The client's transport with both timeouts, and with another host than Twilio's if told."""

    def __init__(self, base: str, adapter: BaseAdapter | None) -> None:
        super().__init__()
        self.timeout = (CONNECT, READ)
        self._base = base.rstrip("/")
        self.session.mount("https://", Handshakes())
        if adapter is not None:
            self.session.mount(self._base or "https://", adapter)

    def fetch(self, path: str, login: tuple[str, str], most: int) -> bytes:
        """A file of the carrier's, or where it sends us, which is never told who we are."""
        house = self._base or shelf.CARRIER
        asked: dict[str, Any] = {"timeout": self.timeout, "stream": True, "allow_redirects": False}
        asked["headers"] = {"Accept-Encoding": "identity"}  # nothing small unpacks into much
        answer = self.session.get(f"{house}{path}", auth=login, **asked)
        if answer.status_code in MOVED:
            there = answer.headers.get("Location", "")
            if not shelf.is_handed_out_at(there):
                raise RefusedError("sent elsewhere")
            answer = self.session.get(there, **asked)
        return _bounded(answer, most)

    def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> Any:
        if self._base:
            url = url.replace("https://api.twilio.com", self._base, 1)
        return super().request(method, url, *args, **kwargs)


def _bounded(answer: requests.Response, most: int) -> bytes:
    """What it says of its own length is not waited for, nor believed."""
    with answer:
        if answer.status_code in LOCKED_OUT:
            raise ThrottledError(f"status {answer.status_code}")
        if answer.status_code != 200 or "Content-Encoding" in answer.headers:
            raise _meaning(answer.status_code, None)
        content = bytearray()
        for chunk in answer.iter_content(CHUNK):
            content += chunk
            if len(content) > most:
                raise TooLargeError
        return bytes(content)


class Twilio:
    """A carrier; `base` points it at a simulator, `adapter` at one in this very process.

    Nobody reaches us from one of our `numbers`; the first is the one we call and text from.
    """

    def __init__(
        self,
        account: str,
        token: str,
        numbers: Sequence[str],
        base: str = "",
        adapter: BaseAdapter | None = None,
    ) -> None:
        self._line, self._login, self._base = _Line(base, adapter), (account, token), base
        self._client = Client(account, token, http_client=self._line)
        self._numbers, self._number = numbers, numbers[0]
        self.control = Exchange(self._client, _asked)

    def send_sms(self, sms: SmsToSend) -> str:
        valid = {"validity_period": int(sms.valid_for.total_seconds())} if sms.valid_for else {}
        message = _asked(
            lambda: self._client.messages.create(
                to=sms.to,
                from_=self._number,
                body=sms.body,
                status_callback=f"{sms.status_url}{RETRIED}",
                **valid,
            )
        )
        return str(message.sid)

    def place_call(self, call: CallToPlace) -> str:
        asked = {"url": call.url, "machine_detection": "Enable"}
        how = asked if call.url else {"twiml": call.program}
        placed = _asked(
            lambda: self._client.calls.create(
                to=call.to,
                from_=self._number,
                **how,
                timeout=int(call.ring_for.total_seconds()),
                status_callback=f"{call.status_url}{RETRIED}",
                status_callback_event=["initiated", "ringing", "answered", "completed"],
            )
        )
        return str(placed.sid)

    def find_sms(self, sms: SmsToSend, since: datetime) -> list[str]:
        sent = self._client.messages.stream
        found = _asked(
            lambda: listing.newest(sent(to=sms.to, from_=self._number, page_size=LOOK), since)
        )
        return [str(message.sid) for message in found if message.body == sms.body]

    def find_calls(self, call: CallToPlace, since: datetime) -> list[str]:
        placed = self._client.calls.stream
        found = _asked(
            lambda: listing.newest(placed(to=call.to, from_=self._number, page_size=LOOK), since)
        )
        return [str(one.sid) for one in found]

    def knock(self, channel: Channel) -> None:
        resource = self._client.messages if channel is Channel.SMS else self._client.calls
        _asked(lambda: resource.list(limit=1))

    def texts(self, since: datetime) -> Iterator[list[Listed]]:
        rows = _asked(lambda: self._client.messages.stream(date_sent_after=since, page_size=PAGE))
        came = (row for row in rows if not self._is_to_ourselves(row))
        return _paged(listing.text(row, since) for row in came)

    def _is_to_ourselves(self, row: Any) -> bool:
        """A canary, as it arrives at another number of this account: nobody has reached us."""
        return bool(row.direction == listing.INBOUND and row.from_ in self._numbers)

    def calls(self, since: datetime) -> Iterator[list[Listed]]:
        rows = _asked(lambda: self._client.calls.stream(start_time_after=since, page_size=PAGE))
        return _paged(listing.call(row, since) for row in rows)

    def recordings(self, since: datetime) -> Iterator[list[Listed]]:
        all_ = self._client.recordings
        rows = _asked(lambda: all_.stream(date_created_after=since, page_size=PAGE))
        whole = (row for row in rows if str(row.status) == "completed")
        return _paged(listing.recording(row, since) for row in whole)

    def sound(self, sid: str, most: int) -> bytes:
        path = f"/2010-04-01/Accounts/{self._login[0]}/Recordings/{quote(sid, safe='')}.mp3"
        return _asked(lambda: self._line.fetch(path, self._login, most))

    def record(self, call_sid: str, news_url: str) -> str:
        recordings = self._client.calls(call_sid).recordings
        made = _asked(
            lambda: recordings.create(
                recording_channels="dual",
                recording_track="both",
                recording_status_callback=f"{news_url}{RETRIED}",
                recording_status_callback_event=["completed", "absent"],
            )
        )
        return str(made.sid)

    def pause(self, call_sid: str, sid: str, *, pause: bool) -> None:
        """Refused where it is so already, as after an answer that was lost."""
        recording = self._client.calls(call_sid).recordings(sid)
        order = {"status": "paused" if pause else "in-progress"}
        if pause:
            order["pause_behavior"] = "silence"
        try:
            _asked(lambda: recording.update(**order))
        except RefusedError as error:
            if error.code != SO_ALREADY or not self._stands(recording, order["status"]):
                raise

    def _stands(self, recording: Any, status: str) -> bool:
        return bool(_asked(lambda: recording.fetch()).status in (status, "processing"))

    def erase_sound(self, sid: str) -> None:
        try:
            _asked(lambda: self._client.recordings(sid).delete())
        except RefusedError as error:
            if error.code not in GONE:
                raise

    def pictures(self, sid: str) -> list[str]:
        found = _asked(lambda: self._client.messages(sid).media.list())
        return [f"https://api.twilio.com{row.uri.removesuffix('.json')}" for row in found]

    def holds(self, address: str) -> bool:
        return self._place(address) is not None

    def picture(self, address: str, most: int) -> bytes:
        path = self._known(address).path
        return _asked(lambda: self._line.fetch(path, self._login, most))

    def drop_picture(self, address: str) -> None:
        there = self._known(address)
        row = self._client.messages(there.message).media(there.picture)
        try:
            _asked(row.delete)
        except RefusedError as error:
            if error.code not in GONE:
                raise

    def _known(self, address: str) -> shelf.Place:
        """Raises RefusedError for what is somebody else's: nobody is asked."""
        there = self._place(address)
        if there is None:
            raise RefusedError("elsewhere")
        return there

    def _place(self, address: str) -> shelf.Place | None:
        return shelf.place(address, self._login[0], self._base)


def _paged(rows: Iterator[Listed]) -> Iterator[list[Listed]]:
    """The client asks for the next page when its rows are wanted, so that is where it may fail."""
    while page := _asked(lambda: list(islice(rows, PAGE))):
        yield page


def _asked(ask: Callable[[], T]) -> T:
    """What went wrong, in our three words.

    429 is documented as never processed, and who does not know us processes nothing; other 4xx are
    final; everything else may have been taken.
    """
    try:
        return ask()
    except (TwilioRestException, TwilioServiceException) as error:
        raise _meaning(error.status, error.code) from None
    except (TwilioException, requests.RequestException, OSError) as error:
        page = error.args[1] if len(error.args) > 1 else None
        if isinstance(page, Response):
            raise _meaning(page.status_code, _code_of(page)) from None
        if _never_reached(error):
            raise ThrottledError(type(error).__name__) from None
        raise AmbiguousError(type(error).__name__) from None


def _code_of(page: Any) -> object:
    """The client says of a list that is refused no more than which answer it got."""
    try:
        return json.loads(page.text).get("code")
    except (ValueError, AttributeError):
        return None


def _meaning(status: int, code: object) -> Exception:
    if status == 429:
        return BusyError(f"status {status}, code {code}")
    if code in OUT_OF_ORDER:
        return ThrottledError(f"status {status}, code {code}")
    if 400 <= status < 500:
        return RefusedError(str(code or status))
    return AmbiguousError(f"status {status}")


def _never_reached(error: Exception) -> bool:
    """No connection was made, or to a stranger, so nothing can have been taken."""
    reason = getattr(error.args[0], "reason", None) if error.args else None
    return isinstance(error, requests.ConnectTimeout) or isinstance(reason, NewConnectionError)
