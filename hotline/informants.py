"""Who told us of a child: kept apart from everybody else, only with their word, seen by few.

No agency is ever told of them, and nothing finds them by name or number.
"""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, mapped_column

from hotline.errors import InvalidError, NotAllowedError, NotFoundError
from hotline.phones import normal
from hotline.staff import Role, Staff
from hotline.store import journal
from hotline.store.journal import Act
from hotline.store.sealing import Sealed
from hotline.store.work import Base, Work
from hotline.telling import Consent
from hotline.text import clean
from hotline.tickets import Ticket

IDENTITY = ("name", "number", "address", "note")
LONGEST = 500


class Informant(Base):
    """`agreed` is who gave the consent, `consent_words` in what words, both as `heard_by` heard it.
    Without consent nothing of who they are is kept."""

    __tablename__ = "informant"

    ticket_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("ticket.id"), index=True)
    consent: Mapped[Consent]
    agreed = Sealed()
    consent_words = Sealed()
    heard_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("staff.id"))
    heard_at: Mapped[datetime]
    name = Sealed()
    number = Sealed()
    address = Sealed()
    note = Sealed()


@dataclass(frozen=True)
class Said:
    consent: Consent
    agreed: str
    words: str
    identity: Mapping[str, str]


def read(form: Mapping[str, str]) -> Said:
    """Raises InvalidError where a consent is not one."""
    chosen = form.get("consent", "")
    if chosen not in set(Consent):
        raise InvalidError("say whether they agreed to be written down")
    texts = {
        name: clean(form.get(name, "")).strip()[:LONGEST] for name in (*IDENTITY, "agreed", "words")
    }
    if chosen == Consent.GIVEN and not (texts["agreed"] and texts["words"]):
        raise InvalidError("write down who agreed, and in what words")
    identity = {name: texts[name] for name in IDENTITY} if chosen == Consent.GIVEN else {}
    return Said(Consent(chosen), texts["agreed"], texts["words"], identity)


def of_ticket(work: Work, ticket: Ticket) -> list[Informant]:
    work.session.flush()
    query = select(Informant).where(Informant.ticket_id == ticket.id)
    return list(work.session.scalars(query.order_by(Informant.heard_at, Informant.id)))


def by_id(work: Work, ticket: Ticket, informant_id: uuid.UUID) -> Informant:
    found = work.session.get(Informant, informant_id)
    if found is None or found.ticket_id != ticket.id:
        raise NotFoundError("no such informant")
    return found


def keep(work: Work, ticket: Ticket, row: Informant | None, said: Said, who: Staff) -> Informant:
    """A new one, or what is known of one by now: who takes the word back is nobody again.

    The journal has that it was kept and what they agreed to, and never who they are.
    """
    if row is None:
        row = work.add(Informant(ticket_id=ticket.id, **_values(work, said, who)))
    else:
        check_may_see(ticket, who)
        for name, value in _values(work, said, who).items():
            setattr(row, name, value)
    _write(work, Act.INFORMANT_KEPT, row, who)
    return row


def _values(work: Work, said: Said, who: Staff) -> dict[str, object]:
    known = {name: said.identity.get(name) or None for name in IDENTITY}
    known["number"] = normal(known["number"]) if known["number"] else None
    return {
        "consent": said.consent,
        "agreed": said.agreed or None,
        "consent_words": said.words or None,
        "heard_by": who.id,
        "heard_at": work.now,
        **known,
    }


def may_see(ticket: Ticket, who: Staff) -> bool:
    """Whoever works on the ticket, and the supervisors."""
    return who.role is Role.SUPERVISOR or ticket.owner_id == who.id


def check_may_see(ticket: Ticket, who: Staff) -> None:
    if not may_see(ticket, who):
        raise NotAllowedError("who told us is seen by whoever has the ticket, and by supervisors")


def look(work: Work, ticket: Ticket, informant_id: uuid.UUID, who: Staff) -> Informant:
    """Every look is written in the journal."""
    check_may_see(ticket, who)
    row = by_id(work, ticket, informant_id)
    _write(work, Act.INFORMANT_SEEN, row, who)
    return row


def _write(work: Work, act: Act, row: Informant, who: Staff) -> None:
    facts = {"informant": str(row.id), "consent": row.consent.value}
    journal.write(work, act, by=journal.staff(who.id), ticket_id=row.ticket_id, facts=facts)
