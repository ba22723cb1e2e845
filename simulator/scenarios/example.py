"""A small call centre, written against the carrier's public API alone; the nights run on it.

Whoever calls waits in a line, a counselor sits down in a room first, and only then is the caller
brought there. Nobody's hang-up ends the call of a child.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

import requests
from flask import Flask, Response, request

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

HOME = "https://application.test"
LINE = "+842473001111"
COUNSELORS = ("client:counselor_07", "client:counselor_08")
# Whoever listens in rings at nobody else's ear, and comes without a beep.
UNNOTICED = {"Muted": "true", "Beep": "false", "EarlyMedia": "false"}
POLICE, DUTY, SUPERVISOR = "+84900000113", "+84900000999", "client:sup_3"
ROOM = "case-42"
_NOT_ANSWERED = ("leave", "queue-full", "error", "system-error")


@dataclass
class Night:
    """What the call centre remembers."""

    child: str = ""
    agent: str = ""
    room: str = ""
    line: str = ""
    asked: int = 0
    danger: bool = False
    done: list[str] = field(default_factory=list)


def application(rest: requests.Session, account: str) -> "WSGIApplication":
    app, centre = Flask(__name__), Centre(rest, account)
    for address, view in (
        ("/v/in", centre.greet),
        ("/v/menu", centre.menu),
        ("/v/wait", centre.wait),
        ("/v/wait-key", centre.wait_key),
        ("/v/queue-left", centre.left_line),
        ("/v/offer", centre.offer_news),
        ("/v/agent-in", centre.agent_in),
        ("/v/agent-ok", centre.agent_ok),
        ("/v/caller-in", centre.caller_in),
        ("/v/conf", centre.room_news),
        ("/v/back", centre.back_in_line),
        ("/v/hold", centre.hold_words),
        ("/v/duty-left", centre.duty_left),
        ("/v/answered-by", centre.answered_by),
        ("/v/message-done", centre.message_done),
        ("/v/survey", centre.survey),
        ("/s/in", centre.text),
    ):
        app.add_url_rule(address, address, view, methods=["POST"])
    app.add_url_rule("/do/<act>", "do", centre.do, methods=["POST"])
    return app


class Centre:
    def __init__(self, rest: requests.Session, account: str) -> None:
        self._rest = rest
        self._account = account
        self._night = Night()

    # The caller.

    def greet(self) -> Response:
        said = say("Chào em. Bấm 9 nếu nguy hiểm, 1 để gặp cô tư vấn, 2 để để lại lời nhắn.")
        return twiml(ask("/v/menu", said, timeout=4, empty=True))

    def menu(self) -> Response:
        match request.form.get("Digits", ""):
            case key if "9" in key:
                return self._danger()
            case "2":
                return message()
            case "*":
                return twiml(say("Cảm ơn đã gọi.") + "<Hangup/>")
            case _:
                return self._enqueue("")

    def wait(self) -> Response:
        self._night.line = request.form["QueueSid"]
        if not self._night.agent:
            self._night.child = request.form["CallSid"]
            self._offer()
        return twiml(ask("/v/wait-key", say("Em chờ một chút nhé. Cô ở đây."), timeout=5))

    def wait_key(self) -> Response:
        key = request.form.get("Digits", "")
        self._night.danger = key == "9"
        return twiml("<Leave/>" if key in ("1", "2", "9") else "<Redirect>/v/wait</Redirect>")

    def left_line(self) -> Response:
        result = request.form["QueueResult"]
        if result == "hangup":
            self._drop_offer()
            return twiml("")
        if result == "leave" and self._night.danger:
            return self._danger()
        return message() if result in _NOT_ANSWERED else twiml("")

    def caller_in(self) -> Response:
        return twiml(seat("child"))

    def back_in_line(self) -> Response:
        self._night.agent = ""
        return self._enqueue(say("Em giữ máy nhé, có cô khác đến ngay."))

    def hold_words(self) -> Response:
        again = "<Pause length='10'/><Redirect>/v/hold</Redirect>"
        return twiml(say("Em chờ cô một chút.") + again)

    def duty_left(self) -> Response:
        answered = request.form["DialCallStatus"] == "completed"
        return twiml("<Hangup/>") if answered else self._enqueue("")

    def answered_by(self) -> Response:
        """No voicemail takes a child."""
        if request.form["AnsweredBy"].startswith("machine"):
            self._post(f"Calls/{self._night.child}.json", Url=f"{HOME}/v/back")
        return twiml("")

    def message_done(self) -> Response:
        return twiml(say("Cô đã ghi lại. Cô sẽ gọi cho em.") + "<Hangup/>")

    def survey(self) -> Response:
        return twiml(say("Cảm ơn em đã gọi.") + "<Hangup/>")

    def text(self) -> Response:
        return twiml("<Message>Cô đã nhận tin của em. Cô ở đây.</Message>")

    # The counselor.

    def agent_in(self) -> Response:
        if request.form["To"].startswith("client:"):
            return twiml(seat("counselor"))
        return twiml(ask("/v/agent-ok", say("Nhấn 1 để nhận cuộc gọi."), timeout=6) + "<Hangup/>")

    def agent_ok(self) -> Response:
        return twiml(seat("counselor") if request.form["Digits"] == "1" else "<Hangup/>")

    def offer_news(self) -> Response:
        """Declined, rung out, or over: the next one is asked while the caller still waits."""
        if request.form["CallStatus"] in ("busy", "no-answer", "failed"):
            self._offer()
        return twiml("")

    def room_news(self) -> Response:
        form, night = request.form, self._night
        night.room = form["ConferenceSid"]
        event, who = form["StatusCallbackEvent"], form.get("ParticipantLabel", "")
        if event == "participant-join" and who == "counselor":
            night.agent = form["CallSid"]
            self._post(f"Queues/{night.line}/Members/{night.child}.json", Url=f"{HOME}/v/caller-in")
        gone = form.get("ReasonParticipantLeft") == "participant_hung_up"
        if who == "counselor" and gone and "ended" not in night.done:
            self._post(f"Calls/{night.child}.json", Url=f"{HOME}/v/back")
        return twiml("")

    def do(self, act: str) -> Response:
        """A button of the counselor or the supervisor."""
        self._night.done.append(act)
        people = f"Conferences/{self._night.room}/Participants"
        for path, fields in _buttons(people, self._night).get(act, ()):
            self._post(path, **fields)
        return twiml("")

    # The carrier.

    def _enqueue(self, before: str) -> Response:
        waiting = '<Enqueue action="/v/queue-left" waitUrl="/v/wait">hotline</Enqueue>'
        return twiml(before + waiting)

    def _danger(self) -> Response:
        self._drop_offer()
        self._night.child = request.form["CallSid"]
        looked = 'machineDetection="Enable" amdStatusCallback="/v/answered-by"'
        numbers = "".join(f"<Number {looked}>{who}</Number>" for who in (POLICE, DUTY))
        return twiml(f'<Dial timeout="25" action="/v/duty-left">{numbers}</Dial>')

    def _offer(self) -> None:
        night = self._night
        who = COUNSELORS[night.asked % len(COUNSELORS)]
        night.asked += 1
        made = self._post(
            "Calls.json",
            From=LINE,
            To=who,
            Url=f"{HOME}/v/agent-in",
            Timeout="20",
            StatusCallback=f"{HOME}/v/offer",
        )
        night.agent = str(made.get("sid", ""))

    def _drop_offer(self) -> None:
        if self._night.agent:
            self._post(f"Calls/{self._night.agent}.json", Status="completed")

    def _post(self, path: str, **fields: str) -> Mapping[str, object]:
        answer = self._rest.post(f"{self._account}/{path}", data=fields, timeout=8)
        found: Mapping[str, object] = answer.json()
        return found


Posts = tuple[tuple[str, dict[str, str]], ...]


def _buttons(people: str, night: Night) -> Mapping[str, Posts]:
    sup, call_in = f"{people}/sup-3.json", f"{people}.json"
    hold = {"Hold": "true", "HoldUrl": f"{HOME}/v/hold", "HoldMethod": "POST"}
    return {
        "hold": ((f"{people}/child.json", hold),),
        "resume": ((f"{people}/child.json", {"Hold": "false"}),),
        "police": ((call_in, {"From": LINE, "To": POLICE, "Label": "police", "Timeout": "30"}),),
        "listen": ((call_in, {"From": LINE, "To": SUPERVISOR, "Label": "sup-3", **UNNOTICED}),),
        "whisper": ((sup, {"Muted": "false", "Coaching": "true", "CallSidToCoach": night.agent}),),
        "barge": ((sup, {"Coaching": "false"}),),
        "transfer": ((call_in, {"From": LINE, "To": COUNSELORS[1], "Label": "second"}),),
        "end": (
            (f"Calls/{night.child}.json", {"Url": f"{HOME}/v/survey"}),
            (f"Conferences/{night.room}.json", {"Status": "completed"}),
        ),
        "ended": (),
    }


def twiml(verbs: str) -> Response:
    return Response(f"<Response>{verbs}</Response>", mimetype="text/xml")


def say(words: str) -> str:
    return f'<Say language="vi-VN">{escape(words)}</Say>'


def ask(action: str, said: str, *, timeout: int, empty: bool = False) -> str:
    flag = ' actionOnEmptyResult="true"' if empty else ""
    return f'<Gather numDigits="1" timeout="{timeout}" action="{action}"{flag}>{said}</Gather>'


def seat(label: str) -> str:
    words = "start end join leave mute hold modify"
    return (
        f'<Dial><Conference participantLabel="{label}" beep="false" waitUrl=""'
        f' statusCallback="/v/conf" statusCallbackEvent="{words}">{ROOM}</Conference></Dial>'
    )


def message() -> Response:
    record = '<Record maxLength="180" timeout="8" finishOnKey="#" action="/v/message-done"/>'
    return twiml(say("Em nói sau tiếng bíp nhé.") + record)
