"""A form that comes twice is done once, and what was typed into it is no draft any more."""

import hashlib
from collections.abc import Callable

from flask import request

from dashboards.door import visitor
from hotline import drafts, presses
from hotline.drafts import Desk
from hotline.store.work import Work
from hotline.text import as_json
from hotline.tickets import Ticket

NOT_SAID = frozenset({"csrf_token"})  # by whoever pressed


def once(work: Work, ticket: Ticket, act: Callable[[], object]) -> None:
    """Refused, it is not done and its drafts stay: whoever pressed mends it and presses again."""
    desk = desk_of(ticket)
    presses.hold(work, desk.ticket_id, desk.staff_id)
    key = request.form.get("key", "")
    if not key or presses.first(work, key, mark(work)):
        act()
    drafts.drop(work, desk, form_name())


def form_name() -> str:
    """Its address below the ticket's, as the pages call it too."""
    return request.path.split("/", 3)[3]


def desk_of(ticket: Ticket) -> Desk:
    return Desk(ticket.id, visitor().staff_id)


def mark(work: Work) -> bytes:
    """Of everything the form says, with the files it brings."""
    said = sorted(pair for pair in request.form.items(multi=True) if pair[0] not in NOT_SAID)
    return work.keyring.blind(as_json([request.path, said, _files()]), "press")


def _files() -> list[str]:
    """Whoever asked for their content before has read them to the end."""
    digests = []
    for file in request.files.values():
        file.seek(0)
        digests.append(hashlib.sha256(file.read()).hexdigest())
    return digests
