"""Tickets by the thousand: which of a shelf a term stands for, as bits and as bytes. Pure.

Rows have one of two lengths: from outside one sees of a term no more than whether few tickets of
its shelf have it, or more.
"""

from collections.abc import Iterable, Iterator
from struct import Struct

# Tickets whose numbers stand together: as many as have a bit each in the longest row that
# PostgreSQL keeps on the page itself, where a change of it may stay too.
SHELF = 15_000
ROOM = 32
FEW = Struct(f"<{ROOM}H")  # as many places, or a bit for each ticket
MANY = SHELF // 8  # bytes
_NOBODY = 0xFFFF  # fills a list up to its length

Bits = int  # bit n stands for the nth ticket of a shelf
ALL: Bits = (1 << SHELF) - 1


def shelf_of(number: int) -> int:
    return number // SHELF


def bit_of(number: int) -> Bits:
    return 1 << number % SHELF


def first_of(shelf: int) -> int:
    return shelf * SHELF


def by_shelf(numbers: Iterable[int]) -> dict[int, Bits]:
    """The same tickets, shelf by shelf."""
    found: dict[int, Bits] = {}
    for number in numbers:
        shelf = shelf_of(number)
        found[shelf] = found.get(shelf, 0) | bit_of(number)
    return found


def numbers(shelf: int, bits: Bits) -> Iterator[int]:
    """Ticket numbers, the newest first."""
    while bits:
        place = bits.bit_length() - 1
        bits ^= 1 << place
        yield first_of(shelf) + place


def below(shelf: int, number: int) -> Bits:
    """Every ticket of the shelf that is older than this number."""
    return (1 << min(max(number - first_of(shelf), 0), SHELF)) - 1


def packed(bits: Bits) -> bytes:
    if bits.bit_count() > ROOM:
        return bits.to_bytes(MANY, "little")
    places = list(numbers(0, bits))
    return FEW.pack(*places, *[_NOBODY] * (ROOM - len(places)))


def unpacked(body: bytes) -> Bits:
    if len(body) == MANY:
        return int.from_bytes(body, "little")
    bits = 0
    for place in FEW.unpack(body):
        if place == _NOBODY:
            break
        bits |= 1 << place
    return bits
