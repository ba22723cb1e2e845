"""The rooms of the network: who comes in, what changes for them, and how a room ends."""

from dataclasses import dataclass

from simulator.errors import NotPossibleError, UnknownError
from simulator.exchange import Exchange
from simulator.rooms import signals
from simulator.rooms.conference import HOME, WORDS, Conference, Participant, Seat, State
from simulator.rooms.news import tell
from simulator.rooms.speakers import Speakers
from simulator.twiml.grammar import VOICE
from simulator.voice import signals as line
from simulator.voice.call import Call
from simulator.voice.played import APPLICATION, RINGING
from simulator.voice.recording import Order, Recording, Source
from simulator.voice.recordings import Recordings
from simulator.voice.stage import Setting
from simulator.wire.addresses import Address

MUSIC = frozenset({"Play", "Say", "Pause", "Redirect"})
NO_SUCH_VERB = dict.fromkeys(VOICE, 13238)


@dataclass(frozen=True)
class Reports:
    """What the first decides for a room, and how whoever comes in wants it recorded."""

    callback: Address | None = None
    words: frozenset[str] = WORDS
    recorded: Order | None = None
    region: str = HOME


class Rooms:
    def __init__(self, exchange: Exchange, recordings: Recordings) -> None:
        self.all: dict[str, Conference] = {}
        self.recordings = recordings
        self._exchange = exchange
        self._speakers = Speakers(exchange)

    def find(self, sid: str) -> Conference:
        if sid not in self.all:
            raise UnknownError(f"there is no conference {sid}")
        return self.all[sid]

    def open(self, name: str) -> Conference:
        """The room of this name; a name whose room is over begins a new one."""
        known = self.named(name)
        if known is not None:
            return known
        now = self._exchange.clock.now()
        room = Conference(self._exchange.sids.new("CF"), name, now, now)
        self.all[room.sid] = room
        room.recorders.append(lambda: self._speakers.listen(room))
        return room

    def named(self, name: str) -> Conference | None:
        return next((one for one in self.all.values() if one.name == name and not one.over), None)

    def expect(self, room: Conference, call: Call, *, rings: bool = True) -> Participant:
        """Who was invited by REST is in the room's list before the call is answered.

        With `rings` the room hears it ring there.
        """
        guest = Participant(call, self._exchange.clock.now())
        room.participants[call.sid] = guest
        call.watchers.append(lambda _call: self._missed(room, guest))
        if rings:
            call.watchers.append(lambda _call: signals.ring(self._exchange, room, call))
        return guest

    def enter(self, room: Conference, who: Participant, seat: Seat, reports: Reports) -> None:
        """The first to enter decides where the room reports to; anybody may have it recorded."""
        if room.callback is None and not room.present:
            room.callback, room.words = reports.callback, reports.words
        if not room.present:
            room.region = reports.region
        room.recorded = room.recorded or reports.recorded
        room.participants[who.call.sid] = who
        who.seat, who.call.room = seat, room
        self._tell(room, "participant-join", who)
        if room.state is State.INIT and _may_start(room):
            room.state = State.IN_PROGRESS
            for one in room.present:
                self.hush(one)
            self._tell(room, "conference-start")
        self._record(room)
        if who.beeps_in:
            signals.beep(self._exchange, room, who)

    def _record(self, room: Conference) -> None:
        """From its start, or from when the first to ask for it came in."""
        begun = any(each.order.source is Source.CONFERENCE for each in room.recordings)
        if room.recorded is not None and room.state is State.IN_PROGRESS and not begun:
            self.record(room, room.recorded)

    def record(self, room: Conference, order: Order) -> Recording:
        """It goes by the room, and by the call of whoever has been in it longest."""
        return self.recordings.start(room, order, room.present[0].call.sid, room.sid)

    def leave(self, room: Conference, who: Participant, reason: str, how: str = "left") -> None:
        """Somebody goes; the room ends with the last, or with one who takes everybody along."""
        if who.seat is None or room.over:
            return
        self._go(room, who, reason)
        if who.ends and room.state is State.IN_PROGRESS:
            self._end(room, f"participant-with-end-conference-on-exit-{how}", who)
        elif not room.present:
            self._end(room, f"last-participant-{how}", who)
        elif who.beeps_out:
            signals.beep(self._exchange, room, who)

    def kick(self, room: Conference, who: Participant) -> None:
        """By REST: the leg goes on with what follows its Dial."""
        seat = who.seat
        self.leave(room, who, "participant_updated_via_api", "kicked")
        if seat is not None:
            seat.put_out()

    def end(self, room: Conference) -> None:
        """By REST; a room that is over stays so."""
        if not room.over:
            self._end(room, "conference-ended-via-api", None)

    # What changes for one of them.

    def mute(self, room: Conference, who: Participant, muted: bool) -> None:
        if who.muted is not muted:
            who.muted = muted
            self._tell(room, "participant-mute" if muted else "participant-unmute", who)

    def hold(
        self, room: Conference, who: Participant, hold: bool, music: Address | None = None
    ) -> None:
        """Held, a leg hears `music` or nothing, and is heard by nobody."""
        if who.hold is hold:
            return
        who.hold = hold
        self.hush(who)
        if hold and music is not None:
            self.play(who, music)
        self._tell(room, "participant-hold" if hold else "participant-unhold", who)

    def coach(self, room: Conference, who: Participant, coached: Participant | None) -> None:
        """Whisper to one of the room, or to nobody any more. Raises NotPossibleError on hold."""
        if coached is not None and coached.hold:
            raise NotPossibleError("the coached one is on hold")
        who.coaches = coached.call.sid if coached else ""
        self._tell(room, "participant-modify", who)

    def take_along(self, room: Conference, who: Participant, ends: bool) -> None:
        if who.ends is not ends:
            who.ends = ends
            self._tell(room, "participant-modify", who)

    def announce(self, room: Conference, hearers: list[Participant], address: Address) -> None:
        """Everybody named hears it; the room is told once, when it is over."""
        url, left, to_all = address.url, [len(hearers)], hearers == room.present

        def over() -> None:
            left[0] -= 1
            if left[0] == 0:
                self._tell(room, "announcement-end", AnnounceUrl=url)

        def failed(_code: int) -> None:
            self._tell(
                room, "announcement-fail", AnnounceUrl=url, ReasonAnnouncementFailed="unreadable"
            )

        def aloud(seconds: float) -> None:
            if to_all:
                signals.announced(self._exchange, room, seconds)

        for who in hearers:
            if who.seat is not None:
                setting = Setting(
                    MUSIC, codes=NO_SUCH_VERB, run_out=over, failed=failed, aloud=aloud
                )
                who.seat.stage.within(setting).start(address)

    def play(self, who: Participant, address: Address) -> None:
        """Music for one leg: once, then silence, unless it redirects to itself."""
        if who.seat is not None:
            setting = Setting(MUSIC, codes=NO_SUCH_VERB, run_out=lambda: None)
            who.music = who.seat.stage.within(setting)
            who.music.start(address)

    def wait(self, room: Conference, who: Participant, music: Address | None) -> None:
        """What somebody hears until the room starts, from now on; afterwards it is too late."""
        if room.state is State.INIT:
            self.hush(who)
            if music is not None:
                self.play(who, music)

    def hush(self, who: Participant) -> None:
        music, who.music = who.music, None
        if music is not None:
            music.stop()
        line.stop(who.call, APPLICATION)

    # How it ends.

    def _go(self, room: Conference, who: Participant, reason: str) -> None:
        self.hush(who)
        line.stop(who.call, RINGING)
        who.seat = None
        del room.participants[who.call.sid]
        if who.call.room is room:
            who.call.room = None
            who.call.tell_recorders()
        self._tell(
            room,
            "participant-leave",
            who,
            ParticipantCallStatus=who.call.status.value,
            ReasonParticipantLeft=reason,
        )

    def _end(self, room: Conference, reason: str, by: Participant | None) -> None:
        room.state, room.reason = State.COMPLETED, reason
        room.updated = self._exchange.clock.now()
        room.ended_by = by.call.sid if by else None
        why = "moderator_ended_conference" if by else "conference_ended_via_api"
        seats = [(one, one.seat) for one in room.present]
        for one, _ in seats:
            self._go(room, one, why)
        extra = {"ReasonConferenceEnded": reason, "Reason": reason.replace("-", " ")}
        if by is not None:
            extra["CallSidEndingConference"] = by.call.sid
            if by.label:
                extra["ParticipantLabelEndingConference"] = by.label
        self._tell(room, "conference-end", None, **extra)
        for _, seat in seats:
            if seat is not None:
                seat.put_out()

    def _missed(self, room: Conference, guest: Participant) -> None:
        """An invited one who never came."""
        if guest.call.over and guest.seat is None and guest.call.sid in room.participants:
            del room.participants[guest.call.sid]
            self._tell(
                room,
                "participant-leave",
                guest,
                ParticipantCallStatus=guest.call.status.value,
                ReasonParticipantLeft="participant_add_failed",
            )

    def _tell(
        self, room: Conference, event: str, who: Participant | None = None, **extra: str
    ) -> None:
        now = self._exchange.clock.now()
        room.updated = now
        if who is not None:
            who.updated = now
        room.tell_recorders()
        tell(self._exchange, room, event, who, **extra)


def _may_start(room: Conference) -> bool:
    return len(room.present) > 1 and any(one.starts for one in room.present)
