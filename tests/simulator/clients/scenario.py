"""A scenario of real use, written only against the carrier's client, whichever version runs it.

    SIMULATOR=... TWILIO_ACCOUNT_SID=... TWILIO_AUTH_TOKEN=... python scenario.py

A program of its own, in an environment with that client and nothing of ours.
"""

import os
import sys
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

import requests
import twilio
from twilio.base.exceptions import TwilioRestException
from twilio.request_validator import RequestValidator
from twilio.rest import Client
from twilio.twiml.messaging_response import MessagingResponse
from twilio.twiml.voice_response import Dial, Gather, VoiceResponse

ACCOUNT, TOKEN = os.environ["TWILIO_ACCOUNT_SID"], os.environ["TWILIO_AUTH_TOKEN"]
SIMULATOR = os.environ["SIMULATOR"]
HOTLINE, CHILD, POLICE = "+842473001111", "+84912345678", "+84900000113"
COUNSELOR = "+84900000007"
EVENTS = ["initiated", "ringing", "answered", "completed"]

Form = dict[str, str]
client = Client(ACCOUNT, TOKEN)
validator = RequestValidator(TOKEN)
answers: dict[str, object] = {}
told: list[tuple[str, Form]] = []
doubted: list[tuple[str, Form]] = []


class Application(BaseHTTPRequestHandler):
    """Answers with what `answers` holds for the path; believes nobody who cannot sign."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        fields = parse_qs(body, keep_blank_values=True, strict_parsing=bool(body))
        form = {name: values[0] for name, values in fields.items()}
        url = f"http://{self.headers['Host']}{self.path}"
        signature = self.headers["X-Twilio-Signature"]
        good = validator.validate(url, form, signature)
        forged = validator.validate(url, {**form, "From": "somebody else"}, signature)
        (told if good and not forged else doubted).append((self.path, form))
        document = str(answers.get(self.path, VoiceResponse())).encode()
        self.send_response(200 if good else 403)
        self.send_header("Content-Type", "text/xml")
        self.send_header("Content-Length", str(len(document)))
        self.end_headers()
        self.wfile.write(document)

    def log_message(self, format: str, *given: object) -> None:  # noqa: A002  # its own name
        """A webhook's address holds numbers."""


server = ThreadingHTTPServer(("127.0.0.1", 0), Application)
HOME = f"http://127.0.0.1:{server.server_port}"


def control(path: str, **body: object) -> dict[str, object]:
    answer = requests.post(f"{SIMULATOR}/_sim/{path}", json=body, timeout=20)
    assert answer.ok, answer.text
    return dict(answer.json())


def pass_time(seconds: float) -> None:
    """And wait until every webhook is answered, which may be all."""
    control("clock", forward=seconds)


def dial(number: str, document: object) -> str:
    answers["/voice"] = document
    sid = str(control("calls", **{"from": number, "to": HOTLINE})["sid"])
    pass_time(0)
    return sid


def came(path: str) -> list[Form]:
    pass_time(0)
    return [form for where, form in told if where == path]


def reported(path: str, field: str) -> list[str]:
    """In the order it happened, which need not be the order in which it came."""
    return [one[field] for one in sorted(came(path), key=lambda one: int(one["SequenceNumber"]))]


def refused(code: int, act: Callable[[], object]) -> None:
    said = None
    try:
        act()
    except TwilioRestException as problem:
        said = problem.code
    assert said == code


def a_number_is_sent_to_the_application() -> None:
    [number] = client.incoming_phone_numbers.list(phone_number=HOTLINE)
    changed = number.update(
        voice_url=f"{HOME}/voice", sms_url=f"{HOME}/sms", status_callback=f"{HOME}/status"
    )
    assert changed.voice_url == f"{HOME}/voice"


