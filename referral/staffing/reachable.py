"""Who could be woken now, from whoever is on duty to everybody. Pure."""

import uuid
from dataclasses import dataclass

from hotline.vocabulary import Audience


@dataclass(frozen=True)
class Roster:
    """Who can be reached now; `everyone` is the last resort and holds every supervisor."""

    on_duty: tuple[uuid.UUID, ...] = ()
    second: tuple[uuid.UUID, ...] = ()
    everyone: tuple[uuid.UUID, ...] = ()

    def of(self, audience: Audience) -> tuple[uuid.UUID, ...]:
        match audience:
            case Audience.ON_DUTY:
                return self.on_duty
            case Audience.SECOND:
                return self.second
            case Audience.EVERYONE:
                return self.everyone

    def reach(self, audience: Audience) -> tuple[uuid.UUID, ...]:
        """The people of `audience`; where there is nobody, those of the next wider one."""
        match audience:
            case Audience.ON_DUTY:
                return self.on_duty or self.second or self.everyone
            case Audience.SECOND:
                return self.second or self.everyone
            case Audience.EVERYONE:
                return self.everyone
