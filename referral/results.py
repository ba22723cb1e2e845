"""What came of a request, in figures: all that was said is kept, the newest of an agency counts."""

import uuid
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import datetime

from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, mapped_column

from hotline.errors import InvalidError
from hotline.store.work import Base, Work, among
from referral.referrals import Referral, Via

MOST = 999
ANSWERS = {"yes": True, "no": False}


@dataclass(frozen=True)
class Figures:
    """What nobody said is None, which is not nought; none has to fit another."""

    taken_up: bool | None = None
    offenders: int | None = None
    child_victims: int | None = None
    prosecuted_cases: int | None = None
    accused: int | None = None
    administrative_cases: int | None = None
    administrative_persons: int | None = None
    pending_cases: int | None = None

    @property
    def said(self) -> dict[str, str]:
        """Those that were said, as a form holds them."""
        words = {True: "yes", False: "no"}
        known = {name: value for name, value in asdict(self).items() if value is not None}
        return {n: words[v] if isinstance(v, bool) else str(v) for n, v in known.items()}


NAMES = tuple(field.name for field in fields(Figures))
COUNTS = NAMES[1:]


class Result(Base):
    """One answer to what came of it; `given_by` as in the journal. Never changed: a newer one is
    another row."""

    __tablename__ = "result"

    referral_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("referral.id"), index=True)
    given_at: Mapped[datetime]
    given_by: Mapped[str]
    via: Mapped[Via]
    taken_up: Mapped[bool | None]
    offenders: Mapped[int | None]
    child_victims: Mapped[int | None]
    prosecuted_cases: Mapped[int | None]
    accused: Mapped[int | None]
    administrative_cases: Mapped[int | None]
    administrative_persons: Mapped[int | None]
    pending_cases: Mapped[int | None]

    @property
    def figures(self) -> Figures:
        return Figures(**{name: getattr(self, name) for name in NAMES})


def read(form: Mapping[str, str]) -> Figures:
    """As it was typed; raises InvalidError for what is no figure, and where nothing was said."""
    typed = {name: form.get(name, "").strip() for name in NAMES}
    taken_up = ANSWERS.get(typed["taken_up"])
    if not taken_up and typed["taken_up"] not in ("", "no"):
        raise InvalidError("say yes or no, or leave it open")
    counts = {name: _count(typed[name]) for name in COUNTS}
    figures = Figures(taken_up=taken_up, **counts)
    if not figures.said:
        raise InvalidError("say at least one thing; what is not known stays empty")
    return figures


def _count(typed: str) -> int | None:
    if not typed:
        return None
    if not (typed.isascii() and typed.isdigit()) or int(typed) > MOST:
        raise InvalidError("a figure is a whole number up to 999")
    return int(typed)


def give(work: Work, referral: Referral, figures: Figures, *, by: str, via: Via) -> None:
    values = asdict(figures)
    work.add(Result(referral_id=referral.id, given_at=work.now, given_by=by, via=via, **values))


def newest(work: Work, referral_id: uuid.UUID) -> Result | None:
    return newest_of(work, [referral_id]).get(referral_id)


def newest_of(work: Work, referral_ids: Collection[uuid.UUID]) -> Mapping[uuid.UUID, Result]:
    """Of each request that has any."""
    work.session.flush()
    query = select(Result).where(among(Result.referral_id, referral_ids))
    given = work.session.scalars(query.order_by(Result.given_at))
    return {result.referral_id: result for result in given}
