"""Short codes people read aloud and type back: no letter that looks or sounds like another."""

import secrets
from datetime import timedelta

from sqlalchemy import select

from hotline.sending.outbox import Outgoing
from hotline.store.work import Work, among

LETTERS = "BCDGHKLMNPQRTVXY"  # sixteen, so that a byte chooses fairly
PAGE, REFERRAL = 4, 6  # letters: a page's code lives 90 days, a referral's for ever
KEEP = timedelta(days=90)


def draw(length: int) -> str:
    return "".join(LETTERS[byte % len(LETTERS)] for byte in secrets.token_bytes(length))


def for_pages(work: Work, count: int) -> list[str]:
    """Distinct codes that no page of the last 90 days carries; one letter longer when crowded."""
    found: set[str] = set()
    length = PAGE
    for round_ in range(9):
        if len(found) == count:
            break
        length = PAGE + round_ // 3
        fresh = {draw(length) for _ in range(count - len(found))} - found
        found |= fresh - _taken(work, fresh)
    found |= {draw(length + 2) for _ in range(count - len(found))}
    return sorted(found)[:count]


def _taken(work: Work, codes: set[str]) -> set[str]:
    query = select(Outgoing.code).where(
        among(Outgoing.code, codes), Outgoing.created_at > work.now - KEEP
    )
    return {code for code in work.session.scalars(query) if code}
