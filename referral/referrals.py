"""One request to one agency: what it was told, and how it answered."""

import hashlib
import secrets
import uuid
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, LargeBinary, select, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hotline import codes, tickets
from hotline.errors import IllegalMoveError, NotFoundError
from hotline.store import journal
from hotline.store.journal import Act
from hotline.store.sealing import Sealed
from hotline.store.work import Base, Work
from hotline.tickets import Ticket
from hotline.vocabulary import Severity
from referral.directory.agencies import Agency


class Status(StrEnum):
    DRAFT = "draft"
    SENT = "sent"
    DELIVERED = "delivered"
    ACKNOWLEDGED = "acknowledged"
    DECLINED = "declined"
    REPORTED = "reported"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"


OPINION = "route.opinion"  # the reason of a request that passes on what a child thinks
ENDS = frozenset({Status.CLOSED, Status.WITHDRAWN})
MOVES: dict[Status, frozenset[Status]] = {
    Status.DRAFT: frozenset({Status.SENT, Status.ACKNOWLEDGED, Status.DECLINED}) | ENDS,
    Status.SENT: frozenset({Status.DELIVERED, Status.ACKNOWLEDGED, Status.DECLINED}) | ENDS,
    Status.DELIVERED: frozenset({Status.ACKNOWLEDGED, Status.DECLINED}) | ENDS,
    Status.ACKNOWLEDGED: frozenset({Status.DECLINED, Status.REPORTED}) | ENDS,
    Status.DECLINED: frozenset({Status.ACKNOWLEDGED, Status.WITHDRAWN, Status.CLOSED}),
    Status.REPORTED: frozenset({Status.CLOSED}),
    Status.CLOSED: frozenset(),
    Status.WITHDRAWN: frozenset(),
}
UNANSWERED = frozenset({Status.DRAFT, Status.SENT, Status.DELIVERED})


class Via(StrEnum):
    CALL = "call"
    SMS = "sms"
    LINK = "link"
    DESK = "desk"  # a counselor wrote down what the agency said


class Referral(Base):
    """`token_hash` is all that is kept of the secret in the agency's link.

    `basis` is why no consent was asked for what it was told, as the policy said on that day.
    An agency has one request about a ticket; only after a withdrawal may it get another. A `twin`
    is one it had already, about a ticket that was merged into this one: each has its own answer.
    """

    __tablename__ = "referral"
    __table_args__ = (
        Index(
            "ix_referral_told",
            "ticket_id",
            "agency_id",
            unique=True,
            postgresql_where=text("status <> 'withdrawn' AND NOT twin"),
        ),
    )

    ticket_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("ticket.id"), index=True)
    agency_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("agency.id"))
    ticket: Mapped[Ticket] = relationship()
    agency: Mapped[Agency] = relationship()
    code: Mapped[str] = mapped_column(unique=True)
    token_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    status: Mapped[Status] = mapped_column(default=Status.DRAFT)
    reason: Mapped[str]
    disclosed = Sealed()
    basis: Mapped[str | None]
    opened_by: Mapped[str]
    opened_at: Mapped[datetime]
    acknowledged_at: Mapped[datetime | None]
    acknowledged_via: Mapped[Via | None]
    withdrawn_at: Mapped[datetime | None]
    twin: Mapped[bool] = mapped_column(default=False, server_default="false")

    @property
    def is_opinion(self) -> bool:
        return self.reason == OPINION

    @property
    def severity(self) -> Severity:
        """How it is told: nobody is woken for an opinion, however grave the ticket is."""
        return Severity.ROUTINE if self.is_opinion else self.ticket.severity


def opened(
    work: Work, ticket: Ticket, agency: Agency, reason: str, *, by: str
) -> tuple[Referral, str]:
    """A request nobody has been told of yet, and the secret of its link."""
    token, token_hash = new_token()
    referral = work.add(
        Referral(
            ticket_id=ticket.id,
            agency_id=agency.id,
            ticket=ticket,
            agency=agency,
            code=codes.draw(codes.REFERRAL),
            token_hash=token_hash,
            status=Status.DRAFT,
            reason=reason,
            opened_by=by,
            opened_at=work.now,
        )
    )
    facts = {"agency": agency.name, "kind": agency.kind.value, "code": referral.code}
    journal.write(work, Act.REFERRAL_OPENED, by=by, ticket_id=ticket.id, facts=facts)
    return referral, token


def move(work: Work, referral: Referral, to: Status, *, by: str) -> None:
    """The only place that assigns `.status`; raises IllegalMoveError and writes the journal."""
    if to not in MOVES[referral.status]:
        raise IllegalMoveError("referral", referral.status, to)
    facts = {"from": referral.status.value, "to": to.value, "code": referral.code}
    referral.status = to
    journal.write(work, Act.REFERRAL_MOVED, by=by, ticket_id=referral.ticket_id, facts=facts)


def hold(work: Work, referral: Referral) -> None:
    """The ticket first and then the referral, as it now stands: two answers at once are one."""
    ticket = tickets.locked(work, referral.ticket_id)
    work.session.refresh(referral, attribute_names=["status", "ticket_id"], with_for_update=True)
    referral.ticket = ticket  # with which it was perhaps merged meanwhile


def new_token() -> tuple[str, bytes]:
    """A 256-bit secret for a link, and the hash that is stored in its place."""
    token = secrets.token_urlsafe(32)
    return token, hash_of(token)


def hash_of(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


def by_token(work: Work, token: str) -> Referral:
    """Raises NotFoundError for a token nobody was given."""
    referral = work.session.scalar(select(Referral).where(Referral.token_hash == hash_of(token)))
    if referral is None:
        raise NotFoundError("this link is not known")
    return referral


def by_code(work: Work, code: str) -> Referral | None:
    return work.session.scalar(select(Referral).where(Referral.code == code))


def to_agency(work: Work, ticket_id: uuid.UUID, agency_id: uuid.UUID) -> Referral | None:
    """What it has been told and not taken back."""
    return work.session.scalar(
        select(Referral)
        .where(Referral.ticket_id == ticket_id, Referral.agency_id == agency_id)
        .where(Referral.status != Status.WITHDRAWN)
        .order_by(Referral.twin)
        .limit(1)
    )
