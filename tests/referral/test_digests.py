"""On a night when everything is late, people get few messages, and the gravest at once."""

import uuid
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from hotline.sending.outbox import Outgoing, Purpose
from hotline.sending.outbox import State as Sending
from hotline.store.journal import Act
from hotline.store.work import Work
from hotline.tickets import Ticket
from hotline.vocabulary import Channel, DeadlineKind, Severity
from referral import answers, sweep
from referral.ladder import digests, paging
from referral.promises.deadlines import Deadline
from referral.promises.deadlines import State as Promise
from tests.house import House
from tests.referral import crowd
from tests.referral.builders import (
    DUNG,
    HOA,
    HOUR,
    MAI,
    MINUTE,
    SECOND,
    acts,
    armed,
    ladder,
    open_ticket,
    person,
    ticket_of,
    turn,
)
from tests.referral.together import together

AT = datetime(2026, 11, 20, 19, 0, tzinfo=UTC)
HIGH, CRITICAL, ROUTINE = Severity.HIGH, Severity.CRITICAL, Severity.ROUTINE


def late(house: House, count: int, severity: Severity = HIGH) -> list[uuid.UUID]:
    """So many tickets that fall due in this turn; whoever is on duty is told of them."""
    with house.work() as work:
        ids = crowd.overdue(work, count, severity, 0 * SECOND)
    turn(house)
    return ids


def sent(work: Work, login: str = "hoa") -> list[Outgoing]:
    """What went to a supervisor, in order."""
    return list(
        work.session.scalars(
            select(Outgoing)
            .where(Outgoing.purpose == Purpose.PAGE, Outgoing.staff_id == person(work, login).id)
            .order_by(Outgoing.created_at)
        )
    )


def the_digest(work: Work) -> Outgoing:
    [page] = [page for page in sent(work) if page.digest_id]
    return page


def code_of(house: House) -> str:
    with house.work() as work:
        return the_digest(work).code or ""


def text_of(house: House) -> str:
    with house.work() as work:
        return the_digest(work).body or ""


def reply(house: House, phone: str, text: str) -> str:
    with house.work() as work:
        return answers.by_text(work, phone, text) or ""


def owned(house: House, login: str) -> set[uuid.UUID]:
    with house.work() as work:
        mine = select(Ticket.id).where(Ticket.owner_id == person(work, login).id)
        return set(work.session.scalars(mine))


def number(house: House, ticket_id: uuid.UUID) -> int:
    with house.work() as work:
        return ticket_of(work, ticket_id).number


@pytest.mark.parametrize(
    ("last", "leaves"),
    [
        pytest.param(None, AT, id="never-told-before"),
        pytest.param(AT - HOUR, AT, id="told-an-hour-ago"),
        pytest.param(AT - MINUTE, AT, id="told-a-window-ago"),
        pytest.param(AT - 59 * SECOND, AT + SECOND, id="told-just-before"),
        pytest.param(AT, AT + MINUTE, id="told-now"),
    ],
)
def test_whoever_was_just_told_something_is_told_the_rest_a_window_later(
    last: datetime | None, leaves: datetime
) -> None:
    assert digests.leaves_at(last, MINUTE, AT) == leaves


def test_two_thousand_overdue_reach_ten_supervisors_in_sixty_messages_the_critical_first(
    house: House,
) -> None:
    """Several steps of the sweep; `./run bench deadlines` plays ten thousand of them."""
    with house.work() as work:
        phones = [HOA, DUNG, MAI, *crowd.supervisors(work, 7)]
        milder = crowd.overdue(work, 1_398, HIGH, HOUR)
        milder += crowd.overdue(work, 600, ROUTINE, 4 * HOUR)
        worst = crowd.overdue(work, 2, CRITICAL, HOUR)
        grave = [str(ticket_of(work, one).number) for one in worst]

    house.forward(30 * SECOND)

    heard = 0
    for phone in phones:
        texts = [message.body for message in house.network.inbox(phone)]
        calls = house.network.calls_to(phone)
        assert sorted(n for n in grave if any(n in text for text in texts[:2])) == sorted(grave)
        assert "1998 phieu" in texts[2]
        assert len(calls) == 3
        heard += len(texts) + len(calls)
    assert heard <= 60
    with house.work() as work:
        climbing = work.session.scalar(
            select(func.count(Deadline.ticket_id.distinct())).where(
                Deadline.kind == DeadlineKind.LADDER, Deadline.state == Promise.ARMED
            )
        )
        assert climbing == len(milder) + len(worst) == 2_000
        assert acts(work, Act.PAGED) == 2_000


