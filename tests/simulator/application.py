"""A small application on the other side of the webhooks: answers as told, remembers what came."""

import threading
from dataclasses import dataclass, field
from functools import cache

from flask import Flask, Response, current_app, request

from tests.lazily import again

_ASKED = "application"
A_WHILE = 10  # real seconds after which something has gone wrong


@dataclass(frozen=True)
class Asked:
    path: str
    method: str
    params: dict[str, str]
    headers: dict[str, str]
    url: str
    body: str


@dataclass
class Application:
    """`answers` holds TwiML (without its Response) or a whole reply for each path."""

    answers: dict[str, str | Response] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)

    def wsgi(self) -> Flask:
        app = again(_doors())
        app.extensions[_ASKED] = self
        return app

    def at(self, path: str) -> list[dict[str, str]]:
        """The parameters of every request that came to this path."""
        return [each.params for each in self.asked if each.path == path]

    def answer(self, path: str) -> Response:
        body = request.get_data(as_text=True)
        sent = request.form if request.method == "POST" else request.args
        place = f"/{path}"
        self.asked.append(
            Asked(place, request.method, sent.to_dict(), dict(request.headers), request.url, body)
        )
        answer = self.answers.get(place, _usual(place))
        return answer if isinstance(answer, Response) else twiml(answer)


@cache
def _doors() -> Flask:
    """One address for all: to make it took longer than many a test then does."""
    app = Flask(__name__)
    app.add_url_rule("/<path:path>", "all", _answered, methods=["GET", "POST"])
    return app


def _answered(path: str) -> Response:
    asked: Application = current_app.extensions[_ASKED]
    return asked.answer(path)


def _usual(place: str) -> Response:
    """A sound is one; everything else has nothing to say."""
    if place.endswith((".wav", ".mp3")):
        return Response(b"some sound", mimetype="audio/mpeg")
    return Response(status=204)


def twiml(verbs: str) -> Response:
    document = f'<?xml version="1.0" encoding="UTF-8"?><Response>{verbs}</Response>'
    return Response(document, mimetype="text/xml")


class Thinker:
    """An application that has not answered yet."""

    def __init__(self) -> None:
        self.asked = threading.Event()
        self.may_answer = threading.Event()
        self.answered = threading.Event()

    def wsgi(self) -> Flask:
        app = Flask(__name__)
        app.add_url_rule("/voice", "voice", self._think, methods=["POST"])
        app.add_url_rule("/sound", "sound", self._answer_at_once, methods=["POST"])
        app.add_url_rule("/a.wav", "a sound", self._find, methods=["GET"])
        return app

    def _answer_at_once(self) -> str:
        return "<Response><Play>/a.wav</Play><Pause length='60'/></Response>"

    def _find(self) -> Response:
        self._think()
        return Response(b"some sound", mimetype="audio/wav")

    def _think(self) -> str:
        self.asked.set()
        self.may_answer.wait(A_WHILE)
        self.answered.set()
        return "<Response><Say>Chào em</Say><Pause length='60'/></Response>"
