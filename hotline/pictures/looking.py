"""Opening a picture: by whom the policy lets, by a press, and each time in the journal."""

import uuid
from base64 import b64decode
from dataclasses import dataclass

from hotline import handling
from hotline.errors import InvalidError, NotAllowedError
from hotline.handling import Telling, Word
from hotline.pictures import blurring, kinds, picture
from hotline.pictures.picture import Listed, Picture, State
from hotline.staff import Staff
from hotline.store import journal
from hotline.store.journal import Act
from hotline.store.work import Work
from hotline.text import clean
from hotline.tickets import Ticket

HERE = frozenset({State.KEPT, State.OURS})
LONGEST = 500


@dataclass(frozen=True)
class File:
    """`shown`: a browser may show it; else it is only handed over."""

    name: str
    media_type: str
    content: bytes

    @property
    def shown(self) -> bool:
        return self.media_type in kinds.SHOWN


def is_guarded(work: Work, ticket: Ticket, one: Listed) -> bool:
    return handling.is_guarded(ticket.categories or (), one.word, work.policy.pictures)


def may_open(work: Work, ticket: Ticket, one: Listed, role: str) -> bool:
    guarded = is_guarded(work, ticket, one)
    return one.state in HERE and handling.may_open(role, work.policy.pictures, guarded=guarded)


def blurred(work: Work, ticket: Ticket, picture_id: uuid.UUID) -> bytes | None:
    """Patches of colour; None where it is not here, or is no picture that can be read."""
    one = picture.listed(work, ticket, picture_id)
    return blurring.blurred(_content(work, one)) if one.state in HERE else None


def open_clearly(
    work: Work, ticket: Ticket, picture_id: uuid.UUID, person: Staff, why: str
) -> File:
    """The picture itself. Raises NotAllowedError for whom the policy does not let, and
    InvalidError where one that may show abuse is to be opened for no reason said."""
    one, reason = picture.listed(work, ticket, picture_id), clean(why).strip()[:LONGEST]
    guarded = is_guarded(work, ticket, one)
    if not may_open(work, ticket, one, person.role):
        raise NotAllowedError("this picture is opened by whom the rules name")
    if guarded and not reason:
        raise InvalidError("say why this picture has to be seen")
    facts = {"nth": str(one.nth), "digest": one.digest or "", "text": reason}
    by = journal.staff(person.id)
    journal.write(work, Act.PICTURE_SEEN, by=by, ticket_id=ticket.id, facts=facts)
    media_type = one.media_type or ""
    name = f"{ticket.number}-{one.came_at:%Y%m%d%H%M}-{one.nth}.{kinds.ENDINGS[media_type]}"
    return File(name, media_type, _content(work, one))


def say(work: Work, ticket: Ticket, picture_id: uuid.UUID, person: Staff, word: Word) -> None:
    """Whoever has seen it says whether it may show abuse; to take that back needs more."""
    one = picture.listed(work, ticket, picture_id)
    guarded, rules = is_guarded(work, ticket, one), work.policy.pictures
    if one.word is word:
        return
    if not handling.may_say(person.role, one.word, word, rules, guarded=guarded):
        raise NotAllowedError("a supervisor says that a picture shows no abuse")
    row = work.session.get_one(Picture, one.id, with_for_update=True)
    row.word = word
    facts = {"nth": str(one.nth), "word": word.value, "digest": one.digest or ""}
    by = journal.staff(person.id)
    journal.write(work, Act.PICTURE_JUDGED, by=by, ticket_id=ticket.id, facts=facts)


@dataclass(frozen=True)
class Told:
    """Who was told of a picture, or got it by hand, and under which paper."""

    words: str
    how: Telling = Telling.TOLD


def tell(work: Work, ticket: Ticket, picture_id: uuid.UUID, person: Staff, told: Told) -> None:
    """It is only written down: nothing of a picture leaves by us."""
    one, said = picture.listed(work, ticket, picture_id), clean(told.words).strip()[:LONGEST]
    if not said:
        raise InvalidError("say who was told, when and under which paper")
    act = Act.PICTURE_TOLD
    if told.how is Telling.HANDED_OVER:
        act = Act.PICTURE_HANDED_OVER
        work.session.get_one(Picture, one.id, with_for_update=True).handed_at = work.now
    facts = {"nth": str(one.nth), "digest": one.digest or "", "text": said}
    journal.write(work, act, by=journal.staff(person.id), ticket_id=ticket.id, facts=facts)


def _content(work: Work, one: Listed) -> bytes:
    row = work.session.get_one(Picture, one.id)
    return b64decode(row.content or "")
