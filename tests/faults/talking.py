"""Callers who wait and callers who talk while whoever serves them is killed."""

import time
from collections.abc import Sequence
from functools import partial

from sqlalchemy import func, select

from hotline import staff
from hotline.calls import presence, rooms, waits
from hotline.calls.presence import State, Via
from hotline.calls.rooms import Room, Seat
from hotline.calls.standing import Kind, Standing
from hotline.calls.waits import Waiting
from hotline.contacts import Contact, Outcome
from hotline.staff import Staff
from hotline.store.work import Work, among
from tests.faults.oracle import Act, Books, Found, Play, asked, number
from tests.faults.system import System
from tests.faults.waiting import until

CALLERS, PEOPLE = 6, ("lan", "minh")
LONG = 60.0  # seconds
IN_THEIR_ROOM = Seat.standing == Standing.IN_ROOM


def struck_in_calls(then: Act) -> Play:
    """Two talk and the others wait when it is done, and a caller of each kind hangs up into it.

    Seconds are from then until somebody else talks with whoever was left, and all others still
    wait or talk.
    """
    return partial(_play, then=then)


def _play(system: System, then: Act) -> Found:
    books = Books(system)
    callers = _two_talk_and_the_others_wait(system)
    began = time.monotonic()
    then(system)
    gone = [_one(system, callers, talks=talks) for talks in (True, False)]
    _hang_up(system, gone)
    until("somebody is free again", lambda: _chosen(system, State.READY) > 0, LONG)
    until("two talk again", lambda: _stand(system) == (2, CALLERS - 4), LONG)
    took, twice = time.monotonic() - began, _in_two_rooms(system)
    _hang_up(system, [sid for sid in callers if sid not in gone])
    until("line and rooms are empty", lambda: _stand(system) == (0, 0), LONG)
    until("all go home", lambda: _chosen(system, State.OFFLINE) == len(PEOPLE), LONG)
    found = books.closed(callers, took)
    return Found(found.lost, found.duplicates + twice, took)


def _two_talk_and_the_others_wait(system: System) -> list[str]:
    """The ids of the callers."""
    for login in PEOPLE:
        _sits_down(system, login)
    callers = _call(system)
    until("two talk", lambda: _stand(system) == (2, CALLERS - 2), LONG)
    return callers


def _hang_up(system: System, sids: Sequence[str]) -> None:
    for sid in sids:
        system.telephones.hang_up(sid)


def _sits_down(system: System, login: str) -> None:
    """At a softphone that takes whatever rings."""
    with system.house.workplace.work() as work:
        person = _person(work, login)
        where = presence.address(person, Via.SOFTPHONE)
        presence.choose(work, person, State.READY, Via.SOFTPHONE)
    system.telephones.behave(where, answer="accept", after=1)


def _call(system: System) -> list[str]:
    """Each is heard to the menu, and wants a counselor."""
    callers = [system.telephones.dial(number(n)) for n in range(CALLERS)]
    for sid in callers:
        until("they hear the menu", partial(_hears, system, sid))
        system.telephones.press(sid, "1")
    return callers


def _hears(system: System, sid: str) -> bool:
    return bool(system.telephones.call(sid).heard)


def _stand(system: System) -> tuple[int, int] | None:
    """How many talk with somebody, and how many wait."""
    talk = select(func.count()).select_from(Seat).where(Seat.kind == Kind.CALLER, IN_THEIR_ROOM)
    wait = select(func.count()).select_from(Waiting).where(waits.WAITS)
    return asked(
        system, lambda work: (work.session.scalar(talk) or 0, work.session.scalar(wait) or 0)
    )


def _one(system: System, callers: Sequence[str], *, talks: bool) -> str:
    of_them = select(Contact.carrier_sid).where(among(Contact.carrier_sid, callers))
    answered = Contact.outcome == Outcome.ANSWERED
    with system.house.workplace.work() as work:
        return work.session.scalars(of_them.where(answered if talks else ~answered)).first() or ""


def _chosen(system: System, state: State) -> int:
    """How many have nobody on the line any more: they choose this, and do not write first."""
    with system.house.workplace.work() as work:
        people = [_person(work, login) for login in PEOPLE]
        free = [one for one in people if rooms.seat_of_person(work, one.id) is None]
        for one in free:
            presence.choose(work, one, state)
    return len(free)


def _in_two_rooms(system: System) -> int:
    """Legs in more than one room, as the carrier has them."""
    with system.house.workplace.work() as work:
        known = select(Room.conference_sid).where(Room.ended.is_(None))
        names = work.session.scalars(known).all()
    control = system.house.carrier.control
    legs = [leg for name in names for leg in control.who_is_in(name or "")]
    return len(legs) - len(set(legs))


def _person(work: Work, login: str) -> Staff:
    person = staff.by_login(work, login)
    assert person is not None
    return person
