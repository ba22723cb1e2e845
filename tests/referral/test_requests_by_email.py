"""An agency that reads mail is written to: a code and a link; where mail fails, its telephone."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine

from hotline.store import journal
from hotline.vocabulary import AgencyKind, Channel, Severity
from referral import casework, desk, hearing
from referral.directory.agencies import Agency
from referral.referrals import Via
from tests.hotline import post_office
from tests.hotline.post_office import Letterbox
from tests.house import SETTINGS, House, build
from tests.referral.builders import CHILD, HOUR, SECOND, open_ticket, person
from tests.referral.test_reports_back import of_kind

ADDRESS, POLICE = "congan@tinh.test", "+84990000055"


@pytest.fixture
def letterbox() -> Letterbox:
    return Letterbox()


@pytest.fixture
def house(engine: Engine, letterbox: Letterbox) -> Iterator[House]:
    with post_office.open_(letterbox) as port:
        yield build(engine, SETTINGS.model_copy(update={"smtp_url": f"smtp://127.0.0.1:{port}"}))


def told(house: House, severity: Severity, *channels: Channel) -> str:
    """The police are told, who read mail; the code of their request."""
    with house.work() as work:
        ticket = open_ticket(work, severity, categories=["physical_violence"])
        plan = desk.preview(work, ticket)
        [police] = [one for one in plan.choices if one.agency.kind is AgencyKind.POLICE]
        agency = work.session.get_one(Agency, police.agency.id)
        agency.phone = POLICE
        agency.email, agency.channels = ADDRESS, [way.value for way in channels]
        return desk.refer(work, ticket, police, by=journal.SYSTEM).code


def texts(house: House, code: str) -> int:
    house.network.clock.forward(5 * SECOND)  # until they have arrived
    return sum(code in text.body for text in house.network.inbox(POLICE))


def test_a_request_by_mail_holds_its_code_and_link_and_nothing_of_anybody(
    house: House, letterbox: Letterbox
) -> None:
    code = told(house, Severity.HIGH, Channel.EMAIL)
    house.tick()

    [mail] = letterbox.mails
    text = mail.get_content()
    assert mail["To"] == ADDRESS
    assert code in text
    assert "https://hotline.test/r/" in text
    assert CHILD[3:] not in text
    assert texts(house, code) == 0


def test_a_mail_that_is_refused_becomes_a_text(house: House, letterbox: Letterbox) -> None:
    letterbox.to_recipient.append("550 no such person")
    code = told(house, Severity.HIGH, Channel.EMAIL)
    house.tick()
    house.tick()

    assert letterbox.mails == []
    assert texts(house, code) == 1


@pytest.mark.parametrize(("answered", "told_again"), [(False, 1), (True, 0)])
def test_a_mail_nobody_answers_is_followed_by_one_text(
    house: House, letterbox: Letterbox, answered: bool, told_again: int
) -> None:
    code = told(house, Severity.HIGH, Channel.EMAIL)
    house.tick()
    if answered:
        with house.work() as work:
            hearing.accepts(work, of_kind(work, AgencyKind.POLICE), Via.LINK)
    house.network.clock.forward(HOUR)
    house.tick()
    house.tick()

    assert len(letterbox.mails) == 1
    assert texts(house, code) == told_again


def test_who_was_told_by_mail_hears_of_a_withdrawal_by_mail(
    house: House, letterbox: Letterbox
) -> None:
    code = told(house, Severity.HIGH, Channel.EMAIL)
    house.tick()
    with house.work() as work:
        casework.withdraw(work, of_kind(work, AgencyKind.POLICE), person(work, "lan"), "nhầm")
    house.tick()

    last = letterbox.mails[-1]
    assert (len(letterbox.mails), last["To"]) == (2, ADDRESS)
    assert f"{code} đã được rút lại" in last.get_content()


def test_in_danger_nobody_is_told_by_mail_alone(house: House, letterbox: Letterbox) -> None:
    code = told(house, Severity.CRITICAL, Channel.EMAIL)
    house.tick()

    assert len(letterbox.mails) == 1
    assert texts(house, code) == 1
    assert len(house.network.calls_to(POLICE)) == 1
