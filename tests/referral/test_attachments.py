"""Letters an agency adds to a request: what is one, who reads it, and how it is kept."""

import uuid

import pytest
from sqlalchemy import select

from hotline.errors import InvalidError, NotFoundError
from hotline.store.journal import Act
from hotline.store.work import Work
from referral import attachments, casework, desk
from referral.attachments import JPEG, LARGEST, MOST, PDF, PNG, Attachment
from referral.referrals import Referral
from tests.house import House
from tests.referral.builders import acts, open_ticket, person, ticket_of

WORDS = b"Cong van 152/UBND-VHXH"
LETTER = b"%PDF-1.7\n" + WORDS


@pytest.fixture
def told(house: House) -> House:
    """A critical ticket with its three agencies told."""
    with house.work() as work:
        desk.follow_up(work, open_ticket(work))
    return house


def asked(work: Work) -> Referral:
    return work.session.scalars(select(Referral).order_by(Referral.code).limit(1)).one()


def added(house: House, content: bytes) -> uuid.UUID:
    with house.work() as work:
        attachments.add(work, asked(work), content, by="agency:x")
        return attachments.of_referral(work, asked(work).id)[-1].id


@pytest.mark.parametrize(
    ("beginning", "media_type", "ending"),
    [
        pytest.param(b"%PDF-1.7\n", PDF, ".pdf", id="pdf"),
        pytest.param(b"\xff\xd8\xff\xe0", JPEG, ".jpg", id="photograph"),
        pytest.param(b"\x89PNG\r\n\x1a\n", PNG, ".png", id="picture"),
    ],
)
def test_a_letter_is_read_as_it_was_sent_under_no_name_of_its_own(
    told: House, beginning: bytes, media_type: str, ending: str
) -> None:
    letter = added(told, beginning + WORDS)
    with told.work() as work:
        ticket = ticket_of(work, asked(work).ticket_id)
        file = attachments.open_for(work, ticket, letter, person(work, "lan"))
        assert (file.content, file.media_type) == (beginning + WORDS, media_type)
        assert file.name.startswith(asked(work).code)
        assert file.name.endswith(ending)
        assert acts(work, Act.LETTER_ADDED) == acts(work, Act.LETTER_READ) == 1


def test_what_is_kept_is_ciphertext(told: House) -> None:
    added(told, LETTER)
    with told.work() as work:
        kept = work.connection.exec_driver_sql("select content_sealed from attachment").scalar_one()
    assert WORDS not in bytes(kept)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(b"", id="nothing"),
        pytest.param(b"<html><script>", id="a-page"),
        pytest.param(b"MZ\x90\x00", id="a-program"),
        pytest.param(b" %PDF-1.7", id="almost-a-pdf"),
        pytest.param(b"%PDF-" + bytes(LARGEST), id="too-large"),
    ],
)
def test_what_is_no_letter_is_refused(told: House, content: bytes) -> None:
    with pytest.raises(InvalidError):
        added(told, content)


def test_nobody_fills_the_house_with_letters(told: House) -> None:
    for _ in range(MOST):
        added(told, LETTER)
    with pytest.raises(InvalidError):
        added(told, LETTER)


def test_a_letter_of_another_ticket_is_not_found(told: House) -> None:
    letter = added(told, LETTER)
    with told.work() as work:
        other = open_ticket(work, caller="+84911222999")
        work.session.flush()
        for wrong in (letter, uuid.uuid4()):
            with pytest.raises(NotFoundError):
                attachments.open_for(work, other, wrong, person(work, "lan"))


def test_a_letter_that_comes_after_the_end_is_kept(told: House) -> None:
    with told.work() as work:
        casework.withdraw(work, asked(work), person(work, "lan"), "nhầm nhà")
    added(told, LETTER)
    with told.work() as work:
        assert len(work.session.scalars(select(Attachment.id)).all()) == 1


def test_a_letter_that_came_by_post_is_kept_sealed_under_who_added_it(told: House) -> None:
    with told.work() as work:
        lan = person(work, "lan")
        casework.agency_sent(work, asked(work), lan, LETTER)
    with told.work() as work:
        [kept] = work.session.scalars(select(Attachment))
        assert kept.added_by == f"staff:{person(work, 'lan').id}"
        sealed = work.connection.exec_driver_sql("select content_sealed from attachment")
        assert WORDS not in bytes(sealed.scalar_one())
        assert acts(work, Act.LETTER_FILED) == 1
