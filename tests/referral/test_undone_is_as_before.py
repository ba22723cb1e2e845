"""A merge or a split that is undone gives back the same house, whatever was owed in it."""

import uuid
from collections.abc import Callable
from datetime import timedelta

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from hotline import intake
from hotline.contacts import Contact
from hotline.staff import Staff
from hotline.store.work import Work, table_of
from hotline.telephony.carrier import Sms
from hotline.tickets import Outcome, Ticket
from hotline.vocabulary import DeadlineKind, Severity
from referral import casework, desk, regrading
from referral.forms import papers
from referral.ladder import paging
from referral.promises.deadlines import ARMED, Deadline
from referral.referrals import Referral
from referral.threads import fields, merging, moving, regroupings, splitting
from tests.house import House
from tests.referral.builders import HOUR, open_ticket, person, ticket_of, turn

DEEDS = st.lists(
    st.tuples(
        st.sampled_from([0, 1]),
        st.sampled_from(
            ["note", "take", "call-back", "refer", "lower", "form", "close", "again", "wait"]
        ),
    ),
    max_size=8,
)
KEPT = ("severity", "status", "outcome", "categories", "level", *fields.PLAIN)


def number() -> str:
    return f"+849{uuid.uuid4().int % 10**8:08d}"


def two(house: House, severities: tuple[Severity, Severity]) -> list[uuid.UUID]:
    """Each with two texts that say nothing."""
    made = []
    for severity in severities:
        caller = number()
        with house.work() as work:
            ticket = open_ticket(work, severity, caller=caller)
        for words in ("alo", "dạ"):
            with house.work() as work:
                intake.receive_sms(work, Sms(uuid.uuid4().hex, caller, words))
        house.network.clock.forward(timedelta(minutes=1))
        made.append(ticket.id)
    return made


def happen(house: House, ticket_id: uuid.UUID, deed: str) -> None:
    if deed == "wait":
        house.network.clock.forward(HOUR / 4)
        turn(house)
        return
    with house.work() as work:
        ticket, hoa = ticket_of(work, ticket_id), person(work, "hoa")
        if ticket.is_open and deed != "again":
            DO[deed](work, ticket, hoa)
        elif deed == "again" and not ticket.is_open:
            casework.reopen(work, ticket, hoa)


def call_back(work: Work, ticket: Ticket, _: Staff) -> None:
    desk.promise(work, ticket, DeadlineKind.CALLBACK, fresh=False)


def refer(work: Work, ticket: Ticket, hoa: Staff) -> None:
    for choice in desk.preview(work, ticket).choices[:2]:
        casework.refer(work, ticket, hoa, choice.agency.id)


def lower(work: Work, ticket: Ticket, hoa: Staff) -> None:
    if ticket.severity is Severity.CRITICAL and regrading.wish(work, ticket) is None:
        casework.regrade(work, ticket, hoa, Severity.HIGH, "đã an toàn")


DO: dict[str, Callable[[Work, Ticket, Staff], object]] = {
    "note": lambda work, ticket, hoa: casework.note(work, ticket, hoa, "Đã gọi"),
    "take": lambda work, ticket, hoa: paging.acknowledge(work, ticket.id, hoa),
    "call-back": call_back,
    "refer": refer,
    "lower": lower,
    "form": lambda work, ticket, hoa: papers.begin(work, ticket, hoa, "receipt"),
    "close": lambda work, ticket, hoa: casework.close(work, ticket, hoa, Outcome.HELPED),
}


def armed(work: Work, ticket_id: uuid.UUID) -> list[Deadline]:
    query = select(Deadline).where(Deadline.ticket_id == ticket_id, ARMED)
    return list(work.session.scalars(query))


def as_it_is(work: Work, ticket_id: uuid.UUID) -> dict[str, object]:
    """All that one would miss."""
    ticket = ticket_of(work, ticket_id)
    said = fields.read(ticket)
    of_it = {
        row.__name__: sorted(
            str(one)
            for one in work.session.scalars(
                select(table_of(row).c.id).where(table_of(row).c.ticket_id == ticket_id)
            )
        )
        for row in moving.GO_ALONG
    }
    requests = work.session.scalars(select(Referral).where(Referral.ticket_id == ticket_id))
    return {
        **{name: said[name] for name in KEPT},
        **of_it,
        "owner": ticket.owner_id,
        "requests": sorted((one.code, one.status, one.twin) for one in requests),
        "promises": sorted(
            (row.kind, str(row.referral_id), row.due_at, row.step, row.base, row.severity)
            for row in armed(work, ticket_id)
        ),
    }


def house_of(house: House, ids: list[uuid.UUID]) -> list[dict[str, object]]:
    with house.work() as work:
        return [as_it_is(work, one) for one in ids]


def changed(before: dict[str, object], after: dict[str, object]) -> dict[str, object]:
    return {name: (was, after[name]) for name, was in before.items() if was != after[name]}


def is_open(house: House, ids: list[uuid.UUID]) -> list[bool]:
    with house.work() as work:
        return [ticket_of(work, one).is_open for one in ids]


@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@example(
    severities=(Severity.CRITICAL, Severity.HIGH),
    deeds=[(0, "close"), (0, "wait"), (0, "wait")],  # the ladder that moves climbs faster
)
@example(
    severities=(Severity.HIGH, Severity.CRITICAL),
    deeds=[(0, "wait"), (0, "wait"), (1, "take")],  # the ladder that stays does
)
@given(severities=st.tuples(st.sampled_from(Severity), st.sampled_from(Severity)), deeds=DEEDS)
def test_a_merge_that_is_undone_gives_back_both_tickets(
    house: House, severities: tuple[Severity, Severity], deeds: list[tuple[int, str]]
) -> None:
    ids = two(house, severities)
    for which, deed in deeds:
        happen(house, ids[which], deed)
    if not any(is_open(house, ids)):
        happen(house, ids[1], "again")
    before = house_of(house, ids)
    with house.work() as work:
        one, other = (ticket_of(work, one) for one in ids)
        merging.merge(work, one, other, person(work, "hoa"), "một")
        assert armed(work, ids[1]) == []
    with house.work() as work:
        [row] = regroupings.of_ticket(work, ticket_of(work, ids[0]))
        told = regroupings.read(row).stays.told
        merging.undo(work, row, person(work, "hoa"))
    after = house_of(house, ids)
    assert changed(before[1], after[1]) == {}
    assert told or changed(before[0], after[0]) == {}


@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    severity=st.sampled_from([Severity.HIGH, Severity.ROUTINE]),
    deeds=st.lists(st.sampled_from(["note", "take", "refer", "wait"]), max_size=5),
)
def test_a_split_that_is_undone_gives_back_the_ticket(
    house: House, severity: Severity, deeds: list[str]
) -> None:
    [one, _] = two(house, (severity, severity))
    for deed in deeds:
        happen(house, one, deed)
    before = house_of(house, [one])
    with house.work() as work:
        query = select(Contact.id).where(Contact.ticket_id == one).limit(1)
        chosen = work.session.scalars(query).all()
        splitting.split(work, ticket_of(work, one), chosen, person(work, "hoa"), "hai")
    with house.work() as work:
        [row] = regroupings.of_ticket(work, ticket_of(work, one))
        splitting.undo(work, row, person(work, "hoa"))
    assert changed(*before, *house_of(house, [one])) == {}
