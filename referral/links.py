"""Behind an agency's link: a code to its registered telephone opens one request for half a day."""

import secrets
import uuid
from datetime import datetime, timedelta

from sqlalchemy import ForeignKey, LargeBinary, func, select
from sqlalchemy.orm import Mapped, mapped_column

from hotline.errors import NotFoundError
from hotline.sending import outbox
from hotline.sending.outbox import Letter, Purpose
from hotline.store.work import Base, Work
from hotline.vocabulary import Channel
from referral import referrals
from referral.directory import reach
from referral.directory.reach import Way
from referral.referrals import Referral

CODE_LIFE, VISIT_LIFE = timedelta(minutes=30), timedelta(hours=12)
MOST_CODES, WITHIN, MOST_TRIES = 5, timedelta(hours=1), 5
PURPOSE = "link code"  # of the keyed hash: six digits are soon guessed from a plain one


class LinkCode(Base):
    """One code that was sent, and the visit it opened; of both only hashes."""

    __tablename__ = "link_code"

    referral_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("referral.id"), index=True)
    code_hash: Mapped[bytes] = mapped_column(LargeBinary)
    sent_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)
    visit_hash: Mapped[bytes | None] = mapped_column(LargeBinary, unique=True)
    opened_at: Mapped[datetime | None]


def by_token(work: Work, token: str) -> Referral:
    """Raises NotFoundError for a link nobody was sent, or that is too old."""
    referral = referrals.by_token(work, token)
    if referral.opened_at + work.policy.link_life < work.now:
        raise NotFoundError("this link is too old; answer by telephone or text")
    return referral


def send_code(work: Work, referral: Referral) -> bool:
    """A new code to the telephone the directory knows; False when too many were asked for."""
    recent = select(func.count()).where(
        LinkCode.referral_id == referral.id, LinkCode.sent_at > work.now - WITHIN
    )
    if (work.session.scalar(recent) or 0) >= MOST_CODES:
        return False
    code = f"{secrets.randbelow(10**6):06d}"
    blind = work.keyring.blind(f"{referral.id}|{code}", PURPOSE)
    sent = work.add(LinkCode(referral_id=referral.id, code_hash=blind, sent_at=work.now, tries=0))
    text = work.policy.say_plain("referral.link_code", code=referral.code, digits=code)
    outbox.put(work, *(_letter(referral, sent, way, text) for way in _telephones(work, referral)))
    return True


def _telephones(work: Work, referral: Referral) -> tuple[Way, ...]:
    local = work.now.astimezone(work.zone)
    contact, severity = referral.agency.contact, referral.ticket.severity
    return reach.ways(contact, severity, (Channel.SMS,), local)


def _letter(referral: Referral, sent: LinkCode, way: Way, text: str) -> Letter:
    return Letter(
        reason=f"link:{sent.id}:{way.line}",
        purpose=Purpose.LINK_CODE,
        channel=Channel.SMS,
        severity=referral.ticket.severity,
        to=way.number,
        body=text,
        ticket_id=referral.ticket_id,
        referral_id=referral.id,
    )


def open_with(work: Work, referral: Referral, typed: str) -> str | None:
    """The secret of a visit for the newest code; a wrong one counts, and five end it."""
    newest = work.session.scalars(
        select(LinkCode)
        .where(LinkCode.referral_id == referral.id, LinkCode.sent_at > work.now - CODE_LIFE)
        .order_by(LinkCode.sent_at.desc())
        .limit(1)
        .with_for_update()
    ).one_or_none()
    if newest is None or newest.tries >= MOST_TRIES:
        return None
    digits = "".join(typed.split())
    if newest.code_hash not in work.keyring.blinds(f"{referral.id}|{digits}", PURPOSE):
        newest.tries += 1
        return None
    visit, newest.visit_hash = referrals.new_token()
    newest.opened_at = work.now
    return visit


def is_visit(work: Work, referral: Referral, visit: str) -> bool:
    opened = select(LinkCode.id).where(
        LinkCode.referral_id == referral.id,
        LinkCode.visit_hash == referrals.hash_of(visit),
        LinkCode.opened_at > work.now - VISIT_LIFE,
    )
    return work.session.scalar(opened) is not None