def test_the_gravest_stand_first_by_number_and_the_rest_is_counted(house: House) -> None:
    with house.work() as work:
        mild = crowd.overdue(work, 20, ROUTINE, 0 * SECOND)
        bad = crowd.overdue(work, 2, HIGH, 0 * SECOND)
    turn(house)

    text = text_of(house)

    named = [int(word) for word in text.replace(",", " ").split() if word.isdigit()]
    assert named[0] == 22
    assert named[1:3] == sorted(number(house, one) for one in bad)
    assert named[3:11] == sorted(number(house, one) for one in mild)[:8]
    assert named[11] == 12


def test_a_single_late_ticket_is_a_page_like_any_other(house: House) -> None:
    [ticket_id] = late(house, 1)

    with house.work() as work:
        [page] = sent(work)
        assert (page.ticket_id, page.digest_id) == (ticket_id, None)
        assert str(ticket_of(work, ticket_id).number) in (page.body or "")


def test_what_falls_due_within_the_window_leaves_as_one_message_at_its_end(house: House) -> None:
    late(house, 1)
    house.network.clock.forward(20 * SECOND)
    second = late(house, 1)
    house.network.clock.forward(20 * SECOND)
    third = late(house, 1)
    with house.work() as work:
        assert len(sent(work)) == 1

    house.network.clock.forward(20 * SECOND)
    turn(house)

    with house.work() as work:
        first, digest = sent(work)
        assert first.ticket_id is not None
        assert set(digests.tickets_of(work, digest)) == {*second, *third}


def test_a_critical_ticket_never_waits_for_the_window(house: House) -> None:
    late(house, 3)

    late(house, 2, CRITICAL)

    with house.work() as work:
        channels = [page.channel for page in sent(work) if page.severity is CRITICAL]
    assert sorted(channels) == [Channel.CALL, Channel.CALL, Channel.SMS, Channel.SMS]


def test_the_code_takes_all_of_it_and_promises_progress_for_each(house: House) -> None:
    ids = late(house, 700)
    code = code_of(house)

    said = reply(house, HOA, code.lower())

    assert "700" in said
    assert owned(house, "hoa") == set(ids)
    with house.work() as work:
        assert acts(work, Act.PAGE_ACKNOWLEDGED) == 700
        for ticket_id in ids[::100]:
            assert set(armed(work, ticket_id)) == {DeadlineKind.PROGRESS}


def test_the_code_with_a_number_takes_that_ticket_alone(house: House) -> None:
    one, *others = late(house, 3)
    code = code_of(house)

    reply(house, HOA, f"{code} {number(house, one)}")

    assert owned(house, "hoa") == {one}
    with house.work() as work:
        assert all(ladder(work, other) is not None for other in others)


@pytest.mark.parametrize("meant", ["9999999", "0"])
def test_a_number_that_is_not_of_the_digest_takes_nothing(house: House, meant: str) -> None:
    late(house, 2)

    said = reply(house, HOA, f"{code_of(house)} {meant}")

    assert said == house.parts.workplace.policy.say_plain("page.unknown_code")
    assert owned(house, "hoa") == set()


def test_a_stale_answer_to_a_digest_changes_nothing_and_says_who_has_it(house: House) -> None:
    ids = late(house, 3)
    with house.work() as work:
        paging.acknowledge_all(work, ids, person(work, "mai"))
        name = person(work, "mai").shown_name

    said = reply(house, HOA, code_of(house))

    assert name in said
    assert owned(house, "mai") == set(ids)


