"""The communes of the whole country, as one release of the national list writes them.

Whatever refers to one keeps its code, its release and its name as it was then: codes are given to
others between releases, so nothing that was written down is ever looked up again by code alone.
"""

import uuid
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Mapped, mapped_column

from hotline.errors import InvalidError
from hotline.policy import Commune
from hotline.store import journal
from hotline.store.journal import Act
from hotline.store.one_trip import copy_all
from hotline.store.work import Base, Work, table_of
from hotline.unit_list import Line, UnitList
from hotline.words.places import sounds

MOST = 12  # that many are offered; who sees so many types one word more


class Unit(Base):
    """`sought` is how it is found: its name, kind and province by their sounds, each word behind a
    blank."""

    __tablename__ = "unit"

    code: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[str]
    name: Mapped[str]
    province_code: Mapped[str]
    province: Mapped[str]
    release: Mapped[str]
    sought: Mapped[str]
    loaded_at: Mapped[datetime]

    @property
    def commune(self) -> Commune:
        return Commune(self.code, self.name, self.kind, self.release, self.province)


def load(work: Work, found: UnitList) -> None:
    """This list instead of the one before, in one transaction."""
    work.session.flush()
    work.session.execute(delete(Unit))
    rows = [_row(work, found.release, line) for line in found.lines]
    copy_all(work.connection, table_of(Unit), rows)
    facts = {"release": found.release, "count": str(len(rows))}
    journal.write(work, Act.UNITS_LOADED, facts=facts)


def _row(work: Work, release: str, line: Line) -> dict[str, object]:
    return {
        "id": uuid.uuid4(),
        **vars(line),
        "release": release,
        "sought": _sought(line.name, line.kind, line.province),
        "loaded_at": work.now,
    }


def _sought(*parts: str) -> str:
    return "".join(f" {word}" for part in parts for word in sounds(part))


def by_code(work: Work, code: str | None) -> Commune | None:
    """The policy's own communes cost no question; a list that calls one otherwise is refused."""
    known = work.policy.commune(code)
    if known is not None or code is None:
        return known
    unit = work.session.scalar(select(Unit).where(Unit.code == code))
    return unit.commune if unit else None


def everywhere(work: Work) -> Sequence[Commune]:
    """All there are, the policy's own as it writes them."""
    loaded = [unit.commune for unit in work.session.scalars(select(Unit))]
    return list({one.code: one for one in [*loaded, *work.policy.communes]}.values())


def find(work: Work, typed: str) -> list[Commune]:
    """Every word typed begins a word of name, kind or province, marks or none; those at home
    first, then those that are called exactly so."""
    wanted = sounds(typed)
    if not wanted:
        return []
    query = select(Unit).where(*(Unit.sought.like(f"% {word}%") for word in wanted))
    query = query.order_by(~Unit.sought.startswith(f"{_sought(typed)} "), Unit.name).limit(MOST)
    loaded = {unit.code: unit.commune for unit in work.session.scalars(query)}
    home = {one.code: one for one in work.policy.communes if _is_meant(one, wanted)}
    named = {code: replace(one, province=_province(loaded.get(code))) for code, one in home.items()}
    others = {code: one for code, one in loaded.items() if code not in named}
    return [*named.values(), *others.values()][:MOST]


def _is_meant(commune: Commune, wanted: Sequence[str]) -> bool:
    sought = _sought(commune.name, commune.kind, commune.province)
    return all(f" {word}" in sought for word in wanted)


def _province(commune: Commune | None) -> str:
    return commune.province if commune else ""


def chosen(work: Work, code: str, typed: str = "") -> Commune | None:
    """What somebody chose by its code, or typed so that only one can be meant; None for nothing."""
    picked = by_code(work, code) if code else None
    if code and picked is None:
        raise InvalidError(f"no commune has the code {code}")
    if not typed.strip() or (picked and _is_meant(picked, sounds(typed))):
        return picked
    found = find(work, typed)
    exact = [one for one in found if sounds(typed) in (sounds(one.name), sounds(one.spoken))]
    match exact or found:
        case [one]:
            return one
        case []:
            raise InvalidError("no commune is called so")
        case _:
            raise InvalidError("several communes are called so: choose one of them")
