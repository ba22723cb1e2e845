"""A form of a ticket: drafts as they are typed, and finished versions that nobody rewrites."""

import json
import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import ForeignKey, UniqueConstraint, delete, func, select, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from hotline import findable, tickets
from hotline.errors import InvalidError, NotFoundError, TakenError
from hotline.forms import Form
from hotline.staff import Staff
from hotline.store import journal
from hotline.store.journal import Act
from hotline.store.sealing import Sealed
from hotline.store.work import Base, Work, among
from hotline.text import as_json
from hotline.tickets import Ticket
from referral.forms import filling
from referral.forms.filling import Answers

NUMBERING = 7_264_551_002  # the advisory lock that lets one paper at a time take its number
SHAPE = TypeAdapter(Form)


class Paper(Base):
    """`definition` is the form as it was when the paper was begun: a changed policy rewrites none.
    `child_id` is the one of the ticket's children it is about, where there was one to say.

    `number` is its own in `year` among the papers of its `code`, taken when it is first finished;
    `version` is the newest finished one, 0 before.
    """

    __tablename__ = "paper"
    __table_args__ = (UniqueConstraint("code", "year", "number"),)

    ticket_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("ticket.id"), index=True)
    child_id: Mapped[uuid.UUID | None] = mapped_column(ForeignKey("person.id"))
    code: Mapped[str]
    definition: Mapped[dict[str, Any]] = mapped_column(JSONB)
    begun_at: Mapped[datetime]
    begun_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("staff.id"))
    year: Mapped[int | None]
    number: Mapped[int | None]
    version: Mapped[int]

    @property
    def form(self) -> Form:
        return form_of(self.definition)

    @property
    def shown_number(self) -> str:
        """As an office writes it; empty before it is finished."""
        return f"{self.number}/{self.year}" if self.number else ""


class PaperVersion(Base):
    """A finished paper, as it was signed for; never changed."""

    __tablename__ = "paper_version"
    __table_args__ = (UniqueConstraint("paper_id", "version"),)

    paper_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("paper.id"))
    version: Mapped[int]
    answers = Sealed()
    saved_at: Mapped[datetime]
    saved_by: Mapped[uuid.UUID] = mapped_column(ForeignKey("staff.id"))


class PaperDraft(Base):
    """What one person has typed since `base`, the version it began from; each has their own."""

    __tablename__ = "paper_draft"
    __table_args__ = (UniqueConstraint("paper_id", "staff_id"),)

    paper_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("paper.id"))
    staff_id: Mapped[uuid.UUID] = mapped_column(ForeignKey("staff.id"))
    base: Mapped[int]
    answers = Sealed()
    saved_at: Mapped[datetime]


@dataclass(frozen=True)
class Others:
    """The newest that somebody else has written; `seen` names it, so that nothing is overlooked."""

    seen: str
    by: uuid.UUID | None = None
    at: datetime | None = None
    answers: Answers | None = None


def begin(
    work: Work, ticket: Ticket, person: Staff, code: str, child_id: uuid.UUID | None = None
) -> Paper:
    """A paper of this kind and child that is not finished yet is gone on with instead."""
    form = work.policy.forms.by_code.get(code)
    if form is None:
        raise NotFoundError("no such form")
    tickets.locked(work, ticket.id)
    for one in of_ticket(work, ticket.id):
        if (one.code, one.child_id, one.version) == (code, child_id, 0):
            return one
    paper = work.add(
        Paper(
            ticket_id=ticket.id,
            child_id=child_id,
            code=code,
            definition=SHAPE.dump_python(form, mode="json"),
            begun_at=work.now,
            begun_by=person.id,
            version=0,
        )
    )
    _write(work, Act.PAPER_BEGUN, paper, person)
    return paper


def of_ticket(work: Work, ticket_id: uuid.UUID) -> list[Paper]:
    work.session.flush()
    query = select(Paper).where(Paper.ticket_id == ticket_id)
    return list(work.session.scalars(query.order_by(Paper.begun_at)))


def by_id(work: Work, ticket: Ticket, paper_id: uuid.UUID) -> Paper:
    paper = work.session.get(Paper, paper_id)
    if paper is None or paper.ticket_id != ticket.id:
        raise NotFoundError("no such form")
    return paper


def drafts(work: Work, papers: list[Paper]) -> list[PaperDraft]:
    """The newest first."""
    work.session.flush()
    query = select(PaperDraft).where(among(PaperDraft.paper_id, [one.id for one in papers]))
    return list(work.session.scalars(query.order_by(PaperDraft.saved_at.desc())))


def version(work: Work, paper: Paper, number: int) -> PaperVersion | None:
    work.session.flush()
    return work.session.scalar(
        select(PaperVersion)
        .where(PaperVersion.paper_id == paper.id)
        .where(PaperVersion.version == number)
    )


def versions(work: Work, papers: list[Paper]) -> list[PaperVersion]:
    work.session.flush()
    query = select(PaperVersion).where(among(PaperVersion.paper_id, [one.id for one in papers]))
    return list(work.session.scalars(query.order_by(PaperVersion.version)))


