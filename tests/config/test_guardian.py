"""While no metronome beats, a web process does what it would have done; otherwise nothing."""

from datetime import timedelta
from pathlib import Path

from sqlalchemy import Engine, select

from config.guardian import WHO, Guardian
from hotline.sending.outbox import Outgoing, State
from hotline.vocabulary import Severity
from referral import checks
from referral.promises.deadlines import Deadline
from referral.promises.deadlines import State as Promise
from tests.house import SETTINGS, House, build
from tests.referral.builders import open_ticket

LATE = timedelta(hours=2)


def missed(house: House) -> bool:
    """Whether the promise of the ticket was acted on."""
    with house.work() as work:
        fired = select(Deadline.id).where(Deadline.state == Promise.FIRED)
        return work.session.scalar(fired.limit(1)) is not None


def overdue(house: House) -> Guardian:
    with house.work() as work:
        open_ticket(work, Severity.HIGH)
    house.network.clock.forward(LATE)
    return Guardian(house.parts)


def test_it_leaves_the_clock_to_a_metronome_that_beats(house: House) -> None:
    guardian = overdue(house)
    with house.work() as work:
        checks.beat(work, checks.METRONOME)

    assert not guardian.turn()
    assert not guardian.deliver()
    assert not missed(house)


def test_it_turns_the_clock_and_delivers_when_none_does(house: House) -> None:
    guardian = overdue(house)

    assert guardian.turn()
    assert missed(house)
    assert guardian.deliver()
    with house.work() as work:
        states = set(work.session.scalars(select(Outgoing.state)))
    assert states == {State.ACCEPTED}


def test_that_it_acts_does_not_hide_that_no_metronome_does(house: House) -> None:
    assert overdue(house).turn()

    with house.work() as work:
        assert checks.last_beat(work, WHO) == work.now
        assert checks.metronome_is_silent(work)


def test_guardians_of_several_processes_page_nobody_twice(house: House) -> None:
    first, second = overdue(house), Guardian(house.parts)

    first.turn()
    with house.work() as work:
        once = set(work.session.scalars(select(Outgoing.reason)))
    second.turn()

    with house.work() as work:
        assert set(work.session.scalars(select(Outgoing.reason))) == once


def test_it_keeps_in_mind_whom_to_ring_for_a_caller_while_all_is_well(
    engine: Engine, tmp_path: Path
) -> None:
    house = build(engine, SETTINGS.model_copy(update={"data_dir": tmp_path}))
    assert house.parts.standby.numbers == ()
    with house.work() as work:
        checks.beat(work, checks.METRONOME)

    assert Guardian(house.parts).remember()

    assert len(house.parts.standby.numbers) == 3
