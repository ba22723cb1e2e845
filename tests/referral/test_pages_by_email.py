"""Whoever has an address is written to as well, when everybody is woken; and nobody is named."""

import re
from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, select

from hotline.sending.outbox import Outgoing, State
from hotline.vocabulary import Channel, Severity
from referral import answers
from tests.hotline import post_office
from tests.hotline.post_office import Letterbox
from tests.house import SETTINGS, House, build
from tests.referral import crowd
from tests.referral.builders import CHILD, HOA, HOUR, MAI, open_ticket, person, ticket_of

ADDRESS = "hoa@hotline.test"


@pytest.fixture
def letterbox() -> Letterbox:
    return Letterbox()


@pytest.fixture
def house(engine: Engine, letterbox: Letterbox) -> Iterator[House]:
    """A house with a mail server, and one supervisor who reads mail."""
    with post_office.open_(letterbox) as port:
        built = build(engine, SETTINGS.model_copy(update={"smtp_url": f"smtp://127.0.0.1:{port}"}))
        with built.work() as work:
            person(work, "hoa").email = ADDRESS
        yield built


def texts(letterbox: Letterbox) -> list[str]:
    return [mail.get_content() for mail in letterbox.mails]


def code_in(text: str) -> str:
    found = re.search(r"\b[BCDGHKLMNPQRTVXY]{4,8}\b", text)
    assert found is not None
    return found[0]


def test_a_page_by_email_holds_a_code_and_a_link_and_nothing_of_a_caller(
    house: House, letterbox: Letterbox
) -> None:
    with house.work() as work:
        ticket = open_ticket(work)
    house.network.clock.forward(HOUR)

    house.tick()

    [mail] = letterbox.mails
    assert mail["To"] == ADDRESS
    [text] = texts(letterbox)
    assert f"https://hotline.test/tickets/{house.ticket().number}" in text
    assert CHILD[3:] not in text
    with house.work() as work:
        assert answers.by_text(work, HOA, code_in(text))
        assert ticket_of(work, ticket.id).owner_id == person(work, "hoa").id


def test_the_code_of_a_mail_is_no_use_on_another_telephone(
    house: House, letterbox: Letterbox
) -> None:
    with house.work() as work:
        ticket = open_ticket(work)
    house.network.clock.forward(HOUR)
    house.tick()

    with house.work() as work:
        answers.by_text(work, MAI, code_in(texts(letterbox)[0]))
        assert ticket_of(work, ticket.id).owner_id is None


def test_a_digest_by_email_names_every_ticket(house: House, letterbox: Letterbox) -> None:
    with house.work() as work:
        ids = crowd.overdue(work, 200, Severity.HIGH, HOUR)
        numbers = {str(ticket_of(work, one).number) for one in ids}

    house.tick()

    [text] = texts(letterbox)
    assert numbers <= set(re.findall(r"\d+", text))


def test_a_mail_that_is_refused_disturbs_nobody_else(house: House, letterbox: Letterbox) -> None:
    letterbox.to_recipient.append("550 no such person")
    with house.work() as work:
        open_ticket(work)
    house.network.clock.forward(HOUR)

    house.tick()
    house.tick()

    assert letterbox.mails == []
    assert len(house.network.calls_to(HOA)) == 1
    with house.work() as work:
        mail = work.session.scalars(select(Outgoing).where(Outgoing.channel == Channel.EMAIL)).one()
        assert (mail.state, mail.error_code) == (State.REPLACED, "550")
