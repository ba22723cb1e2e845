"""What the finished forms of a ticket say, for search: of each its newest version, and never who
told us."""

import json
from collections.abc import Iterator

from sqlalchemy import String, and_, cast, select

from hotline.forms import Field, FieldKind, Form, Known
from hotline.search.sources import Source, one_of
from hotline.search.terms import Where
from hotline.store.work import table_of
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
_FINISHED = (
    select(_PAPER.ticket_id, _VERSION.id, _VERSION.answers_sealed, cast(_PAPER.definition, String))
    .join_from(table_of(Paper), table_of(PaperVersion), _NEWEST)
    .where(one_of(_PAPER.ticket_id))
)


def _finished(answers: str | None, form: str | None) -> Iterator[tuple[Where, str]]:
    if answers and form:
        yield from words_of(papers.form_of(json.loads(form)), papers.answers_of(answers))


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


FINISHED = Source(_FINISHED, table_of(PaperVersion).name, "answers", _finished)
