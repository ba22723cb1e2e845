"""Who can be rung now: each state with its times as a row, so that reports can count them."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, bindparam, select, text
from sqlalchemy.orm import Mapped, mapped_column

from hotline.calls import looks
from hotline.errors import InvalidError
from hotline.staff import Staff
from hotline.store import journal
from hotline.store.journal import Act
from hotline.store.prepared import MOMENT, Prepared
from hotline.store.work import Base, Work


class State(StrEnum):
    READY = "ready"
    TALKING = "talking"
    WRAP_UP = "wrap_up"  # writes down what was said; calls come again by themselves
    ON_BREAK = "on_break"
    AWAY = "away"  # set by the line: calls rang here and nobody answered
    OFFLINE = "offline"


ANSWERING = frozenset({State.READY, State.TALKING, State.WRAP_UP})  # now, or in a moment
CHOSEN = frozenset({State.READY, State.ON_BREAK, State.OFFLINE})
SOFTPHONE = "client:"  # so begin addresses of softphones


class Via(StrEnum):
    """Where somebody is rung."""

    SOFTPHONE = "softphone"
    OWN_PHONE = "own_phone"


class Why(StrEnum):
    """Why the line itself changed it."""

    CALLS_MISSED = "calls_missed"
    CALL_LOST = "call_lost"  # their leg ended while the caller was still there
    LOGGED_OFF = "logged_off"  # by a supervisor


class Presence(Base):
    """`until` is empty for the state somebody is in now; `ends_at` is when a wrap-up is over."""

    __tablename__ = "presence"
    __table_args__ = (
        Index("uq_presence_now", "staff_id", unique=True, postgresql_where=text("until IS NULL")),
    )

    staff_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("staff.id"), index=True)
    state: Mapped[State]
    via: Mapped[Via]
    since: Mapped[datetime]
    until: Mapped[datetime | None]
    ends_at: Mapped[datetime | None]
    set_by: Mapped[str]
    why: Mapped[Why | None]


NOW = Presence.until.is_(None)
_OF = select(Presence).where(Presence.staff_id == bindparam("staff"), NOW)
_OF_LOCKED = _OF.with_for_update()
_ANSWER = Prepared(select(Presence.id).where(NOW, Presence.state.in_(sorted(ANSWERING))).limit(1))
_THERE = select(Presence).where(NOW, Presence.state != State.OFFLINE)
OVER = select(Presence.id).where(NOW, Presence.ends_at <= MOMENT)  # a time to write


def of(work: Work, staff_id: uuid.UUID, *, lock: bool = False) -> Presence | None:
    return work.session.scalar(_OF_LOCKED if lock else _OF, {"staff": staff_id})


def anybody_answers(work: Work) -> bool:
    """Whether a counselor is there at a glance, free or not."""
    return work.sees(_ANSWER)


def everybody(work: Work) -> Sequence[Presence]:
    """The states of all who are not offline."""
    return work.session.scalars(_THERE).all()


def choose(work: Work, person: Staff, state: State, via: Via | None = None) -> Presence:
    """What somebody says of themselves; refused in the middle of a call."""
    was = of(work, person.id, lock=True)
    if state not in CHOSEN:
        raise InvalidError("nobody sets this by hand")
    if was is not None and was.state is State.TALKING:
        raise InvalidError("first the call, then the break")
    via = via or (was.via if was else Via.SOFTPHONE)
    if via is Via.OWN_PHONE and not person.phone:
        raise InvalidError("there is no number to ring")
    return enter(work, person.id, state, via=via, by=journal.staff(person.id))


def log_off(work: Work, person: Staff, *, by: Staff) -> None:
    """A supervisor does it for somebody who forgot; never out of a call."""
    was = of(work, person.id, lock=True)
    if was is None or was.state is State.OFFLINE:
        return
    if was.state is State.TALKING:
        raise InvalidError("first the call, then the break")
    enter(work, person.id, State.OFFLINE, by=journal.staff(by.id), why=Why.LOGGED_OFF)


def go_home(work: Work, person: Staff) -> None:
    """Whoever logs out is rung at that computer no more; their own telephone, and a call that goes
    on, are theirs to end."""
    was = of(work, person.id, lock=True)
    if was is None or was.via is Via.OWN_PHONE or was.state in (State.OFFLINE, State.TALKING):
        return
    enter(work, person.id, State.OFFLINE, by=journal.staff(person.id))


def enter(  # noqa: PLR0913  # who, what, where, by whom and why: each said by name
    work: Work,
    staff_id: uuid.UUID,
    state: State,
    *,
    via: Via | None = None,
    by: str = journal.SYSTEM,
    why: Why | None = None,
) -> Presence:
    """The state before ends in the instant this one begins; who waits is looked at anew."""
    was = of(work, staff_id, lock=True)
    if was is not None:
        if was.state is state and via in (None, was.via):
            return was
        was.until = work.now
        work.session.flush()
    wraps_up = state is State.WRAP_UP
    journal.write(work, Act.PRESENCE_SET, by=by, facts={"state": state, "people": str(staff_id)})
    looks.ask(work)
    return work.add(
        Presence(
            staff_id=staff_id,
            state=state,
            via=via or (was.via if was else Via.SOFTPHONE),
            since=work.now,
            ends_at=work.now + work.policy.calls.wrap_up if wraps_up else None,
            set_by=by,
            why=why,
        )
    )


def end_wrap_ups(work: Work) -> int:
    """Those who had their time to write are ready again; how many."""
    over = work.session.scalars(
        select(Presence.staff_id)
        .where(NOW, Presence.ends_at <= work.now)
        .with_for_update(skip_locked=True)
    ).all()
    for staff_id in over:
        enter(work, staff_id, State.READY)
    return len(over)


def rung_at(work: Work, person: Staff) -> Via | None:
    """Where they sit now, else their own telephone; None for whoever can be rung nowhere."""
    now = of(work, person.id)
    if now is not None and now.state is not State.OFFLINE:
        return now.via
    return Via.OWN_PHONE if person.phone else None


def has_talked(work: Work, staff_id: uuid.UUID) -> None:
    """There is time to write, for whoever would be rung for the next caller otherwise."""
    now = of(work, staff_id, lock=True)
    if now is not None and now.state is State.READY:
        enter(work, staff_id, State.WRAP_UP)


def identity(staff_id: uuid.UUID) -> str:
    """By which somebody's softphone is known to the carrier; it names nobody."""
    return f"staff_{staff_id.hex}"


def address(person: Staff, via: Via) -> str:
    if via is Via.OWN_PHONE and person.phone:
        return person.phone
    return f"{SOFTPHONE}{identity(person.id)}"


def is_softphone(address: str) -> bool:
    """A computer, where nobody but a person picks up."""
    return address.startswith(SOFTPHONE)
