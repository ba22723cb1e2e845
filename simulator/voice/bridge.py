"""Two legs that talk with each other: what a Dial to a number, or to a waiting caller, becomes."""

from dataclasses import dataclass

from simulator.voice.call import Call


@dataclass(frozen=True, eq=False)
class Bridge:
    legs: tuple[Call, Call]

    @classmethod
    def between(cls, one: Call, other: Call) -> "Bridge":
        bridge = cls((one, other))
        one.room = other.room = bridge
        bridge.tell_recorders()
        return bridge

    def hearers(self, speaker: Call) -> list[Call]:
        return [leg for leg in self.legs if leg is not speaker and not leg.over]

    def heard_by(self, listener: Call) -> list[Call]:
        return self.hearers(listener)

    def tell_recorders(self) -> None:
        for leg in self.legs:
            leg.tell_recorders()

    def part(self) -> None:
        for leg in self.legs:
            if leg.room is self:
                leg.room = None
        self.tell_recorders()
