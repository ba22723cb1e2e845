"""What tests and the control API see of calls and messages."""

from dataclasses import dataclass
from datetime import datetime

from simulator.texts.message import Message
from simulator.voice.call import Call, Heard
from simulator.voice.played import Signal
from simulator.voice.recording import Recording
from simulator.voice.sound import pitches

Json = dict[str, object]


@dataclass(frozen=True)
class RecordingView:
    sid: str
    url: str
    started: datetime
    status: str
    seconds: int
    said: list[str]
    # The calls heard on it, and `application`, `beep` and `ringing`, each with its hertz.
    pitches: dict[str, int]


@dataclass(frozen=True)
class CallView:
    sid: str
    from_: str
    to: str
    direction: str
    status: str
    at: datetime
    seconds: int
    # Spoken texts and addresses of sounds, in the order they began.
    heard: list[str]
    heard_at: list[Heard]
    # Beeps and ringing.
    signals: list[Signal]
    recordings: list[RecordingView]
    # The keys that were pressed at the person.
    tones: str
    # Why the application calls, as the called telephone shows it.
    reason: str


@dataclass(frozen=True)
class MessageView:
    sid: str
    from_: str
    to: str
    body: str
    direction: str
    status: str
    at: datetime
    media: tuple[str, ...]
    # Whether a handset has it, whatever the carrier says.
    arrived: bool


def call_view(call: Call) -> CallView:
    return CallView(
        sid=call.sid,
        from_=call.shown,
        to=call.to,
        direction=call.direction.value,
        status=call.status.value,
        at=call.created,
        seconds=call.seconds,
        heard=[each.what for each in call.heard],
        heard_at=list(call.heard),
        signals=list(call.signals),
        recordings=[recording_view(each) for each in call.recordings],
        tones=call.tones,
        reason=call.orders.reason,
    )


def recording_view(recording: Recording) -> RecordingView:
    return RecordingView(
        sid=recording.sid,
        url=recording.url,
        started=recording.started,
        status=recording.status.value,
        seconds=recording.seconds,
        said=list(recording.said),
        pitches=pitches(recording.tape.stretches),
    )


def message_view(message: Message) -> MessageView:
    return MessageView(
        sid=message.sid,
        from_=message.from_,
        to=message.to,
        body=message.body if message.lacking is None else message.lacking,
        direction=message.direction.value,
        status=message.status.value,
        at=message.arrived or message.created,
        media=tuple(one.url for one in message.media),
        arrived=message.arrived is not None,
    )
