"""The simulator: one engine, one clock, one lock; people's hands on one side, REST on the other."""

from collections.abc import Callable, Sequence
from copy import deepcopy
from datetime import datetime
from pathlib import Path

import requests

from simulator import snapshot, tokens, twimlets
from simulator.behaviour import Behaviour, behaviour, keys
from simulator.belongings import Belongings
from simulator.clock import Clock
from simulator.coverage import Coverage
from simulator.errors import BadFieldError, UnknownError
from simulator.exchange import Exchange
from simulator.faults import Faults, Written
from simulator.habits import Habits
from simulator.inprocess import WsgiAdapter
from simulator.ledger import Entry, Ledger
from simulator.numbers import (
    SETTINGS_OF_APPLICATIONS,
    Application,
    OwnedNumber,
    check_settings,
)
from simulator.queues import dial as queue_dial
from simulator.queues import enqueue
from simulator.queues.queue import Queues
from simulator.rooms import dial as room_dial
from simulator.rooms.rooms import Rooms
from simulator.sids import Sids
from simulator.softphones import Softphones
from simulator.texts.message import Direction, Message
from simulator.texts.messages import Messages
from simulator.tokens import Softphone
from simulator.views import CallView, Json, MessageView, call_view, message_view
from simulator.voice import dial
from simulator.voice.caller import caller
from simulator.voice.calls import Calls
from simulator.wire.mishaps import Mishaps
from simulator.wire.reach import Reach
from simulator.wire.webhooks import Webhooks
from simulator.wire.writing import Writing


