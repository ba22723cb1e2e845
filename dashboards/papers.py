"""What the pages of the forms show: what stands in one, what it lacks, who acts next and when."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from dashboards import duties
from dashboards.duties import Duty
from dashboards.paper import Head
from dashboards.times import typed_moment
from hotline import units
from hotline.forms import Field, Form, Known, Office, Side
from hotline.staff import Staff
from hotline.store.work import Work
from hotline.tickets import Ticket
from hotline.vocabulary import DeadlineKind, Severity
from referral.forms import filling, papers, prefilled, tally
from referral.forms.filling import Answers, Fault
from referral.forms.papers import Paper, PaperVersion
from referral.forms.tally import Tally

CONCLUSION = "conclusion"  # the field in which a form that judges says so
SPARE_ROWS = 2  # of a table, below what is filled


@dataclass(frozen=True)
class Edition:
    version: int
    who: str
    at: datetime


@dataclass(frozen=True)
class Listed:
    """A paper of a ticket, as the list of its forms names it."""

    id: uuid.UUID
    number: str
    editions: tuple[Edition, ...]
    drafts: tuple[tuple[str, datetime], ...]


@dataclass(frozen=True)
class Kind:
    """One form of the policy, what there is of it, and the deadline it is filled in for."""

    form: Form
    due: Duty | None
    papers: tuple[Listed, ...]


@dataclass(frozen=True)
class Sheet:
    """One paper as one person sees it. `rival` is what somebody else has written since."""

    ticket: int
    severity: Severity
    id: uuid.UUID
    form: Form
    listed: Listed
    answers: Answers
    base: int
    kept_at: datetime | None
    seen: str
    rival: str
    rival_at: datetime | None
    rival_answers: Answers
    differing: frozenset[str]
    faults: Mapping[str, Fault]
    blanks: int
    tallies: Mapping[Side, Tally]
    due: Duty | None
    then_due: Duty | None

    @property
    def lacking(self) -> list[Field]:
        return [field for field in self.form.fields if field.code in self.faults]

    @property
    def asks_for_number(self) -> bool:
        return any(field.known is Known.CALLER for field in self.form.fields)

    def rows(self, field: Field) -> list[Answers]:
        blank = dict.fromkeys((one.code for one in field.options), "")
        return [*filling.rows(field, self.answers), *[blank] * SPARE_ROWS]


def of_ticket(work: Work, ticket: Ticket) -> list[Kind]:
    """Every form of the policy in force, and papers of forms that it no longer has."""
    found = papers.of_ticket(work, ticket.id)
    listed = _listed(work, found)
    owed = duties.of_ticket(work, ticket.id)
    forms = {**{one.code: one.form for one in found}, **work.policy.forms.by_code}
    return [
        Kind(form, _due(form.due, owed), tuple(listed[o.id] for o in found if o.code == form.code))
        for form in sorted(forms.values(), key=lambda form: form.number)
    ]


def sheet(
    work: Work, ticket: Ticket, paper: Paper, reader: uuid.UUID, sent: Answers | None = None
) -> Sheet:
    """`sent` is what a refused page held; without it one's draft, else the newest there is."""
    others = papers.others(work, paper, reader)
    mine = next((one for one in papers.drafts(work, [paper]) if one.staff_id == reader), None)
    form = paper.form
    standing = papers.read(papers.version(work, paper, paper.version))
    begun = others.answers or standing or prefilled.draft(work, ticket, paper)
    answers = filling.typed(form, sent) if sent else papers.read(mine) if mine else begun
    rival = others if others.answers and (mine or sent) else None
    owed = duties.of_ticket(work, ticket.id)
    return Sheet(
        ticket=ticket.number,
        severity=ticket.severity,
        id=paper.id,
        form=form,
        listed=_listed(work, [paper])[paper.id],
        answers=answers,
        base=paper.version,
        kept_at=mine.saved_at if mine else None,
        seen=others.seen,
        rival=_names(work)[rival.by] if rival and rival.by else "",
        rival_at=rival.at if rival else None,
        rival_answers=(rival.answers or {}) if rival else {},
        differing=filling.differing(form, answers, rival.answers or {}) if rival else frozenset(),
        faults=filling.faults(form, answers),
        blanks=filling.blanks(form, answers),
        tallies=tally.count(form, answers),
        due=_due(form.due, owed),
        then_due=_due(form.next.due, owed),
    )


