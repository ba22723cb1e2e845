"""Whose number is known to reach them: as a table for the roster, and one's own."""

from dataclasses import dataclass
from datetime import datetime

from hotline.phones import masked
from hotline.staff import Staff
from hotline.store.work import Work
from referral.staffing import duty, numbers
from referral.staffing.numbers import NumberProof
from referral.staffing.proof import Standing


@dataclass(frozen=True)
class Number:
    """`proven_at` is when a code was typed or a test call heard."""

    person: Staff
    shown: str
    standing: Standing
    proven_at: datetime | None
    failed_at: datetime | None
    test_due_at: datetime | None

    @property
    def counts(self) -> bool:
        return self.standing is Standing.PROVEN


def of_supervisors(work: Work) -> list[Number]:
    """Of everybody who is paged; those who are not counted first."""
    known = numbers.proofs(work)
    paged = duty.now_reachable(work).people.values()
    rows = [_number(work, person, known.get(person.id)) for person in paged]
    return sorted(rows, key=lambda row: (row.counts, row.person.shown_name))


def of(work: Work, person: Staff) -> Number:
    return _number(work, person, numbers.proof_of(work, person.id))


def _number(work: Work, person: Staff, row: NumberProof | None) -> Number:
    standing = numbers.standing(work, row)
    shown = masked(person.phone)
    if row is None:
        return Number(person, shown, standing, None, None, None)
    return Number(person, shown, standing, row.proven_at, row.failed_at, row.test_due_at)
