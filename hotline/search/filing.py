"""Filing tickets under their terms: what changed, a moment later; or a whole shelf anew."""

import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import structlog
from sqlalchemy import ColumnElement, delete, func, select, text

from hotline.findable import Waiting
from hotline.search import index, shelves, sources, terms
from hotline.search.index import Known, Posting, Shelf
from hotline.search.shelves import Bits
from hotline.search.terms import Said
from hotline.store.one_trip import copy_all
from hotline.store.prepared import Prepared
from hotline.store.work import Work, Workplace, among, table_of
from hotline.tickets import REAL, Ticket

log = structlog.get_logger()

BATCH = 200  # tickets that are read at once
FILING = 7_264_551_003  # the advisory lock under which one process at a time files
Read = Callable[[Work, Sequence[uuid.UUID]], Mapping[uuid.UUID, Sequence[Said]]]
_ONE = Prepared(select(Waiting.id).limit(1))


@dataclass(frozen=True)
class Card:
    """A ticket as it is filed."""

    id: uuid.UUID
    number: int
    received_at: datetime


def file_waiting(work: Work, read: Read = sources.said) -> int:
    """File the tickets that changed, as many as are read at once; how many notes were worked off.

    Where another process is filing, nothing.
    """
    if work.glance(_ONE, {}) is None:
        return 0
    if not work.session.scalar(select(func.pg_try_advisory_xact_lock(FILING))):
        return 0
    notes = work.session.scalars(select(Waiting).limit(BATCH)).all()
    if notes:
        cards = _cards(work, among(Ticket.id, {note.ticket_id for note in notes}))
        news = _only_news(notes, read)
        for shelf, on_it in _by_shelf(cards).items():
            _add(work, shelf, on_it, news)
        work.session.execute(delete(Waiting).where(among(Waiting.id, [note.id for note in notes])))
    return len(notes)


def _only_news(notes: Iterable[Waiting], read: Read) -> Read:
    """Of a ticket that heard more and is otherwise as it was, only what it heard."""
    heard: dict[uuid.UUID, set[uuid.UUID | None]] = defaultdict(set)
    for note in notes:
        heard[note.ticket_id].add(note.contact_id)

    def news(work: Work, ticket_ids: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, Sequence[Said]]:
        whole = [one for one in ticket_ids if None in heard[one]]
        said = [each for one in ticket_ids if None not in heard[one] for each in heard[one] if each]
        found = sources.said(work, said, sources.OF_CONTACTS) if said else {}
        return {**found, **(read(work, whole) if whole else {})}

    return news


def file_shelf(work: Work, shelf: int, read: Read = sources.said) -> int:
    """File every ticket of the shelf anew, under the key that seals now; how many there are.

    What a ticket is not found by any more is gone then, and so are the tokens of an older key.
    """
    work.session.execute(text("set local lock_timeout = '60s'"))
    work.session.execute(select(func.pg_advisory_xact_lock(FILING)))
    first = shelves.first_of(shelf)
    cards = _cards(work, Ticket.number.between(first, first + shelves.SHELF - 1))
    posts = _posts(work, cards, read)
    key = work.keyring.newest
    work.session.execute(delete(Posting).where(Posting.shelf == shelf))
    rows = index.sealed_rows(work.keyring, key, shelf, posts)
    copy_all(work.connection, table_of(Posting), [{**row, "shelf": shelf} for row in rows])
    row = _shelf(work, shelf)
    row.key, row.complete = key, True
    row.first_at = row.last_at = None
    _stretch(row, cards)
    return len(cards)


def file_all(workplace: Workplace, *, anew: bool, read: Read = sources.said) -> int:
    """File all shelves that are not complete or not under the newest key, or `anew` every one.

    Shelf by shelf, so that it may be ended and begun again; how many tickets were filed.
    """
    with workplace.work() as work:
        wanted = [one.shelf for one in index.shelves(work) if anew or _is_behind(work, one)]
    filed = 0
    for shelf in wanted:
        with workplace.work() as work:
            filed += file_shelf(work, shelf, read)
    return filed


def _is_behind(work: Work, one: Known) -> bool:
    return not one.complete or one.key != work.keyring.newest


def _add(work: Work, shelf: int, cards: Sequence[Card], read: Read) -> None:
    row = _shelf(work, shelf)
    if row.key is None or row.key not in work.keyring:
        row.key, row.complete = work.keyring.newest, False
    posts = _posts(work, cards, read)
    known = index.read(work, {shelf: row.key}, {shelf: [*posts]})
    merged = {term: bits | known.get((shelf, term), 0) for term, bits in posts.items()}
    news = {term: bits for term, bits in merged.items() if bits != known.get((shelf, term))}
    if news:
        index.keep(work, row.key, shelf, news)
    _stretch(row, cards)


def _shelf(work: Work, shelf: int) -> Shelf:
    """Its row; a shelf that begins now is complete from its first ticket on."""
    row = work.session.scalar(select(Shelf).where(Shelf.shelf == shelf))
    if row is None:
        row = work.add(Shelf(shelf=shelf, key=work.keyring.newest, complete=True))
        work.session.flush()
    return row


def _stretch(row: Shelf, cards: Iterable[Card]) -> None:
    at = [card.received_at for card in cards]
    if at:
        row.first_at = min([*at, row.first_at] if row.first_at else at)
        row.last_at = max([*at, row.last_at] if row.last_at else at)


def _posts(work: Work, cards: Sequence[Card], read: Read) -> dict[str, Bits]:
    posts: dict[str, Bits] = defaultdict(int)
    for card, found in _terms(work, cards, read):
        bit = shelves.bit_of(card.number)
        for term in found:
            posts[term] |= bit
    return posts


def _terms(work: Work, cards: Sequence[Card], read: Read) -> Iterator[tuple[Card, set[str]]]:
    for start in range(0, len(cards), BATCH):
        some = cards[start : start + BATCH]
        said = _said(work, [card.id for card in some], read)
        for card in some:
            yield card, terms.of(said.get(card.id, ()))


def _said(
    work: Work, ticket_ids: Sequence[uuid.UUID], read: Read
) -> Mapping[uuid.UUID, Sequence[Said]]:
    """A ticket whose rows cannot be understood is found by nothing, and holds up no other."""
    try:
        return read(work, ticket_ids)
    except (LookupError, ValueError):
        if len(ticket_ids) == 1:
            log.warning("ticket_not_filed", ticket_id=str(ticket_ids[0]))
            return {}
        return dict(pair for one in ticket_ids for pair in _said(work, [one], read).items())


def _cards(work: Work, which: ColumnElement[bool]) -> list[Card]:
    query = select(Ticket.id, Ticket.number, Ticket.received_at).where(which, REAL)
    return [Card(*row) for row in work.session.execute(query)]


def _by_shelf(cards: Iterable[Card]) -> Mapping[int, list[Card]]:
    found: dict[int, list[Card]] = defaultdict(list)
    for card in cards:
        found[shelves.shelf_of(card.number)].append(card)
    return found
