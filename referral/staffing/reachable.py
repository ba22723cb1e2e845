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
        people = {
            Audience.ON_DUTY: self.on_duty,
            Audience.SECOND: self.second,
            Audience.EVERYONE: self.everyone,
        }
        return people[audience]

    def reach(self, audience: Audience) -> tuple[uuid.UUID, ...]:
        """The people of `audience`; where there is nobody, those of the next wider one."""
        wider = {
            Audience.ON_DUTY: (self.on_duty, self.second, self.everyone),
            Audience.SECOND: (self.second, self.everyone),
            Audience.EVERYONE: (self.everyone,),
        }
        return next((people for people in wider[audience] if people), ())
