"""Dial: up to ten people ring, at once or in turn; the first to answer is joined to the caller."""

import re
from collections.abc import Callable, Mapping

from simulator.belongings import Belongings
from simulator.twiml.reading import Node
from simulator.voice import detection, signals, tones
from simulator.voice.bridge import Bridge
from simulator.voice.call import LONGEST, Call, Detection, Orders, Status
from simulator.voice.calls import Calls
from simulator.voice.dial_record import DialRecord
from simulator.voice.played import RINGING
from simulator.voice.stage import Interlude, Listener, Setting, Stage, Target
from simulator.wire.addresses import Address

MOST_AT_ONCE = 10
# What may be said to the called person before both are joined; a Dial there is 13201.
_BEFORE = frozenset(["Say", "Play", "Pause", "Gather", "Redirect", "Hangup"])
NO_DIAL = {"Dial": 13201}
MIXED, NO_CALLER_ID, NO_NUMBER, NO_PERMISSION = 13000, 13214, 13223, 13227
_NUMBER = re.compile(r"\+?[\d ().-]*\d[\d ().-]*")

Noun = Callable[[Stage, Node, Node], Listener]


def verb(
    calls: Calls, nouns: Mapping[str, Noun], account: Belongings
) -> Callable[[Stage, Node], Listener]:
    """`nouns` are those that lead to a place, like a queue or a conference, not to a person."""

    def dial(stage: Stage, verb: Node) -> Listener:
        for child in verb.children:
            if child.name in nouns:
                if len(verb.children) > 1:
                    warn(stage, MIXED, f"{child.name} stands alone in a Dial")
                return nouns[child.name](stage, verb, child)
        return Dial(stage, verb, calls, account)

    return dial


def warn(stage: Stage, code: int, text: str) -> None:
    stage.exchange.ledger.warn(code, text, stage.call.sid)


def finish(stage: Stage, verb: Node, extra: Mapping[str, str]) -> None:
    """The Dial is over: its action is asked, or the next verb follows."""
    if stage.call.over and "Dial" not in stage.exchange.habits.asked_after_hangup:
        return
    if verb.get("action", ""):
        stage.act(Target(verb.get("action", ""), verb.get("method", "POST"), extra))
    elif not stage.call.over:
        stage.proceed()


