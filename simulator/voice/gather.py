"""Gather: speak, and take keys or speech meanwhile and for a while after."""

from simulator.clock import Action, Timer
from simulator.twiml.reading import Node
from simulator.voice.speaking import speaking_time
from simulator.voice.stage import Stage, Target

_ANY = "a key no telephone has"


class Gather:
    def __init__(self, stage: Stage, verb: Node) -> None:
        self._stage = stage
        self._verb = verb
        self._parts = list(verb.children)
        self._digits = ""
        self._done = False
        self._timer: Timer | None = None
        self._wanted = verb.get("input", "dtmf").split()
        self._most = int(verb.number("numDigits", 0))
        self._finish = verb.get("finishOnKey", "#")[:1] or _ANY

    def start(self) -> None:
        """Play the nested parts one by one; the timeout starts after the last."""
        if self._parts:
            self._wait(self._stage.speak(self._parts.pop(0)), self.start)
        else:
            self._wait_for_keys()

    def press(self, key: str) -> None:
        """A key stops the speaking; the finish key is never part of the digits."""
        if self._done or "dtmf" not in self._wanted:
            return
        self._parts = []
        if key == self._finish:
            self._finished()
            return
        self._digits += key
        if self._most and len(self._digits) >= self._most:
            self._finished()
        else:
            self._wait_for_keys()

    def say(self, text: str) -> None:
        if self._done or "speech" not in self._wanted:
            return
        self._parts = []
        spoken = {"SpeechResult": text, "Confidence": "0.9"}
        self._wait(speaking_time(text), lambda: self._answer(spoken))

    def hung_up(self) -> None:
        """No action is asked for: the keys pressed so far are gone with the caller."""
        self._done = True

    def replaced(self) -> None:
        self._done = True

    def _wait_for_keys(self) -> None:
        self._wait(self._verb.number("timeout", 5), self._finished)

    def _finished(self) -> None:
        if self._digits or self._verb.flag("actionOnEmptyResult", False):
            self._answer({"Digits": self._digits, "msg": "Gather End"})
        else:
            self._close()
            self._stage.proceed()

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
