"""Who is logged in, kept on our side; the browser holds a random token and nothing else."""

import hashlib
import secrets
import uuid
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ForeignKey, LargeBinary, bindparam, delete, select
from sqlalchemy.orm import Mapped, mapped_column

from hotline.staff import Staff
from hotline.store.work import Base, Work

IDLE = timedelta(minutes=15)
LONGEST = timedelta(hours=12)
NOTICE = timedelta(seconds=30)  # how stale `seen_at` may be, so that a click is not always a write


class Kind(StrEnum):
    PERSON = "person"
    WALLBOARD = "wallboard"  # a screen on a wall: never ends, shows nothing of any caller


class LoginSession(Base):
    """`token_hash` is all that is kept of the token; `ends_at` is empty for a wallboard."""

    __tablename__ = "session"

    token_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    staff_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("staff.id"), index=True)
    kind: Mapped[Kind]
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    ends_at: Mapped[datetime | None]


_OF_TOKEN = (
    select(LoginSession, Staff)
    .join(Staff, Staff.id == LoginSession.staff_id)
    .where(LoginSession.token_hash == bindparam("token"), Staff.active)
)


def begin(work: Work, person: Staff, kind: Kind = Kind.PERSON) -> str:
    """A new session and its token; ones that have run out are swept away on the way."""
    work.session.execute(delete(LoginSession).where(LoginSession.ends_at <= work.now))
    token = secrets.token_urlsafe(32)
    work.add(
        LoginSession(
            token_hash=_hash(token),
            staff_id=person.id,
            kind=kind,
            created_at=work.now,
            seen_at=work.now,
            ends_at=work.now + LONGEST if kind is Kind.PERSON else None,
        )
    )
    return token


def find(work: Work, token: str) -> tuple[LoginSession, Staff] | None:
    """Who this token stands for; None when it ran out or its person may no longer come in."""
    found = work.session.execute(_OF_TOKEN, {"token": _hash(token)}).one_or_none()
    if found is None or _over(found[0], work.now):
        return None
    return found[0], found[1]


def notice(work: Work, session: LoginSession) -> None:
    """A person did something: the quarter of an hour begins again."""
    if is_news(session.seen_at, work.now):
        session.seen_at = work.now


def is_news(seen_at: datetime, now: datetime) -> bool:
    return now - seen_at >= NOTICE


def end(work: Work, token: str) -> None:
    """Log out; a token that is not known is no error."""
    work.session.execute(delete(LoginSession).where(LoginSession.token_hash == _hash(token)))


def _over(session: LoginSession, now: datetime) -> bool:
    if session.ends_at is None:
        return False
    return now >= session.ends_at or now - session.seen_at > IDLE


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