class Dial:
    def __init__(self, stage: Stage, verb: Node, calls: Calls, account: Belongings) -> None:
        self._stage = stage
        self._verb = verb
        self._calls = calls
        self._account = account
        self._nouns: dict[str, Node] = {}
        self._legs: list[Call] = []
        self._left: list[Node] = []
        self._chosen: Call | None = None
        self._bridge: Bridge | None = None
        self._record = DialRecord(stage, verb, calls.recordings)
        self._bridged = self._done = False

    def start(self) -> None:
        self._left = self._people()[:MOST_AT_ONCE]
        self._call(1 if self._verb.flag("sequential", False) else MOST_AT_ONCE)
        if not self._legs:
            self._finish("failed")

    def _call(self, most: int) -> None:
        """The next of those who are left; each of them has the timeout for themselves."""
        now, self._left = self._left[:most], self._left[most:]
        for noun in now:
            leg = self._calls.child(self._stage.call, self._caller_id(), *self._wanted(noun))
            self._nouns[leg.sid] = noun
            self._legs.append(leg)
            leg.watchers.append(self._moved)

    def press(self, key: str) -> None:
        if key == "*" and self._bridged and self._verb.flag("hangupOnStar", False):
            self._end_legs()

    def say(self, text: str) -> None:
        """Whoever is joined hears it by the bridge."""

    def hung_up(self) -> None:
        if not self._done:
            self._close()
            self._end_legs()
            self._tell("completed" if self._chosen else "canceled")

    def replaced(self) -> None:
        if not self._done:
            self._close()
            self._end_legs()
            self._record.over()

    # The people.

    def _people(self) -> list[Node]:
        """Those who can be reached; of the others it is said why not."""
        text = self._verb.text
        nouns = [Node("Number", {}, text)] if text else list(self._verb.children)
        if not nouns:
            warn(self._stage, NO_NUMBER, "nobody to dial")
        return [noun for noun in nouns if self._reachable(noun)]

    def _reachable(self, noun: Node) -> bool:
        if noun.name != "Number":
            return True
        if not _NUMBER.fullmatch(noun.text):
            warn(self._stage, NO_NUMBER, "a Number that is none")
        elif self._account.coverage.is_barred(noun.text):
            warn(self._stage, NO_PERMISSION, "a Number of a country without permission")
        elif not self._may_show(self._caller_id()):
            warn(self._stage, NO_CALLER_ID, "a callerId that is not the account's or the call's")
        else:
            return True
        return False

    def _may_show(self, number: str) -> bool:
        """Telephones are shown a number of the account, a verified one, or one of this call."""
        call = self._stage.call
        return self._account.may_show(number) or (
            number in (call.from_, call.to) and not number.startswith("client:")
        )

    def _caller_id(self) -> str:
        return self._verb.get("callerId", self._stage.call.from_)

    def _wanted(self, noun: Node) -> tuple[str, Orders]:
        """Whom to ring, and how."""
        url = noun.get("statusCallback", "")
        method = noun.get("statusCallbackMethod", "POST")
        events = noun.get("statusCallbackEvent", "completed").split()
        orders = Orders(
            callback=Address(self._stage.absolute(url), method) if url else None,
            events=frozenset(events),
            timeout=self._verb.number("timeout", 30),
            time_limit=self._verb.number("timeLimit", LONGEST),
            grace=0,
            parameters=_parameters(noun),
            detection=self._detection(noun),
        )
        return _name(noun), orders

    def _detection(self, noun: Node) -> Detection | None:
        """Nobody waits for it: both are joined meanwhile."""
        url, method = noun.get("amdStatusCallback", ""), noun.get("amdStatusCallbackMethod", "POST")
        return detection.ordered(
            noun.get("machineDetection", ""),
            Address(self._stage.absolute(url), method) if url else None,
            lambda name, default: noun.number(f"machineDetection{name}", default),
        )

    def _moved(self, leg: Call) -> None:
        if self._done:
            return
        if leg.over:
            self._ended(leg)
        elif leg.status is Status.RINGING:
            self._record.rings()
            country = self._verb.get("ringTone", "")
            signals.ring(self._stage.exchange, self._stage.call, country)
        elif leg.status is Status.IN_PROGRESS and self._chosen is None:
            self._choose(leg)

    def _choose(self, leg: Call) -> None:
        """The first to answer; the others stop ringing."""
        self._chosen = leg
        signals.stop(self._stage.call, RINGING)
        for other in self._legs:
            if other is not leg and not other.over:
                self._calls.complete(other)
        self._record.answered(leg)
        self._calls.stage(leg).listen(_FarEnd(self, leg))
        self._press(leg, self._nouns[leg.sid])

    def _press(self, leg: Call, noun: Node) -> None:
        """Keys that lead on, such as an extension, come before everything else."""
        digits = noun.get("sendDigits", "")
        takes = tones.send(self._stage.exchange, leg, digits) if digits else 0.0
        if takes:
            self._calls.stage(leg).later(takes, lambda: self._prepare(leg, noun))
        else:
            self._prepare(leg, noun)

    def _prepare(self, leg: Call, noun: Node) -> None:
        """The called person may hear something first, and may decline by hanging up."""
        url = noun.get("url", "")
        if not url:
            self._join()
            return
        address = Address(self._stage.absolute(url), noun.get("method", "POST"))
        setting = Setting(_BEFORE, codes=NO_DIAL, run_out=self._join)
        before = self._calls.stage(leg).within(setting)
        self._calls.stage(leg).listen(_FarEnd(self, leg, before))
        before.start(address)

    def _join(self) -> None:
        leg, call = self._chosen, self._stage.call
        if leg is None or self._done or self._bridged:
            return
        if call.status is Status.RINGING:
            self._calls.pick_up(call)
        self._bridged, self._bridge = True, Bridge.between(call, leg)
        self._calls.stage(leg).listen(_FarEnd(self, leg))
        self._stage.exchange.ledger.note("bridged", subject=call.sid, other=leg.sid)

    def _ended(self, leg: Call) -> None:
        if leg is self._chosen:
            self._finish("completed")
        elif self._chosen is None and all(each.over for each in self._legs):
            signals.stop(self._stage.call, RINGING)
            if self._left:
                self._call(1)
            else:
                self._finish(leg.status.value)

    def left(self, leg: Call) -> None:
        """The far end was taken elsewhere by the application; this Dial is over for the caller."""
        if leg is self._chosen and not self._done:
            self._finish("completed")

    # The end.

    def _finish(self, status: str) -> None:
        if not self._done:
            self._close()
            self._tell(status)

    def _close(self) -> None:
        self._done = True
        signals.stop(self._stage.call, RINGING)
        if self._bridge is not None:
            self._bridge.part()

    def _end_legs(self) -> None:
        for leg in self._legs:
            if not leg.over:
                self._calls.complete(leg)

    def _tell(self, status: str) -> None:
        extra = {"DialCallStatus": status}
        leg = self._chosen or (self._legs[-1] if self._legs else None)
        if leg is not None:
            extra |= {"DialCallSid": leg.sid, "DialBridged": str(self._bridged).lower()}
        if self._chosen is not None:
            extra["DialCallDuration"] = str(self._chosen.seconds)
        finish(self._stage, self._verb, extra | self._record.over())


class _FarEnd:
    """What the called person does, before and while both are joined."""

    def __init__(self, dial: Dial, leg: Call, before: Interlude | None = None) -> None:
        self._dial = dial
        self._leg = leg
        self._before = before

    def start(self) -> None:
        """The line is open already."""

    def press(self, key: str) -> None:
        if self._before is not None:
            self._before.press(key)

    def say(self, text: str) -> None:
        if self._before is not None:
            self._before.say(text)

    def hung_up(self) -> None:
        if self._before is not None:
            self._before.stop()

    def replaced(self) -> None:
        self.hung_up()
        self._dial.left(self._leg)


def _parameters(noun: Node) -> dict[str, str]:
    every = (child for child in noun.children if child.name == "Parameter")
    return {child.get("name", ""): child.get("value", "") for child in every}


def _name(noun: Node) -> str:
    if noun.name != "Client":
        return noun.text
    nested = next((child.text for child in noun.children if child.name == "Identity"), "")
    return f"client:{nested or noun.text}"
