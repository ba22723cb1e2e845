"""How callers wait, who is rung and when somebody is told: numbers of a policy pack. Pure."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta


@dataclass(frozen=True)
class CallRules:
    """`opens` and `closes` are local; the same hour twice is day and night. Outside them callers
    wait as always, and hear other words.

    `offer_for` is how long one person is rung; who was rung for a caller in vain is left alone for
    `offer_pause`. In danger the telephones on duty ring too after `duty_after`. So many missed
    offers in a row are `misses_to_away`.

    `page_after` is the wait of which a supervisor is told, `longest_wait` the one after which a
    caller is asked for a message instead; nobody in danger is. Beyond `most_waiting` nobody else
    is let in, but for danger. `prompt_pause` is the quiet between two sentences.

    So many silent calls of a number within `silent_within` are told to a supervisor.
    """

    opens: time
    closes: time
    offer_for: timedelta
    offer_pause: timedelta
    duty_after: timedelta
    misses_to_away: int
    wrap_up: timedelta
    prompt_pause: timedelta
    page_after: timedelta
    longest_wait: timedelta
    most_waiting: int
    silent_calls: int
    silent_within: timedelta

    def after_hours(self, local: datetime) -> bool:
        if self.opens == self.closes:
            return False
        return not self.opens <= local.time() < self.closes
