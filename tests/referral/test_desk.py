"""From a triaged ticket to the agencies that must hear of it, and what they answer."""

import uuid
from itertools import product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from hotline.errors import IllegalMoveError, NotFoundError
from hotline.sending.outbox import Outgoing, Purpose
from hotline.store.journal import SYSTEM, Act, JournalEntry
from hotline.store.work import Work
from hotline.tickets import Outcome
from hotline.vocabulary import AgencyKind, Channel, DeadlineKind, Severity
from referral import answers, casework, desk, hearing, links, referrals
from referral.directory.agencies import Agency
from referral.promises import deadlines
from referral.promises.deadlines import Deadline, State
from referral.referrals import MOVES, UNANSWERED, Referral, Status, Via
from tests.house import House
from tests.referral.builders import (
    MINUTE,
    POLICE,
    SCHOOL,
    WORKER,
    acts,
    armed,
    commune,
    ladder,
    open_ticket,
    pages,
    person,
    ticket_of,
    turn,
)
from tests.referral.together import together

ACK = DeadlineKind.AGENCY_ACK


def referred(house: House) -> uuid.UUID:
    """A critical ticket with its three agencies told."""
    with house.work() as work:
        ticket = open_ticket(work)
        desk.follow_up(work, ticket)
        return ticket.id


def of_kind(work: Work, kind: AgencyKind) -> Referral:
    return work.session.scalars(
        select(Referral).join(Agency).where(Agency.kind == kind).limit(1)
    ).one()


def letters(work: Work, purpose: Purpose = Purpose.REFERRAL) -> list[Outgoing]:
    return list(work.session.scalars(select(Outgoing).where(Outgoing.purpose == purpose)))


def token_of(house: House) -> str:
    with house.work() as work:
        told = next(row for row in letters(work) if row.channel is Channel.SMS)
        assert told.body is not None
        return told.body.rpartition("/r/")[2]


def test_a_critical_ticket_tells_three_agencies_once_each_by_text_and_telephone(
    house: House,
) -> None:
    ticket_id = referred(house)
    with house.work() as work:
        desk.follow_up(work, ticket_of(work, ticket_id))

    with house.work() as work:
        assert sorted((row.to, row.channel) for row in letters(work)) == sorted(
            product([POLICE, WORKER, SCHOOL], [Channel.SMS, Channel.CALL])
        )
        promised = work.session.scalars(
            select(Deadline).where(Deadline.kind == DeadlineKind.AGENCY_ACK)
        ).all()
        assert len(promised) == 3
        assert acts(work, Act.REFERRAL_OPENED) == 3


def test_what_the_policy_does_not_send_by_itself_waits_for_a_counselor(house: House) -> None:
    with house.work() as work:
        ticket = open_ticket(work, Severity.HIGH, categories=["confinement"])
        desk.follow_up(work, ticket)
        ticket_id = ticket.id

    with house.work() as work:
        assert letters(work) == []
        ticket = ticket_of(work, ticket_id)
        [choice] = [
            c for c in desk.preview(work, ticket).choices if c.agency.kind is AgencyKind.POLICE
        ]
        casework.refer(work, ticket, person(work, "lan"), choice.agency.id)
        casework.refer(work, ticket, person(work, "lan"), choice.agency.id)

    with house.work() as work:
        assert [row.to for row in letters(work)] == [POLICE]
        assert DeadlineKind.AGENCY_ACK in armed(work, ticket_id)
        left = desk.preview(work, ticket_of(work, ticket_id)).choices
        assert AgencyKind.POLICE not in {c.agency.kind for c in left}


def test_nobody_is_told_of_an_agency_of_another_place(house: House) -> None:
    with house.work() as work:
        ticket = open_ticket(work, Severity.HIGH)
        elsewhere = work.session.scalars(select(Agency).where(Agency.code == "KA-CA")).one()
        with pytest.raises(NotFoundError):
            casework.refer(work, ticket, person(work, "lan"), elsewhere.id)


def test_where_nobody_covers_the_commune_a_supervisor_is_woken_and_the_journal_says_why(
    house: House,
) -> None:
    with house.work() as work:
        for agency in work.session.scalars(select(Agency).where(Agency.commune_code.is_(None))):
            agency.valid_to = agency.valid_from
        ticket = open_ticket(work)
        place = commune("18832")
        ticket.commune_code, ticket.commune_name = place.code, place.name
        desk.follow_up(work, ticket)
        desk.follow_up(work, ticket)
        ticket_id = ticket.id
    turn(house)

    with house.work() as work:
        [entry] = work.session.scalars(
            select(JournalEntry).where(JournalEntry.act == Act.NO_AGENCY)
        )
        assert entry.facts == {"kinds": "police, school, social_worker", "commune": place.name}
        assert len(pages(work, ticket_id)) == 2
        assert ladder(work, ticket_id) is not None


