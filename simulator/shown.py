"""Calls, texts and the time as the control API shows them."""

from dataclasses import asdict
from datetime import datetime

from simulator.clock import Clock
from simulator.views import CallView, Json, MessageView, RecordingView
from simulator.voice.call import Heard
from simulator.voice.played import Signal


def at(when: datetime) -> str:
    return when.isoformat()


def time(clock: Clock) -> Json:
    return {"now": at(clock.now()), "rate": clock.rate}


def time_and_next(clock: Clock) -> Json:
    """With the moment at which something will happen next, or None."""
    due = clock.next_at()
    return {**time(clock), "next_at": due and at(due)}


def call(view: CallView) -> Json:
    return {
        "sid": view.sid,
        "state": view.status,
        "direction": view.direction,
        "from": view.from_,
        "to": view.to,
        "at": at(view.at),
        "seconds": view.seconds,
        "heard": [_heard(each) for each in view.heard_at],
        "signals": [_signal(each) for each in view.signals],
        "recordings": [_recording(each) for each in view.recordings],
        "tones": view.tones,
        "reason": view.reason,
    }


def _heard(heard: Heard) -> Json:
    if heard.is_sound:
        return {"at": at(heard.at), "url": heard.what}
    return {"at": at(heard.at), "text": heard.what, "language": heard.language, "by": heard.by}


def _signal(signal: Signal) -> Json:
    return {"at": at(signal.at), "name": signal.name, "country": signal.country}


def _recording(recording: RecordingView) -> Json:
    return {**asdict(recording), "started": at(recording.started)}


def message(view: MessageView) -> Json:
    return {
        "sid": view.sid,
        "from": view.from_,
        "to": view.to,
        "body": view.body,
        "at": at(view.at),
        "status": view.status,
        "media": list(view.media),
    }
