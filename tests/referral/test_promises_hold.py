"""Whatever happens and whenever: no ticket is forgotten, no page is said twice or falls silent."""

import uuid
from datetime import timedelta

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from hotline.store.journal import Act, JournalEntry
from hotline.store.work import Work
from hotline.tickets import Outcome
from hotline.vocabulary import Channel, DeadlineKind, Severity
from referral import casework
from referral.ladder import escalation, paging
from tests.house import House
from tests.referral.builders import HOUR, acts, ladder, open_ticket, pages, person, ticket_of, turn
from tests.referral.builders import armed as armed_promises

DEEDS = st.one_of(
    st.timedeltas(timedelta(0), 3 * HOUR),
    st.timedeltas(timedelta(0), timedelta(minutes=6)),
    st.sampled_from(["take", "pass", "note", "worse"]),
)


@settings(
    max_examples=20,  # others in every run
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(severity=st.sampled_from(Severity), deeds=st.lists(DEEDS, max_size=12))
def test_an_open_ticket_is_always_promised_something_and_pages_go_on_until_somebody_answers(
    house: House, severity: Severity, deeds: list[timedelta | str]
) -> None:
    with house.work() as work:
        ticket_id = open_ticket(work, severity, caller=f"+849{uuid.uuid4().int % 10**8:08d}").id
    for deed in deeds:
        before = woken(house, ticket_id)
        waited = isinstance(deed, timedelta) and must_wake(house, ticket_id, deed)
        happen(house, ticket_id, deed)
        turn(house)
        assert not waited or woken(house, ticket_id) > before
        with house.work() as work:
            assert_promises(work, ticket_id)
    with house.work() as work:
        if severity is Severity.CRITICAL:  # all others are gathered: tests/referral/test_digests.py
            assert_every_page_was_meant(work, ticket_id)
        casework.close(work, ticket_of(work, ticket_id), person(work, "hoa"), Outcome.HELPED)


def happen(house: House, ticket_id: uuid.UUID, deed: timedelta | str) -> None:
    if isinstance(deed, timedelta):
        house.network.clock.forward(deed)
        return
    with house.work() as work:
        ticket, hoa = ticket_of(work, ticket_id), person(work, "hoa")
        match deed:
            case "take":
                paging.acknowledge(work, ticket_id, hoa)
            case "pass":
                paging.pass_on(work, ticket_id, hoa)
            case "note":
                casework.note(work, ticket, hoa, "Đã gọi lại")
            case "worse":
                ticket.severity = Severity.CRITICAL


def must_wake(house: House, ticket_id: uuid.UUID, by: timedelta) -> bool:
    """Whether a rung of a ladder that is climbing falls due within the time."""
    with house.work() as work:
        going = ladder(work, ticket_id)
        return going is not None and going.due_at <= work.now + by


def woken(house: House, ticket_id: uuid.UUID) -> int:
    """How often people were paged for it; what is not critical may leave a little later."""
    with house.work() as work:
        return acts(work, Act.PAGED, ticket_id)


def assert_promises(work: Work, ticket_id: uuid.UUID) -> None:
    promised = armed_promises(work, ticket_id)
    assert promised
    assert all(row.due_at > work.now for row in promised.values())
    going = promised.get(DeadlineKind.LADDER)
    if going is not None:
        steps = work.policy.ladders[going.severity]
        gaps = [
            escalation.after(steps, n + 1) - escalation.after(steps, n)
            for n in range(len(steps.rungs))
        ]
        assert going.due_at <= work.now + max(gaps)


def heard_on(channels: str) -> list[str]:
    """Nobody in this house has an e-mail address."""
    return [channel for channel in channels.split(",") if channel != Channel.EMAIL]


def assert_every_page_was_meant(work: Work, ticket_id: uuid.UUID) -> None:
    """As many rows as the journal says were paged: none swallowed as a repetition of another."""
    entries = work.session.scalars(
        select(JournalEntry).where(
            JournalEntry.act == Act.PAGED, JournalEntry.ticket_id == ticket_id
        )
    )
    meant = sum(
        len(entry.facts["people"].split(",")) * len(heard_on(entry.facts["channels"]))
        for entry in entries
    )
    reasons = [page.reason for page in pages(work, ticket_id)]
    assert len(reasons) == len(set(reasons)) == meant
