"""At most one limit runs per call: how long it may ring, then how long it may last."""

from simulator.clock import Action, Clock, Timer
from simulator.voice.call import Call


class Limits:
    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._running: dict[str, Timer] = {}

    def set(self, call: Call, seconds: float, reached: Action) -> None:
        """In place of the one that ran; one that is past already is reached at once."""
        self.lift(call)
        self._running[call.sid] = self._clock.after(max(seconds, 0.0), reached)

    def lift(self, call: Call) -> None:
        running = self._running.pop(call.sid, None)
        if running is not None:
            running.cancel()
