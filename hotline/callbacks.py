"""One call back: whoever wants to call is rung first, then the caller, then the two talk."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, bindparam, literal_column, select, text
from sqlalchemy.orm import Mapped, mapped_column

from hotline.calling_back import Came, Try
from hotline.errors import IllegalMoveError
from hotline.store.prepared import Prepared
from hotline.store.work import Base, Work


class State(StrEnum):
    RINGING_US = "ringing_us"
    RINGING_THEM = "ringing_them"
    TALKING = "talking"
    OVER = "over"


MOVES: dict[State, frozenset[State]] = {
    State.RINGING_US: frozenset({State.RINGING_THEM, State.OVER}),
    State.RINGING_THEM: frozenset({State.TALKING, State.OVER}),
    State.TALKING: frozenset({State.OVER}),
    State.OVER: frozenset(),
}


class CallBack(Base):
    """`moved_at` is when its state last changed; `came` stands once it is over."""

    __tablename__ = "call_back"
    __table_args__ = (
        Index(
            "ix_call_back_under_way",
            "ticket_id",
            unique=True,
            postgresql_where=text("state <> 'over'"),
        ),
    )

    ticket_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("ticket.id"), index=True)
    staff_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("staff.id"))
    asked_at: Mapped[datetime]
    state: Mapped[State]
    moved_at: Mapped[datetime]
    came: Mapped[Came | None]
    seconds: Mapped[int | None]

    @property
    def room(self) -> str:
        """Names nobody."""
        return f"back-{self.id.hex}"


# Spelled out: a prepared statement with a parameter here could not use the index.
UNDER_WAY = CallBack.state != literal_column(f"'{State.OVER}'")
_OF_PERSON = (
    select(CallBack)
    .where(CallBack.staff_id == bindparam("staff"), UNDER_WAY)
    .order_by(CallBack.asked_at.desc())
    .limit(1)
)
_CALLS = Prepared(_OF_PERSON.with_only_columns(CallBack.id))


def other_leg(row_id: uuid.UUID) -> uuid.UUID:
    """Of the two calls, ours is known by the id of the row; from either the other follows."""
    return uuid.UUID(int=row_id.int ^ 1)


def move(work: Work, row: CallBack, to: State) -> None:
    if to not in MOVES[row.state]:
        raise IllegalMoveError("call back", row.state, to)
    row.state, row.moved_at = to, work.now


def locked(work: Work, row_id: uuid.UUID) -> CallBack | None:
    work.session.flush()
    query = select(CallBack).where(CallBack.id == row_id).with_for_update()
    return work.session.scalar(query.execution_options(populate_existing=True))


def under_way(work: Work, ticket_id: uuid.UUID) -> CallBack | None:
    work.session.flush()
    return work.session.scalar(select(CallBack).where(CallBack.ticket_id == ticket_id, UNDER_WAY))


def of_person(work: Work, staff_id: uuid.UUID) -> CallBack | None:
    """The one somebody is at now."""
    values = {"staff": staff_id}
    if work.glance(_CALLS, values) is None:
        return None
    return work.session.scalar(_OF_PERSON, values)


def of_ticket(work: Work, ticket_id: uuid.UUID) -> Sequence[CallBack]:
    work.session.flush()
    query = select(CallBack).where(CallBack.ticket_id == ticket_id)
    return work.session.scalars(query.order_by(CallBack.asked_at)).all()


def tries(rows: Sequence[CallBack]) -> list[Try]:
    return [Try(row.moved_at, row.came) for row in rows if row.came is not None]
