"""A talk in a room goes on tape as the policy says, and stands still when a person wants it."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import Engine, select

from hotline import staff
from hotline.errors import InvalidError
from hotline.recording_rules import Mode
from hotline.store.journal import Act, JournalEntry
from referral import taping
from referral.answering import acts
from simulator.voice.recording import Recording, Status
from tests.calls.office import Office
from tests.house import build
from tests.referral.builders import policy

TOLD = "sẽ được ghi âm"
Under = Callable[[Mode], tuple[Office, str]]


@pytest.fixture
def under(engine: Engine) -> Under:
    """Lan talks with a child, in a house whose policy records conversations so."""

    def talking(mode: Mode) -> tuple[Office, str]:
        ours = policy().recordings
        rules = replace(ours, conversations=replace(ours.conversations, mode=mode))
        office = Office(build(engine, policy=replace(policy(), recordings=rules)))
        office.ready("lan")
        call = office.calls("1")
        office.wait(6)
        assert office.hears() == {"child": {"lan"}, "lan": {"child"}}
        office.house.parts.recorder.run()
        return office, call

    return talking


def tapes(office: Office, call: str) -> list[Recording]:
    return office.house.network.calls.find(call).recordings


def agrees(office: Office, login: str = "lan") -> None:
    """What the child says is written down by whoever talks with them."""
    with office.house.work() as work:
        who = staff.by_login(work, login)
        assert who is not None
        acts.record(work, who)
    office.house.parts.recorder.run()


def asked(office: Office) -> list[JournalEntry]:
    with office.house.work() as work:
        query = select(JournalEntry).where(JournalEntry.act == Act.RECORDING_CONSENT)
        return list(work.session.scalars(query))


def test_where_the_policy_always_records_the_child_is_told_before_anybody_talks(
    under: Under,
) -> None:
    office, call = under(Mode.ALWAYS)
    [tape] = tapes(office, call)
    assert tape.order.channels == 2
    heard = office.house.network.call(call).heard
    assert [TOLD in said for said in heard].index(True) < len(heard) - 1
    assert len(asked(office)) == 1


@pytest.mark.parametrize("mode", [Mode.OFF, Mode.CONSENT])
def test_nobody_is_recorded_who_was_not_told_or_asked(under: Under, mode: Mode) -> None:
    office, call = under(mode)
    assert tapes(office, call) == []
    assert TOLD not in " ".join(office.house.network.call(call).heard)


def test_a_child_who_agrees_is_recorded_and_the_counselor_who_asked_is_written_down(
    under: Under,
) -> None:
    office, call = under(Mode.CONSENT)
    agrees(office)
    agrees(office)
    assert len(tapes(office, call)) == 1
    [entry] = asked(office)
    assert entry.actor == f"staff:{office.house.person('lan').id}"


def test_nothing_is_recorded_where_the_policy_records_nothing(under: Under) -> None:
    office, call = under(Mode.OFF)
    with pytest.raises(InvalidError):
        agrees(office)
    assert tapes(office, call) == []


def test_the_tape_stands_still_while_a_third_person_is_spoken_of(under: Under) -> None:
    office, call = under(Mode.ALWAYS)
    [tape] = tapes(office, call)
    with office.house.work() as work:
        taping.pause(work, office.house.first_ticket(), office.house.person("lan"))
    office.house.parts.recorder.run()
    assert tape.status is Status.PAUSED
    assert office.hears() == {"child": {"lan"}, "lan": {"child"}}