class Simulator:
    """With the inline transport and the frozen clock it starts with, every run is the same.

    All methods may be called from any thread.
    """

    def __init__(
        self,
        account_sid: str,
        auth_token: str,
        session: requests.Session,
        start: datetime,
        seed: int = 1,
    ) -> None:
        self.account_sid = account_sid
        self.auth_token = auth_token
        self.session = session
        self.opened = start
        # How a clock begins; whoever drives the time gives another way.
        self.new_clock: Callable[[], Clock] = lambda: Clock(start, self.lock)
        self.clock = Clock(start)
        self.lock = self.clock.lock
        for scheme in ("http", "https"):
            session.mount(f"{scheme}://{twimlets.HOST}/", WsgiAdapter(twimlets.application))
        self._reach = Reach(session)
        self._seed = seed
        self._open(Belongings(Sids(seed), Writing(auth_token)), seed)
        self.begin()

    def _open(self, has: Belongings, seed: int) -> None:
        """A network on which nothing has happened yet."""
        self.has = has
        # When calls and participants were made by REST in the last second.
        self.creations: list[datetime] = []
        ledger = Ledger(self.clock.now)
        mishaps = Mishaps(Faults(seed), self.clock, ledger)
        webhooks = Webhooks(has, ledger, self._reach, mishaps)
        self.exchange = Exchange(
            self.account_sid, self.clock, ledger, has.sids, webhooks, has.habits
        )
        self.calls = Calls(self.exchange, self.behaviour_of)
        self.messages = Messages(self.exchange, self.behaviour_of, has.owned, has.services)
        self.queues = Queues(self.exchange)
        self.rooms = Rooms(self.exchange, self.calls.recordings)
        self.calls.verbs["Enqueue"] = enqueue.verb(self.queues)
        places = {
            "Queue": queue_dial.noun(self.queues, self.calls),
            "Conference": room_dial.noun(self.rooms),
        }
        self.calls.verbs["Dial"] = dial.verb(self.calls, places, has)
        self.softphones = Softphones(self.exchange, self.calls, has.applications)

    def begin(self) -> None:
        """What the account has by now is what a reset comes back to."""
        with self.lock:
            self._beginning = deepcopy(self.has)

    def reset(self, seed: int | None = None) -> None:
        """Back to the beginning; what is under way reaches nobody any more.

        The same night can be played again then. With another `seed` no sid comes a second time.
        """
        with self.lock:
            old, has = self.exchange, deepcopy(self._beginning)
            old.ledger.note("reset")
            old.close()
            if seed is not None:
                has.sids = Sids(seed)
            self.clock = self.new_clock()
            self._open(has, self._seed if seed is None else seed)
            self.exchange.take_over(old)

    @property
    def owned(self) -> dict[str, OwnedNumber]:
        return self.has.owned

    @property
    def applications(self) -> dict[str, Application]:
        return self.has.applications

    @property
    def api_keys(self) -> dict[str, str]:
        return self.has.api_keys

    @property
    def coverage(self) -> Coverage:
        return self.has.coverage

    @property
    def ledger(self) -> list[Entry]:
        return self.exchange.ledger.entries

    @property
    def habits(self) -> Habits:
        return self.exchange.habits

    @property
    def writing(self) -> Writing:
        """How webhooks are written and signed."""
        return self.has.writing

    def write_ledger_to(self, path: Path) -> None:
        self.exchange.ledger.path = path

    def own(self, number: str, **settings: str) -> OwnedNumber:
        """Own a number, or change how one is answered; raises BadFieldError."""
        check_settings(settings)
        with self.lock:
            if number not in self.owned:
                self.owned[number] = OwnedNumber(number, self.exchange.sids.new("PN"))
            for name, value in settings.items():
                setattr(self.owned[number], name, value)
            return self.owned[number]

    def own_service(self, *numbers: str) -> str:
        """A messaging service that sends from these numbers of the account, the first one first.

        Raises BadFieldError or UnknownError.
        """
        if not numbers:
            raise BadFieldError("numbers: at least one is needed")
        with self.lock:
            pool = tuple(self._owned(number).number for number in numbers)
            sid = self.exchange.sids.new("MG")
            self.has.services[sid] = pool
            return sid

    def own_application(self, sid: str = "", **settings: str) -> Application:
        """A TwiML application, made or changed; raises BadFieldError."""
        check_settings(settings, SETTINGS_OF_APPLICATIONS)
        with self.lock:
            sid = sid or self.exchange.sids.new("AP")
            one = self.applications.setdefault(sid, Application(sid))
            for name, value in settings.items():
                setattr(one, name, value)
            return one

    def behave(self, number: str, **fields: object) -> Behaviour:
        """Replace what the other end does; raises BadFieldError."""
        with self.lock:
            self.has.behaviours[number] = behaviour(fields)
            return self.has.behaviours[number]

    def fail(self, **written: Written | None) -> None:
        """Order faults of webhooks, rest and carrier; what is not named again is over.

        Raises BadFieldError.
        """
        with self.lock:
            self.exchange.faults.order(written)

    # The person's hands. All raise UnknownError or NotPossibleError.

    def dial(self, from_: str, to: str, **known: object) -> str:
        """`known` of the caller: caller_name, forwarded_from, stir_verstat."""
        who = caller(known)
        with self.lock:
            return self.calls.inbound(from_, self._owned(to), who).sid

    def press(self, sid: str, digits: str) -> None:
        with self.lock:
            try:
                self.calls.press(self.calls.find(sid), keys(digits))
            except ValueError as problem:
                raise BadFieldError(f"digits: {problem}") from problem

    def say(self, sid: str, text: str) -> None:
        with self.lock:
            self.calls.say(self.calls.find(sid), text)

    def hangup(self, sid: str) -> None:
        with self.lock:
            self.calls.hang_up(self.calls.find(sid))

    def answer(self, sid: str) -> None:
        with self.lock:
            self.calls.answer(self.calls.find(sid))

    def decline(self, sid: str) -> None:
        with self.lock:
            self.calls.decline(self.calls.find(sid))

    def text(self, from_: str, to: str, body: str, media: Sequence[str] = ()) -> str:
        with self.lock:
            return self.messages.inbound(from_, self._owned(to), body, tuple(media)).sid

    def check_token(self, token: str) -> Softphone:
        """Who a softphone's access token says it is; raises TokenError."""
        with self.lock:
            return tokens.read(token, self.account_sid, self.api_keys, self.clock.now())

    # What can be seen.

    def snapshot(self) -> Json:
        """The whole state as a document, for reading: looking at it changes nothing."""
        with self.lock:
            return snapshot.of(self)

    def call(self, sid: str) -> CallView:
        with self.lock:
            return call_view(self.calls.find(sid))

    def hears(self, room: str) -> dict[str, list[str]]:
        """Who hears whom in the room of this name, by label or number; empty when there is none."""
        with self.lock:
            found = self.rooms.named(room)
            return found.hears() if found else {}

    def message(self, sid: str) -> MessageView:
        with self.lock:
            return message_view(self.messages.find(sid))

    def inbox(self, number: str) -> list[MessageView]:
        """The texts that reached the number's handset, oldest first."""
        return [view for view in self.texts_to(number) if view.arrived]

    def texts_to(self, number: str) -> list[MessageView]:
        """Every text to the number the carrier knows of, whatever became of it."""
        return self._texts(lambda message: message.to == number)

    def sent(self, number: str) -> list[MessageView]:
        """The texts the person at this number wrote."""
        return self._texts(
            lambda message: message.from_ == number and message.direction is Direction.INBOUND
        )

    def calls_to(self, number: str) -> list[CallView]:
        with self.lock:
            return [call_view(call) for call in self.calls.all.values() if call.to == number]

    def calls_of(self, number: str) -> list[CallView]:
        """The calls with this number at either end, oldest first."""
        with self.lock:
            every = self.calls.all.values()
            return [call_view(call) for call in every if number in (call.from_, call.to)]

    def _texts(self, wanted: Callable[[Message], bool]) -> list[MessageView]:
        with self.lock:
            return [message_view(each) for each in self.messages.all.values() if wanted(each)]

    def _owned(self, number: str) -> OwnedNumber:
        if number not in self.owned:
            raise UnknownError("to: the account owns no such number")
        return self.owned[number]

    def behaviour_of(self, number: str) -> Behaviour:
        return self.has.behaviours.get(number, _DEFAULT)


_DEFAULT = Behaviour()