@dataclass(frozen=True)
class Judged:
    """What a finished form says of a child: its two sides counted apart, and the conclusion as
    somebody wrote it."""

    paper: uuid.UUID
    form: Form
    number: str
    tallies: Mapping[Side, Tally]
    conclusion: str
    who: str
    at: datetime


def judged(work: Work, ticket: Ticket, names: Mapping[uuid.UUID, str]) -> tuple[Judged, ...]:
    """The newest version of each paper that judges, the newest first."""
    found = {one.id: one for one in papers.of_ticket(work, ticket.id) if one.version}
    newest = [
        (found[row.paper_id], row)
        for row in papers.versions(work, list(found.values()))
        if row.version == found[row.paper_id].version
    ]
    newest.sort(key=lambda pair: pair[1].saved_at, reverse=True)
    return tuple(_judged(paper, row, names) for paper, row in newest if paper.form.sides)


def _judged(paper: Paper, row: PaperVersion, names: Mapping[uuid.UUID, str]) -> Judged:
    form, said = paper.form, papers.read(row)
    return Judged(
        paper=paper.id,
        form=form,
        number=paper.shown_number,
        tallies=tally.count(form, said),
        conclusion=said.get(CONCLUSION, ""),
        who=names.get(row.saved_by, "—"),
        at=row.saved_at,
    )


def head(work: Work, ticket: Ticket, paper: Paper, row: PaperVersion) -> Head:
    """A commune numbers and dates its own papers by hand; ours are numbered and dated here."""
    letterhead, form = work.policy.forms.letterhead, paper.form
    trace = (f"Mẫu số {form.number}", f"phiếu {ticket.number}", f"số {paper.shown_number}")
    foot = " · ".join([*trace, f"bản {row.version}"])
    if form.office is Office.LINE:
        above, office, place = letterhead.above, letterhead.office, letterhead.place
        number = f"Số: {paper.number}/{form.letters}-{letterhead.letters}"
        day = typed_moment(row.saved_at.astimezone(work.zone).date().isoformat())
    else:
        commune = units.by_code(work, ticket.commune_code)
        above, place = letterhead.committee, commune.name if commune else "…………"
        office = (commune.spoken if commune else "xã, phường …………").upper()
        number = f"Số: ……/{form.letters}"
        day = f"ngày …… tháng …… năm {paper.year}"
    state, motto = letterhead.state, letterhead.motto
    return Head(above, office, number, f"{place}, {day}", state, motto, foot)


def file_name(paper: Paper, row: PaperVersion) -> str:
    """Of numbers alone: the name of a file is read by whoever passes the screen."""
    return f"mau-{paper.form.number}-{paper.year}-{paper.number}-ban-{row.version}.pdf"


def _listed(work: Work, found: list[Paper]) -> dict[uuid.UUID, Listed]:
    names = _names(work)
    editions, drafts = papers.versions(work, found), papers.drafts(work, found)
    return {
        one.id: Listed(
            one.id,
            one.shown_number,
            tuple(
                Edition(row.version, names[row.saved_by], row.saved_at)
                for row in editions
                if row.paper_id == one.id
            ),
            tuple((names[r.staff_id], r.saved_at) for r in drafts if r.paper_id == one.id),
        )
        for one in found
    }


def _due(kind: DeadlineKind | None, owed: tuple[Duty, ...]) -> Duty | None:
    """The one still open first, as they come."""
    return next((one for one in owed if one.kind is kind), None)


def _names(work: Work) -> dict[uuid.UUID, str]:
    return {one.id: one.shown_name for one in work.session.scalars(select(Staff))}
