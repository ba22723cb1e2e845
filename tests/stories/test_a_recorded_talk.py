"""A conversation is put on tape: as the policy says, as the caller agrees, and not for ever."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Engine, select

from hotline.callbacks import CallBack
from hotline.errors import InvalidError
from hotline.recording_rules import Mode, Source
from hotline.recordings import kept
from hotline.recordings.kept import Recording, RecordingPiece, State
from hotline.recordings.taping import Tape, Taping
from hotline.store.journal import Act, JournalEntry
from hotline.tickets import Outcome
from referral import casework, taping
from simulator.voice.recording import Recording as Carried
from simulator.voice.recording import Status
from tests.house import House, build
from tests.referral.builders import policy
from tests.stories.test_a_call_back import CHILD, HOA, allow, hangs_up, press, to_child
from tests.stories.test_a_message_left import fetch, leave_a_message

SECOND, DAY = timedelta(seconds=1), timedelta(days=1)
Under = Callable[[Mode], House]


@pytest.fixture
def under(engine: Engine) -> Under:
    """A house whose policy records conversations so."""

    def built(mode: Mode) -> House:
        ours = policy().recordings
        rules = replace(ours, conversations=replace(ours.conversations, mode=mode))
        return build(engine, policy=replace(policy(), recordings=rules))

    return built


def talk(house: House, *presses: tuple[float, str]) -> str:
    """A child who hung up is called back; the caller's leg, while the two talk."""
    hangs_up(house)
    allow(house)
    house.network.behave(HOA, answer="accept", after=3, press=[(9, "1")])
    house.network.behave(CHILD, answer="accept", after=4, press=[(14, "1"), *presses])
    press(house)
    house.forward(60 * SECOND)
    [theirs] = to_child(house)
    house.parts.recorder.run()
    return theirs.sid


def tapes(house: House, sid: str) -> list[Carried]:
    return house.network.calls.find(sid).recordings


def status(tape: Carried) -> Status:
    return tape.status


def acts(house: House) -> list[Act]:
    with house.work() as work:
        return list(work.session.scalars(select(JournalEntry.act)))


@pytest.mark.parametrize(
    ("mode", "presses", "recorded", "said"),
    [
        pytest.param(Mode.OFF, [], False, "", id="off"),
        pytest.param(Mode.ALWAYS, [], True, "được ghi âm", id="always-and-told"),
        pytest.param(Mode.CONSENT, [(28, "1")], True, "Đồng ý", id="they-agree"),
        pytest.param(Mode.CONSENT, [(28, "2")], False, "Đồng ý", id="they-do-not"),
        pytest.param(Mode.CONSENT, [], False, "Đồng ý", id="silence-is-no"),
    ],
)
def test_a_conversation_is_recorded_as_the_policy_says_and_the_caller_wants(
    under: Under, mode: Mode, presses: list[tuple[float, str]], recorded: object, said: str
) -> None:
    house = under(mode)
    sid = talk(house, *presses)

    assert bool(tapes(house, sid)) is recorded
    assert said in " ".join(house.network.call(sid).heard)
    with house.work() as work:
        rooms = {row.ticket_id for row in work.session.scalars(select(Taping))}
    assert bool(rooms) is recorded
    assert house.network.hears(f"back-{only(house)}") == {
        "counselor": ["caller"],
        "caller": ["counselor"],
    }


def only(house: House) -> str:
    with house.work() as work:
        return work.session.scalars(select(CallBack)).one().id.hex


def test_the_tape_stands_still_while_a_card_number_is_said_and_comes_home_in_two_channels(
    under: Under,
) -> None:
    house = under(Mode.ALWAYS)
    sid = talk(house)
    [tape] = tapes(house, sid)
    assert tape.order.channels == 2

    with house.work() as work:
        taping.pause(work, house.first_ticket(), house.person("hoa"))
    house.parts.recorder.run()
    assert status(tape) is Status.PAUSED
    house.forward(10 * SECOND)
    with house.work() as work:
        taping.resume(work, house.first_ticket(), house.person("hoa"))
        taping.resume(work, house.first_ticket(), house.person("hoa"))
    house.parts.recorder.run()
    assert status(tape) is Status.IN_PROGRESS

    house.network.hangup(sid)
    house.forward(10 * SECOND)
    fetch(house)

    with house.work() as work:
        row = work.session.scalars(select(Recording)).one()
        assert (row.source, row.state) == (Source.CONVERSATION, State.OURS)
        with pytest.raises(InvalidError):
            taping.pause(work, house.first_ticket(), house.person("hoa"))
    written = acts(house)
    assert written.count(Act.RECORDING_PAUSED) == written.count(Act.RECORDING_RESUMED) == 1


def test_an_order_whose_answer_was_lost_is_given_again_and_makes_no_second_tape(
    under: Under,
) -> None:
    house = under(Mode.ALWAYS)
    house.network.fail(rest={"500_after": 1, "resource": "Recordings"})
    sid = talk(house)
    house.network.fail()
    house.network.clock.forward(5 * SECOND)
    house.parts.recorder.run()

    assert len(tapes(house, sid)) == 1
    with house.work() as work:
        assert work.session.scalars(select(Taping)).one().doing is Tape.RUNNING


def test_what_has_been_kept_long_enough_is_erased_and_never_while_its_ticket_is_open(
    house: House,
) -> None:
    leave_a_message(house)
    fetch(house)
    house.network.clock.forward(400 * DAY)
    assert forgotten(house) == 0

    with house.work() as work:
        casework.close(work, house.first_ticket(), house.person("hoa"), Outcome.HELPED)
    house.network.clock.forward(364 * DAY)
    assert forgotten(house) == 0
    house.network.clock.forward(2 * DAY)

    assert forgotten(house) == 1
    with house.work() as work:
        assert work.session.scalars(select(Recording)).one().state is State.ERASED
        assert work.session.scalars(select(RecordingPiece)).all() == []
    assert Act.RECORDING_ERASED in acts(house)


def forgotten(house: House) -> int:
    with house.work() as work:
        return kept.forget(work)
