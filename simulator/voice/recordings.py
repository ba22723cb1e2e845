"""The recordings of the network: how they begin, are paused and end, and whom that is told."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Protocol

from simulator.errors import UnknownError
from simulator.exchange import Exchange
from simulator.voice.parameters import recording_block
from simulator.voice.recording import Order, Recording, Status
from simulator.voice.tape import Pause, Tape, Voice
from simulator.voice.transcription import Transcriptions
from simulator.wire.webhooks import Webhook

PROCESSING = 1.0  # seconds from the end of a recording to its file


class Recorded(Protocol):
    """A line or a room: it tells its recorders whenever it sounds different."""

    recordings: list[Recording]
    recorders: list[Callable[[], None]]

    @property
    def over(self) -> bool: ...

    def voices(self) -> Iterable[Voice]: ...


class Recordings:
    def __init__(self, exchange: Exchange) -> None:
        self.all: dict[str, Recording] = {}
        self.transcriptions = Transcriptions(exchange)
        self._exchange = exchange

    def find(self, sid: str) -> Recording:
        if sid not in self.all:
            raise UnknownError(f"there is no recording {sid}")
        return self.all[sid]

    def start(self, place: Recorded, order: Order, call: str, conference: str = "") -> Recording:
        exchange = self._exchange
        sid, now = exchange.sids.new("RE"), exchange.clock.now()
        url = exchange.address(f"Recordings/{sid}")
        recording = Recording(sid, url, order, call, conference, now, Tape(now))
        self.all[sid] = recording
        place.recordings.append(recording)
        place.recorders.append(lambda: self._listen(recording, place))
        self._listen(recording, place)
        self._note(recording)
        # Whoever asked for it by REST hears the answer first.
        exchange.clock.after(0, lambda: self._tell(recording, Status.IN_PROGRESS))
        return recording

    def pause(self, recording: Recording, pause: Pause) -> None:
        """Raises NotPossibleError unless it is running."""
        self._move(recording, Status.PAUSED)
        recording.tape.pause(pause, self._exchange.clock.now())

    def go_on(self, recording: Recording) -> None:
        """Raises NotPossibleError unless it is paused."""
        self._move(recording, Status.IN_PROGRESS)
        recording.tape.go_on(self._exchange.clock.now())

    def stop(self, recording: Recording) -> None:
        """One that has stopped stays so; the file follows in a moment."""
        if recording.running:
            self._move(recording, Status.STOPPED)
            recording.tape.stop(self._exchange.clock.now())
            self._exchange.clock.after(0, lambda: self._process(recording))

    def delete(self, recording: Recording) -> None:
        """What is known of it stays, its sound does not. Raises NotPossibleError."""
        self._move(recording, Status.DELETED)
        recording.said.clear()

    def _listen(self, recording: Recording, place: Recorded) -> None:
        if place.over:
            self.stop(recording)
        elif recording.running:
            order = recording.order
            taken = (voice for voice in place.voices() if order.takes(voice))
            mixed = taken if order.channels > 1 else (replace(one, channel=0) for one in taken)
            recording.tape.hear(mixed, self._exchange.clock.now())

    def _process(self, recording: Recording) -> None:
        self._move(recording, Status.PROCESSING)
        self._exchange.clock.after(PROCESSING, lambda: self._finish(recording))

    def _finish(self, recording: Recording) -> None:
        self._move(recording, Status.COMPLETED if recording.seconds else Status.ABSENT)
        self._tell(recording, recording.status)
        for watcher in recording.watchers:
            watcher()

    def _move(self, recording: Recording, to: Status) -> None:
        recording.move(to, self._exchange.clock.now())
        self._note(recording)

    def _note(self, recording: Recording) -> None:
        subject = recording.conference or recording.call
        self._exchange.ledger.note(
            "recording", subject=subject, sid=recording.sid, status=recording.status.value
        )

    def _tell(self, recording: Recording, status: Status) -> None:
        callback = recording.order.callback
        if callback is not None and status in recording.order.events:
            block = recording_block(recording, status, self._exchange.account_sid)
            subject = recording.conference or recording.call
            hook = Webhook("recording_status", callback.url, callback.method, block, subject)
            self._exchange.webhooks.tell(hook)
