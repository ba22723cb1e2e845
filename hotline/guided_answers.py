"""What was answered to the questions of a guide: every answer is kept, and sealed."""

import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, mapped_column

from hotline import findable, guides
from hotline.errors import InvalidError
from hotline.staff import Staff
from hotline.store import journal
from hotline.store.journal import Act
from hotline.store.sealing import Sealed
from hotline.store.work import Base, Work
from hotline.text import clean
from hotline.tickets import Ticket
from hotline.vocabulary import Language


class GuidedAnswer(Base):
    """`asked` is the question as it stood on that day: a changed policy rewrites no answer."""

    __tablename__ = "guided_answer"

    ticket_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("ticket.id"), index=True)
    question: Mapped[str]
    asked: Mapped[str]
    text = Sealed()
    staff_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("staff.id"))
    at: Mapped[datetime]


def of_ticket(work: Work, ticket: Ticket) -> Sequence[GuidedAnswer]:
    query = select(GuidedAnswer).where(GuidedAnswer.ticket_id == ticket.id)
    return work.session.scalars(query.order_by(GuidedAnswer.at, GuidedAnswer.question)).all()


def keep(work: Work, ticket: Ticket, person: Staff, said: Mapping[str, str]) -> None:
    """`said` is by code; what is empty was not answered. The journal counts, and quotes nothing."""
    known = guides.questions(work.policy.guides)
    answered = [(one, text) for one in known if (text := clean(said.get(one.code, "")).strip())]
    if not answered:
        raise InvalidError("write down at least one answer")
    for question, text in answered:
        work.add(
            GuidedAnswer(
                ticket_id=ticket.id,
                question=question.code,
                asked=question.words[Language.VI],
                text=text,
                staff_id=person.id,
                at=work.now,
            )
        )
    findable.changed(work, ticket.id)
    by, facts = journal.staff(person.id), {"count": str(len(answered))}
    journal.write(work, Act.ANSWERS_KEPT, by=by, ticket_id=ticket.id, facts=facts)