def test_an_agency_that_answers_is_no_longer_waited_for(house: House) -> None:
    referred(house)
    with house.work() as work:
        police = of_kind(work, AgencyKind.POLICE)
        assert desk.acknowledged(work, police, by="agency:x", via=Via.CALL)
        assert not desk.acknowledged(work, police, by="agency:x", via=Via.SMS)

    with house.work() as work:
        police = of_kind(work, AgencyKind.POLICE)
        assert (police.status, police.acknowledged_via) == (Status.ACKNOWLEDGED, Via.CALL)
        promised = select(Deadline).where(Deadline.referral_id == police.id, Deadline.kind == ACK)
        [met] = work.session.scalars(promised)
        assert met.state is State.MET


def test_an_agency_that_answers_three_ways_at_once_has_answered_once(house: House) -> None:
    referred(house)
    token = token_of(house)
    with house.work() as work:
        referral = referrals.by_token(work, token)
        code, phone, referral_id = referral.code, referral.agency.phone or "", referral.id

    def by_link() -> None:
        with house.work() as work:
            hearing.accepts(work, links.by_token(work, token), Via.LINK)

    def by_sms() -> None:
        with house.work() as work:
            assert answers.by_text(work, phone, code) is not None

    def by_desk() -> None:
        with house.work() as work:
            told = work.session.get_one(Referral, referral_id)
            casework.acknowledged_by_phone(work, told, person(work, "lan"))

    before = moves(house)
    together(by_link, by_sms, by_desk)
    assert moves(house) == before + 1


def moves(house: House) -> int:
    with house.work() as work:
        return acts(work, Act.REFERRAL_MOVED)


def test_two_agencies_that_decline_at_once_start_one_ladder(house: House) -> None:
    ticket_id = referred(house)
    with house.work() as work:
        work.session.execute(select(Deadline).with_for_update())
        for promised in armed(work, ticket_id).values():
            promised.state = State.MET  # nothing but the answers may wake anybody

    def decline(kind: AgencyKind) -> None:
        with house.work() as work:
            desk.declined(work, of_kind(work, kind), by="agency:x")

    together(lambda: decline(AgencyKind.POLICE), lambda: decline(AgencyKind.SCHOOL))
    turn(house)

    with house.work() as work:
        ladders = work.session.scalars(
            select(Deadline).where(Deadline.kind == DeadlineKind.LADDER)
        ).all()
        assert {row.cycle for row in ladders} == {0}
        assert len(pages(work, ticket_id)) == 2


def test_an_agency_that_declines_after_the_ticket_was_closed_opens_it_and_wakes_somebody(
    house: House,
) -> None:
    ticket_id = referred(house)
    token = token_of(house)
    with house.work() as work:
        hoa = person(work, "hoa")
        casework.close(work, ticket_of(work, ticket_id), hoa, Outcome.HANDED_OVER)

    with house.work() as work:
        hearing.declines(work, links.by_token(work, token))
    turn(house)

    with house.work() as work:
        assert ticket_of(work, ticket_id).is_open
        assert acts(work, Act.TICKET_REOPENED, ticket_id) == 1
        assert pages(work, ticket_id)
    with house.work() as work:
        page = pages(work, ticket_id)[0]
        said = answers.by_text(work, "+84990000001", page.code or "ok")
        assert said is not None
        assert ladder(work, ticket_id) is None


def test_a_link_nobody_was_given_opens_nothing(house: House) -> None:
    with house.work() as work, pytest.raises(NotFoundError):
        links.by_token(work, "guessed")


def test_the_secret_of_a_link_is_kept_nowhere_but_in_the_message(house: House) -> None:
    referred(house)
    token = token_of(house)

    with house.work() as work:
        for referral in work.session.scalars(select(Referral)):
            assert token not in (referral.disclosed or "")
            assert referral.disclosed
        for entry in work.session.scalars(select(JournalEntry)):
            assert token not in (entry.detail or "")


def test_a_referral_moves_only_where_its_table_says(house: House) -> None:
    referred(house)
    for was, to in product(Status, Status):
        with house.work() as work:
            referral = of_kind(work, AgencyKind.POLICE)
            referral.status = was
            written = acts(work, Act.REFERRAL_MOVED)
            if to in MOVES[was]:
                referrals.move(work, referral, to, by=SYSTEM)
                written += 1
            else:
                with pytest.raises(IllegalMoveError):
                    referrals.move(work, referral, to, by=SYSTEM)
            assert referral.status is (to if to in MOVES[was] else was)
            assert acts(work, Act.REFERRAL_MOVED) == written


