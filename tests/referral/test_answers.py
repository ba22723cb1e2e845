"""What an agency may answer, from which telephone, and what it hears."""

import uuid

import pytest
from sqlalchemy import select

from hotline.sending.outbox import Outgoing, Purpose
from hotline.store.work import Work
from hotline.vocabulary import AgencyKind, Channel, DeadlineKind
from referral import answers, casework, desk
from referral.directory.agencies import Agency
from referral.promises import deadlines
from referral.referrals import Referral, Status, Via
from tests.house import House
from tests.referral.builders import CHILD, HOA, POLICE, SCHOOL, ladder, open_ticket, person

ACK = DeadlineKind.AGENCY_ACK


@pytest.fixture
def ticket_id(house: House) -> uuid.UUID:
    """A critical ticket with its three agencies told."""
    with house.work() as work:
        ticket = open_ticket(work)
        desk.follow_up(work, ticket)
        return ticket.id


def police(work: Work) -> Referral:
    of_police = select(Referral).join(Agency).where(Agency.kind == AgencyKind.POLICE)
    return work.session.scalars(of_police).one()


def said(house: House, sender: str, text: str) -> str | None:
    """What `sender` is answered; CODE stands for the code of the police."""
    with house.work() as work:
        return answers.by_text(work, sender, text.replace("CODE", police(work).code))


def pressed(house: House, key: str) -> answers.Said:
    with house.work() as work:
        call = select(Outgoing).where(
            Outgoing.purpose == Purpose.REFERRAL,
            Outgoing.channel == Channel.CALL,
            Outgoing.referral_id == police(work).id,
        )
        return answers.by_key(work, work.session.scalars(call).one(), key)


def status(house: House) -> Status:
    with house.work() as work:
        return police(work).status


@pytest.mark.usefixtures("ticket_id")
@pytest.mark.parametrize("text", ["CODE", "1 CODE", "  1   CODE "])
def test_an_agency_that_texts_its_code_has_the_request(house: House, text: str) -> None:
    assert said(house, POLICE, text) is not None
    assert status(house) is Status.ACKNOWLEDGED
    with house.work() as work:
        assert police(work).acknowledged_via is Via.SMS


def test_an_agency_that_texts_two_and_its_code_cannot(house: House, ticket_id: uuid.UUID) -> None:
    answer = said(house, POLICE, "2 CODE")

    assert answer is not None
    assert status(house) is Status.DECLINED
    with house.work() as work:
        assert ladder(work, ticket_id) is not None


@pytest.mark.usefixtures("ticket_id")
def test_an_agency_that_changes_its_mind_is_believed(house: House) -> None:
    said(house, POLICE, "CODE")
    said(house, POLICE, "2 CODE")
    assert status(house) is Status.DECLINED

    said(house, POLICE, "1 CODE")
    assert status(house) is Status.ACKNOWLEDGED


@pytest.mark.usefixtures("ticket_id")
@pytest.mark.parametrize(
    ("sender", "text"),
    [
        pytest.param(SCHOOL, "CODE", id="the-code-of-another-agency"),
        pytest.param(POLICE, "BBBBBB", id="a-code-nobody-was-given"),
        pytest.param(POLICE, "ok", id="a-bare-ok"),
        pytest.param(HOA, "CODE", id="a-supervisor"),
    ],
)
def test_a_code_that_is_not_ones_own_answers_nothing(house: House, sender: str, text: str) -> None:
    assert said(house, sender, text) is not None
    assert status(house) is Status.SENT


@pytest.mark.usefixtures("ticket_id")
@pytest.mark.parametrize(
    ("sender", "text"),
    [
        pytest.param(CHILD, "CODE", id="a-callers-telephone"),
        pytest.param("anonymous", "CODE", id="a-withheld-number"),
        pytest.param(POLICE, "chúng tôi đang đến", id="an-agency-that-writes"),
        pytest.param(HOA, "cháu bé đang ở đâu?", id="a-supervisor-who-writes"),
    ],
)
def test_everything_else_is_a_message_that_a_person_reads(
    house: House, sender: str, text: str
) -> None:
    assert said(house, sender, text) is None
    assert status(house) is Status.SENT


@pytest.mark.usefixtures("ticket_id")
@pytest.mark.parametrize(
    ("key", "then"),
    [
        pytest.param("1", Status.ACKNOWLEDGED, id="one-accepts"),
        pytest.param("2", Status.DECLINED, id="two-declines"),
        pytest.param("", Status.SENT, id="a-voicemail"),
        pytest.param("*", Status.SENT, id="star"),
        pytest.param("4", Status.SENT, id="a-supervisors-key"),
    ],
)
def test_an_agency_answers_a_call_by_one_key(house: House, key: str, then: Status) -> None:
    heard = pressed(house, key)

    assert status(house) is then
    assert heard.again is (then is Status.SENT)
    assert heard.text


@pytest.mark.usefixtures("ticket_id")
def test_an_agency_that_answers_again_is_told_it_has_answered(house: House) -> None:
    first, second = pressed(house, "1").text, pressed(house, "1").text

    assert first != second
    assert status(house) is Status.ACKNOWLEDGED


def test_a_call_about_nothing_we_know_is_told_so(house: House, ticket_id: uuid.UUID) -> None:
    with house.work() as work:
        call = Outgoing(purpose=Purpose.REFERRAL, ticket_id=ticket_id)
        heard = answers.by_key(work, call, "1")

    assert heard.text == house.parts.workplace.policy.say("referral.unknown")


@pytest.mark.usefixtures("ticket_id")
def test_a_counselor_may_write_down_that_an_agency_cannot(house: House) -> None:
    with house.work() as work:
        casework.declined_by_phone(work, police(work), person(work, "lan"))

    assert status(house) is Status.DECLINED


@pytest.mark.parametrize("by", ["key", "text"])
def test_an_agency_that_asks_to_be_called_has_not_taken_it_and_somebody_is_woken(
    house: House, ticket_id: uuid.UUID, by: str
) -> None:
    answer = pressed(house, "3").text if by == "key" else said(house, POLICE, "3 CODE")

    assert answer is not None
    assert status(house) is Status.SENT
    with house.work() as work:
        assert ladder(work, ticket_id) is not None
        assert deadlines.armed_for(work, police(work).id, ACK) is not None
