"""How callers wait and who is rung for them, of a policy pack: `calls.toml`."""

from datetime import time, timedelta
from typing import Annotated, Self

from pydantic import Field, model_validator

from config.pack import Pack
from config.pack_files import Duration, Shape
from hotline.call_rules import CallRules

Some = Annotated[Duration, Field(gt=timedelta(0))]
# Nobody rings longer than the carrier lets a call ring, nor so briefly that nobody can get there.
Ring = Annotated[Duration, Field(ge=timedelta(seconds=5), le=timedelta(minutes=1))]


class CallsFile(Shape):
    opens: time
    closes: time
    offer_for: Ring
    offer_pause: Some
    duty_after: Annotated[Duration, Field(le=timedelta(minutes=1))]
    misses_to_away: int = Field(ge=1)
    wrap_up: Duration
    prompt_pause: Annotated[Duration, Field(ge=timedelta(seconds=1), le=timedelta(minutes=1))]
    page_after: Some
    longest_wait: Some
    most_waiting: int = Field(ge=1, le=1000)
    silent_calls: int = Field(ge=1)
    silent_within: Some

    @model_validator(mode="after")
    def _somebody_is_told_in_time(self) -> Self:
        if self.page_after >= self.longest_wait:
            raise ValueError("page_after: tell somebody before the caller has waited in vain")
        return self


def rules(pack: Pack) -> CallRules:
    return CallRules(**pack.parse("calls.toml", CallsFile).model_dump())
