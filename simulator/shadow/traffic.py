"""What went between an application and its carrier: names, words and kinds; no number, no text."""

import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

import requests

from simulator.scenarios.stage import Factory

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_SID = re.compile(r"\b([A-Z]{2})[0-9a-f]{32}\b")
_ACCOUNT = re.compile(r"^/2010-04-01/Accounts/[^/]+/")
# Fields that hold a word of a list, as REST and webhooks spell them; of all others only the kind
# of value is kept.
_WORDS = re.compile(
    "answeredby|apiversion|callbacksource|callstatus|channels|coaching|code|dialbridged"
    "|dialcallstatus|direction|endconferenceonexit|errorcode|hold|messagestatus|msg|muted"
    "|participantcallstatus|queueresult|reason|reasonannouncementfailed|reasonconferenceended"
    "|reasonparticipantleft|recordingchannels|recordingsource|recordingstatus|recordingtrack"
    "|smsstatus|source|startconferenceonenter|status|statuscallbackevent|track"
)
_SUBJECTS = ("ConferenceSid", "CallSid", "MessageSid")
_KINDS = {str: "a text", int: "a number", float: "a number", bool: "true or false"}


@dataclass(frozen=True)
class Seen:
    """One REST answer, or one webhook: `place` is its address without sids.

    `subject` is the sid of what it tells of, `number` its place among the news of that.
    """

    place: str
    facts: Mapping[str, str]
    subject: str = ""
    number: int = 0


class Traffic:
    def __init__(self) -> None:
        self.rest: list[Seen] = []
        self.webhooks: list[Seen] = []

    def around(self, factory: Factory) -> Factory:
        """The same application, watched on both sides."""

        def made(rest: requests.Session, account: str) -> "WSGIApplication":
            rest.hooks["response"].append(self._answered)
            return self._listening(factory(rest, account))

        return made

    def _answered(self, answer: requests.Response, **_given: object) -> None:
        where = urlsplit(answer.request.url or "").path
        place = f"{answer.request.method} {_unnamed(_ACCOUNT.sub('', where))}"
        is_json = "json" in answer.headers.get("Content-Type", "")
        said = dict(_facts("", answer.json() if is_json else {}))
        self.rest.append(Seen(place, {"HTTP": str(answer.status_code), **said}))

    def _listening(self, app: "WSGIApplication") -> "WSGIApplication":
        def watched(environ: "WSGIEnvironment", start: "StartResponse") -> object:
            if "HTTP_X_TWILIO_SIGNATURE" in environ:
                self.webhooks.append(_came(environ))
            return app(environ, start)

        return watched  # type: ignore[return-value]  # what the application returned


def body_of(environ: "WSGIEnvironment") -> bytes:
    """Put back for the application."""
    body = bytes(environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0)))
    environ["wsgi.input"] = io.BytesIO(body)
    return body


def _came(environ: "WSGIEnvironment") -> Seen:
    body = body_of(environ)
    written = body.decode() if environ["REQUEST_METHOD"] == "POST" else environ["QUERY_STRING"]
    params = dict(parse_qsl(written, keep_blank_values=True))
    place = f"{environ['REQUEST_METHOD']} {_unnamed(environ['PATH_INFO'])}"
    subject = next((params[name] for name in _SUBJECTS if name in params), "")
    return Seen(place, dict(_facts("", params)), subject, int(params.get("SequenceNumber") or 0))


def _unnamed(path: str) -> str:
    return _SID.sub(r"{\1}", path)


def _facts(name: str, value: object) -> Iterator[tuple[str, str]]:
    """Of a list the first, which is made like the others."""
    if isinstance(value, Mapping):
        for key, each in value.items():
            yield from _facts(f"{name}.{key}" if name else str(key), each)
    elif isinstance(value, list):
        yield name, "a list"
        for first in value[:1]:
            yield from _facts(f"{name}[]", first)
    else:
        yield name, _fact(name, value)


def _fact(name: str, value: object) -> str:
    word = name.rpartition(".")[2].replace("_", "").lower()
    if value is None:
        return "null"
    if _WORDS.fullmatch(word):
        return str(value)
    return _KINDS[type(value)]
