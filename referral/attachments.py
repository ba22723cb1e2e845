"""A letter of an agency about a request: a PDF or a photograph of it, kept sealed."""

import uuid
from base64 import b64decode, b64encode
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, mapped_column

from hotline.errors import InvalidError, NotFoundError
from hotline.staff import Staff
from hotline.store import journal
from hotline.store.journal import Act
from hotline.store.sealing import Sealed
from hotline.store.work import Base, Work, among
from hotline.tickets import Ticket
from referral import referrals
from referral.referrals import Referral

LARGEST = 5 * 2**20  # bytes
MOST = 20  # of one request
PDF, JPEG, PNG = "application/pdf", "image/jpeg", "image/png"
BEGINS = {PDF: b"%PDF-", JPEG: b"\xff\xd8\xff", PNG: b"\x89PNG\r\n\x1a\n"}
ENDINGS = {PDF: "pdf", JPEG: "jpg", PNG: "png"}


class Attachment(Base):
    """`media_type` is what its first bytes say. Under what name it was sent is not kept: it may be
    a child's. `content` is Base64."""

    __tablename__ = "attachment"

    referral_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("referral.id"), index=True)
    added_at: Mapped[datetime]
    added_by: Mapped[str]
    media_type: Mapped[str]
    size: Mapped[int]
    content = Sealed()


@dataclass(frozen=True)
class Listed:
    """A letter as it is named, without what stands in it."""

    id: uuid.UUID
    added_at: datetime
    media_type: str
    size: int


@dataclass(frozen=True)
class File:
    name: str
    media_type: str
    content: bytes


def add(
    work: Work, referral: Referral, content: bytes, *, by: str, act: Act = Act.LETTER_ADDED
) -> None:
    """Raises InvalidError for what is no letter. Taken whenever it comes, as all that is said."""
    media_type = _media_type(content)
    if len(content) > LARGEST:
        raise InvalidError("a file has at most 5 MB")
    referrals.hold(work, referral)
    if len(of_referral(work, referral.id)) >= MOST:
        raise InvalidError("no more letters can be added to this request")
    letter = Attachment(
        referral_id=referral.id,
        added_at=work.now,
        added_by=by,
        media_type=media_type,
        size=len(content),
    )
    letter.content = b64encode(content).decode()
    work.add(letter)
    facts = {"code": referral.code, "agency": referral.agency.name, "type": media_type}
    journal.write(work, act, by=by, ticket_id=referral.ticket_id, facts=facts)


def _media_type(content: bytes) -> str:
    """By its first bytes: what a browser says of a file is anybody's claim."""
    if not content:
        raise InvalidError("choose a file")
    for media_type, beginning in BEGINS.items():
        if content.startswith(beginning):
            return media_type
    raise InvalidError("a letter is a PDF or a photograph: PDF, JPEG or PNG")


def of_referral(work: Work, referral_id: uuid.UUID) -> list[Listed]:
    return [*of_referrals(work, [referral_id]).get(referral_id, ())]


def of_referrals(
    work: Work, referral_ids: Collection[uuid.UUID]
) -> Mapping[uuid.UUID, Sequence[Listed]]:
    """Of each request that has any, in the order they came."""
    work.session.flush()
    columns = (Attachment.added_at, Attachment.media_type, Attachment.size)
    rows = work.session.execute(
        select(Attachment.referral_id, Attachment.id, *columns)
        .where(among(Attachment.referral_id, referral_ids))
        .order_by(Attachment.added_at)
    )
    found: dict[uuid.UUID, list[Listed]] = {}
    for row in rows:
        letter = Listed(row.id, row.added_at, row.media_type, row.size)
        found.setdefault(row.referral_id, []).append(letter)
    return found


def open_for(work: Work, ticket: Ticket, attachment_id: uuid.UUID, person: Staff) -> File:
    """The letter itself; who read it stands in the journal."""
    letter = work.session.get(Attachment, attachment_id)
    asked = work.session.get(Referral, letter.referral_id) if letter else None
    if letter is None or asked is None or asked.ticket_id != ticket.id:
        raise NotFoundError("no such letter")
    by, facts = journal.staff(person.id), {"code": asked.code, "agency": asked.agency.name}
    journal.write(work, Act.LETTER_READ, by=by, ticket_id=ticket.id, facts=facts)
    name = f"{asked.code}-{letter.added_at:%Y%m%d%H%M}.{ENDINGS[letter.media_type]}"
    return File(name, letter.media_type, b64decode(letter.content or ""))
