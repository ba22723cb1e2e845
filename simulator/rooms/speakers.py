"""Who speaks up in a room, and who falls silent."""

from datetime import datetime

from simulator.exchange import Exchange
from simulator.rooms.conference import Conference, Participant, State
from simulator.rooms.news import tell


class Speakers:
    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange

    def listen(self, room: Conference) -> None:
        """To be called whenever the room may sound different; it comes back when words end."""
        if room.state is State.IN_PROGRESS and "speaker" in room.words:
            for one in room.present:
                self._hear(room, one)

    def _hear(self, room: Conference, one: Participant) -> None:
        was, one.speaks = one.speaks, self._until(one)
        if one.speaks is not None and one.speaks != was:
            self._exchange.clock.at(one.speaks, lambda: self.listen(room))
        if (was is None) is not (one.speaks is None):
            news = "participant-speech-start" if was is None else "participant-speech-stop"
            tell(self._exchange, room, news, one)

    def _until(self, one: Participant) -> datetime | None:
        """Until when there is something to hear of this one; None for silence."""
        talks = one.call.talks
        silent = talks is None or talks <= self._exchange.clock.now() or one.muted or one.hold
        return None if silent else talks
