"""Callers and counselors as the carrier has them: who waits, who talks, and what each does next."""

import heapq
import random
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from time import monotonic

from bench.carrier import CALLED, QUEUE, Carrier, Form, named, new, text_of
from bench.consoles import Console

POLL = (18.0, 20.0)  # seconds: a sentence, and the pause of the policy
ANSWERS = (1.0, 2.0)  # seconds until somebody who is rung picks up
READY = 2.0  # seconds after a call, and until whoever was not let in calls again
HANDS = 48


class Later:
    """Does things when their time has come, many at once."""

    def __init__(self) -> None:
        self._due: list[tuple[float, int, Callable[[], object]]] = []
        self._order, self._more = count(), threading.Condition()
        self._hands = ThreadPoolExecutor(HANDS)
        self.failed: Counter[str] = Counter()
        threading.Thread(target=self._run, daemon=True).start()

    def at(self, seconds: float, act: Callable[[], object]) -> None:
        with self._more:
            heapq.heappush(self._due, (monotonic() + seconds, next(self._order), act))
            self._more.notify()

    def every(self, seconds: float, act: Callable[[], object]) -> None:
        def again() -> None:
            self.at(seconds, again)
            act()

        self.at(seconds, again)

    def _run(self) -> None:
        while True:
            with self._more:
                while not self._due or self._due[0][0] > monotonic():
                    self._more.wait(self._due[0][0] - monotonic() if self._due else None)
                _, _, act = heapq.heappop(self._due)
            try:
                self._hands.submit(self._one, act)
            except RuntimeError:  # the program ends
                return

    def _one(self, act: Callable[[], object]) -> None:
        try:
            act()
        except Exception as error:  # noqa: BLE001  # said at the end
            self.failed[f"{type(error).__name__}: {error}"] += 1


@dataclass
class Leg:
    """A call: a caller's, or that of somebody who was rung."""

    sid: str
    start: dict[str, str]
    wait_url: str = ""
    left_url: str = ""
    key_url: str = ""
    news_url: str = ""
    label: str = ""
    room: str = ""
    seen: Iterator[int] = field(default_factory=count)


