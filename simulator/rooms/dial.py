"""Dial to a Conference: a leg takes its seat in a room."""

from collections.abc import Callable

from simulator.rooms.conference import HOME, MOST, WORDS, Conference, Participant, is_label
from simulator.rooms.rooms import Reports, Rooms
from simulator.twiml.reading import Node
from simulator.voice import signals
from simulator.voice.call import Heard
from simulator.voice.dial import finish
from simulator.voice.dial_record import DialRecord
from simulator.voice.recording import Order, Source, order
from simulator.voice.stage import Listener, Stage
from simulator.wire.addresses import Address

MUSIC = "conference music of the carrier"
NO_COACHED, FULL, BAD_LABEL, LABEL_TAKEN = 13240, 16020, 16023, 16025


def noun(rooms: Rooms) -> Callable[[Stage, Node, Node], Listener]:
    return lambda stage, verb, node: DialConference(stage, verb, node, rooms)


class DialConference:
    def __init__(self, stage: Stage, verb: Node, node: Node, rooms: Rooms) -> None:
        self.stage = stage
        self._verb = verb
        self._node = node
        self._rooms = rooms
        self._room: Conference = rooms.open(node.text)
        self._who = self._room.participants.get(stage.call.sid) or Participant(
            stage.call, stage.exchange.clock.now()
        )
        self._record = DialRecord(stage, verb, rooms.recordings)
        self._done = False

    def start(self) -> None:
        problem = self._problem()
        if problem is not None:
            self.stage.exchange.ledger.warn(*problem, self.stage.call.sid)
            self._finish("failed")
            return
        self._read()
        self._rooms.enter(self._room, self._who, self, self._reports())
        self._record.answered()
        if self._alone():
            self._wait()

    def press(self, key: str) -> None:
        """In a room a key is only a sound, but for the star that was asked for."""
        if key == "*" and self._verb.flag("hangupOnStar", False):
            self._rooms.leave(self._room, self._who, "participant_hung_up")
            self._finish("answered")

    def say(self, text: str) -> None:
        """Whoever hears this leg hears it by the room."""

    def hung_up(self) -> None:
        self._rooms.leave(self._room, self._who, "participant_hung_up")
        self._finish("answered")

    def replaced(self) -> None:
        if not self._done:
            self._done = True
            self._rooms.leave(self._room, self._who, "participant_updated_via_api")
            self._record.over()

    def put_out(self) -> None:
        self._finish("answered")

    def _problem(self) -> tuple[int, str] | None:
        label, coached = self._node.get("participantLabel", ""), self._node.get("coach", "")
        taken = self._room.who(label) if label else None
        if coached and coached not in self._room.participants:
            return NO_COACHED, "the coached call is not in this conference"
        if not is_label(label):
            return BAD_LABEL, "the participant label is too long, a call's sid, or holds a slash"
        if taken is not None and taken is not self._who:
            return LABEL_TAKEN, "the participant label is taken"
        if len(self._room.present) >= int(self._node.number("maxParticipants", MOST)):
            return FULL, "the conference is full"
        return None

    def _read(self) -> None:
        who, node = self._who, self._node
        who.label = node.get("participantLabel", who.label)
        who.muted = node.flag("muted", who.muted)
        who.coaches = node.get("coach", who.coaches)
        who.starts = node.flag("startConferenceOnEnter", who.starts)
        who.ends = node.flag("endConferenceOnExit", who.ends)
        beep = node.get("beep", "true")
        who.beeps_in, who.beeps_out = beep in ("true", "onEnter"), beep in ("true", "onExit")

    def _reports(self) -> Reports:
        url = self._node.get("statusCallback", "")
        method = self._node.get("statusCallbackMethod", "POST")
        words = frozenset(self._node.get("statusCallbackEvent", "").replace(",", " ").split())
        callback = Address(self.stage.absolute(url), method) if url else None
        region = self._node.get("region", HOME)
        return Reports(callback, words or WORDS, self._recorded(), region)

    def _recorded(self) -> Order | None:
        if self._node.get("record", "") not in ("record-from-start", "true"):
            return None
        return order(self._node, Source.CONFERENCE, self.stage.absolute, trims=True)

    def _alone(self) -> bool:
        return self._room.state == "init"

    def _wait(self) -> None:
        url = self._node.attributes.get("waitUrl")
        if url is None:
            now = self.stage.exchange.clock.now()
            self.stage.call.hear(Heard(now, MUSIC, is_sound=True))
            signals.music(self.stage.call)
        elif url:
            method = self._node.get("waitMethod", "POST")
            self._rooms.play(self._who, Address(self.stage.absolute(url), method))

    def _finish(self, status: str) -> None:
        if not self._done:
            self._done = True
            extra = {"DialCallStatus": status, **self._record.over()}
            finish(self.stage, self._verb, extra)
