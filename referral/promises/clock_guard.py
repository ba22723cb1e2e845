"""Time never goes back here: whatever a clock says, what was due stays due."""

from datetime import datetime, timedelta

from sqlalchemy import func, select, text
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Mapped, mapped_column

from hotline.store.prepared import MOMENT, Prepared
from hotline.store.work import Base, Work, table_of

JITTER = timedelta(seconds=2)
DATABASE = "database"


class ClockGuard(Base):
    """The latest moment any clockwork has heard of."""

    __tablename__ = "clock_guard"

    name: Mapped[str] = mapped_column(unique=True)
    latest: Mapped[datetime]


_NEW = insert(table_of(ClockGuard)).values(id=func.gen_random_uuid(), name=DATABASE, latest=MOMENT)
_HEAR = Prepared(
    _NEW.on_conflict_do_update(
        index_elements=["name"],
        set_={"latest": func.greatest(ClockGuard.latest, _NEW.excluded.latest)},
    ).returning(ClockGuard.latest)
)


def judge(latest: datetime | None, said: datetime) -> datetime:
    """What time it is: what the clock says, unless it was later already."""
    return latest if latest is not None and went_back(latest, said) else said


def went_back(latest: datetime, said: datetime) -> bool:
    return said < latest - JITTER


def hear(work: Work) -> datetime:
    """The time to act by. The database's clock decides, because all machines share it."""
    said = clock(work)
    (latest,) = _HEAR.first(work.connection, {MOMENT.key: said}) or (None,)
    return judge(latest, said)


def is_back(work: Work) -> bool:
    """Whether the clock is behind what it has said itself."""
    latest = work.session.scalar(select(ClockGuard.latest).where(ClockGuard.name == DATABASE))
    return latest is not None and went_back(latest, clock(work))


def clock(work: Work) -> datetime:
    """The database's; in virtual time there is only ours."""
    if work.trip.premises.virtual_time:
        return work.now
    there: datetime = work.session.scalars(select(text("clock_timestamp()"))).one()
    return there