class Scene:
    """The callers, the rooms, and what happens to them."""

    def __init__(self, web: int, people: dict[str, Console]) -> None:
        self.carrier = Carrier(web, self._rings, self._moves)
        self.later, self.people = Later(), people
        self.legs: dict[str, Leg] = {}
        self.talking: dict[str, tuple[str, Leg]] = {}  # by room: who answered, and the caller
        self._answered: dict[str, tuple[str, Leg]] = {}
        self._base = f"http://127.0.0.1:{web}/webhooks/voice"
        self._numbers, self._steps = count(10_000_000), count()

    def forget(self) -> None:
        """What was measured until now."""
        self.carrier.took.clear()
        for person in self.people.values():
            person.told.clear()
            person.asked = 0

    def arrive(self) -> None:
        leg = Leg(new("CA"), {})
        leg.start = {"CallSid": leg.sid, "From": f"+849{next(self._numbers)}", **CALLED}
        self.legs[leg.sid] = leg
        menu = self.carrier.tell(f"{self._base}/incoming", **leg.start)
        line = self.carrier.tell(named(menu, "action"), Digits="1", **leg.start)
        leg.wait_url, leg.left_url = named(line, "waitUrl"), named(line, "action")
        if not leg.wait_url:
            self.later.at(READY, self.arrive)
            raise RuntimeError("not let into the line")
        self.carrier.waiting.add(leg.sid)
        self._poll(leg)

    def _poll(self, leg: Leg) -> None:
        if leg.sid not in self.carrier.waiting:
            return
        self.later.at(random.uniform(*POLL), partial(self._poll, leg))
        words = self.carrier.tell(leg.wait_url, QueueSid=QUEUE, **leg.start)
        leg.key_url = named(words, "action")

    def press(self) -> None:
        """A key that means nothing, as most do."""
        leg = self.legs[random.choice([*self.carrier.waiting])]
        if leg.key_url:
            words = self.carrier.tell(leg.key_url, Digits="5", **leg.start)
            leg.key_url = named(words, "action")

    def stir(self) -> None:
        """Somebody in a room is muted, or no more."""
        if not self.talking:
            return
        _, leg = random.choice([*self.talking.values()])
        muted = random.choice(["true", "false"])
        self._tell(leg, "participant-mute", Muted=muted, Hold="false")

    def turn_over(self) -> None:
        """A caller goes, and whoever talked with them is ready at once; another one comes."""
        if not self.talking:
            return
        room = random.choice([*self.talking])
        who, leg = self.talking.pop(room)
        self._go(leg)
        form = leg.start | {"CallStatus": "completed", "CallDuration": "60"}
        self.carrier.tell(leg.left_url, **form)
        self.carrier.tell(f"{self._base}/status", **form)
        self.later.at(READY, partial(self.ready, self.people[who]))
        self.later.at(0, self.arrive)

    def ready(self, person: Console) -> None:
        """Again in a moment where their call has not ended yet."""
        if not person.press_ready():
            self.later.at(READY, partial(self.ready, person))

    # What is ordered.

    def _rings(self, to: str, sid: str, form: Form) -> None:
        if to not in self.people:
            return
        self.people[to].rings()
        leg = Leg(sid, {"CallSid": sid, "To": to, "Direction": "outbound-api"})
        self.legs[sid] = leg
        self.later.at(0.1, partial(self._status, leg, form["StatusCallback"], "ringing"))
        self.later.at(random.uniform(*ANSWERS), partial(self._picks_up, to, leg, form))

    def _picks_up(self, to: str, leg: Leg, form: Form) -> None:
        self._status(leg, form["StatusCallback"], "in-progress")
        seat = self.carrier.tell(text_of(form["Twiml"], "Redirect"), **leg.start)
        if self._sits(leg, seat):
            self._answered[leg.room] = to, leg

    def _moves(self, sid: str, url: str) -> None:
        leg = self.legs.get(sid)
        if leg is not None and url:
            self.later.at(0, partial(self._follow, leg, url))

    def _follow(self, leg: Leg, url: str) -> None:
        if leg.sid in self.carrier.waiting:
            self.carrier.waiting.discard(leg.sid)
            self.carrier.tell(leg.left_url, QueueResult="redirected", **leg.start)
        elif leg.room:
            self._go(leg)
        if self._sits(leg, self.carrier.tell(url, **leg.start)):
            self.talking[leg.room] = self._answered[leg.room][0], leg

    def _sits(self, leg: Leg, document: str) -> bool:
        name = text_of(document, "Conference")
        if not name:
            return False
        leg.label, leg.left_url = named(document, "participantLabel"), named(document, "action")
        leg.news_url = named(document, "statusCallback").partition("#")[0]
        leg.room = "CF" + name.removeprefix("case-")
        self.carrier.inside.setdefault(leg.room, set()).add(leg.sid)
        self._tell(leg, "participant-join")
        return True

    def _go(self, leg: Leg) -> None:
        self.carrier.inside[leg.room].discard(leg.sid)
        self._tell(leg, "participant-leave")

    def _tell(self, leg: Leg, what: str, **more: str) -> None:
        of_room = {"ConferenceSid": leg.room, "StatusCallbackEvent": what}
        of_leg = {"ParticipantLabel": leg.label, "CallSid": leg.sid}
        step = str(next(self._steps))
        self.carrier.tell(leg.news_url, SequenceNumber=step, **of_room, **of_leg, **more)

    def _status(self, leg: Leg, url: str, status: str) -> None:
        form = leg.start | {"CallStatus": status, "SequenceNumber": str(next(leg.seen))}
        self.carrier.tell(url, **form)