def read(row: PaperVersion | PaperDraft | None) -> Answers:
    return answers_of(row.answers) if row and row.answers else {}


def form_of(definition: dict[str, Any]) -> Form:
    """A form as it was kept."""
    return SHAPE.validate_python(definition)


def answers_of(text: str) -> Answers:
    """Answers as they were kept."""
    answers: dict[str, str] = json.loads(text)
    return answers


def others(work: Work, paper: Paper, person_id: uuid.UUID) -> Others:
    """A draft that began before the newest version is no news any more."""
    for draft in drafts(work, [paper]):
        if draft.staff_id != person_id and draft.base == paper.version:
            seen = f"{paper.version}:{draft.saved_at.isoformat()}"
            return Others(seen, draft.staff_id, draft.saved_at, read(draft))
    newest = version(work, paper, paper.version)
    seen = f"{paper.version}:"
    if newest is None or newest.saved_by == person_id:
        return Others(seen)
    return Others(seen, newest.saved_by, newest.saved_at, read(newest))


def keep(work: Work, paper: Paper, person: Staff, sent: Answers, base: int) -> None:
    """One's own draft, as often as one types; another's is never touched."""
    _hold(work, paper)
    answers = as_json(dict(filling.typed(paper.form, sent)))
    draft = _mine(work, paper, person.id)
    if draft is None:
        values = {"paper_id": paper.id, "staff_id": person.id}
        draft = work.add(PaperDraft(**values, base=base, saved_at=work.now))
        work.session.flush()
    draft.answers, draft.base, draft.saved_at = answers, base, work.now


def finish(work: Work, paper: Paper, person: Staff, seen: str) -> Answers | None:
    """One's draft becomes the next version; None where it says what the newest says already.

    Raises TakenError when somebody else has written since `seen`, InvalidError where a field that
    is needed is blank or unreadable.
    """
    _hold(work, paper)
    draft = _mine(work, paper, person.id)
    before = version(work, paper, paper.version)
    answers = read(draft)
    if draft is None or (before is not None and read(before) == answers):
        _drop(work, draft)
        return None
    theirs = others(work, paper, person.id)
    if theirs.seen != seen:
        who = work.session.get(Staff, theirs.by) if theirs.by else None
        raise TakenError(who.shown_name if who else person.shown_name)
    if filling.faults(paper.form, answers):
        raise InvalidError("the form lacks something; it is marked")
    _take_number(work, paper)
    paper.version += 1
    row = work.add(
        PaperVersion(
            paper_id=paper.id, version=paper.version, saved_at=work.now, saved_by=person.id
        )
    )
    row.answers = as_json(dict(answers))
    _drop(work, draft)
    findable.changed(work, paper.ticket_id)
    _write(work, Act.PAPER_FINISHED, paper, person)
    return answers


def discard(work: Work, paper: Paper, person: Staff) -> None:
    """Throw away one's own draft, and with it a paper of which nothing else was ever kept."""
    _hold(work, paper)
    _drop(work, _mine(work, paper, person.id))
    _write(work, Act.PAPER_DISCARDED, paper, person)
    if not paper.version and not drafts(work, [paper]):
        work.session.delete(paper)


def print_out(work: Work, paper: Paper, number: int, person: Staff) -> PaperVersion:
    """The version to print; who printed which stands in the journal."""
    row = version(work, paper, number)
    if row is None:
        raise NotFoundError("no such form")
    _write(work, Act.PAPER_PRINTED, paper, person, number)
    return row


def _mine(work: Work, paper: Paper, person_id: uuid.UUID) -> PaperDraft | None:
    return next((one for one in drafts(work, [paper]) if one.staff_id == person_id), None)


def _hold(work: Work, paper: Paper) -> None:
    """Whoever keeps or finishes it does so after the other, and sees what the other did."""
    work.session.flush()
    work.session.refresh(paper, with_for_update=True)


def _drop(work: Work, draft: PaperDraft | None) -> None:
    if draft is not None:
        work.session.execute(delete(PaperDraft).where(PaperDraft.id == draft.id))


def _take_number(work: Work, paper: Paper) -> None:
    """The next one of its kind in this year, by the local calendar, without a gap."""
    if paper.number is not None:
        return
    work.session.execute(text("select pg_advisory_xact_lock(:key)"), {"key": NUMBERING})
    paper.year = work.now.astimezone(work.zone).year
    taken = select(func.max(Paper.number)).where(Paper.code == paper.code, Paper.year == paper.year)
    paper.number = (work.session.scalar(taken) or 0) + 1


def _write(work: Work, act: Act, paper: Paper, person: Staff, version: int | None = None) -> None:
    facts = {
        "form": f"{paper.definition['number']}",
        "number": paper.shown_number,
        "version": str(paper.version if version is None else version),
    }
    by = journal.staff(person.id)
    journal.write(work, act, by=by, ticket_id=paper.ticket_id, facts=facts)
