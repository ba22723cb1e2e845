"""What a room as a whole hears: its beeps, the ringing at a guest, and announcements to all."""

from datetime import timedelta

from simulator.exchange import Exchange
from simulator.rooms.conference import Conference, Participant, State
from simulator.voice import signals
from simulator.voice.call import Call, Status
from simulator.voice.played import APPLICATION, BEEP, FOR_GOOD, RINGING


def beep(exchange: Exchange, room: Conference, about: Participant) -> None:
    """Who comes or goes is told to the others, once there is a talk to be told in."""
    if room.state is not State.IN_PROGRESS:
        return
    everybody = exchange.habits.beep_reaches_who_enters
    for one in room.present:
        if not one.hold and (everybody or one is not about):
            signals.beep(exchange, one.call)
    room.played.let(BEEP, signals.beep_ends(exchange))
    room.tell_recorders()


def ring(exchange: Exchange, room: Conference, guest: Call) -> None:
    """As long as it rings at the guest, everybody who is not held hears it."""
    if guest.status is Status.RINGING:
        for one in room.present:
            if not one.hold:
                signals.ring(exchange, one.call)
        room.played.let(RINGING, FOR_GOOD)
        room.tell_recorders()
    elif room.played.stop(RINGING):
        for one in room.present:
            signals.stop(one.call, RINGING)
        room.tell_recorders()


def announced(exchange: Exchange, room: Conference, seconds: float) -> None:
    room.played.let(APPLICATION, exchange.clock.now() + timedelta(seconds=seconds))
    room.tell_recorders()
