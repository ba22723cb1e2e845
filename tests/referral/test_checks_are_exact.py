"""The wall is red for what is broken, and stays green for what only looks like it."""

from collections.abc import Callable

import pytest
from sqlalchemy import delete, update

from hotline.contacts import Contact, Outcome
from hotline.facts import Holder
from hotline.sending import outbox
from hotline.sending.outbox import Outgoing
from hotline.staff import Role, Staff
from hotline.store.work import Work
from hotline.tickets import Status, Ticket
from hotline.vocabulary import ContactChannel, DeadlineKind, Severity
from referral import checks, desk
from referral.checks import LATE, STUCK, Heartbeat
from referral.promises import deadlines
from referral.promises.deadlines import Deadline, State
from referral.referrals import Referral
from referral.referrals import Status as Answer
from tests.hotline import outgoing
from tests.house import House
from tests.referral.builders import SECOND, open_ticket, turn

Act = Callable[[Work], object]


def broken(house: House) -> set[str]:
    with house.work() as work:
        return {check.code for check in checks.run(work) if not check.ok}


def ticket(work: Work) -> Ticket:
    opened = open_ticket(work, Severity.HIGH)
    work.session.flush()
    return opened


def closed(work: Work) -> Ticket:
    mine = ticket(work)
    deadlines.settle(work, mine.id, State.CANCELLED)
    mine.status = Status.CLOSED
    return mine


def merged(work: Work) -> Ticket:
    """Everything has gone over to the other, where all of it stands."""
    goes, stays = closed(work), ticket(work)
    goes.merged_into_id = stays.id
    contact(work, stays)
    refer(work, stays)
    return goes


def contact(work: Work, about: Ticket) -> None:
    work.add(
        Contact(
            ticket_id=about.id,
            channel=ContactChannel.SMS,
            carrier_sid=str(about.id),
            outcome=Outcome.RECEIVED,
            received_at=work.now,
        )
    )


def refer(work: Work, about: Ticket) -> Referral:
    [choice] = desk.preview(work, about).choices
    return desk.refer(work, about, choice, by="system")


def due(work: Work, about: Ticket, late: float, state: State = State.ARMED) -> None:
    mine = Deadline.ticket_id == about.id
    due_at = work.now - late * SECOND
    work.session.execute(update(Deadline).where(mine).values(due_at=due_at, state=state))


def fired_long_ago(work: Work) -> None:
    mine = ticket(work)
    due(work, mine, 3600, State.FIRED)
    deadlines.arm(work, mine, DeadlineKind.PROGRESS)


def waits_to_leave(work: Work, seconds: float) -> None:
    letter = outgoing.letter(ticket(work).id, "waits")
    outbox.put(work, letter)
    row = work.session.get_one(Outgoing, letter.id)
    row.created_at = work.now - seconds * SECOND


def unanswered(work: Work, about: Ticket, status: Answer) -> None:
    """Its own deadline was missed, and nobody is paged."""
    request = refer(work, about)
    deadlines.settle(work, about.id, State.FIRED, referral_id=request.id)
    request.status = status


def closed_unanswered(work: Work) -> None:
    mine = ticket(work)
    unanswered(work, mine, Answer.SENT)
    deadlines.settle(work, mine.id, State.CANCELLED)
    mine.status = Status.CLOSED


def only(*logins: str) -> Act:
    gone = Staff.role == Role.SUPERVISOR, Staff.login.not_in(logins)
    return lambda work: work.session.execute(update(Staff).where(*gone).values(active=False))


CALM: dict[str, Act] = {
    "a closed ticket to which nothing is promised": closed,
    "a promise that is due this very moment": lambda work: due(work, ticket(work), 0),
    "one the next sweep may still take": lambda work: due(work, ticket(work), LATE.seconds),
    "one that fired an hour ago": fired_long_ago,
    "a text that has waited a minute": lambda work: waits_to_leave(work, STUCK.seconds),
    "a request that was answered": lambda work: unanswered(work, ticket(work), Answer.ACKNOWLEDGED),
    "an unanswered request of a closed ticket": closed_unanswered,
    "a merged ticket that holds nothing any more": merged,
    "two supervisors and no more": only("hoa", "dung"),
}


@pytest.mark.parametrize("act", CALM.values(), ids=CALM)
def test_the_wall_stays_green_for(house: House, act: Act) -> None:
    turn(house)

    with house.work() as work:
        act(work)

    assert broken(house) == set()


def owed_by_others(work: Work) -> None:
    mine = Deadline.ticket_id == ticket(work).id
    work.session.execute(update(Deadline).where(mine).values(holder=Holder.CHAIRMAN))


def another_beats(work: Work) -> None:
    work.session.execute(delete(Heartbeat))
    checks.beat(work, "worker")


LEFT = "nothing_is_left_at_a_merged_ticket"
RED: dict[str, tuple[str, Act]] = {
    "a ticket to which only others owe something": (
        "every_open_ticket_is_promised_something",
        owed_by_others,
    ),
    "a promise the sweep has passed by": (
        "no_deadline_waits_to_be_fired",
        lambda work: due(work, ticket(work), LATE.seconds + 1),
    ),
    "a text that has waited longer": (
        "the_outbox_empties",
        lambda work: waits_to_leave(work, STUCK.seconds + 1),
    ),
    "a request nobody answers or watches": (
        "every_unanswered_referral_is_guarded",
        lambda work: unanswered(work, ticket(work), Answer.SENT),
    ),
    "somebody who spoke, at a merged ticket": (LEFT, lambda work: contact(work, merged(work))),
    "a promise, at a merged ticket": (
        LEFT,
        lambda work: deadlines.arm(work, merged(work), DeadlineKind.PROGRESS),
    ),
    "the beat of another program": ("the_metronome_beats", another_beats),
}


@pytest.mark.parametrize(("promise", "act"), RED.values(), ids=RED)
def test_the_wall_is_red_for(house: House, promise: str, act: Act) -> None:
    turn(house)

    with house.work() as work:
        act(work)

    assert broken(house) == {promise}
