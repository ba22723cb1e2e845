"""Whom a ladder has woken, how fast it climbs, and what an answer to it begins."""

import uuid
from collections.abc import Sequence
from datetime import timedelta

import pytest
from sqlalchemy import select, update

from hotline import tickets
from hotline.sending import outbox
from hotline.sending.outbox import Letter, Purpose, State
from hotline.store.work import Work
from hotline.vocabulary import Channel, DeadlineKind, Severity
from referral.ladder import digests, paging
from referral.ladder.digests import Digest
from referral.ladder.paging import Answer, OpenPage
from referral.promises.deadlines import Deadline
from tests.house import House
from tests.referral.builders import (
    HOA,
    HOUR,
    MINUTE,
    SECOND,
    armed,
    ladder,
    open_ticket,
    paged_ticket,
    pages,
    person,
    ticket_of,
    turn,
)
from tests.referral.together import together

CRITICAL, HIGH, ROUTINE = Severity.CRITICAL, Severity.HIGH, Severity.ROUTINE
CODE = "BCDG"


def climbing(house: House, severity: Severity = CRITICAL, since: timedelta = HOUR) -> uuid.UUID:
    """A ticket whose ladder began so long ago, and nobody was told yet."""
    with house.work() as work:
        ticket = open_ticket(work, severity)
        paging.start(work, ticket)
    with house.work() as work:
        going = ladder(work, ticket.id)
        assert going is not None
        going.started_at = work.now - since
    return ticket.id


def ladders(work: Work, ticket_id: uuid.UUID) -> Sequence[Deadline]:
    return work.session.scalars(
        select(Deadline).where(
            Deadline.ticket_id == ticket_id, Deadline.kind == DeadlineKind.LADDER
        )
    ).all()


def write(
    work: Work, ticket_id: uuid.UUID, to: str, ago: timedelta, purpose: Purpose = Purpose.PAGE
) -> None:
    """A message about a ticket that was written for somebody so long ago."""
    letter = Letter(
        reason=f"{ticket_id}:{to}",
        purpose=purpose,
        channel=Channel.SMS,
        severity=CRITICAL,
        to=HOA,
        body="Báo động",
        ticket_id=ticket_id,
        staff_id=person(work, to).id,
    )
    outbox.put(work, letter)
    work.session.get_one(outbox.Outgoing, letter.id).created_at = work.now - ago


def gathered(work: Work, to: str, ago: timedelta | None, *ticket_ids: uuid.UUID) -> Digest:
    """A digest that left so long ago; with None, one that has not left."""
    digest = Digest(
        id=uuid.uuid4(),
        staff_id=person(work, to).id,
        channel=Channel.SMS,
        state=digests.State.GATHERING if ago is None else digests.State.LEFT,
        ticket_ids=list(ticket_ids),
        leaves_at=work.now,
        left_at=None if ago is None else work.now - ago,
    )
    work.add(digest)
    if ago is not None:
        still = [digests.Waiting(one, n, CRITICAL) for n, one in enumerate(ticket_ids)]
        letter = digests.letter(work, digest, still, digest.channel, person(work, to))
        outbox.put(work, letter)
        work.session.get_one(outbox.Outgoing, letter.id).created_at = work.now - ago
    return digest


def woken(house: House, ticket_id: uuid.UUID) -> Sequence[str]:
    with house.work() as work:
        number = ticket_of(work, ticket_id).number
        [page] = [one for one in paging.open_pages(work) if one.ticket_number == number]
        logins = {person(work, login).shown_name: login for login in ("hoa", "dung", "mai")}
    return [logins[name] for name in page.people]


def test_a_page_has_woken_whom_it_went_to_for_its_own_ticket_and_for_no_other(
    house: House,
) -> None:
    one, other = climbing(house), climbing(house)
    with house.work() as work:
        write(work, one, "hoa", MINUTE)
        write(work, other, "mai", MINUTE)

    assert woken(house, one) == ["hoa"]
    assert woken(house, other) == ["mai"]


def test_a_digest_has_woken_whom_it_went_to_for_the_tickets_in_it(house: House) -> None:
    one, other, neither = climbing(house), climbing(house), climbing(house)
    with house.work() as work:
        gathered(work, "hoa", MINUTE, one, other)
        gathered(work, "mai", MINUTE, other)

    assert woken(house, one) == ["hoa"]
    assert set(woken(house, other)) == {"hoa", "mai"}
    assert woken(house, neither) == []


