"""The people of a ticket: children, who cares for them, and who may have harmed them.

Whoever told us of it is none of them: see informants.py.
"""

import uuid
from datetime import date, datetime

from sqlalchemy import ARRAY, ForeignKey, Index, LargeBinary, String, select
from sqlalchemy.orm import Mapped, mapped_column

from hotline import ages, findable, person, text
from hotline.ages import Span, Years
from hotline.errors import InvalidError, NotFoundError
from hotline.person import Description, Kin, Role, Sex
from hotline.policy import Commune
from hotline.staff import PHONE, Staff
from hotline.store import journal
from hotline.store.journal import Act
from hotline.store.sealing import Sealed
from hotline.store.work import Base, Work
from hotline.tickets import Ticket

WORDS = "person"  # purpose of the blind tokens of names


class Person(Base):
    """`words` are blind tokens of the name, `number_index` of the number, for whoever searches.

    `home_*` is the commune where they live with its code, release and name as it was then;
    `address` how to find it there. Taken off, the row stays.
    """

    __tablename__ = "person"
    __table_args__ = (
        Index("ix_person_words", "words", postgresql_using="gin"),
        Index("ix_person_number_index", "number_index"),
    )

    ticket_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("ticket.id"), index=True)
    roles: Mapped[list[str]] = mapped_column(ARRAY(String))
    kin: Mapped[Kin | None]
    sex: Mapped[Sex | None]
    age = Sealed()
    name = Sealed()
    words: Mapped[list[bytes]] = mapped_column(ARRAY(LargeBinary))
    number = Sealed()
    number_index: Mapped[bytes | None] = mapped_column(LargeBinary)
    address = Sealed()
    occupation = Sealed()
    notes = Sealed()
    home_code: Mapped[str | None]
    home_name: Mapped[str | None]
    home_data: Mapped[str | None]
    added_at: Mapped[datetime]
    added_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("staff.id"))
    changed_at: Mapped[datetime]
    taken_off_at: Mapped[datetime | None]

    @property
    def said(self) -> Description:
        """As it was last described."""
        return Description(
            roles=tuple(map(Role, self.roles)),
            kin=self.kin,
            sex=self.sex,
            age=ages.read(self.age),
            name=self.name or "",
            number=self.number or "",
            address=self.address or "",
            occupation=self.occupation or "",
            notes=self.notes or "",
            home=self._home,
        )

    @property
    def _home(self) -> Commune | None:
        if self.home_code is None:
            return None
        return Commune(self.home_code, self.home_name or "", "", self.home_data or "")


def today(work: Work) -> date:
    return work.now.astimezone(work.zone).date()


def of_ticket(work: Work, ticket: Ticket) -> list[Person]:
    """In the order in which they were written down; a ticket that came in at this very moment has
    nobody yet, which saves asking."""
    if ticket.entered_at == work.now:
        return []
    work.session.flush()
    query = select(Person).where(Person.ticket_id == ticket.id, Person.taken_off_at.is_(None))
    return list(work.session.scalars(query.order_by(Person.added_at, Person.id)))


def years(work: Work, ticket: Ticket, row: Person) -> Years | None:
    """How old they were when it happened; on the day we heard of it, where nobody knows when."""
    heard = _heard_on(work, ticket)
    return ages.when(row.said.age, _happened(ticket) or Span(heard, heard), heard)


def at_event(work: Work, ticket: Ticket, row: Person) -> Years | None:
    """As the law asks it: where nobody knows when it was, they may have been of any age before."""
    return ages.when(row.said.age, _happened(ticket), _heard_on(work, ticket))


def _happened(ticket: Ticket) -> Span | None:
    return ages.span(ticket.happened) if ticket.happened else None


def _heard_on(work: Work, ticket: Ticket) -> date:
    return ticket.received_at.astimezone(work.zone).date()


def by_id(work: Work, ticket: Ticket, person_id: uuid.UUID) -> Person:
    found = work.session.get(Person, person_id)
    if found is None or found.ticket_id != ticket.id or found.taken_off_at:
        raise NotFoundError("no such person on this ticket")
    return found


def add(work: Work, ticket: Ticket, said: Description, who: Staff) -> Person:
    row = Person(
        ticket_id=ticket.id,
        added_at=work.now,
        added_by=who.id,
        changed_at=work.now,
        **_values(work, said),
    )
    _write(work, Act.PERSON_ADDED, work.add(row), who, person.plain(said))
    return row


def change(work: Work, row: Person, said: Description, seen: str, who: Staff) -> None:
    """The journal has what it was and what it is; `seen` names what the form was drawn from."""
    if seen != mark(row):
        raise InvalidError("this person was changed meanwhile; look at them again")
    was, now = person.plain(row.said), person.plain(said)
    changed = [name for name in now if now[name] != was[name]]
    if not changed:
        return
    for name, value in _values(work, said).items():
        setattr(row, name, value)
    row.changed_at = work.now
    facts = {name: now[name] for name in changed}
    before = {f"was_{name}": was[name] for name in changed}
    _write(work, Act.PERSON_CHANGED, row, who, facts | before)


def take_off(work: Work, row: Person, why: str, who: Staff) -> None:
    """Written down by mistake: kept for the journal, and on the ticket no more."""
    why = text.clean(why).strip()
    if not why:
        raise InvalidError("say why in a few words")
    row.taken_off_at = work.now
    _write(work, Act.PERSON_TAKEN_OFF, row, who, {"text": why})


def mark(row: Person) -> str:
    return row.changed_at.isoformat()


def _values(work: Work, said: Description) -> dict[str, object]:
    home = said.home
    return {
        "roles": list(said.roles),
        "kin": said.kin,
        "sex": said.sex,
        "age": ages.written(said.age),
        **{name: getattr(said, name) or None for name in person.LONGEST},
        "words": work.keyring.tokens(text.tokens_for_search(said.name), WORDS),
        "number_index": work.keyring.blind(said.number, PHONE) if said.number else None,
        "home_code": home.code if home else None,
        "home_name": home.in_full if home else None,
        "home_data": home.data_version if home else None,
    }


def _write(work: Work, act: Act, row: Person, who: Staff, facts: dict[str, str]) -> None:
    findable.changed(work, row.ticket_id)
    whole = {"person": str(row.id), "roles": ", ".join(row.roles), **facts}
    journal.write(work, act, by=journal.staff(who.id), ticket_id=row.ticket_id, facts=whole)
