"""What a child thinks or wishes, as a person marked it: passed on, answered, told back."""

import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ForeignKey, Index, select, text
from sqlalchemy.orm import Mapped, mapped_column

from hotline.errors import IllegalMoveError, InvalidError, NotFoundError
from hotline.staff import Staff
from hotline.store import journal
from hotline.store.journal import Act
from hotline.store.sealing import Sealed
from hotline.store.work import Base, Work
from hotline.text import clean
from hotline.tickets import Ticket
from referral.referrals import Referral, Status

LONGEST = 4000
A_NUMBER = re.compile(r"\d(?:[ .\-]?\d){7,}")  # of a telephone, as people write one
# A request that came to nothing: the opinion may be passed on again, or be no opinion after all.
CAME_BACK = frozenset({Status.DECLINED, Status.WITHDRAWN})


class Opinion(Base):
    """`words` are what is passed on, `giver` is who said it, only where they agreed.

    A ticket has one at a time; one that was marked by mistake stays, with `unmarked_at`.
    `told_at` is when whoever gave it heard the answer.
    """

    __tablename__ = "opinion"
    __table_args__ = (
        Index(
            "uq_opinion_of_ticket",
            "ticket_id",
            unique=True,
            postgresql_where=text("unmarked_at IS NULL"),
        ),
    )

    ticket_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("ticket.id"))
    referral_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("referral.id"), unique=True)
    topic: Mapped[str]
    words = Sealed()
    giver = Sealed()
    marked_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("staff.id"))
    marked_at: Mapped[datetime]
    unmarked_at: Mapped[datetime | None]
    passed_at: Mapped[datetime | None]
    answer = Sealed()
    answered_at: Mapped[datetime | None]
    told_at: Mapped[datetime | None]


@dataclass(frozen=True)
class Said:
    """An opinion as somebody of ours writes it down; `agreed` is that it is said whose it is."""

    topic: str
    words: str
    giver: str = ""
    agreed: bool = False


def read(form: Mapping[str, str]) -> Said:
    return Said(
        topic=form.get("topic", ""),
        words=clean(form.get("words", "")).strip(),
        giver=clean(form.get("giver", "")).strip(),
        agreed=form.get("agreed") == "yes",
    )


def mark(work: Work, ticket: Ticket, person: Staff, said: Said) -> Opinion:
    if not ticket.is_open:
        raise IllegalMoveError("ticket", ticket.status, "an opinion")
    if of_ticket(work, ticket.id) is not None:
        raise InvalidError("this ticket has an opinion already")
    _check(work, said)
    row = work.add(
        Opinion(
            ticket_id=ticket.id,
            topic=said.topic,
            words=said.words,
            giver=said.giver or None,
            marked_by=person.id,
            marked_at=work.now,
        )
    )
    by, facts = journal.staff(person.id), {"topic": said.topic}
    journal.write(work, Act.OPINION_MARKED, by=by, ticket_id=ticket.id, facts=facts)
    return row


def _check(work: Work, said: Said) -> None:
    if said.topic not in work.policy.opinions.topics:
        raise InvalidError("say what the opinion is about")
    if not said.words or len(said.words) > LONGEST:
        raise InvalidError("write down what the child says, in its own words")
    if A_NUMBER.search(said.words):
        raise InvalidError("take telephone numbers out of the opinion")
    if said.giver and not said.agreed:
        raise InvalidError("who gave an opinion is said only where they agreed")


def unmark(work: Work, ticket: Ticket, person: Staff) -> None:
    """It was none: undone as easily as it was marked, until somebody else has been told."""
    row = expected(work, ticket.id)
    if not may_pass(work, row):
        raise InvalidError("this opinion has been passed on; withdraw the request first")
    row.unmarked_at = work.now
    by = journal.staff(person.id)
    journal.write(work, Act.OPINION_UNMARKED, by=by, ticket_id=ticket.id)


def answered(work: Work, referral: Referral, text: str) -> None:
    """The body it was passed on to says so for good, by its link or to one of ours."""
    row = of_referral(work, referral)
    if row is not None:
        row.answer, row.answered_at = clean(text), work.now
        facts = {"agency": referral.agency.name}
        journal.write(work, Act.OPINION_ANSWERED, ticket_id=referral.ticket_id, facts=facts)


def of_ticket(work: Work, ticket_id: uuid.UUID) -> Opinion | None:
    work.session.flush()
    query = select(Opinion).where(Opinion.ticket_id == ticket_id, Opinion.unmarked_at.is_(None))
    return work.session.scalar(query)


def expected(work: Work, ticket_id: uuid.UUID) -> Opinion:
    """Raises NotFoundError where there is none."""
    row = of_ticket(work, ticket_id)
    if row is None:
        raise NotFoundError("no such opinion")
    return row


def of_referral(work: Work, referral: Referral) -> Opinion | None:
    """Asks nobody about a request that is about something else."""
    if not referral.is_opinion:
        return None
    work.session.flush()
    return work.session.scalar(select(Opinion).where(Opinion.referral_id == referral.id))


def may_pass(work: Work, row: Opinion) -> bool:
    """Nobody has it: it was never passed on, or came back."""
    if row.referral_id is None:
        return True
    return work.session.get_one(Referral, row.referral_id).status in CAME_BACK
