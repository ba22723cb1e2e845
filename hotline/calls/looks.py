"""When the line looks at everybody who waits: asked for by whatever happens, and by the clock.

A row of its own for each wish, so that whoever asks waits for nobody, and none is overheard.
"""

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Mapped

from hotline.store.work import Base, Work


class Look(Base):
    __tablename__ = "look"

    at: Mapped[datetime]


def ask(work: Work) -> None:
    """Somebody became free, or nobody is any more, or somebody waits who did not."""
    plan(work, work.now)
    work.ring_afterwards()


def plan(work: Work, at: datetime) -> None:
    """Time alone will bring something about."""
    work.write(Look, {"at": at})


def begin(work: Work) -> None:
    """All that was asked for until now is answered by one look; what is asked meanwhile stays."""
    work.session.execute(delete(Look))
