"""Several reports of one child become one ticket; all that was owed is, and a mistake is undone."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from hotline import intake, tickets
from hotline.contacts import Contact
from hotline.errors import InvalidError, MergedError
from hotline.levels import ContactLevel
from hotline.sending.outbox import Outgoing, Purpose
from hotline.store.journal import Act
from hotline.store.work import Work
from hotline.telephony.carrier import Sms
from hotline.tickets import Outcome, Status, Ticket
from hotline.vocabulary import AgencyKind, DeadlineKind, Severity
from referral import casework, checks, desk, hearing
from referral.directory.agencies import Agency
from referral.ladder import digests, paging
from referral.promises import deadlines
from referral.referrals import Referral, Via
from referral.referrals import Status as Asked
from referral.threads import merging, regroupings
from tests.house import House
from tests.referral.builders import (
    HOUR,
    MINUTE,
    acts,
    armed,
    ladder,
    open_ticket,
    pages,
    person,
    turn,
)
from tests.referral.together import together

CRITICAL, HIGH, ROUTINE = Severity
AN, BINH = "+84911000001", "+84911000002"
WHY = "cùng một cháu bé"
DAY = timedelta(days=1)
FIRST, SECOND = 1001, 1002


def numbered(work: Work, number: int) -> Ticket:
    return work.session.scalars(select(Ticket).where(Ticket.number == number)).one()


def merged(house: House, one: int = FIRST, other: int = SECOND, who: str = "lan") -> int:
    with house.work() as work:
        first, second = numbered(work, one), numbered(work, other)
        return merging.merge(work, first, second, person(work, who), WHY).number


def undone(house: House, number: int = FIRST) -> None:
    with house.work() as work:
        [row, *_] = regroupings.of_ticket(work, numbered(work, number))
        merging.undo(work, row, person(work, "lan"))


def two(house: House, first: Severity, second: Severity, apart: timedelta = MINUTE) -> None:
    with house.work() as work:
        open_ticket(work, first, caller=AN)
    house.network.clock.forward(apart)
    with house.work() as work:
        open_ticket(work, second, caller=BINH)


def asked(work: Work, ticket: Ticket, kind: AgencyKind) -> Referral:
    query = select(Referral).join(Agency).where(Referral.ticket_id == ticket.id)
    return work.session.scalars(query.where(Agency.kind == kind)).one()


def two_told(house: House) -> None:
    """Two critical tickets of one place: police, worker and school were told of each."""
    two(house, CRITICAL, CRITICAL)
    with house.work() as work:
        for number in (FIRST, SECOND):
            desk.follow_up(work, numbered(work, number))


def test_the_ticket_first_heard_of_goes_on_whichever_is_open_on_the_screen(house: House) -> None:
    two(house, HIGH, HIGH)
    assert merged(house, SECOND, FIRST) == FIRST
    with house.work() as work:
        goes = numbered(work, SECOND)
        assert (goes.status, goes.outcome) == (Status.CLOSED, None)
        assert goes.merged_into_id == numbered(work, FIRST).id


def test_the_number_of_the_merged_ticket_leads_to_the_one_it_is_part_of(house: House) -> None:
    two(house, HIGH, HIGH)
    with house.work() as work:
        third = open_ticket(work, HIGH, caller="+84911000003")
    merged(house, SECOND, 1003)
    merged(house)
    with house.work() as work:
        with pytest.raises(MergedError) as part:
            tickets.by_number(work, 1003)
        assert part.value.number == FIRST
        assert tickets.locked(work, third.id).number == FIRST


@pytest.mark.parametrize(
    ("first", "second", "apart", "then"),
    [
        pytest.param(ROUTINE, ROUTINE, MINUTE, ROUTINE, id="a-second-voice-of-the-same-hour"),
        pytest.param(ROUTINE, HIGH, MINUTE, HIGH, id="the-graver-of-both"),
        pytest.param(ROUTINE, ROUTINE, DAY, HIGH, id="it-happened-again"),
        pytest.param(HIGH, ROUTINE, DAY, CRITICAL, id="it-happened-again-and-was-high"),
    ],
)
def test_a_second_report_raises_what_the_first_was(
    house: House, first: Severity, second: Severity, apart: timedelta, then: Severity
) -> None:
    two(house, first, second, apart)
    merged(house)
    with house.work() as work:
        assert numbered(work, FIRST).severity is then


def test_a_closed_ticket_is_opened_again_raised_and_somebody_is_woken(house: House) -> None:
    two(house, HIGH, ROUTINE, MINUTE)
    with house.work() as work:
        casework.close(work, numbered(work, FIRST), person(work, "lan"), Outcome.HANDED_OVER)
    assert merged(house) == FIRST
    turn(house)
    with house.work() as work:
        stays = numbered(work, FIRST)
        assert (stays.is_open, stays.severity) == (True, CRITICAL)
        assert ladder(work, stays.id) is not None
        assert pages(work, stays.id)
        assert acts(work, Act.TICKET_REOPENED, stays.id) == 1


def test_what_was_promised_for_the_second_is_promised_by_the_first_at_the_same_time(
    house: House,
) -> None:
    two(house, HIGH, HIGH)
    with house.work() as work:
        ticket = numbered(work, SECOND)
        desk.promise(work, ticket, DeadlineKind.CALLBACK, fresh=True)
        due = armed(work, ticket.id)[DeadlineKind.CALLBACK].due_at
    merged(house)
    with house.work() as work:
        assert armed(work, numbered(work, FIRST).id)[DeadlineKind.CALLBACK].due_at == due
        assert armed(work, numbered(work, SECOND).id) == {}


def test_merging_meets_no_promise_and_silences_no_page(house: House) -> None:
    two(house, ROUTINE, CRITICAL)
    turn(house)
    merged(house)
    with house.work() as work:
        stays = numbered(work, FIRST)
        assert ladder(work, stays.id) is not None
        before = acts(work, Act.PAGED, stays.id)
    house.network.clock.forward(MINUTE)
    turn(house)
    with house.work() as work:
        assert acts(work, Act.PAGED, stays.id) > before


def test_of_two_ladders_one_climbs_on(house: House) -> None:
    two(house, CRITICAL, CRITICAL)
    turn(house)
    merged(house)
    with house.work() as work:
        climbing = select(deadlines.Deadline).where(
            deadlines.ARMED, deadlines.Deadline.kind == DeadlineKind.LADDER
        )
        assert len(work.session.scalars(climbing).all()) == 1


def test_a_page_about_the_merged_ticket_is_answered_for_the_one_it_is_part_of(
    house: House,
) -> None:
    two(house, ROUTINE, CRITICAL)
    turn(house)
    with house.work() as work:
        [page, *_] = pages(work, numbered(work, SECOND).id)
    merged(house)
    with house.work() as work:
        row = work.session.get_one(Outgoing, page.id)
        assert row.purpose is Purpose.PAGE
        assert row.ticket_id is not None
        taken = paging.acknowledge(work, row.ticket_id, person(work, "hoa"))
        assert taken.ticket.number == FIRST
        assert ladder(work, taken.ticket.id) is None


def test_a_page_about_several_tickets_is_answered_for_those_they_are_part_of(
    house: House,
) -> None:
    with house.work() as work:
        for caller in (AN, BINH, "+84911000003"):
            open_ticket(work, HIGH, caller=caller)
        missed = work.policy.limit(DeadlineKind.FIRST_RESPONSE, HIGH).allowance
    house.network.clock.forward(missed)
    turn(house)
    merged(house)
    with house.work() as work:
        gathered = select(Outgoing).where(Outgoing.digest_id.is_not(None))
        about = digests.tickets_of(work, work.session.scalars(gathered.limit(1)).one())
        assert set(about) == {numbered(work, number).id for number in (FIRST, 1003)}
        answered = paging.acknowledge_all(work, about, person(work, "hoa"))
        assert {one.ticket.owner_id for one in answered} == {person(work, "hoa").id}


def test_an_agency_asked_for_both_answers_each_request_by_its_own_code(house: House) -> None:
    two_told(house)
    with house.work() as work:
        codes = {asked(work, numbered(work, n), AgencyKind.POLICE).code for n in (FIRST, SECOND)}
    merged(house)
    with house.work() as work:
        stays = numbered(work, FIRST)
        query = select(Referral).where(Referral.ticket_id == stays.id, Referral.code.in_(codes))
        for request in work.session.scalars(query).all():
            hearing.accepts(work, request, Via.CALL)
            assert deadlines.armed_for(work, request.id, DeadlineKind.REPORT) is not None
    with house.work() as work:
        desk.follow_up(work, numbered(work, FIRST))
        assert {one.status for one in work.session.scalars(query)} == {Asked.ACKNOWLEDGED}
        assert acts(work, Act.REFERRAL_OPENED) == 6  # nobody is told a third time


def test_an_agency_that_declines_the_merged_request_opens_no_ticket_of_its_own(
    house: House,
) -> None:
    two_told(house)
    with house.work() as work:
        school = asked(work, numbered(work, SECOND), AgencyKind.SCHOOL).id
    merged(house)
    with house.work() as work:
        hearing.declines(work, work.session.get_one(Referral, school))
        assert not numbered(work, SECOND).is_open
        assert ladder(work, numbered(work, FIRST).id) is not None


def test_two_who_merge_at_once_are_one_merge_and_one_clear_refusal(house: House) -> None:
    two(house, HIGH, HIGH)

    def press(who: str) -> str:
        try:
            merged(house, who=who)
        except InvalidError as refused:
            return str(refused)
        return "merged"

    said = together(lambda: press("lan"), lambda: press("hoa"))
    assert sorted(said) == ["it is part of another ticket by now", "merged"]


@pytest.mark.parametrize(
    ("other", "why", "sentence"),
    [
        pytest.param(FIRST, WHY, "this is the same ticket", id="with-itself"),
        pytest.param(SECOND, " ", "say why in a few words", id="without-a-reason"),
    ],
)
def test_what_cannot_be_merged_is_refused(
    house: House, other: int, why: str, sentence: str
) -> None:
    two(house, HIGH, HIGH)
    with house.work() as work:
        one, two_, lan = numbered(work, FIRST), numbered(work, other), person(work, "lan")
        with pytest.raises(InvalidError, match=sentence):
            merging.merge(work, one, two_, lan, why)


def test_two_closed_tickets_are_left_as_they_are(house: House) -> None:
    two(house, HIGH, HIGH)
    with house.work() as work:
        for number in (FIRST, SECOND):
            casework.close(work, numbered(work, number), person(work, "lan"), Outcome.HELPED)
    with pytest.raises(InvalidError, match="both are closed"):
        merged(house)


def test_the_neighbour_whose_ticket_was_merged_writes_to_the_one_it_is_part_of(
    house: House,
) -> None:
    house.text(AN, "Cháu bé nhà bên lại khóc")
    house.text(BINH, "Nhà hàng xóm đánh con")
    house.tick()
    merged(house)
    house.text(BINH, "Bây giờ im rồi")
    house.text(AN, "Vẫn còn khóc")
    house.tick()
    with house.work() as work:
        assert len(work.session.scalars(select(Ticket)).all()) == 2
        stays = numbered(work, FIRST)
        query = select(Contact).where(Contact.ticket_id == stays.id)
        assert len(work.session.scalars(query).all()) == 4
    with pytest.raises(InvalidError, match="more has happened since"):
        undone(house)


def test_a_text_that_comes_while_its_ticket_is_merged_is_kept_on_the_one_it_is_part_of(
    house: House,
) -> None:
    two(house, HIGH, HIGH)

    def text(words: str) -> None:
        with house.work() as work:
            intake.receive_sms(work, Sms(words, BINH, words))

    text("một")
    together(lambda: merged(house), lambda: text("hai"))
    with house.work() as work:
        told = work.session.scalars(select(Contact)).all()
        assert {contact.ticket_id for contact in told} == {numbered(work, FIRST).id}
        assert len(told) == 2
        assert len(work.session.scalars(select(Ticket)).all()) == 2


def test_a_merge_undone_after_a_night_promises_each_ticket_something(house: House) -> None:
    two(house, ROUTINE, CRITICAL)
    merged(house)
    for _ in range(4):
        house.network.clock.forward(HOUR)
        turn(house)
    undone(house)
    turn(house)
    with house.work() as work:
        for number, severity in ((FIRST, ROUTINE), (SECOND, CRITICAL)):
            ticket = numbered(work, number)
            assert (ticket.is_open, ticket.severity) == (True, severity)
        assert ladder(work, numbered(work, SECOND).id) is not None
        broken = {check.code for check in checks.run(work) if not check.ok}
        assert "every_open_ticket_is_promised_something" not in broken


def test_a_closed_ticket_that_was_opened_by_mistake_is_closed_as_it_was(house: House) -> None:
    two(house, ROUTINE, ROUTINE)
    with house.work() as work:
        casework.close(work, numbered(work, FIRST), person(work, "lan"), Outcome.HELPED)
    merged(house)
    undone(house)
    with house.work() as work:
        first, second = numbered(work, FIRST), numbered(work, SECOND)
        assert (first.status, first.outcome) == (Status.CLOSED, Outcome.HELPED)
        assert (first.severity, second.severity) == (ROUTINE, ROUTINE)
        assert armed(work, first.id) == {}
        assert second.is_open


def test_an_agency_that_was_told_because_of_it_goes_on_being_waited_for(house: House) -> None:
    two(house, HIGH, ROUTINE, DAY)  # raised to critical: police, worker and school are told
    merged(house)
    undone(house)
    with house.work() as work:
        first = numbered(work, FIRST)
        police = asked(work, first, AgencyKind.POLICE)
        assert deadlines.armed_for(work, police.id, DeadlineKind.AGENCY_ACK) is not None
        assert first.severity is HIGH


def test_a_merge_is_undone_once(house: House) -> None:
    two(house, HIGH, HIGH)
    merged(house)
    with house.work() as work:
        [row] = regroupings.of_ticket(work, numbered(work, FIRST))
    undone(house)
    with house.work() as work:
        again, hoa = work.session.get_one(regroupings.Regrouping, row.id), person(work, "hoa")
        with pytest.raises(InvalidError, match="more has happened since"):
            merging.undo(work, again, hoa)


def test_both_tickets_say_who_merged_them_and_who_undid_it(house: House) -> None:
    two(house, HIGH, HIGH)
    merged(house)
    undone(house)
    with house.work() as work:
        first, second = numbered(work, FIRST).id, numbered(work, SECOND).id
        assert [acts(work, act, first) for act in (Act.MERGED, Act.MERGE_UNDONE)] == [1, 1]
        assert [acts(work, act, second) for act in (Act.MERGED_AWAY, Act.BROUGHT_BACK)] == [1, 1]


def test_the_ticket_counts_as_the_deepest_of_all_its_contacts(house: House) -> None:
    two(house, HIGH, HIGH)
    with house.work() as work:
        numbered(work, FIRST).level = ContactLevel.INFORMATION
        numbered(work, SECOND).level = ContactLevel.INTERVENTION
    merged(house)
    with house.work() as work:
        assert numbered(work, FIRST).level is ContactLevel.INTERVENTION
    undone(house)
    with house.work() as work:
        assert numbered(work, FIRST).level is ContactLevel.INFORMATION
