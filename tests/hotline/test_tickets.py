"""A ticket moves only where its table lets it, and the journal tells every move."""

from itertools import product

import pytest
from sqlalchemy import select

from hotline import tickets
from hotline.errors import IllegalMoveError, NotAllowedError, NotFoundError
from hotline.staff import Staff
from hotline.store import journal
from hotline.store.journal import Act, JournalEntry
from hotline.store.work import Work
from hotline.tickets import FIRST_NUMBER, MOVES, Outcome, Status, Ticket
from hotline.vocabulary import Language, Severity
from tests.house import House

ALLOWED = {
    (Status.NEW, Status.IN_PROGRESS),
    (Status.NEW, Status.REFERRED),
    (Status.NEW, Status.CLOSED),
    (Status.IN_PROGRESS, Status.NEW),
    (Status.IN_PROGRESS, Status.REFERRED),
    (Status.IN_PROGRESS, Status.CLOSED),
    (Status.REFERRED, Status.CLOSED),
    (Status.CLOSED, Status.NEW),
    (Status.CLOSED, Status.IN_PROGRESS),  # these two only when a merge is undone
    (Status.CLOSED, Status.REFERRED),
}


def test_every_status_can_be_left_and_only_as_written_here() -> None:
    assert {(was, to) for was, targets in MOVES.items() for to in targets} == ALLOWED
    assert set(MOVES) == set(Status)


def test_every_move_is_either_made_and_told_or_refused_and_leaves_no_trace(house: House) -> None:
    for was, to in product(Status, Status):
        with house.work() as work:
            ticket = opened(work)
            ticket.status = was
            before = len(entries(work, ticket))
            if (was, to) in ALLOWED:
                tickets.move(work, ticket, to, by=journal.SYSTEM, act=Act.TICKET_TAKEN)
                told = entries(work, ticket)[-1]
                assert ticket.status is to
                assert told.facts == {"from": was.value, "to": to.value}
            else:
                with pytest.raises(IllegalMoveError, match=f"{was} cannot become {to}"):
                    tickets.move(work, ticket, to, by=journal.SYSTEM, act=Act.TICKET_TAKEN)
                assert ticket.status is was
                assert len(entries(work, ticket)) == before


def test_a_ticket_has_a_short_number_people_can_say(house: House) -> None:
    with house.work() as work:
        numbers = [opened(work).number for _ in range(3)]

    assert numbers == [FIRST_NUMBER, FIRST_NUMBER + 1, FIRST_NUMBER + 2]
    with house.work() as work:
        assert tickets.by_number(work, FIRST_NUMBER).number == FIRST_NUMBER
        with pytest.raises(NotFoundError, match="no ticket 9"):
            tickets.by_number(work, 9)


@pytest.mark.parametrize("was", list(Severity))
@pytest.mark.parametrize("says", list(Severity))
def test_a_ticket_only_ever_becomes_graver(house: House, was: Severity, says: Severity) -> None:
    with house.work() as work:
        ticket = opened(work, was)
        rose = tickets.reassess(work, ticket, says, ["violence"], [])

        assert rose == (says.rank < was.rank)
        assert ticket.severity.rank == min(was.rank, says.rank)
        assert acts(work, ticket).count(Act.TICKET_RAISED) == int(rose)


def test_what_each_contact_said_stays_with_the_newest_first(house: House) -> None:
    with house.work() as work:
        ticket = opened(work)
        tickets.reassess(work, ticket, Severity.HIGH, ["violence", "neglect"], [{"words": "một"}])
        tickets.reassess(work, ticket, Severity.HIGH, ["neglect", "online"], [{"words": "hai"}])

        assert ticket.categories == ["violence", "neglect", "online"]
        assert ticket.why == [{"words": "hai"}, {"words": "một"}]


