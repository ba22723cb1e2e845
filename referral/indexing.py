"""What a ticket is found by: what the line keeps of it, and the forms filled in for it."""

import uuid
from collections.abc import Mapping, Sequence

from hotline.search import filing, sources
from hotline.search.terms import Said
from hotline.store.work import Work
from referral.forms import told

SOURCES = (*sources.SOURCES, told.FINISHED)


def said(work: Work, ticket_ids: Sequence[uuid.UUID]) -> Mapping[uuid.UUID, list[Said]]:
    return sources.said(work, ticket_ids, SOURCES)


def file_waiting(work: Work) -> int:
    return filing.file_waiting(work, said)