CALLERS = st.from_regex(r"\+849[0-9]{8}", fullmatch=True)
LETTERS = st.characters(categories=["L", "N", "P", "Zs"])
STORIES = st.text(LETTERS, min_size=12, max_size=160).filter(lambda it: len(it.strip()) >= 12)


@settings(
    max_examples=10,  # a letter that repeats anybody repeats the first
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(caller=CALLERS, story=STORIES)
def test_whatever_a_caller_says_no_letter_to_others_repeats_it(
    house: House, caller: str, story: str
) -> None:
    said = f"cứu với, em bị đánh {story}"
    house.text(caller, said)
    turn(house)

    with house.work() as work:
        told = letters(work) + letters(work, Purpose.PAGE)
        assert told
        for letter in told:
            body = letter.body or ""
            assert caller[3:] not in body
            assert story.strip() not in body
            assert "bị đánh" not in body


def test_the_school_of_a_teacher_who_is_named_hears_nothing_by_itself(house: House) -> None:
    house.text("+84911222444", "Cứu em với, thầy giáo đang hiếp em ở xã Kỳ Anh")
    turn(house)
    with house.work() as work:
        told = {agency.kind for agency in work.session.scalars(select(Agency).join(Referral))}
        ticket_id = house.ticket().id
        kept = desk.preview(work, ticket_of(work, ticket_id)).kept_out

    assert {AgencyKind.POLICE, AgencyKind.SOCIAL_WORKER} <= told
    assert AgencyKind.SCHOOL not in told
    assert [one.kind for one in kept] == [AgencyKind.SCHOOL]


def test_where_the_police_of_the_commune_cannot_the_provinces_are_told_and_a_supervisor(
    house: House,
) -> None:
    house.text("+84911222444", "Cứu em với, bố đang đánh em, em ở xã Kỳ Anh")
    turn(house)
    ticket_id = house.ticket().id
    with house.work() as work:
        hearing.declines(work, of_kind(work, AgencyKind.POLICE))

    with house.work() as work:
        of_police = select(Referral).join(Agency).where(Agency.kind == AgencyKind.POLICE)
        asked = {one.agency.code: one for one in work.session.scalars(of_police)}
        assert {code: one.status for code, one in asked.items()} == {
            "KA-CA": Status.DECLINED,
            "HT-CA": Status.SENT,
        }
        assert asked["HT-CA"].reason == "route.next"
        assert deadlines.armed_for(work, asked["HT-CA"].id, ACK) is not None
        assert ladder(work, ticket_id) is not None


def of_the_police(work: Work) -> dict[str, Referral]:
    query = select(Referral).join(Agency).where(Agency.kind == AgencyKind.POLICE)
    return {one.agency.code: one for one in work.session.scalars(query)}


def test_where_the_police_of_the_commune_keep_silent_the_provinces_are_told_too_in_their_time(
    house: House,
) -> None:
    house.text("+84911222444", "Cứu em với, bố đang đánh em, em ở xã Kỳ Anh")
    house.skip(14 * MINUTE)
    with house.work() as work:
        assert set(of_the_police(work)) == {"KA-CA"}
    house.skip(2 * MINUTE)

    with house.work() as work:
        asked = of_the_police(work)
        assert asked["KA-CA"].status in UNANSWERED
        assert asked["HT-CA"].reason == "route.silent"
        assert deadlines.armed_for(work, asked["HT-CA"].id, ACK) is not None
        assert ladder(work, house.ticket().id) is not None
        assert hearing.accepts(work, asked["KA-CA"], Via.CALL)  # late, and it counts
    house.skip(16 * MINUTE)

    with house.work() as work:
        assert set(of_the_police(work)) == {"KA-CA", "HT-CA"}  # there is nobody after them


def test_an_agency_that_answered_in_time_is_followed_by_nobody(house: House) -> None:
    house.text("+84911222444", "Cứu em với, bố đang đánh em, em ở xã Kỳ Anh")
    turn(house)
    with house.work() as work:
        assert hearing.accepts(work, of_kind(work, AgencyKind.POLICE), Via.CALL)
    house.skip(16 * MINUTE)
    house.skip(24 * MINUTE)

    with house.work() as work:
        assert set(of_the_police(work)) == {"KA-CA"}
