"""Somebody of the line looks for a ticket: found with the reasons why, and written in the journal.

Whoever may open a ticket's page may find it: all who are logged in, but for a screen on a wall.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from sqlalchemy import bindparam, func, select

from hotline import codes
from hotline.attempts import TooManyError
from hotline.contacts import Contact
from hotline.search import terms
from hotline.search.asked import Asked, Part
from hotline.search.finder import After, Direct, Finder, Hit, Tier
from hotline.search.terms import Said, Where
from hotline.staff import PHONE, Staff
from hotline.store import journal
from hotline.store.journal import Act, JournalEntry
from hotline.store.prepared import Prepared
from hotline.store.work import Work
from hotline.tickets import Ticket
from referral import indexing, relays
from referral.referrals import Referral

PAGE = 20
# Who works asks a few times for one ticket. Who reads the line's callers through asks all the time.
MOST, WINDOW = 60, timedelta(minutes=10)
MOST_OF_A_NUMBER = 5000  # tickets one number can be found by
_LATELY = Prepared(
    select(func.count()).where(
        JournalEntry.act == Act.SEARCHED,
        JournalEntry.actor == bindparam("actor"),
        JournalEntry.at > bindparam("since"),
    )
)


class By(StrEnum):
    """What of a ticket was found, besides words."""

    NUMBER = "number"
    PHONE = "phone"
    REFERENCE = "reference"


@dataclass(frozen=True)
class Why:
    """What of the ticket fits, and which of the words that were typed."""

    by: By | Where
    typed: tuple[str, ...]


@dataclass(frozen=True)
class Found:
    ticket: Ticket
    tier: Tier
    why: tuple[Why, ...]


@dataclass(frozen=True)
class Result:
    """`after` goes on where this ends; `nowhere` are words that no ticket has.

    `waiting` tickets changed a moment ago and `missing` parts of the index are not looked into yet.
    """

    found: tuple[Found, ...]
    after: After | None
    nowhere: tuple[str, ...]
    waiting: int
    missing: int


@dataclass(frozen=True)
class _Known:
    """Tickets known by a number, part by part, and by what kind of number."""

    by: Mapping[Part, Mapping[By, frozenset[int]]]
    references: frozenset[int]

    @property
    def direct(self) -> Direct:
        parts = {part: frozenset().union(*by.values()) for part, by in self.by.items()}
        return Direct(parts, self.references)


def find(work: Work, asked: Asked, person: Staff, after: After | None = None) -> Result:
    """One page of what fits; raises TooManyError for somebody who does little else."""
    _check_pace(work, person)
    known, finder = _known(work, asked), Finder(work)
    hits = finder.find(asked, known.direct, PAGE + 1, after)
    _write(work, asked, person, len(hits))
    shown, last = hits[:PAGE], hits[PAGE - 1] if len(hits) > PAGE else None
    return Result(
        found=tuple(_explained(work, asked, known, shown)),
        after=After(last.tier, last.ticket.number) if last else None,
        nowhere=() if hits or after else tuple(_nowhere(finder, asked, known.direct)),
        waiting=finder.waiting,
        missing=finder.missing,
    )


def _check_pace(work: Work, person: Staff) -> None:
    lately = {"actor": journal.staff(person.id), "since": work.now - WINDOW}
    ((searches,),) = work.rows(_LATELY, lately)
    if searches >= MOST:
        raise TooManyError("too many searches; wait a few minutes")


def _write(work: Work, asked: Asked, person: Staff, count: int) -> None:
    """That somebody searched, by how much and how much was found; never what for."""
    filters = [*asked.fields, *(["days"] if asked.days.since or asked.days.until else [])]
    facts = {
        "found": f"{PAGE}+" if count > PAGE else str(count),
        "parts": str(len(asked.parts)),
        "filters": " ".join(sorted(filters)),
    }
    journal.write(work, Act.SEARCHED, by=journal.staff(person.id), facts=facts)


def _known(work: Work, asked: Asked) -> _Known:
    by = {part: _by_number(work, part) for part in asked.parts}
    return _Known(by, frozenset(_by_reference(work, asked.whole)))


def _by_number(work: Work, part: Part) -> dict[By, frozenset[int]]:
    found = {}
    if part.number is not None:
        found[By.NUMBER] = frozenset([part.number])
    if part.phone is not None:
        found[By.PHONE] = frozenset(_of_caller(work, part.phone))
    return found


def _of_caller(work: Work, number: str) -> Iterable[int]:
    """Tickets this number reached us about, also under a key that has been replaced since."""
    indexes = work.keyring.blinds(number, PHONE)
    its_own = select(Contact.ticket_id).where(Contact.caller_index.in_(indexes))
    newest = its_own.order_by(Contact.nth.desc()).limit(MOST_OF_A_NUMBER)
    return work.session.scalars(select(Ticket.number).where(Ticket.id.in_(newest)))


def _by_reference(work: Work, typed: str) -> Iterator[int]:
    """By the reference of another line, or the code of a request to an agency."""
    plain = "".join(terms.folded(typed)).upper()
    if any(letter.isdigit() for letter in plain):
        yield from relays.find(work, typed)
    elif len(plain) == codes.REFERRAL and set(plain) <= set(codes.LETTERS):
        request = select(Ticket.number).join(Referral).where(Referral.code == plain)
        yield from work.session.scalars(request)


def _explained(work: Work, asked: Asked, known: _Known, hits: Sequence[Hit]) -> Iterator[Found]:
    said = indexing.said(work, [hit.ticket.id for hit in hits]) if asked.parts else {}
    for hit in hits:
        why = [*_by(known, hit), *_where(asked, said.get(hit.ticket.id, ()))]
        yield Found(hit.ticket, hit.tier, tuple(why))


def _by(known: _Known, hit: Hit) -> Iterator[Why]:
    number = hit.ticket.number
    if number in known.references:
        yield Why(By.REFERENCE, ())
    for part, by in known.by.items():
        for kind, numbers in by.items():
            if number in numbers:
                yield Why(kind, (part.typed,))


def _where(asked: Asked, said: Iterable[Said]) -> Iterator[Why]:
    """In which of a ticket's words each part stands, each named once."""
    found: dict[Where, dict[str, None]] = defaultdict(dict)
    for one in said:
        its_terms = terms.of([one])
        for part in asked.parts:
            if not its_terms.isdisjoint(part.whole) or part.beginning in its_terms:
                found[one.where][part.typed] = None
    for where in Where:
        if where in found:
            yield Why(where, tuple(found[where]))


def _nowhere(finder: Finder, asked: Asked, direct: Direct) -> Iterator[str]:
    """Parts that by themselves find nothing: the first to look at when nothing was found."""
    for part in asked.parts:
        if not finder.find(Asked((part,)), direct, 1):
            yield part.typed
