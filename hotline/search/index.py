"""The index: under a blind token, and sealed, which tickets of a shelf a term stands for.

A token is of a term *and* a shelf. Whoever has the database without its keys cannot tell that two
rows are of one word, so how often a word comes, by which one could guess it, is not to be seen.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlalchemy import LargeBinary, select
from sqlalchemy.orm import Mapped, mapped_column

from hotline.search.shelves import Bits, packed, unpacked
from hotline.store.prepared import Prepared, ask_all, bytes_in_braces
from hotline.store.sealing import Keyring
from hotline.store.work import Base, Work

PURPOSE = "search"
TOKEN = 16  # bytes: alone it stands for what it hides
Post = tuple[int, str]  # a shelf and a term
Wanted = Mapping[int, Sequence[str]]  # of each shelf some terms


class Shelf(Base):
    """`key` is the key its tokens are made with; `complete` when all its tickets have been filed.

    `first_at` and `last_at` are the first and last receipt of a ticket on it; None: not known.
    """

    __tablename__ = "search_shelf"

    shelf: Mapped[int] = mapped_column(unique=True)
    key: Mapped[str | None]
    complete: Mapped[bool]
    first_at: Mapped[datetime | None]
    last_at: Mapped[datetime | None]


class Posting(Base):
    """A row for every term of a shelf, known by its token alone: no row object is ever made."""

    __tablename__ = "search_posting"

    id = None  # type: ignore[assignment]  # the token is name enough
    token: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    shelf: Mapped[int] = mapped_column(index=True)
    members: Mapped[bytes] = mapped_column(LargeBinary)


_SHELVES = Prepared(
    select(Shelf.shelf, Shelf.key, Shelf.complete, Shelf.first_at, Shelf.last_at).order_by(
        Shelf.shelf.desc()
    )
)
_FIND = "SELECT token, members FROM search_posting WHERE token = ANY($1::bytea[])"
_KEEP = """
INSERT INTO search_posting (token, shelf, members)
SELECT * FROM unnest(%s::bytea[], %s::int[], %s::bytea[])
ON CONFLICT (token) DO UPDATE SET members = excluded.members
"""


@dataclass(frozen=True)
class Known:
    """A shelf as it stands."""

    shelf: int
    key: str | None
    complete: bool
    first_at: datetime | None
    last_at: datetime | None


def shelves(work: Work) -> list[Known]:
    """All that are known, the newest tickets first."""
    return [Known(*row) for row in work.rows(_SHELVES, {})]


def read(work: Work, keys: Mapping[int, str], wanted: Wanted) -> dict[Post, Bits]:
    """The tickets of each term; `keys` says which key a shelf is filed under."""
    token_of = tokens(work.keyring, max(wanted, default=0))
    known = {token_of(keys[shelf], term, shelf): (shelf, term) for shelf, term in posts(wanted)}
    work.session.flush()
    found = ask_all(work.connection, _FIND, [bytes_in_braces([*known])])
    return {known[token]: _opened(work.keyring, token, sealed) for token, sealed in found}


def posts(wanted: Wanted) -> Iterator[Post]:
    return ((shelf, term) for shelf, terms in wanted.items() for term in terms)


def keep(work: Work, key: str, shelf: int, posts: Mapping[str, Bits]) -> None:
    """Put the tickets of each term on the shelf in the place of those that were there."""
    rows = sealed_rows(work.keyring, key, shelf, posts)
    tokens, members = [row["token"] for row in rows], [row["members"] for row in rows]
    values = (bytes_in_braces(tokens), [shelf] * len(rows), bytes_in_braces(members))
    work.connection.exec_driver_sql(_KEEP, values)


def sealed_rows(
    keyring: Keyring, key: str, shelf: int, posts: Mapping[str, Bits]
) -> list[dict[str, bytes]]:
    """By their tokens: rows that lie in the order of a text would tell of it."""
    token_of = tokens(keyring, shelf)
    by_token = {token_of(key, term, shelf): bits for term, bits in posts.items()}
    return [
        {"token": token, "members": keyring.seal_bytes(packed(bits), _place(token))}
        for token, bits in sorted(by_token.items())
    ]


def tokens(keyring: Keyring, last: int) -> Callable[[str, str, int], bytes]:
    """Tokens under a key, of a term, on a shelf up to the `last`; cut from one stream a term, so
    that those of many shelves are one step."""

    @cache
    def stream(key: str, term: str) -> bytes:
        return keyring.stream_under(key, term, PURPOSE, (last + 1) * TOKEN)

    return lambda key, term, shelf: stream(key, term)[shelf * TOKEN : (shelf + 1) * TOKEN]


def _opened(keyring: Keyring, token: bytes, sealed: bytes) -> Bits:
    return unpacked(keyring.open_bytes(sealed, _place(token)))


def _place(token: bytes) -> str:
    return f"search_posting|members|{token.hex()}"