def test_taking_a_ticket_again_changes_nothing_and_is_told_once(house: House) -> None:
    with house.work() as work:
        ticket, lan = opened(work), person(work, "lan")
        tickets.take(work, ticket, lan)
        tickets.take(work, ticket, lan)

        assert (ticket.status, ticket.owner_id) == (Status.IN_PROGRESS, lan.id)
        assert acts(work, ticket) == [Act.TICKET_OPENED, Act.TICKET_TAKEN]


def test_a_ticket_that_changes_hands_is_told_each_time(house: House) -> None:
    with house.work() as work:
        ticket, lan, hoa = opened(work), person(work, "lan"), person(work, "hoa")
        tickets.take(work, ticket, lan)
        tickets.take(work, ticket, hoa)

        assert ticket.owner_id == hoa.id
        actors = [entry.actor for entry in entries(work, ticket)[1:]]
        assert actors == [journal.staff(lan.id), journal.staff(hoa.id)]
        assert acts(work, ticket)[1:] == [Act.TICKET_TAKEN, Act.TICKET_TAKEN_OVER]
        assert entries(work, ticket)[-1].facts == {"people": str(lan.id)}


@pytest.mark.parametrize(
    ("status", "then"),
    [(Status.IN_PROGRESS, Status.NEW), (Status.REFERRED, Status.REFERRED)],
    ids=["in progress", "referred"],
)
def test_a_ticket_taken_away_from_somebody_is_nobodys(
    house: House, status: Status, then: Status
) -> None:
    with house.work() as work:
        ticket = opened(work)
        tickets.take(work, ticket, person(work, "lan"))
        ticket.status = status
        tickets.release(work, ticket)
        tickets.release(work, ticket)

        assert (ticket.status, ticket.owner_id) == (then, None)
        assert acts(work, ticket).count(Act.TICKET_RELEASED) == 1


def test_a_closed_ticket_cannot_be_taken(house: House) -> None:
    with house.work() as work:
        ticket, hoa = opened(work), person(work, "hoa")
        tickets.close(work, ticket, Outcome.HELPED, hoa)

        with pytest.raises(IllegalMoveError):
            tickets.take(work, ticket, hoa)
        assert ticket.owner_id is None


@pytest.mark.parametrize(
    ("login", "severity", "allowed"),
    [
        pytest.param("lan", Severity.ROUTINE, True, id="a counselor closes a routine ticket"),
        pytest.param("lan", Severity.HIGH, True, id="a counselor closes a high ticket"),
        pytest.param("lan", Severity.CRITICAL, False, id="a counselor closes no critical ticket"),
        pytest.param("hoa", Severity.CRITICAL, True, id="a supervisor closes a critical ticket"),
    ],
)
def test_who_may_close(house: House, login: str, severity: Severity, *, allowed: bool) -> None:
    with house.work() as work:
        ticket, who = opened(work, severity), person(work, login)
        if not allowed:
            with pytest.raises(NotAllowedError, match="supervisor"):
                tickets.close(work, ticket, Outcome.HELPED, who)
            assert ticket.is_open
            return
        tickets.close(work, ticket, Outcome.HELPED, who)

        assert (ticket.outcome, ticket.closed_at) == (Outcome.HELPED, work.now)
        assert acts(work, ticket)[-1] is Act.TICKET_CLOSED


def opened(work: Work, severity: Severity = Severity.HIGH) -> Ticket:
    ticket = tickets.open_ticket(work, severity, caller=None, index=None, language=Language.VI)
    work.session.flush()
    return ticket


def person(work: Work, login: str) -> Staff:
    return work.session.scalars(select(Staff).where(Staff.login == login)).one()


def entries(work: Work, ticket: Ticket) -> list[JournalEntry]:
    found = select(JournalEntry).where(JournalEntry.ticket_id == ticket.id)
    return list(work.session.scalars(found.order_by(JournalEntry.seq)))


def acts(work: Work, ticket: Ticket) -> list[Act]:
    return [entry.act for entry in entries(work, ticket)]