def a_call_is_made_changed_and_listed() -> None:
    speaking, other = VoiceResponse(), VoiceResponse()
    speaking.pause(length=60)
    other.say("Xin chờ", language="vi-VN")
    other.pause(length=60)
    answers.update({"/agent": speaking, "/other": other})
    control(f"numbers/{POLICE}/behaviour", answer="accept", after=2)
    made = client.calls.create(
        to=POLICE,
        from_=HOTLINE,
        url=f"{HOME}/agent",
        status_callback=f"{HOME}/progress",
        status_callback_event=EVENTS,
    )
    assert (made.status, made.direction) == ("queued", "outbound-api")
    pass_time(5)
    call = client.calls(made.sid)
    assert call.fetch().status == "in-progress"
    assert [one.sid for one in client.calls.list(to=POLICE, status="in-progress")] == [made.sid]
    call.update(url=f"{HOME}/other")
    call.update(twiml="<Response><Pause length='60'/></Response>")
    pass_time(5)
    over = call.update(status="completed")
    assert (over.status, int(over.duration)) == ("completed", 7)
    steps = ["initiated", "ringing", "in-progress", "completed"]
    assert reported("/progress", "CallStatus") == steps
    assert [one["CallSid"] for one in came("/other")] == [made.sid]
    assert call.delete()
    refused(20404, call.fetch)


def lists_are_cut_into_pages() -> None:
    made = [client.calls.create(to=CHILD, from_=HOTLINE, url=f"{HOME}/agent").sid for _ in range(5)]
    assert [one.sid for one in client.calls.list(to=CHILD, page_size=2)] == made[::-1]
    for sid in made:
        client.calls(sid).update(status="completed")


def texts_go_both_ways() -> None:
    reply = MessagingResponse()
    reply.message("Đã nhận")
    answers["/sms"] = reply
    words = {"from": CHILD, "to": HOTLINE, "body": "cứu em", "media": ["data:image/png,x"]}
    came_in = str(control("messages", **words)["sid"])
    [picture] = client.messages(came_in).media.list()
    assert picture.content_type == "image/png"
    assert client.messages(came_in).media(picture.sid).delete()
    made = client.messages.create(
        to=CHILD, from_=HOTLINE, body="Chào em", status_callback=f"{HOME}/receipt"
    )
    assert (made.status, made.num_segments) == ("queued", "1")
    pass_time(10)
    text = client.messages(made.sid)
    assert text.fetch().status == "delivered"
    assert [one["MessageStatus"] for one in came("/receipt")] == ["sent", "delivered"]
    assert {one.body for one in client.messages.list(to=CHILD)} == {"Đã nhận", "Chào em"}
    assert text.update(body="").body == ""
    assert text.delete()


def a_caller_waits_and_is_taken_out_of_the_line() -> None:
    waiting, line, inside = VoiceResponse(), VoiceResponse(), VoiceResponse()
    menu = Gather(num_digits=1, timeout=1, action="/key")
    menu.say("Em chờ nhé", language="vi-VN")
    waiting.append(menu)
    line.enqueue("hotline", action="/left", wait_url="/wait")
    inside.pause(length=60)
    answers.update({"/wait": waiting, "/in": inside})
    client.queues.create(friendly_name="hotline", max_size=20)
    child = dial(CHILD, line)
    pass_time(5)
    [queue] = client.queues.list()
    assert (queue.friendly_name, queue.current_size, queue.max_size) == ("hotline", 1, 20)
    [member] = client.queues(queue.sid).members.list()
    assert (member.call_sid, member.position, member.wait_time) == (child, 1, 5)
    assert client.queues(queue.sid).members("Front").fetch().call_sid == child
    client.queues(queue.sid).members(child).update(url=f"{HOME}/in")
    assert came("/left")[0]["QueueResult"] == "redirected"
    assert client.queues(queue.sid).update(max_size=30).max_size == 30
    refused(20404, lambda: client.queues(queue.sid).members(child).fetch())
    client.calls(child).update(status="completed")
    assert client.queues(queue.sid).delete()


def people_meet_in_a_room() -> None:
    child, counselor = dial(CHILD, seat("child")), dial(COUNSELOR, seat("counselor"))
    [room] = client.conferences.list(friendly_name="case-42", status="in-progress")
    people = client.conferences(room.sid).participants
    guest = people.create(from_=HOTLINE, to=POLICE, label="police", muted=True)
    pass_time(5)
    assert {one.call_sid for one in people.list()} == {child, counselor, guest.call_sid}
    assert people(child).update(hold=True).hold is True
    assert people(child).update(hold=False).hold is False
    assert people(guest.call_sid).update(muted=False).muted is False
    coach = people(guest.call_sid).update(coaching=True, call_sid_to_coach=counselor)
    assert coach.call_sid_to_coach == counselor
    assert people(guest.call_sid).delete()
    client.conferences(room.sid).update(announce_url=f"{HOME}/news")
    assert client.conferences(room.sid).update(status="completed").status == "completed"
    events = reported("/room", "StatusCallbackEvent")
    assert events[:3] == ["participant-join", "participant-join", "conference-start"]
    assert events[-1] == "conference-end"
    refused(20404, lambda: people(child).fetch())


