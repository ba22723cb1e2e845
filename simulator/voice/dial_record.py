"""Dial with record: both sides of it on one tape, from the first ring or from the answer."""

from simulator.twiml.reading import Node
from simulator.voice.call import Call
from simulator.voice.parameters import recording_fields
from simulator.voice.recording import Recording, Source, order
from simulator.voice.recordings import Recordings
from simulator.voice.stage import Stage

_FROM_ANSWER = frozenset({"record-from-answer", "record-from-answer-dual", "true"})
_FROM_RINGING = frozenset({"record-from-ringing", "record-from-ringing-dual"})


class DialRecord:
    def __init__(self, stage: Stage, verb: Node, recordings: Recordings) -> None:
        self._stage = stage
        self._verb = verb
        self._recordings = recordings
        self._recording: Recording | None = None
        self._wanted = verb.get("record", "do-not-record")

    def rings(self) -> None:
        if self._wanted in _FROM_RINGING:
            self._begin()

    def answered(self, leg: Call | None = None) -> None:
        """Without a leg there is nobody who answered but a queue or a room."""
        if self._wanted in _FROM_RINGING | _FROM_ANSWER:
            self._begin()
        recording = self._recording
        if leg is not None and recording is not None:
            leg.announced = recording
            leg.recorders.append(lambda: self._recordings.stop(recording) if leg.over else None)

    def over(self) -> dict[str, str]:
        """The tape ends with the Dial; what its action is told of it."""
        if self._recording is None:
            return {}
        self._recordings.stop(self._recording)
        return recording_fields(self._recording)

    def _begin(self) -> None:
        if self._recording is None:
            how = order(self._verb, Source.DIAL_VERB, self._stage.absolute, trims=False)
            call = self._stage.call
            self._recording = self._recordings.start(call, how, call.sid)