def test_two_who_take_a_digest_at_once_share_it_without_one_ticket_twice(house: House) -> None:
    ids = late(house, 40)
    code = code_of(house)

    def take(login: str) -> None:
        with house.work() as work:
            paging.acknowledge_all(work, ids, person(work, login))

    together(lambda: reply(house, HOA, code), lambda: take("mai"), lambda: take("dung"))

    with house.work() as work:
        assert acts(work, Act.PAGE_ACKNOWLEDGED) == 40
    assert sum(len(owned(house, login)) for login in ("hoa", "mai", "dung")) == 40


def test_a_bare_ok_takes_the_only_digest_it_can_mean(house: House) -> None:
    ids = late(house, 3)

    reply(house, HOA, "ok")

    assert owned(house, "hoa") == set(ids)


def test_another_supervisors_code_is_no_answer(house: House) -> None:
    late(house, 3)

    reply(house, MAI, code_of(house))

    assert owned(house, "mai") == set()


@pytest.mark.parametrize(
    ("key", "taken", "woken"), [pytest.param("4", 3, 0, id="take"), pytest.param("5", 0, 2, id="5")]
)
def test_a_key_on_the_telephone_answers_for_the_whole_digest(
    house: House, key: str, taken: int, woken: int
) -> None:
    late(house, 3)
    house.network.clock.forward(5 * MINUTE)
    turn(house)
    with house.work() as work:
        [call] = [page for page in sent(work) if page.channel is Channel.CALL]
        heard = answers.by_key(work, call, key)

    turn(house)

    assert "3" in heard.text
    assert len(owned(house, "hoa")) == taken
    with house.work() as work:
        assert len(sent(work, "mai")) == woken  # the second supervisor: a text and a call


def test_what_was_answered_before_the_digest_left_is_not_in_it(house: House) -> None:
    late(house, 1)
    first, second, third = late(house, 3)
    with house.work() as work:
        paging.acknowledge(work, second, person(work, "mai"))

    house.network.clock.forward(MINUTE)
    turn(house)

    text = text_of(house)
    assert str(number(house, second)) not in text
    assert all(str(number(house, one)) in text for one in (first, third))


def test_a_digest_of_nothing_any_more_does_not_leave(house: House) -> None:
    late(house, 1)
    ids = late(house, 2)
    with house.work() as work:
        paging.acknowledge_all(work, ids, person(work, "mai"))

    house.network.clock.forward(MINUTE)
    turn(house)

    with house.work() as work:
        assert len(sent(work)) == 1


def test_a_digest_that_no_text_delivers_is_telephoned(house: House) -> None:
    late(house, 3)
    with house.work() as work:
        [text] = sent(work)
        text.state = Sending.REFUSED

    turn(house)

    with house.work() as work:
        [call] = [page for page in sent(work) if page.channel is Channel.CALL]
        assert call.digest_id == text.digest_id
        assert len(digests.tickets_of(work, call)) == 3


def test_sweeps_that_run_at_once_gather_every_ticket_once(house: House) -> None:
    with house.work() as work:
        ids = crowd.overdue(work, 300, HIGH, 0 * SECOND)

    def until_empty() -> None:
        for _ in range(12):
            with house.work() as work:
                sweep.sweep(work, limit=29)
            with house.work() as work:
                digests.send(work)

    together(*[until_empty] * 4)
    house.network.clock.forward(timedelta(minutes=2))
    turn(house)

    with house.work() as work:
        told = [one for page in sent(work) for one in digests.tickets_of(work, page)]
    assert sorted(told) == sorted(ids)


def test_the_wallboard_names_whom_a_digest_has_woken(house: House) -> None:
    late(house, 3)

    with house.work() as work:
        assert {page.people for page in paging.open_pages(work)} == {
            (person(work, "hoa").shown_name,)
        }


def test_a_ticket_that_grows_critical_leaves_the_digest_and_is_paged_at_once(house: House) -> None:
    late(house, 1)
    with house.work() as work:
        ticket = open_ticket(work, HIGH)
        paging.start(work, ticket)
    turn(house)
    with house.work() as work:
        ticket = ticket_of(work, ticket.id)
        ticket.severity = CRITICAL
        paging.hasten(work, ticket, work.now)

    turn(house)

    with house.work() as work:
        pages = [page for page in sent(work) if page.ticket_id == ticket.id]
        assert pages
        assert {page.severity for page in pages} == {CRITICAL}
