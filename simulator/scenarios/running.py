"""Playing a scenario: people act, time passes, and what was expected is looked for."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import requests

from simulator.errors import BadFieldError, NotPossibleError, UnknownError
from simulator.network import Simulator
from simulator.scenarios import expecting
from simulator.scenarios.reading import Scenario, Step, by_realm
from simulator.scenarios.stage import HOME, Factory, as_it_is, network
from simulator.views import CallView
from simulator.voice.call import MOVES, Status

BLINK = timedelta(seconds=0.5)
PATIENCE = 10.0
_LIVE = {status.value for status in MOVES}


@dataclass(frozen=True)
class Told:
    """One line of the transcript; `passed` is None for what is no expectation."""

    at: datetime
    line: int
    text: str
    passed: bool | None = None


@dataclass
class Played:
    title: str
    told: list[Told] = field(default_factory=list)

    @property
    def passed(self) -> bool:
        return all(one.passed is not False for one in self.told)


def play(
    scenario: Scenario, around: Callable[[Factory], Factory] = as_it_is, after: float = 0
) -> Played:
    """With so many seconds `after` the last step.

    Raises LookupError when the application it names cannot be found.
    """
    sim, session = network(scenario, around)
    played = Player(scenario, sim, session).play()
    sim.clock.forward(timedelta(seconds=after))
    return played


class Player:
    def __init__(self, scenario: Scenario, sim: Simulator, session: requests.Session) -> None:
        self._scenario = scenario
        self._sim = sim
        self._session = session
        self._played = Played(scenario.title)
        # How much of what an actor heard or received was looked at already.
        self._heard: dict[str, int] = {}
        self._inbox: dict[str, int] = {}

    def play(self) -> Played:
        for step in self._scenario.steps:
            self.do(step)
        return self._played

    def do(self, step: Step) -> None:
        try:
            self._step(step)
        except (BadFieldError, NotPossibleError, UnknownError, LookupError) as problem:
            self._tell(step, f"{step.who} cannot {step.what}: {problem}", passed=False)

    def _step(self, step: Step) -> None:
        if step.who == "expect":
            found = expecting.look(self._sim, step, self._numbers())
            self._tell(step, found.text, passed=found.passed)
        elif step.who == "wait":
            self._tell(step, f"{step.value:g} seconds pass")
            self._sim.clock.forward(timedelta(seconds=step.value))
        elif step.who == "button":
            self._tell(step, f"somebody presses {step.value} in the application")
            self._session.post(f"{HOME}{step.value}", timeout=8)
        elif step.who == "fault":
            self._tell(step, f"from now on: {step.value}")
            self._sim.fail(**by_realm(step.value))
        else:
            _DEEDS[step.what](self, step, self._scenario.actors[step.who].number)

    def _numbers(self) -> dict[str, str]:
        return {name: actor.number for name, actor in self._scenario.actors.items()}

    # What people do.

    def _dial(self, step: Step, number: str) -> None:
        self._tell(step, f"{step.who} dials {step.value}")
        call = self._sim.dial(number, str(step.value), **step.beside)
        self._heard[call] = 0

    def _press(self, step: Step, number: str) -> None:
        self._tell(step, f"{step.who} presses {step.value}")
        self._sim.press(self._call(number).sid, str(step.value))

    def _speak(self, step: Step, number: str) -> None:
        self._tell(step, f"{step.who} says: {step.value}")
        self._sim.say(self._call(number).sid, str(step.value))

    def _hangup(self, step: Step, number: str) -> None:
        self._tell(step, f"{step.who} hangs up")
        self._sim.hangup(self._call(number).sid)

    def _accept(self, step: Step, number: str) -> None:
        self._tell(step, f"{step.who} answers")
        self._until(lambda: self._ringing(number) is not None, PATIENCE)
        self._sim.answer(self._rings(number).sid)

    def _decline(self, step: Step, number: str) -> None:
        self._tell(step, f"{step.who} declines")
        self._until(lambda: self._ringing(number) is not None, PATIENCE)
        self._sim.decline(self._rings(number).sid)

    def _silence(self, step: Step, _number: str) -> None:
        self._tell(step, f"{step.who} says nothing for {step.value:g} seconds")
        self._sim.clock.forward(timedelta(seconds=step.value))
        then = step.beside.get("then")
        if then:
            [(what, value)] = then.items()
            self._step(Step(step.line, step.who, what, value))

    def _sms(self, step: Step, number: str) -> None:
        to = str(step.beside.get("to", next(iter(self._scenario.numbers), "")))
        self._tell(step, f"{step.who} writes to {to}: {step.value}")
        self._sim.text(number, to, str(step.value), step.beside.get("media", ()))

    # What people notice.

    def _hear(self, step: Step, number: str) -> None:
        within = float(step.beside.get("within", PATIENCE))
        heard = self._until(lambda: self._heard_now(number, str(step.value)), within)
        if heard:
            self._tell(step, f"{step.who} hears {step.value!r}", passed=True)
            return
        call = self._last(number)
        last = "; ".join(call.heard[-3:]) if call else ""
        missed = f"{step.who} does not hear {step.value!r} within {within:g} seconds"
        self._tell(step, f"{missed}; heard: {last or 'nothing'}", passed=False)

    def _receive(self, step: Step, number: str) -> None:
        within = float(step.beside.get("within", PATIENCE))
        got = self._until(lambda: self._received_now(number, str(step.value)), within)
        verb = "receives" if got else "does not receive"
        self._tell(step, f"{step.who} {verb} {step.value!r}", passed=got)

    def _heard_now(self, number: str, wanted: str) -> bool:
        call = self._last(number)
        if call is None:
            return False
        first = self._heard.get(call.sid, 0)
        for place, words in enumerate(call.heard[first:], first):
            if matches(wanted, words):
                self._heard[call.sid] = place + 1
                return True
        return False

    def _received_now(self, number: str, wanted: str) -> bool:
        texts = self._sim.inbox(number)
        first = self._inbox.get(number, 0)
        for place, message in enumerate(texts[first:], first):
            if matches(wanted, message.body):
                self._inbox[number] = place + 1
                return True
        return False

    # Finding things, and time.

    def _until(self, happened: "expecting.Question", within: float) -> bool:
        end = self._sim.clock.now() + timedelta(seconds=within)
        while not happened():
            if self._sim.clock.now() >= end:
                return False
            self._sim.clock.forward(BLINK)
        return True

    def _call(self, number: str) -> CallView:
        call = self._last(number)
        if call is None or call.status not in _LIVE:
            raise LookupError("there is no call of theirs now")
        return call

    def _last(self, number: str) -> CallView | None:
        """The call they are in, else the one that was last."""
        calls = expecting.calls_of(self._sim, number)
        live = [call for call in calls if call.status == Status.IN_PROGRESS.value]
        on = [call for call in calls if call.status in _LIVE]
        return (live or on or calls or [None])[-1]  # type: ignore[list-item]  # none, when there is none

    def _ringing(self, number: str) -> CallView | None:
        ringing = [call for call in self._sim.calls_to(number) if call.status == "ringing"]
        return ringing[-1] if ringing else None

    def _rings(self, number: str) -> CallView:
        call = self._ringing(number)
        if call is None:
            raise LookupError("nothing rings")
        return call

    def _tell(self, step: Step, text: str, *, passed: bool | None = None) -> None:
        self._played.told.append(Told(self._sim.clock.now(), step.line, text, passed))


def matches(wanted: str, words: str) -> bool:
    """A part of the words, whatever its case, or a regular expression between slashes."""
    if len(wanted) > 1 and wanted.startswith("/") and wanted.endswith("/"):
        return re.search(wanted[1:-1], words, re.IGNORECASE) is not None
    return wanted.casefold() in words.casefold()


_DEEDS = {
    "dial": Player._dial,
    "press": Player._press,
    "say": Player._speak,
    "hangup": Player._hangup,
    "accept": Player._accept,
    "decline": Player._decline,
    "silence": Player._silence,
    "sms": Player._sms,
    "hear": Player._hear,
    "receive": Player._receive,
}
