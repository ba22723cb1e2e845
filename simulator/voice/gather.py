"""Gather: speak, and take keys or speech meanwhile and for a while after."""

from collections.abc import Mapping

from simulator.clock import Action, Timer
from simulator.twiml.reading import Node
from simulator.voice.parameters import voice_block
from simulator.voice.speaking import speaking_time
from simulator.voice.stage import Stage, Target
from simulator.wire.webhooks import Webhook

_ANY = "a key no telephone has"
LONGEST_SPEECH = 60.0  # seconds
AUTO = 1.0  # seconds of silence that end a speech by themselves


class Gather:
    """Keys or speech, whichever comes first; the other is not listened to any more."""

    def __init__(self, stage: Stage, verb: Node) -> None:
        self._stage = stage
        self._verb = verb
        self._parts = list(verb.children)
        self._digits = ""
        self._said: list[str] = []
        self._spoke = 0.0
        self._reports = 0
        self._plays = self._done = False
        self._timer: Timer | None = None
        self._wanted = verb.get("input", "dtmf").replace(",", " ").split()
        self._most = int(verb.number("numDigits", 0))
        self._finish = verb.get("finishOnKey", "#")[:1] or _ANY

    def start(self) -> None:
        """Play the nested parts one by one; the timeout starts after the last."""
        self._plays = bool(self._parts)
        if self._parts:
            self._wait(self._stage.speak(self._parts.pop(0)), self.start)
        elif self._said:
            self._wait(self._silence, self._understood)
        else:
            self._wait_for_keys()

    def press(self, key: str) -> None:
        """A key stops the speaking; the finish key is never part of the digits."""
        if self._done or self._said or "dtmf" not in self._wanted:
            return
        self._break_off()
        if key == self._finish:
            self._finished()
            return
        self._digits += key
        if self._most and len(self._digits) >= self._most:
            self._finished()
        else:
            self._wait_for_keys()

    def say(self, text: str) -> None:
        """A speech ends with a silence, or after a minute; words it may not break off go first."""
        if self._done or self._digits or "speech" not in self._wanted:
            return
        if self._verb.flag("bargeIn", True):
            self._break_off()
        self._report(" ".join(self._said), text)
        self._said.append(text)
        if self._plays:
            return
        left = self._verb.number("maxSpeechTime", LONGEST_SPEECH) - self._spoke
        takes = speaking_time(text) + self._silence
        self._spoke += speaking_time(text)
        self._wait(max(min(takes, left), 0.0), self._understood)

    def hung_up(self) -> None:
        """The keys pressed so far are gone with the caller."""
        if not self._done and "Gather" in self._stage.exchange.habits.asked_after_hangup:
            self._answer(self._keyed())
        self._done = True

    def replaced(self) -> None:
        self._done = True

    def _break_off(self) -> None:
        self._parts, self._plays = [], False
        self._stage.hush()

    @property
    def _patience(self) -> float:
        return self._verb.number("timeout", 5)

    @property
    def _silence(self) -> float:
        if self._verb.get("speechTimeout", "") == "auto":
            return AUTO
        return self._verb.number("speechTimeout", self._patience)

    def _wait_for_keys(self) -> None:
        self._wait(self._patience, self._finished)

    def _finished(self) -> None:
        if self._digits or self._verb.flag("actionOnEmptyResult", False):
            self._answer(self._keyed())
        else:
            self._close()
            self._stage.proceed()

    def _keyed(self) -> dict[str, str]:
        """Nothing at all is told as an empty text of what was waited for."""
        if not self._digits and "dtmf" not in self._wanted:
            return {"SpeechResult": ""}
        return {"Digits": self._digits, "msg": "Gather End"}

    def _understood(self) -> None:
        whole, habits = " ".join(self._said), self._stage.exchange.habits
        self._report(whole, "")
        told = {"SpeechResult": whole}
        if habits.speech_has_confidence:
            told["Confidence"] = "0.9"
        if habits.speech_names_language:
            told["Language"] = self._verb.get("language", "en-US")
        self._answer(told)

    def _report(self, stable: str, unstable: str) -> None:
        """What was understood so far; nobody waits for the answer."""
        url = self._verb.get("partialResultCallback", "")
        if not url:
            return
        call, exchange = self._stage.call, self._stage.exchange
        told: Mapping[str, str] = {
            **voice_block(call, exchange.account_sid),
            "StableSpeechResult": stable,
            "UnstableSpeechResult": unstable,
            "SequenceNumber": str(self._reports),
        }
        self._reports += 1
        method = self._verb.get("partialResultCallbackMethod", "POST")
        exchange.webhooks.tell(
            Webhook("partial_result", self._stage.absolute(url), method, told, call.sid)
        )

    def _answer(self, extra: dict[str, str]) -> None:
        self._close()
        method = self._verb.get("method", "POST")
        self._stage.act(Target(self._verb.get("action", ""), method, extra))

    def _wait(self, seconds: float, action: Action) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._timer = self._stage.later(seconds, action)

    def _close(self) -> None:
        self._done = True
        if self._timer is not None:
            self._timer.cancel()
