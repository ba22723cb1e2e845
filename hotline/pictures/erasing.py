"""Erasing a picture that was handed over: nobody sees it here again, and what proves that it was
here stays."""

import uuid

from hotline import handling
from hotline.errors import InvalidError, NotAllowedError
from hotline.handling import Bar
from hotline.pictures import picture
from hotline.pictures.picture import Picture, State
from hotline.staff import Staff
from hotline.store import journal
from hotline.store.journal import Act
from hotline.store.work import Work
from hotline.text import clean
from hotline.tickets import Ticket

LONGEST = 500
SAID = {
    Bar.NOT_HANDED_OVER: "only a picture that was handed over is erased",
    Bar.TOO_SOON: "it was handed over too short a while ago to be erased",
}


def erase(work: Work, ticket: Ticket, picture_id: uuid.UUID, person: Staff, why: str) -> None:
    """Its content goes; kind, size, SHA-256, who got it and who erased it stay. Raises
    NotAllowedError for whom the policy does not let, InvalidError while it is too soon, and where
    nobody says why."""
    one, reason = picture.listed(work, ticket, picture_id), clean(why).strip()[:LONGEST]
    row = work.session.get_one(Picture, one.id, with_for_update=True)
    if row.state is State.ERASED:
        return
    bar = handling.bar_to_erasing(person.role, row.handed_at, work.policy.pictures, work.now)
    if bar is Bar.NOT_YOURS:
        raise NotAllowedError("this picture is erased by whom the rules name")
    if bar is not None:
        raise InvalidError(SAID[bar])
    if row.state is not State.OURS:
        raise InvalidError("the carrier has it still; try again in a minute")
    if not reason:
        raise InvalidError("say why this picture is erased")
    row.content, row.state, row.erased_at = None, State.ERASED, work.now
    facts = {
        "nth": str(row.nth),
        "digest": row.digest or "",
        "type": row.media_type or "",
        "size": str(row.size or 0),
        "handed": row.handed_at.isoformat() if row.handed_at else "",
        "text": reason,
    }
    by = journal.staff(person.id)
    journal.write(work, Act.PICTURE_ERASED, by=by, ticket_id=ticket.id, facts=facts)
