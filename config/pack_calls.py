"""What a policy pack says of calls: `recordings.toml`."""

from typing import Annotated

from pydantic import Field

from config.pack import Pack
from config.pack_files import Duration, Shape
from hotline.recording_rules import Recordings, Source
from hotline.staff import Role


class KeptFor(Shape):
    message: Duration
    conversation: Duration


class RecordingsFile(Shape):
    may_hear: Annotated[frozenset[Role], Field(min_length=1)]
    alarm_after: Duration
    give_up_after: Duration
    kept_for: KeptFor


def recordings(pack: Pack) -> Recordings:
    shape = pack.parse("recordings.toml", RecordingsFile)
    return Recordings(
        may_hear=frozenset(shape.may_hear),
        alarm_after=shape.alarm_after,
        give_up_after=shape.give_up_after,
        kept_for={Source(name): span for name, span in shape.kept_for},
    )
