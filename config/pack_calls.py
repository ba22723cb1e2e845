"""What a policy pack says of calls: `recordings.toml`, `calling_back.toml`, `slowing.toml`."""

from datetime import timedelta
from typing import Annotated, TypedDict

from pydantic import Field

from config.pack import Pack, PolicyError
from config.pack_files import Duration, Shape, Wording
from hotline.calling_back import CallingBack
from hotline.recording_rules import Conversations, Mode, Recordings, Source
from hotline.slowing import Slowing
from hotline.staff import Role
from hotline.vocabulary import Language, Severity


class KeptFor(Shape):
    message: Duration
    conversation: Duration


class ConversationsShape(Shape):
    record: Mode
    basis: Wording
    verified: bool


class RecordingsFile(Shape):
    may_hear: Annotated[frozenset[Role], Field(min_length=1)]
    alarm_after: Duration
    give_up_after: Duration
    kept_for: KeptFor
    conversations: ConversationsShape


class CallingBackFile(Shape):
    most: int = Field(ge=1, le=20)
    within: Duration
    spacing: dict[Severity, Duration]


class SlowingFile(Shape):
    nuisances: int = Field(ge=2, le=50)
    within: Duration
    longest_block: Annotated[Duration, Field(le=timedelta(hours=4))]
    undo_for: Duration


class OfCalls(TypedDict):
    recordings: Recordings
    calling_back: CallingBack
    slowing: Slowing


def of_calls(pack: Pack) -> OfCalls:
    slow = pack.parse("slowing.toml", SlowingFile)
    return {
        "recordings": recordings(pack),
        "calling_back": calling_back(pack),
        "slowing": Slowing(slow.nuisances, slow.within, slow.longest_block, slow.undo_for),
    }


def calling_back(pack: Pack) -> CallingBack:
    shape = pack.parse("calling_back.toml", CallingBackFile)
    for severity in Severity:
        if severity not in shape.spacing:
            raise PolicyError("calling_back.toml", f"spacing.{severity}", "say how long")
    return CallingBack(shape.spacing, shape.most, shape.within)


def recordings(pack: Pack) -> Recordings:
    shape = pack.parse("recordings.toml", RecordingsFile)
    return Recordings(
        may_hear=frozenset(shape.may_hear),
        alarm_after=shape.alarm_after,
        give_up_after=shape.give_up_after,
        kept_for={Source(name): span for name, span in shape.kept_for},
        conversations=_conversations(shape.conversations),
    )


def _conversations(shape: ConversationsShape) -> Conversations:
    basis = {Language.VI: shape.basis.vi, Language.EN: shape.basis.en}
    return Conversations(shape.record, basis, shape.verified)
