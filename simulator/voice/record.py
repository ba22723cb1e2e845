"""Record: a beep, then everything said until silence, a key, the limit, or the end of the call."""

from simulator.clock import Action, Timer
from simulator.twiml.reading import Node
from simulator.voice.call import Recording
from simulator.voice.parameters import recording_block, recording_fields
from simulator.voice.speaking import speaking_time
from simulator.voice.stage import Stage, Target
from simulator.wire.webhooks import Webhook

_ANY_KEY = "1234567890*#"
_PROCESSING = 1.0  # seconds from the end of the recording to its callback


class Record:
    def __init__(self, stage: Stage, verb: Node) -> None:
        self._stage = stage
        self._verb = verb
        self._done = False
        self._silence: Timer | None = None
        exchange = stage.exchange
        sid = exchange.sids.new("RE")
        url = exchange.address(f"Recordings/{sid}")
        self._recording = Recording(sid, url, exchange.clock.now())

    def start(self) -> None:
        self._stage.call.recordings.append(self._recording)
        longest = self._verb.number("maxLength", 120 if self._transcribed else 3600)
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
            self._keep()

    @property
    def _transcribed(self) -> bool:
        return self._verb.flag("transcribe", False)

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
        exchange, recording = self._stage.exchange, self._recording
        self._keep()
        if exchange.habits.silent_record_falls_through and not recording.said and not digits:
            self._stage.proceed()
            return
        self._stage.act(self._target(digits))

    def _keep(self) -> None:
        exchange, recording = self._stage.exchange, self._recording
        lasted = exchange.clock.now() - recording.started
        recording.seconds = round(lasted.total_seconds())
        recording.status = "completed"
        exchange.ledger.note("recording", subject=self._stage.call.sid, sid=recording.sid)
        self._report_later()

    def _target(self, digits: str) -> Target:
        extra = recording_fields(self._recording) | ({"Digits": digits} if digits else {})
        if not self._stage.exchange.habits.record_action_has_sid:
            del extra["RecordingSid"]
        return Target(self._verb.get("action", ""), self._verb.get("method", "POST"), extra)

    def _report_later(self) -> None:
        url = self._verb.get("recordingStatusCallback", "")
        wanted = self._verb.get("recordingStatusCallbackEvent", "completed").split()
        if url and "completed" in wanted:
            # On the clock itself: the report comes even when the call is over by then.
            self._stage.exchange.clock.after(_PROCESSING, self._reporter(url))

    def _reporter(self, url: str) -> Action:
        call, exchange = self._stage.call, self._stage.exchange
        block = recording_block(call, self._recording, exchange.account_sid)
        method = self._verb.get("recordingStatusCallbackMethod", "POST")
        hook = Webhook("recording_status", self._stage.absolute(url), method, block, call.sid)
        return lambda: exchange.webhooks.tell(hook)