@pytest.mark.parametrize(
    ("ago", "names"),
    [
        pytest.param(HOUR + SECOND, [], id="for-the-ladder-before-it"),
        pytest.param(HOUR, ["hoa"], id="as-it-began"),
        pytest.param(HOUR - SECOND, ["hoa"], id="since"),
    ],
)
def test_only_what_went_out_since_the_ladder_began_has_woken_anybody(
    house: House, ago: timedelta, names: list[str]
) -> None:
    alone, among_others = climbing(house), climbing(house)
    with house.work() as work:
        write(work, alone, "hoa", ago)
        gathered(work, "hoa", ago, among_others)

    assert woken(house, alone) == names
    assert woken(house, among_others) == names


def test_what_still_waits_or_is_no_page_has_woken_nobody(house: House) -> None:
    ticket_id = climbing(house)
    with house.work() as work:
        gathered(work, "hoa", None, ticket_id)
        write(work, ticket_id, "mai", MINUTE, Purpose.OFFER)

    assert woken(house, ticket_id) == []


@pytest.mark.parametrize(
    ("state", "names"),
    [
        pytest.param(State.PENDING, ["hoa"], id="on-its-way"),
        pytest.param(State.LEASED, ["hoa"], id="in-a-senders-hand"),
        pytest.param(State.ACCEPTED, ["hoa"], id="with-the-carrier"),
        pytest.param(State.REFUSED, [], id="refused"),
        pytest.param(State.REPLACED, [], id="given-up"),
        pytest.param(State.CANCELLED, [], id="taken-back"),
    ],
)
def test_who_can_be_reached_by_no_page_is_not_said_to_be_woken(
    house: House, state: State, names: list[str]
) -> None:
    alone, first, second = (climbing(house) for _ in range(3))
    with house.work() as work:
        write(work, alone, "hoa", MINUTE)
        gathered(work, "hoa", MINUTE, first, second)
        work.session.execute(update(outbox.Outgoing).values(state=state))

    assert woken(house, alone) == names
    assert woken(house, first) == names


def test_who_hears_it_by_the_other_channel_is_woken(house: House) -> None:
    ticket_id, other = climbing(house), climbing(house)
    with house.work() as work:
        digest = gathered(work, "hoa", MINUTE, ticket_id, other)
        work.session.execute(update(outbox.Outgoing).values(state=State.REPLACED))
        still = [digests.Waiting(ticket_id, 1, CRITICAL), digests.Waiting(other, 2, CRITICAL)]
        outbox.put(work, digests.letter(work, digest, still, Channel.CALL, person(work, "hoa")))

    assert woken(house, ticket_id) == ["hoa"]


def test_the_wallboard_has_the_worst_first_and_of_those_the_one_that_climbs_longest(
    house: House,
) -> None:
    routine = climbing(house, ROUTINE, 3 * HOUR)
    short, long = climbing(house, HIGH, MINUTE), climbing(house, HIGH, HOUR)
    critical = climbing(house, CRITICAL, SECOND)
    with house.work() as work:
        open_ticket(work)  # nothing is late here
        paging.acknowledge(work, climbing(house), person(work, "hoa"))
        write(work, critical, "mai", 0 * SECOND)
        going = ladder(work, critical)
        assert going is not None
        going.step = 2

    with house.work() as work:
        found = paging.open_pages(work)
        numbers = [ticket_of(work, one).number for one in (critical, long, short, routine)]
        assert [page.ticket_number for page in found] == numbers
        assert found[0] == OpenPage(
            ticket_number=numbers[0],
            severity=CRITICAL,
            since=work.now - SECOND,
            people=(person(work, "mai").shown_name,),
            rung=2,
        )