def seat(label: str) -> VoiceResponse:
    document, dialled = VoiceResponse(), Dial()
    dialled.conference(
        "case-42",
        participant_label=label,
        wait_url="",
        status_callback="/room",
        status_callback_event="start end join leave mute hold modify announcement",
    )
    document.append(dialled)
    return document


def a_message_is_recorded_fetched_and_erased() -> None:
    recording = VoiceResponse()
    recording.record(action="/done", max_length=3, recording_status_callback="/recording")
    dial(CHILD, recording)
    pass_time(10)
    [done], [report] = came("/done"), came("/recording")
    assert report["RecordingSid"] == done["RecordingSid"]
    address = done["RecordingUrl"]
    sound = requests.get(address, auth=(ACCOUNT, TOKEN), timeout=20)
    assert sound.content[:4] == b"RIFF"
    assert client.recordings(done["RecordingSid"]).delete()
    assert requests.get(address, auth=(ACCOUNT, TOKEN), timeout=20).status_code == 404


def mistakes_are_errors_of_the_client() -> None:
    calls, texts = client.calls, client.messages
    refused(20404, lambda: calls(f"CA{0:032x}").fetch())
    refused(21211, lambda: calls.create(to="113", from_=HOTLINE, url=f"{HOME}/agent"))
    refused(21212, lambda: calls.create(to=POLICE, from_="+84999", url=f"{HOME}/agent"))
    refused(21205, lambda: calls.create(to=POLICE, from_=HOTLINE, url="/agent"))
    refused(21606, lambda: texts.create(to=CHILD, from_=POLICE, body="x"))
    refused(21602, lambda: texts.create(to=CHILD, from_=HOTLINE))
    refused(21617, lambda: texts.create(to=CHILD, from_=HOTLINE, body="x" * 1601))
    refused(20003, Client(ACCOUNT, "another").calls(f"CA{0:032x}").fetch)
    control("faults", rest={"429": 1})
    refused(20429, calls(f"CA{0:032x}").fetch)


def what_was_wrong_is_a_notification_and_an_alert() -> None:
    call = dial(CHILD, "<Response><Shout>A</Shout></Response>")
    [one] = client.calls(call).notifications.list()
    assert one.error_code == "12200"
    [alert] = [one for one in client.monitor.v1.alerts.list() if one.resource_sid == call]
    assert client.monitor.v1.alerts(alert.sid).fetch().error_code == "12200"
    assert [one.sid for one in client.monitor.v1.alerts.list(log_level="warning")] == [alert.sid]


def a_trunk_to_another_carrier_is_kept() -> None:
    trunks = client.voice.v1.byoc_trunks
    made = [trunks.create(friendly_name=name, voice_url=f"{HOME}/voice").sid for name in "abc"]
    assert [one.sid for one in trunks.list(page_size=2)] == made[::-1]
    assert trunks(made[0]).update(friendly_name="111").friendly_name == "111"
    assert trunks(made[0]).fetch().voice_url == f"{HOME}/voice"
    assert trunks(made[0]).delete()
    refused(20404, trunks(made[0]).fetch)


STEPS = (
    a_number_is_sent_to_the_application,
    a_call_is_made_changed_and_listed,
    lists_are_cut_into_pages,
    texts_go_both_ways,
    a_caller_waits_and_is_taken_out_of_the_line,
    people_meet_in_a_room,
    a_message_is_recorded_fetched_and_erased,
    mistakes_are_errors_of_the_client,
    what_was_wrong_is_a_notification_and_an_alert,
    a_trunk_to_another_carrier_is_kept,
)


def main() -> None:
    threading.Thread(target=server.serve_forever, daemon=True).start()
    for step in STEPS:
        step()
    pass_time(0)
    assert doubted == []
    sys.stdout.write(
        f"twilio {twilio.__version__}: {len(STEPS)} steps, {len(told)} webhooks verified\n"
    )


if __name__ == "__main__":
    main()
