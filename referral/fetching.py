"""Pictures are fetched from the carrier, sealed here and deleted there, while nobody waits."""

import uuid
from collections.abc import Iterable
from contextlib import suppress
from datetime import timedelta

import structlog

from hotline import tickets
from hotline.contacts import Contact
from hotline.handling import Why
from hotline.pictures import kinds, picture
from hotline.pictures.picture import Errand, Picture, State
from hotline.store.work import Work, Workplace
from hotline.telephony.carrier import (
    AmbiguousError,
    RefusedError,
    Shelf,
    ThrottledError,
    TooLargeError,
)
from hotline.tickets import Ticket
from hotline.vocabulary import DeadlineKind
from referral.promises import deadlines

FAILURES = (AmbiguousError, ThrottledError, RefusedError)
PATIENT = 6  # what the carrier does not have yet it may have in a minute
LONGEST_PAUSE = timedelta(minutes=5)

log = structlog.get_logger()


def expect(work: Work, contact: Contact, ticket: Ticket) -> None:
    """Pictures came with a text: they are fetched afterwards, and somebody is told where not."""
    picture.expect(work, contact)
    if deadlines.armed(work, ticket.id, DeadlineKind.PICTURE) is None:
        cycle = deadlines.next_cycle(work, ticket.id, DeadlineKind.PICTURE)
        deadlines.oblige(work, ticket, work.policy.fetching, work.now, cycle=cycle)


class Fetcher:
    """Fetches what waits, never holding a transaction while the carrier speaks. Any number may
    run at once."""

    def __init__(self, workplace: Workplace, shelves: Iterable[Shelf]) -> None:
        self._workplace, self._shelves = workplace, tuple(shelves)

    def run(self) -> int:
        """Everything that is due once; how many were carried further."""
        done = 0
        while errand := self._claim():
            self._workplace.reach("picture.before_asking")
            if errand.holds:
                self._drop(errand)
            else:
                self._fetch(errand)
            done += 1
        return done

    def _claim(self) -> Errand | None:
        with self._workplace.work() as work:
            return picture.claim(work)

    def _fetch(self, errand: Errand) -> None:
        shelf = self._shelf(errand)
        found: bytes | Why | None = Why.ELSEWHERE
        if shelf is not None:
            found = _asked(shelf, errand)
        self._workplace.reach("picture.before_keeping")
        with self._workplace.work() as work:
            _settle(work, errand, found)

    def _drop(self, errand: Errand) -> None:
        """Deleted at the carrier only once it lies here in a transaction that is over."""
        shelf = self._shelf(errand)
        gone = shelf is None
        if shelf is not None:
            with suppress(*FAILURES):
                shelf.drop_picture(errand.address)
                gone = True
        with self._workplace.work() as work:
            row = picture.held(work, errand)
            if row is None:
                return
            if gone:
                row.state = State.OURS
            else:
                row.not_before = work.now + _pause(errand)

    def _shelf(self, errand: Errand) -> Shelf | None:
        return next((shelf for shelf in self._shelves if shelf.holds(errand.address)), None)


def _asked(shelf: Shelf, errand: Errand) -> bytes | Why | None:
    """What it is, why it never will be ours, or None: ask again."""
    try:
        return shelf.picture(errand.address, kinds.LARGEST)
    except TooLargeError:
        return Why.TOO_LARGE
    except RefusedError:
        return Why.GONE if errand.fence >= PATIENT else None
    except (AmbiguousError, ThrottledError) as error:
        log.warning("picture_not_fetched", error=type(error).__name__, tries=errand.fence)
        return None


def _settle(work: Work, errand: Errand, found: bytes | Why | None) -> None:
    ticket = tickets.locked(work, errand.ticket_id)
    row = picture.held(work, errand)
    if row is None or row.state is not State.WAITING:
        return
    if found is None:
        _wait(work, row, errand)
    elif isinstance(found, Why):
        picture.refuse(work, row, found)
    elif (kind := kinds.kind_of(found)) is None:
        picture.refuse(work, row, Why.UNKNOWN_KIND)
    else:
        picture.keep(work, row, found, kind)
    _fulfil(work, ticket.id)


def _wait(work: Work, row: Picture, errand: Errand) -> None:
    """In a while again, as long as the policy has patience."""
    if work.now - errand.came_at >= work.policy.pictures.give_up_after:
        picture.refuse(work, row, Why.UNREACHABLE)
    else:
        row.not_before = work.now + _pause(errand)


def _pause(errand: Errand) -> timedelta:
    return min(timedelta(seconds=2 ** min(errand.fence, 10)), LONGEST_PAUSE)


def _fulfil(work: Work, ticket_id: uuid.UUID) -> None:
    if picture.awaited(work, ticket_id) == 0:
        deadlines.fulfil(work, ticket_id, [DeadlineKind.PICTURE], work.now)