@pytest.mark.parametrize(
    ("began", "now", "next_in", "pace", "then"),
    [
        pytest.param(ROUTINE, CRITICAL, HOUR, CRITICAL, MINUTE, id="graver"),
        pytest.param(ROUTINE, CRITICAL, SECOND, CRITICAL, SECOND, id="graver-and-sooner-anyway"),
        pytest.param(CRITICAL, CRITICAL, HOUR, CRITICAL, HOUR, id="as-grave"),
        pytest.param(CRITICAL, HIGH, HOUR, CRITICAL, HOUR, id="milder"),
    ],
)
def test_only_a_ladder_begun_for_something_milder_climbs_faster(
    house: House,
    began: Severity,
    now: Severity,
    next_in: timedelta,
    pace: Severity,
    then: timedelta,
) -> None:
    ticket_id, other = climbing(house, began), climbing(house, began)
    with house.work() as work:
        for going in (ladder(work, ticket_id), ladder(work, other)):
            assert going is not None
            going.due_at = work.now + next_in
        ticket = ticket_of(work, ticket_id)
        ticket.severity = now
        paging.hasten(work, ticket, work.now + MINUTE)

    with house.work() as work:
        going, untouched = ladder(work, ticket_id), ladder(work, other)
        assert going is not None
        assert untouched is not None
        assert (going.severity, going.due_at - work.now) == (pace, then)
        assert (untouched.severity, untouched.due_at - work.now) == (began, next_in)


def test_whoever_starts_a_ladder_that_climbs_already_leaves_it_as_it_is(house: House) -> None:
    ticket_id = climbing(house, ROUTINE)
    with house.work() as work:
        going = ladder(work, ticket_id)
        assert going is not None
        going.step, before = 2, going.id
        ticket = ticket_of(work, ticket_id)
        ticket.severity = CRITICAL
        paging.start(work, ticket)

    with house.work() as work:
        [only] = ladders(work, ticket_id)
        assert (only.id, only.step, only.severity) == (before, 2, ROUTINE)


def test_two_who_start_a_ladder_at_once_start_one(house: House) -> None:
    with house.work() as work:
        ticket_id = open_ticket(work).id

    def start() -> None:
        with house.work() as work:
            paging.start(work, ticket_of(work, ticket_id))

    together(*[start] * 4)

    with house.work() as work:
        assert len(ladders(work, ticket_id)) == 1


@pytest.mark.parametrize(
    ("owned", "climbs", "answers"),
    [
        pytest.param(False, False, Answer.TAKEN, id="nobody-has-it"),
        pytest.param(False, True, Answer.TAKEN, id="somebody-is-looked-for"),
        pytest.param(True, False, Answer.ALREADY, id="somebody-has-it"),
        pytest.param(True, True, Answer.TAKEN, id="somebody-has-it-and-did-not-look"),
    ],
)
def test_a_ticket_is_taken_from_whoever_has_it_only_while_its_ladder_climbs(
    house: House, owned: bool, climbs: bool, answers: Answer
) -> None:
    with house.work() as work:
        ticket = open_ticket(work)
        if owned:
            tickets.take(work, ticket, person(work, "mai"))
        if climbs:
            paging.start(work, ticket)

    with house.work() as work:
        said = paging.acknowledge(work, ticket.id, person(work, "hoa"))
        has_it = person(work, "hoa" if answers is Answer.TAKEN else "mai")
        assert (said.answer, said.who) == (answers, has_it.shown_name)
        assert ticket_of(work, ticket.id).owner_id == has_it.id
        assert (DeadlineKind.LADDER in armed(work, ticket.id)) is False


def test_a_ladder_that_begins_or_is_passed_on_does_not_wait_for_the_clock(house: House) -> None:
    with house.work() as work:
        ticket = open_ticket(work)
    for act in (
        lambda work: paging.start(work, ticket),
        lambda work: paging.pass_on(work, ticket.id, person(work, "hoa")),
    ):
        house.rings.clear()
        with house.work() as work:
            act(work)
            going = ladder(work, ticket.id)
            assert going is not None
            assert going.due_at == work.now
        assert len(house.rings) == 1


def test_passing_on_one_ticket_passes_on_no_other(house: House) -> None:
    one, other = paged_ticket(house), paged_ticket(house)
    with house.work() as work:
        before = len(pages(work, other))
        paging.pass_on(work, one, person(work, "hoa"))

    turn(house)

    with house.work() as work:
        assert len(pages(work, one)) == 4
        assert len(pages(work, other)) == before


def test_whoever_takes_a_ticket_before_anybody_was_woken_is_followed_by_the_second_rung(
    house: House,
) -> None:
    with house.work() as work:
        ticket_id = open_ticket(work).id
    with house.work() as work:
        paging.acknowledge(work, ticket_id, person(work, "hoa"))

    with house.work() as work:
        promised = armed(work, ticket_id)
        assert set(promised) == {DeadlineKind.PROGRESS}
        progress = promised[DeadlineKind.PROGRESS]
        assert (progress.cycle, progress.base) == (0, 1)
