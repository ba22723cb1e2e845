"""What a program needs from whoever runs its call."""

from collections.abc import Callable, Mapping
from typing import Protocol

from simulator.twiml.reading import Node
from simulator.voice.call import Call, Status
from simulator.voice.sounds import Sounds
from simulator.voice.stage import Listener, Stage

Verb = Callable[[Stage, Node], Listener]


class Owner(Protocol):
    """Who answers and ends the call when the program says so, and knows the other calls."""

    @property
    def verbs(self) -> Mapping[str, Verb]:
        """Verbs that need more than this leg, by name."""

    @property
    def sounds(self) -> Sounds: ...

    def pick_up(self, call: Call) -> None: ...

    def end(self, call: Call, status: Status) -> None: ...

    def hang_up(self, call: Call) -> None: ...
