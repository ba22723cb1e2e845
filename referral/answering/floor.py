"""Who could answer a caller now: counselors who are ready, and the telephones of those on duty."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import CompoundSelect, bindparam, select, union_all

from hotline.callbacks import UNDER_WAY, CallBack
from hotline.calls import presence, rooms, waits
from hotline.calls.offers import Floor, Ready, Rung
from hotline.calls.presence import ANSWERING, Presence, State, Via
from hotline.calls.rooms import Seat
from hotline.calls.waits import Waiting
from hotline.sending.outbox import Outgoing, Purpose
from hotline.staff import Staff
from hotline.store.work import Work, among
from hotline.vocabulary import Channel, Language
from referral.staffing import duty

_BUSY: CompoundSelect[uuid.UUID | None] = union_all(
    select(Seat.staff_id).where(rooms.OPEN), select(CallBack.staff_id).where(UNDER_WAY)
)
_PAGED = (
    select(Outgoing.ticket_id, Outgoing.staff_id, Outgoing.created_at)
    .where(Outgoing.ticket_id.in_(select(Waiting.ticket_id).where(waits.WAITS)))
    .where(Outgoing.purpose == Purpose.PAGE, Outgoing.channel == Channel.CALL)
    .where(Outgoing.created_at > bindparam("since"))
)


@dataclass(frozen=True)
class Answerers:
    """The floor as the decision sees it, with the people and where each is rung."""

    floor: Floor
    people: Mapping[uuid.UUID, Staff]
    via: Mapping[uuid.UUID, Via]


def now(work: Work) -> Answerers:
    states = presence.everybody(work)
    reachable = duty.now_reachable(work)
    busy = set(work.session.scalars(_BUSY))
    free = [one for one in states if one.state is State.READY and one.staff_id not in busy]
    people = {**reachable.people, **_people(work, [one.staff_id for one in free])}
    answering = {one.staff_id for one in states if one.state in ANSWERING}
    on_duty = (*reachable.roster.on_duty, *reachable.roster.second)
    floor = Floor(
        ready=tuple(_ready(one, people[one.staff_id]) for one in free),
        logged_in=len(answering),
        duty=tuple(dict.fromkeys(one for one in on_duty if one not in busy | answering)),
    )
    return Answerers(floor, people, {one.staff_id: one.via for one in free})


def is_staffed(work: Work) -> bool:
    """Whether anybody could come at all, now or when they have finished what they do."""
    if presence.anybody_answers(work):
        return True
    roster = duty.now_reachable(work).roster
    return bool(roster.on_duty or roster.second)


def paged_about_callers(work: Work) -> dict[uuid.UUID, list[Rung]]:
    """Whose telephone rings for a caller's ticket anyway, by ticket: it offers the caller too."""
    paged: dict[uuid.UUID, list[Rung]] = {}
    since = {"since": work.now - work.policy.calls.offer_pause}
    for ticket_id, staff_id, at in work.session.execute(_PAGED, since):
        if ticket_id is not None and staff_id is not None:
            paged.setdefault(ticket_id, []).append(_paged(staff_id, at))
    return paged


def _paged(staff_id: uuid.UUID, at: datetime) -> Rung:
    return Rung(staff_id, at, ended=True)


def _people(work: Work, ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, Staff]:
    found = work.session.scalars(select(Staff).where(among(Staff.id, ids)))
    return {person.id: person for person in found}


def _ready(row: Presence, person: Staff) -> Ready:
    """Everybody here speaks Vietnamese, and the language they read the console in."""
    return Ready(row.staff_id, row.since, frozenset({Language.VI, person.language}))
