"""Tickets by the thousand: which of a shelf a term stands for, as bits and as bytes. Pure.

Rows of few lengths: from outside one sees of a term no more than whether few tickets of its shelf
have it, some or many.
"""

from collections.abc import Iterable, Iterator
from struct import Struct

SHELF = 8192  # tickets whose numbers stand together
FEW, SOME = Struct("<16H"), Struct("<128H")
MANY = SHELF // 8  # bytes, one bit for each ticket
_NOBODY = 0xFFFF  # fills a list up to its length

Bits = int  # bit n stands for the nth ticket of a shelf


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
    count = bits.bit_count()
    for form in (FEW, SOME):
        room = form.size // 2
        if count <= room:
            places = list(numbers(0, bits))
            return form.pack(*places, *[_NOBODY] * (room - count))
    return bits.to_bytes(MANY, "little")


def unpacked(body: bytes) -> Bits:
    if len(body) == MANY:
        return int.from_bytes(body, "little")
    bits = 0
    for place in (FEW if len(body) == FEW.size else SOME).unpack(body):
        if place == _NOBODY:
            break
        bits |= 1 << place
    return bits
