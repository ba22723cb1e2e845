"""One press of a button is one act: a form that comes twice, for whatever reason, is done once."""

import uuid
from datetime import datetime, timedelta

from sqlalchemy import LargeBinary, delete, exists, select, text
from sqlalchemy.orm import Mapped, mapped_column

from hotline.store.work import Base, Work

KEPT = timedelta(days=2)  # longer than any browser tries to send a form again


class Press(Base):
    """`key` was drawn with the form; `mark` is of the key and all that the form said, so that one
    who takes a form up again and changes it is not mistaken for one who pressed twice."""

    __tablename__ = "press"

    key: Mapped[str] = mapped_column(index=True)
    mark: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    at: Mapped[datetime] = mapped_column(index=True)


def hold(work: Work, ticket_id: uuid.UUID, staff_id: uuid.UUID) -> None:
    """What one person sends about one ticket is taken in one after the other, until work ends."""
    number = (ticket_id.int ^ staff_id.int) % 2**63
    work.session.execute(text("select pg_advisory_xact_lock(:number)"), {"number": number})


def first(work: Work, key: str, mark: bytes) -> bool:
    """Whether it has to be done: the same was not sent before, or was refused."""
    if work.session.scalar(select(exists().where(Press.mark == mark))):
        return False
    work.session.execute(delete(Press).where(Press.at < work.now - KEPT))
    work.add(Press(key=key, mark=mark, at=work.now))
    return True


def was_sent(work: Work, key: str) -> bool:
    return bool(work.session.scalar(select(exists().where(Press.key == key))))
