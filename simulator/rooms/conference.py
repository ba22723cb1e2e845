"""A conference and those in it: what is known, and which state follows which."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from simulator.rooms import hearing
from simulator.rooms.hearing import Ears
from simulator.voice.call import Call, Status
from simulator.voice.played import Played
from simulator.voice.recording import Order, Recording
from simulator.voice.stage import Interlude, Stage
from simulator.voice.tape import Voice
from simulator.wire.addresses import Address

MOST = 250
HOME = "us1"
WORDS = frozenset({"start", "end"})
LONGEST_LABEL = 128
_NO_LABEL = re.compile(r"CA[0-9a-f]{32}|.*(/|%2[Ff]).*", re.DOTALL)


def is_label(text: str) -> bool:
    """A label stands in addresses beside the sids of calls: no slash, however it is written."""
    return len(text) <= LONGEST_LABEL and _NO_LABEL.fullmatch(text) is None


class State(StrEnum):
    INIT = "init"
    IN_PROGRESS = "in-progress"
    COMPLETED = "completed"


class Seat(Protocol):
    """The Dial in which a leg sits in a room."""

    @property
    def stage(self) -> Stage: ...

    def put_out(self) -> None:
        """The room is over for this leg, and not by its own doing."""


@dataclass(eq=False)
class Participant:
    """`coaches` is the sid of the leg this one whispers to."""

    call: Call
    created: datetime
    label: str = ""
    muted: bool = False
    hold: bool = False
    coaches: str = ""
    starts: bool = True
    ends: bool = False
    # Whether the others hear a beep when this one comes, or goes.
    beeps_in: bool = True
    beeps_out: bool = True
    updated: datetime | None = None
    seat: Seat | None = None
    music: Interlude | None = None
    # Until when the room hears words of this one.
    speaks: datetime | None = None

    @property
    def sid(self) -> str:
        """A participant goes by the sid of its call."""
        return self.call.sid

    @property
    def status(self) -> str:
        if self.seat is not None:
            return "connected"
        if self.call.over:
            return "failed"
        return _BEFORE.get(self.call.status, "connecting")

    @property
    def ears(self) -> Ears:
        return Ears(self.call.sid, self.muted, self.hold, self.coaches)


_BEFORE = {Status.QUEUED: "queued", Status.RINGING: "ringing"}


@dataclass(eq=False)
class Conference:
    sid: str
    name: str
    created: datetime
    updated: datetime
    state: State = State.INIT
    # By the sid of their call, in the order they came; the invited ones stand here too.
    participants: dict[str, Participant] = field(default_factory=dict)
    callback: Address | None = None
    words: frozenset[str] = WORDS
    sequence: int = 0
    reason: str | None = None
    ended_by: str | None = None
    # How it is recorded from its start, if anybody asked for that.
    recorded: Order | None = None
    recordings: list[Recording] = field(default_factory=list)
    recorders: list[Callable[[], None]] = field(default_factory=list)
    # What everybody in it hears, but for the people.
    played: Played = field(default_factory=Played)
    # Where its sound is mixed.
    region: str = HOME

    @property
    def over(self) -> bool:
        return self.state is State.COMPLETED

    @property
    def present(self) -> list[Participant]:
        return [one for one in self.participants.values() if one.seat is not None]

    def who(self, name: str) -> Participant | None:
        """By call sid, or by label."""
        known = self.participants.get(name)
        labelled = (one for one in self.participants.values() if one.label and one.label == name)
        return known or next(labelled, None)

    def hearers(self, speaker: Call) -> list[Call]:
        mouth = self.participants.get(speaker.sid)
        if self.state is not State.IN_PROGRESS or mouth is None:
            return []
        return [one.call for one in self.present if hearing.hears(one.ears, mouth.ears)]

    def heard_by(self, listener: Call) -> list[Call]:
        ears = self.participants.get(listener.sid)
        if self.state is not State.IN_PROGRESS or ears is None:
            return []
        return [one.call for one in self.present if hearing.hears(ears.ears, one.ears)]

    def voices(self) -> list[Voice]:
        """What everybody may hear: nobody muted or held, and no whisper."""
        if self.state is not State.IN_PROGRESS:
            return []
        open_ = (one for one in self.present if not (one.muted or one.hold or one.coaches))
        people = [Voice(one.call.sid, talks=one.call.talks) for one in open_]
        return people + self.played.voices(0)

    def tell_recorders(self) -> None:
        for told in tuple(self.recorders):
            told()
        for one in self.present:
            one.call.tell_recorders()

    def hears_by_person(self) -> dict[str, list[str]]:
        """As `hears`, but everybody by number or identity."""
        people = {_name(one): one.call.person for one in self.present}
        return {
            people[one]: [people[other] for other in heard] for one, heard in self.hears().items()
        }

    def hears(self) -> dict[str, list[str]]:
        """Who hears whom now, by label where there is one, else by the person's number."""
        if self.state is not State.IN_PROGRESS:
            return {_name(one): [] for one in self.present}
        names = {one.call.sid: _name(one) for one in self.present}
        heard = hearing.matrix(one.ears for one in self.present)
        return {names[one]: [names[other] for other in others] for one, others in heard.items()}


def _name(participant: Participant) -> str:
    return participant.label or participant.call.person
