"""The TwiML program of one leg: one document at a time, one verb at a time."""

from collections import deque
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime

from simulator.clock import Action, Timer
from simulator.exchange import Exchange
from simulator.twiml.grammar import VOICE
from simulator.twiml.reading import Document, Node, TwimlError, parse
from simulator.twiml.values import SCHEMA
from simulator.voice import line, signals
from simulator.voice.asking import Asking, Question
from simulator.voice.call import Call, Status
from simulator.voice.gather import Gather
from simulator.voice.owner import Owner
from simulator.voice.played import APPLICATION
from simulator.voice.replies import HERE, answers
from simulator.voice.sounds import NO_SOUND, NO_SOUND_IN_GATHER, Missing
from simulator.voice.speaking import Sound, has_sound, is_aloud, speak
from simulator.voice.stage import THE_CALL, Listener, Setting, Target
from simulator.wire.addresses import Address, join
from simulator.wire.transport import Failure

# An application that sends a call in circles gets this many turns, then a second of rest.
TURNS_AT_ONCE = 10


class Program:
    """Every replacement of the document raises the epoch; what an older one still waits for is
    ignored when it comes."""

    def __init__(
        self,
        call: Call,
        exchange: Exchange,
        owner: Owner,
        setting: Setting = THE_CALL,
    ) -> None:
        self.call = call
        self.exchange = exchange
        self._owner = owner
        self._setting = setting
        self._asking = Asking(call, exchange, setting.told, self._run, self._apologise)
        self._url = ""
        self._verbs: deque[Node] = deque()
        self._listener: Listener | None = None
        self._buffered = ""
        self._words: Timer | None = None
        self._epoch = 0
        self._timers: list[Timer] = []
        self._missing: Collection[str] = ()
        self._turns: tuple[datetime, int] = (exchange.clock.now(), 0)

    def start(self, address: Address, extra: Mapping[str, str] | None = None) -> None:
        self._fetch(Target(address.url, address.method, extra or {}))

    def start_with(self, twiml: str) -> None:
        """Run a document that came with the REST request and so has no address."""
        self._renew()
        try:
            self._run(parse(twiml.encode(), VOICE), "")
        except TwimlError as problem:
            self._apologise(problem.code, str(problem))

    def press(self, key: str) -> None:
        habits = self.exchange.habits
        if self._listener is not None:
            self._listener.press(key)
            return
        if habits.keys_are_buffered:
            self._buffered += key
        else:
            self.exchange.ledger.note("key.lost", subject=self.call.sid, key=key)
        if habits.keys_end_words and self._words is not None:
            self._words.cancel()
            self.hush()
            self.proceed()

    def say(self, text: str) -> None:
        if self._listener is not None:
            self._listener.say(text)

    def stop(self) -> None:
        self._renew()

    def again(self, address: Address) -> None:
        self.act(Target(address.url, address.method, {}))

    def hung_up(self) -> None:
        """The call is over: a Record still asks for its action, nothing else runs on."""
        listener, self._listener = self._listener, None
        self._renew()
        if listener is not None:
            listener.hung_up()

    # What verbs ask of the stage.

    def speak(self, node: Node) -> float:
        url = self.absolute(node.text)
        if url in self._missing and has_sound(node):
            return 0.0
        sound = Sound(url, self._owner.sounds.seconds(url))
        seconds = speak(self.call, self.exchange, node, sound)
        if is_aloud(node):
            self._setting.aloud(seconds)
        return seconds

    def hush(self) -> None:
        signals.stop(self.call, APPLICATION)

    def later(self, seconds: float, action: Action) -> Timer:
        epoch = self._epoch
        timer = self.exchange.clock.after(seconds, lambda: self._if_still(epoch, action))
        self._timers.append(timer)
        return timer

    def absolute(self, url: str) -> str:
        return join(self._url, url)

    def act(self, target: Target) -> None:
        """Actions are fetched at once; who goes in circles rests, so that time can pass."""
        url = self.absolute(target.url)
        if not self._url and "://" not in url:
            self._apologise(15004, "an action must be absolute when the TwiML came by REST")
            return
        absolute = Target(url, target.method, target.extra)
        if self._turn() > TURNS_AT_ONCE and not self.call.over:
            self._renew()
            self.later(1.0, lambda: self._fetch(absolute))
        else:
            self._fetch(absolute)

    def inform(self, target: Target) -> None:
        self._asking.tell(Address(self.absolute(target.url), target.method), target.extra)

    def listen(self, listener: Listener) -> None:
        self._listener = listener

    def within(self, setting: Setting) -> "Program":
        return Program(self.call, self.exchange, self._owner, setting)

    def proceed(self) -> None:
        self._listener = self._words = None
        if not self._verbs and self._setting.run_out is not None:
            self._setting.run_out()
            return
        verb = self._verbs.popleft() if self._verbs else Node("Hangup", {}, "")
        self._step()
        if self.call.status is Status.RINGING and answers(verb):
            self._owner.pick_up(self.call)
        if verb.name in self._owner.verbs:
            self._listener = self._owner.verbs[verb.name](self, verb)
            self._listener.start()
        else:
            _VERBS[verb.name](self, verb)

    def _step(self) -> None:
        """A new step begins; where it was ordered, the person hangs up in it."""
        seconds, call = line.cut(self.exchange, self.call), self.call
        if seconds is not None:
            self.exchange.clock.after(
                seconds, lambda: None if call.over else self._owner.hang_up(call)
            )

    # Verbs.

    def audio(self, verb: Node) -> None:
        self._with_sounds([verb], NO_SOUND, lambda: self._speak(verb))

    def _speak(self, verb: Node) -> None:
        spoken = self.later(self.speak(verb), self.proceed)
        self._words = spoken if verb.name != "Pause" else None

    def gather(self, verb: Node) -> None:
        gather = self._listener = Gather(self, verb)
        self._with_sounds(verb.children, NO_SOUND_IN_GATHER, lambda: self._listen_to(gather))

    def _listen_to(self, gather: Gather) -> None:
        gather.start()
        buffered, self._buffered = self._buffered, ""
        for key in buffered:
            gather.press(key)

    def redirect(self, verb: Node) -> None:
        self.act(Target(verb.text, verb.get("method", "POST"), {}))

    def hang_up(self, _verb: Node) -> None:
        self._owner.end(self.call, Status.COMPLETED)

    def leave(self, _verb: Node) -> None:
        if self._setting.leave is not None:
            self._setting.leave()

    def reject(self, verb: Node) -> None:
        if self.call.status is not Status.RINGING:
            self.exchange.ledger.warn(12200, "Reject must come first", self.call.sid)
            self._owner.end(self.call, Status.COMPLETED)
            return
        busy = verb.get("reason", "rejected") == "busy"
        self._owner.end(self.call, Status.BUSY if busy else Status.NO_ANSWER)

    # Sounds.

    def _with_sounds(self, verbs: Iterable[Node], code: int, then: Action) -> None:
        """Every sound is there before any of them is heard; `code` is for what is none."""
        found = (verb for verb in verbs if has_sound(verb) and not verb.get(HERE, ""))
        wanted = [self.absolute(verb.text) for verb in found]
        epoch = self._epoch
        self._owner.sounds.fetch(
            self.call, wanted, code,
            lambda missing: self._if_still(epoch, lambda: self._sounds_came(missing, then)),
        )  # fmt: skip  # what is asked for, and what becomes of it

    def _sounds_came(self, missing: Missing, then: Action) -> None:
        self._missing = missing.keys()
        for url, problem in missing.items():
            if self.exchange.habits.missing_sound_ends:
                self._break_off(url, problem)
                return
            self.exchange.ledger.warn(problem.code, problem.reason, self.call.sid)
        then()

    def _break_off(self, url: str, problem: Failure) -> None:
        """Like a document that cannot be had; one that was the fallback is the last."""
        epoch, document = self._renew(), Address(self._url)
        question = Question(document, {}, lambda: epoch == self._epoch and not self.call.over)
        self._asking.fall_back(question, TwimlError(problem.code, problem.reason), url)

    # Documents.

    def _fetch(self, target: Target) -> None:
        epoch = self._renew()
        address = Address(target.url, target.method)
        self._asking.ask(
            Question(address, target.extra, lambda: epoch == self._epoch and not self.call.over)
        )

    def _apologise(self, code: int, reason: str) -> None:
        self.exchange.ledger.fail(code, reason, self.call.sid)
        if self._setting is not THE_CALL:
            self._setting.failed(code)
            return
        if not self.call.over:
            self._renew()
            words = self.exchange.habits.apology
            apology = (Node("Say", {}, words),) if words else ()
            self._run(Document((*apology, Node("Hangup", {}, ""))), self._url)

    def _run(self, document: Document, url: str) -> None:
        for code, text in document.warnings:
            self.exchange.ledger.warn(code, text, self.call.sid)
        self._url = url
        self._verbs = deque(verb for verb in document.verbs if self._may(verb))
        self.proceed()

    def _may(self, verb: Node) -> bool:
        if verb.name in self._setting.verbs:
            return True
        code = self._setting.codes.get(verb.name, SCHEMA)
        self.exchange.ledger.warn(code, f"{verb.name} may not stand here", self.call.sid)
        return False

    def _renew(self) -> int:
        """Forget the document and whatever it was waiting for."""
        self._epoch += 1
        self.hush()
        listener, self._listener, self._words = self._listener, None, None
        self._verbs.clear()
        for timer in self._timers:
            timer.cancel()
        self._timers.clear()
        if listener is not None:
            listener.replaced()
        return self._epoch

    def _if_still(self, epoch: int, action: Action) -> None:
        if epoch == self._epoch:
            action()

    def _turn(self) -> int:
        now = self.exchange.clock.now()
        when, count = self._turns
        self._turns = (now, count + 1 if when == now else 1)
        return self._turns[1]


_VERBS: dict[str, Callable[[Program, Node], None]] = {
    "Say": Program.audio,
    "Play": Program.audio,
    "Pause": Program.audio,
    "Gather": Program.gather,
    "Redirect": Program.redirect,
    "Hangup": Program.hang_up,
    "Reject": Program.reject,
    "Leave": Program.leave,
}
