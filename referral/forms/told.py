"""What the finished forms of a ticket say, for search: of each its newest version, and never who
told us."""

import uuid
from collections.abc import Iterator, Sequence

from sqlalchemy import and_, select

from hotline.forms import Field, FieldKind, Form, Known
from hotline.search.sources import IDS, Found, one_of
from hotline.search.terms import Where
from hotline.store.prepared import Prepared
from hotline.store.sealing import opened
from hotline.store.work import Work, table_of
from referral.forms import filling, papers
from referral.forms.filling import Answers
from referral.forms.papers import Paper, PaperVersion

IN_WORDS = (FieldKind.LINE, FieldKind.TEXT, FieldKind.TABLE)
NAMES = (Known.CHILD_NAME, Known.FATHER_NAME, Known.MOTHER_NAME, Known.CARER)
PLACES = (Known.PLACE, Known.COMMUNE, Known.CHILD_HOME)
OF_INFORMANTS = frozenset(
    {
        *(Known.AGREES, Known.CALLER, Known.INFORMANT_NAME),
        *(Known.INFORMANT_ADDRESS, Known.INFORMANT_NOTE),
    }
)


_PAPER, _VERSION = table_of(Paper).c, table_of(PaperVersion).c
_NEWEST = and_(_VERSION.paper_id == _PAPER.id, _VERSION.version == _PAPER.version)
_FINISHED = Prepared(
    select(_PAPER.ticket_id, _PAPER.definition, _VERSION.id, _VERSION.answers_sealed)
    .join_from(table_of(Paper), table_of(PaperVersion), _NEWEST)
    .where(one_of(_PAPER.ticket_id))
)


def finished(work: Work, ticket_ids: Sequence[uuid.UUID]) -> Found:
    for ticket_id, form, row, sealed in work.rows(_FINISHED, {IDS.key: [*ticket_ids]}):
        answers = opened("paper_version", row, "answers", sealed, work.keyring)
        if answers:
            for where, words in words_of(papers.form_of(form), papers.answers_of(answers)):
                yield ticket_id, where, words


def words_of(form: Form, answers: Answers) -> Iterator[tuple[Where, str]]:
    """Days and choices are no words. A section that speaks of an informant is left out whole."""
    for section in form.sections:
        if not OF_INFORMANTS.isdisjoint(field.known for field in section.fields if field.known):
            continue
        for field in section.fields:
            if field.kind in IN_WORDS:
                yield _where(field), _said(field, answers)


def _where(field: Field) -> Where:
    if field.known in NAMES:
        return Where.NAME
    return Where.PLACE if field.known in PLACES else Where.FORM


def _said(field: Field, answers: Answers) -> str:
    if field.kind is not FieldKind.TABLE:
        return answers.get(field.code, "")
    return "\n".join(cell for row in filling.rows(field, answers) for cell in row.values())
