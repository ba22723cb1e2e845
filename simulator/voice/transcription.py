"""Recordings written down: the words that were said, a while after the file is there."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from simulator.exchange import Exchange
from simulator.voice.call import Call
from simulator.voice.parameters import voice_block
from simulator.voice.recording import Recording
from simulator.wire.addresses import Address
from simulator.wire.webhooks import Webhook

WRITING = 5.0  # seconds from the file to the text
SHORTER, LONGER = 2, 120  # seconds: only what lies between is written down


class Status(StrEnum):
    IN_PROGRESS = "in-progress"
    COMPLETED = "completed"
    FAILED = "failed"


@dataclass(eq=False)
class Transcription:
    """The carrier hears American English only; here the words are there as they were said."""

    sid: str
    url: str
    recording: Recording
    created: datetime
    updated: datetime
    status: Status = Status.IN_PROGRESS
    text: str = ""


class Transcriptions:
    def __init__(self, exchange: Exchange) -> None:
        self.all: dict[str, Transcription] = {}
        self._exchange = exchange

    def order(self, recording: Recording, call: Call, told: Address | None) -> None:
        """To be written once the recording is over; `told` hears of it, whatever became of it."""
        recording.watchers.append(lambda: self._begin(recording, call, told))

    def _begin(self, recording: Recording, call: Call, told: Address | None) -> None:
        exchange, now = self._exchange, self._exchange.clock.now()
        sid = exchange.sids.new("TR")
        url = exchange.address(f"Recordings/{recording.sid}/Transcriptions/{sid}")
        one = self.all[sid] = Transcription(sid, url, recording, now, now)
        words = " ".join(recording.said)
        exchange.clock.after(WRITING, lambda: self._finish(one, words, call, told))

    def _finish(self, one: Transcription, words: str, call: Call, told: Address | None) -> None:
        one.updated = self._exchange.clock.now()
        if SHORTER < one.recording.seconds < LONGER:
            one.status, one.text = Status.COMPLETED, words
        else:
            one.status = Status.FAILED
        self._exchange.ledger.note(
            "transcription", subject=call.sid, sid=one.sid, status=one.status.value
        )
        if told is not None:
            params = voice_block(call, self._exchange.account_sid) | _block(one)
            hook = Webhook("transcription", told.url, told.method, params, call.sid)
            self._exchange.webhooks.tell(hook)


def _block(one: Transcription) -> dict[str, str]:
    return {
        "TranscriptionSid": one.sid,
        "TranscriptionText": one.text,
        "TranscriptionStatus": one.status.value,
        "TranscriptionUrl": one.url,
        "RecordingSid": one.recording.sid,
        "RecordingUrl": one.recording.url,
    }
