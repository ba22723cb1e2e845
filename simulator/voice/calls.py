"""The calls of the network: how they begin, ring, are answered, and end."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import timedelta

from simulator.behaviour import Answer, Behaviour
from simulator.errors import NotPossibleError, UnknownError
from simulator.exchange import Exchange
from simulator.numbers import Answering, Application, OwnedNumber
from simulator.voice import detection, line, record, tones
from simulator.voice.call import Call, Direction, Heard, Orders, Status
from simulator.voice.caller import NOBODY_KNOWS, Caller, token_of
from simulator.voice.limits import Limits
from simulator.voice.owner import Verb
from simulator.voice.parameters import event_of, voice_block
from simulator.voice.program import Program
from simulator.voice.recordings import Recordings
from simulator.voice.reports import report
from simulator.voice.sounds import Sounds
from simulator.voice.speaking import speaking_time
from simulator.wire.addresses import Address

SETUP = 1.0  # seconds from dialling to the first ring


class Calls:
    def __init__(self, exchange: Exchange, behaviour_of: Callable[[str], Behaviour]) -> None:
        self.all: dict[str, Call] = {}
        # Those that are not over yet.
        self.live: dict[str, Call] = {}
        self._exchange = exchange
        self._behaviour_of = behaviour_of
        self._programs: dict[str, Program] = {}
        self._limits = Limits(exchange.clock)
        self.recordings = Recordings(exchange)
        self.sounds = Sounds(exchange)
        # Verbs that need more than their leg; whoever knows queues and rooms adds to them.
        self.verbs: dict[str, Verb] = {"Record": record.verb(self.recordings)}

    def find(self, sid: str) -> Call:
        if sid not in self.all:
            raise UnknownError(f"there is no call {sid}")
        return self.all[sid]

    def forwarded(self, token: str) -> Call | None:
        """The incoming call that this token was given to."""
        return next((call for call in self.all.values() if call.caller.token == token), None)

    def forget(self, sid: str) -> None:
        del self.all[sid], self._programs[sid]
        self.live.pop(sid, None)

    # How calls begin.

    def inbound(self, from_: str, number: OwnedNumber, known: Caller = NOBODY_KNOWS) -> Call:
        """A person dials a number of the account."""
        call = self._incoming(from_, number.number, number)
        call.number_sid = number.sid
        name = known.name if number.caller_name_lookup == "on" else ""
        call.caller = replace(known, name=name, token=token_of(call.sid))
        self._welcome(call, {})
        return call

    def placed(self, client: str, application: Application, told: Mapping[str, str]) -> Call:
        """A softphone calls its application; what the page tells fills only what is empty."""
        call = self._incoming(client, "", application)
        block = voice_block(call, self._exchange.account_sid)
        free = {name: value for name, value in told.items() if not block.get(name)}
        self._welcome(call, {**free, "ApplicationSid": application.sid})
        return call

    def outbound(self, from_: str, to: str, orders: Orders, delay: float = 0) -> Call:
        """The application calls a person; nothing is dialled before the clock moves."""
        call = self._new(from_, to, Direction.OUTBOUND_API, orders)
        self._exchange.clock.after(delay, lambda: self._dial(call))
        return call

    def child(self, parent: Call, from_: str, to: str, orders: Orders) -> Call:
        """A Dial reaches out for somebody; whoever dials watches what becomes of it."""
        call = self._new(from_, to, Direction.OUTBOUND_DIAL, orders)
        call.parent = parent.sid
        self._exchange.clock.after(0, lambda: self._dial(call))
        return call

    def _incoming(self, from_: str, to: str, answering: Answering) -> Call:
        orders = Orders(
            voice=answering.voice, fallback=answering.voice_fallback, callback=answering.callback
        )
        call = self._new(from_, to, Direction.INBOUND, orders)
        call.status, call.dialled = Status.RINGING, call.created
        return call

    def _welcome(self, call: Call, told: Mapping[str, str]) -> None:
        if call.orders.voice is None:
            self.end(call, Status.FAILED)
        else:
            self._programs[call.sid].start(call.orders.voice, told)

    def stage(self, call: Call) -> Program:
        """The leg as verbs of other legs see it."""
        return self._programs[call.sid]

    def _new(self, from_: str, to: str, direction: Direction, orders: Orders) -> Call:
        exchange = self._exchange
        call = Call(exchange.sids.new("CA"), from_, to, direction, exchange.clock.now(), orders)
        line.opened(exchange, call)
        self.all[call.sid] = self.live[call.sid] = call
        self._programs[call.sid] = Program(call, exchange, self)
        exchange.ledger.note(
            "call.created", subject=call.sid, from_=from_, to=to, direction=direction.value
        )
        return call

    # What the person does.

    def answer(self, call: Call) -> None:
        """Raises NotPossibleError unless the call is ringing at this person."""
        if call.direction is Direction.INBOUND:
            raise NotPossibleError("the application answers this call, not the person")
        self.pick_up(call)
        behaviour = self._behaviour_of(call.to)
        self._obey(call, behaviour)
        self._open(call, behaviour)

    def _open(self, call: Call, behaviour: Behaviour) -> None:
        """Ask for the document: after the keys to be sent, or after a look at who answered."""
        exchange, digits = self._exchange, call.orders.send_digits
        waits, told = (
            (tones.send(exchange, call, digits), {})
            if digits
            else detection.look(exchange, call, behaviour)
        )
        if waits:
            self.stage(call).later(waits, lambda: self._begin(call, told))
        else:
            self._begin(call, told)

    def _begin(self, call: Call, told: Mapping[str, str]) -> None:
        program, orders = self._programs[call.sid], call.orders
        if orders.twiml is not None:
            program.start_with(orders.twiml)
        elif orders.voice is not None:
            program.start(orders.voice, told)

    def decline(self, call: Call) -> None:
        if call.direction is Direction.INBOUND or call.status is not Status.RINGING:
            raise NotPossibleError("the call is not ringing at this person")
        self.end(call, Status(self._exchange.habits.declined_as))

    def hang_up(self, call: Call) -> None:
        """A caller who gives up before the answer cancels the call."""
        if call.status is Status.IN_PROGRESS:
            self.end(call, Status.COMPLETED)
        elif call.direction is Direction.INBOUND:
            self.end(call, Status.CANCELED)
        else:
            self.decline(call)

    def press(self, call: Call, digits: str) -> None:
        """`w` waits half a second; the keys after it come later."""
        if call.over:
            raise NotPossibleError("the call is over")
        at_once, wait, rest = digits.partition("w")
        for key in at_once:
            self._exchange.ledger.note("key.pressed", subject=call.sid, key=key)
            for arriving in line.carried(self._exchange, call, key):
                self._programs[call.sid].press(arriving)
        if wait:
            self._while_on(call, tones.seconds(wait), lambda: self.press(call, rest))

    def say(self, call: Call, text: str) -> None:
        if call.over:
            raise NotPossibleError("the call is over")
        self._exchange.ledger.note("said", subject=call.sid, text=text)
        if call.silent:
            return
        self._programs[call.sid].say(text)
        self._speaks_up(call, text)
        for other in call.room.hearers(call) if call.room else ():
            if not other.silent:
                self._hear(other, text, call)

    def _speaks_up(self, call: Call, text: str) -> None:
        call.talks = self._exchange.clock.now() + timedelta(seconds=speaking_time(text))
        call.tell_recorders()
        if call.room is not None:
            call.room.tell_recorders()

    def _hear(self, call: Call, text: str, by: Call) -> None:
        call.hear(Heard(self._exchange.clock.now(), text, by=by.person))
        self._exchange.ledger.note("heard", subject=call.sid, text=text, by=by.sid)

    # What the application does by REST.

    def complete(self, call: Call) -> None:
        self.end(call, Status.COMPLETED if call.status is Status.IN_PROGRESS else Status.CANCELED)

    def cancel(self, call: Call) -> None:
        self.end(call, Status.CANCELED)

    def redirect(self, call: Call, to: Address | str) -> None:
        """Replace the program, by URL or by a document."""
        if call.status is not Status.IN_PROGRESS:
            raise NotPossibleError("the call is not in progress")
        program = self._programs[call.sid]
        if isinstance(to, Address):
            program.start(to)
        else:
            program.start_with(to)

    def limit(self, call: Call, seconds: float) -> None:
        """How long the call may last, from its answer on; one that has lasted longer ends."""
        call.orders.time_limit = seconds
        if call.answered is not None and not call.over:
            lasted = (self._exchange.clock.now() - call.answered).total_seconds()
            self._limits.set(call, seconds - lasted, lambda: self.complete(call))

    # How calls go on.

    def pick_up(self, call: Call) -> None:
        self._move(call, Status.IN_PROGRESS)
        if call.orders.recording is not None and not call.over:
            call.announced = self.recordings.start(call, call.orders.recording, call.sid)
        self.limit(call, call.orders.time_limit)

    def end(self, call: Call, status: Status) -> None:
        """Raises NotPossibleError when the call cannot end so."""
        silent = call.status is Status.QUEUED and status is Status.CANCELED
        call.move(status, self._exchange.clock.now())
        self.live.pop(call.sid, None)
        self._limits.lift(call)
        self._programs[call.sid].hung_up()
        self._told(call, silent=silent)

    def _dial(self, call: Call) -> None:
        if not call.over:
            self._move(call, Status.INITIATED)
            self._while_on(call, SETUP, lambda: self._ring(call))

    def _ring(self, call: Call) -> None:
        behaviour = line.reached(self._exchange, call, self._behaviour_of(call.to))
        if behaviour.answer is Answer.FAILED:
            self.end(call, Status.FAILED)
            return
        self._move(call, Status.RINGING)
        timeout = call.orders.timeout + call.orders.grace
        self._limits.set(call, timeout, lambda: self.end(call, Status.NO_ANSWER))
        self._react(call, behaviour)

    def _react(self, call: Call, behaviour: Behaviour) -> None:
        match behaviour.answer:
            case Answer.ACCEPT | Answer.VOICEMAIL | Answer.SILENT:
                self._while_ringing(call, behaviour.after, lambda: self.answer(call))
            case Answer.DECLINE:
                self._while_ringing(call, behaviour.after, lambda: self.decline(call))
            case Answer.BUSY:
                self._while_ringing(call, behaviour.after, lambda: self.end(call, Status.BUSY))
            case _:
                """Rings until a hand or the timeout ends it."""

    def _obey(self, call: Call, behaviour: Behaviour) -> None:
        if behaviour.answer is not Answer.VOICEMAIL:
            for after, digits in behaviour.press:
                self._press_later(call, after, digits)
        if behaviour.hangup_after is not None:
            self._while_on(call, behaviour.hangup_after, lambda: self.hang_up(call))

    def _press_later(self, call: Call, after: float, digits: str) -> None:
        self._while_on(call, after, lambda: self.press(call, digits))

    def _while_ringing(self, call: Call, after: float, action: Callable[[], None]) -> None:
        self._exchange.clock.after(
            after, lambda: action() if call.status is Status.RINGING else None
        )

    def _while_on(self, call: Call, after: float, action: Callable[[], None]) -> None:
        self._exchange.clock.after(after, lambda: None if call.over else action())

    def _move(self, call: Call, to: Status) -> None:
        call.move(to, self._exchange.clock.now())
        self._told(call)

    def _told(self, call: Call, *, silent: bool = False) -> None:
        exchange, callback = self._exchange, call.orders.callback
        exchange.ledger.note("call.status", subject=call.sid, status=call.status.value)
        if callback is not None and not silent and event_of(call.status) in call.orders.events:
            report(exchange, call, callback)
        for watcher in tuple(call.watchers):
            watcher(call)
