"""Record: a beep, then everything said until silence, a key, the limit, or the end of the call."""

from collections.abc import Callable

from simulator.clock import Timer
from simulator.twiml.reading import Node
from simulator.voice import signals
from simulator.voice.parameters import recording_fields
from simulator.voice.recording import Source, order
from simulator.voice.recordings import Recordings
from simulator.voice.speaking import speaking_time
from simulator.voice.stage import Listener, Stage, Target
from simulator.wire.addresses import Address

_ANY_KEY = "1234567890*#"


def verb(recordings: Recordings) -> Callable[[Stage, Node], Listener]:
    return lambda stage, node: Record(stage, node, recordings)


class Record:
    def __init__(self, stage: Stage, verb: Node, recordings: Recordings) -> None:
        self._stage = stage
        self._verb = verb
        self._recordings = recordings
        self._done = False
        self._silence: Timer | None = None
        how = order(verb, Source.RECORD_VERB, stage.absolute, trims=True)
        self._recording = recordings.start(stage.call, how, stage.call.sid)
        if self._transcribed:
            self._order_text()

    def start(self) -> None:
        if self._verb.flag("playBeep", True):
            signals.beep(self._stage.exchange, self._stage.call)
        longest = self._verb.number("maxLength", self._usual_length)
        self._stage.later(longest, lambda: self._finish(""))
        self._hush()

    def press(self, key: str) -> None:
        if not self._done and key in self._verb.get("finishOnKey", _ANY_KEY):
            self._finish(key)

    def say(self, text: str) -> None:
        if self._done:
            return
        self._recording.said.append(text)
        self._hush(speaking_time(text))

    def hung_up(self) -> None:
        self._finish("hangup")

    def replaced(self) -> None:
        if not self._done:
            self._done = True
            self._recordings.stop(self._recording)

    def _order_text(self) -> None:
        url = self._verb.get("transcribeCallback", "")
        told = Address(self._stage.absolute(url)) if url else None
        self._recordings.transcriptions.order(self._recording, self._stage.call, told)

    @property
    def _transcribed(self) -> bool:
        return self._verb.flag("transcribe", False)

    @property
    def _usual_length(self) -> int:
        """Two minutes to be written down, ten of a softphone, an hour of a telephone."""
        if self._transcribed:
            return 120
        return 600 if self._stage.call.person.startswith("client:") else 3600

    def _hush(self, talking: float = 0.0) -> None:
        """Silence counts from the end of the last word."""
        if self._silence is not None:
            self._silence.cancel()
        timeout = self._verb.number("timeout", 5)
        self._silence = self._stage.later(talking + timeout, lambda: self._finish(""))

    def _finish(self, digits: str) -> None:
        if self._done:
            return
        self._done = True
        self._recordings.stop(self._recording)
        habits = self._stage.exchange.habits
        if self._stage.call.over and "Record" not in habits.asked_after_hangup:
            return
        if habits.silent_record_falls_through and not self._recording.said and not digits:
            self._stage.proceed()
            return
        self._stage.act(self._target(digits))

    def _target(self, digits: str) -> Target:
        extra = recording_fields(self._recording) | ({"Digits": digits} if digits else {})
        if not self._stage.exchange.habits.record_action_has_sid:
            del extra["RecordingSid"]
        return Target(self._verb.get("action", ""), self._verb.get("method", "POST"), extra)
