"""What callers hear while the database does not answer: made before, kept in memory and on disk."""

import json
import os
from dataclasses import dataclass, field
from pathlib import Path

from hotline import callflow
from hotline.callflow import Heard, Step, Turn, Wish
from hotline.inbox import Event
from hotline.policy import Policy
from hotline.store.sealing import Keyring, SealError
from hotline.store.work import Work
from hotline.telephony import calm, twiml
from hotline.telephony.calm import Addresses
from hotline.vocabulary import Language
from referral.staffing import ring_group

PLACE = "standby|numbers|duty"
PATH = "/webhooks/voice/standby"
TAKEN = frozenset({"completed", "answered"})
WANTS_SOMEBODY = frozenset({Wish.DANGER, Wish.COUNSELOR})


@dataclass
class Standby:
    """The telephones of who is on duty, as they were last known.

    On disk they are sealed: a web that starts while there is no database knows them too.
    """

    policy: Policy
    public_url: str
    line: str
    file: Path
    keyring: Keyring
    numbers: tuple[str, ...] = ()
    _ringing: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        self._hold(self._read())

    def remember(self, work: Work) -> None:
        """As the roster stands now; OSError where the disk does not take it, and memory has it."""
        now = ring_group.numbers(work)
        if now != self.numbers:
            self._hold(now)
            self._write()

    @property
    def ringing(self) -> str:
        """A greeting, the telephones, and a tape if nobody takes it."""
        return self._ringing

    @property
    def one_by_one(self) -> tuple[str, ...]:
        """The second first: the machine most likely is the first one's."""
        return self.numbers[1:3] + self.numbers[:1]

    def ring_one(self, number: str, n: int) -> str:
        return str(calm.ring(self.policy, [number], self.line, self._where(n)))

    @property
    def tape(self) -> str:
        return str(calm.tape(self.policy, self._where()))

    @property
    def asking(self) -> str:
        return str(calm.ask_who_is_rung(self.policy, self._where()))

    def turn(self, turn: Turn, n: int) -> str:
        """What needs nobody's memory is said as always."""
        wish = turn.outcome.wish if turn.outcome else None
        if wish in WANTS_SOMEBODY and self.numbers:
            return self.ringing
        url = f"{self.public_url}/webhooks/voice/turn"
        return twiml.render(turn, self.policy, lambda step: f"{url}/{step}/{n}")

    def _where(self, n: int = 1) -> Addresses:
        here, turn = f"{self.public_url}{PATH}", f"{self.public_url}/webhooks/voice/turn"
        recorded = f"{turn}/{Step.MESSAGE}/1"
        return Addresses(f"{here}/ring", f"{here}/taken", f"{here}/left/{n}", recorded)

    def _hold(self, numbers: tuple[str, ...]) -> None:
        self.numbers = numbers
        document = calm.greet_and_ring(self.policy, numbers, self.line, self._where())
        self._ringing = str(
            document if numbers else calm.add_tape(document, self.policy, self._where())
        )

    def _read(self) -> tuple[str, ...]:
        try:
            return tuple(json.loads(self.keyring.open(self.file.read_bytes(), PLACE)))
        except (OSError, SealError, ValueError):
            return ()

    def _write(self) -> None:
        self.file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = self.file.with_suffix(f".{os.getpid()}")
        draft.write_bytes(self.keyring.seal(json.dumps(self.numbers), PLACE))
        draft.rename(self.file)


def ring(standby: Standby, _event: Event) -> str:
    return standby.ringing


def go_on(standby: Standby, event: Event) -> str:
    """A key means what it always means; the language is the first one, for nobody remembers."""
    name, _, n = event.about.rpartition("/")
    call = twiml.read_call(event.params)
    if name not in set(Step):
        return standby.ringing
    heard = Heard(call.digits, recorded=bool(call.recording_seconds), hung_up=call.ended)
    return standby.turn(callflow.next_turn(Step(name), heard, Language.VI), int(n) + 1)


def after(standby: Standby, event: Event) -> str:
    """Who has talked with somebody is not asked for a message. Where a machine took the call, which
    stops the other telephones, they ring one by one."""
    if talked(event):
        return str(calm.hang_up())
    n = int(event.about)
    goes_on = n > 1 or event.params.get("DialCallStatus") in TAKEN
    following = standby.one_by_one[n - 1 : n] if goes_on else ()
    return standby.ring_one(following[0], n + 1) if following else standby.tape


def talked(event: Event) -> bool:
    """A leg that was only answered was perhaps a machine's."""
    return event.params.get("DialBridged") == "true"


def join(digits: str) -> str:
    """An empty answer joins the two; anything but the key hangs up, as on a voicemail."""
    return twiml.DONE if digits == calm.TAKE else str(calm.hang_up())
