"""A message is left at night: it comes home, leaves the carrier, and is listened to."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from hotline.recording_rules import NotHad
from hotline.recordings import kept, sound
from hotline.recordings.kept import Recording, RecordingPiece, State
from hotline.store.journal import Act, JournalEntry
from hotline.vocabulary import DeadlineKind
from referral import checks
from simulator.voice.recording import Status
from tests.dashboards.visitor import logged_in
from tests.house import House
from tests.referral.builders import armed

CHILD = "+84912345678"
SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)
WORDS = "Cháu tên là Bống, cháu muốn gặp cô chú"


def leave_a_message(house: House, words: str = WORDS) -> str:
    call = house.dial(CHILD)
    house.forward(2 * SECOND)
    house.network.press(call, "2")
    house.forward(15 * SECOND)
    house.network.say(call, words)
    house.forward(5 * SECOND)
    house.network.press(call, "#")
    house.forward(15 * SECOND)
    return call


def fetch(house: House, after: timedelta = timedelta()) -> None:
    house.network.clock.forward(after)
    house.parts.fetching.run()


def recording(house: House) -> Recording:
    with house.work() as work:
        return work.session.scalars(select(Recording)).one()


def at_the_carrier(house: House) -> Status:
    return house.network.calls.recordings.find(recording(house).carrier_sid).status


def acts(house: House, act: Act) -> int:
    with house.work() as work:
        return len(work.session.scalars(select(JournalEntry).where(JournalEntry.act == act)).all())


def red(house: House) -> bool:
    with house.work() as work:
        return "every_recording_is_fetched" in [c.code for c in checks.run(work) if not c.ok]


def test_a_message_is_sealed_here_and_only_then_deleted_at_the_carrier(house: House) -> None:
    leave_a_message(house)
    assert recording(house).state is State.AT_CARRIER

    fetch(house)

    assert recording(house).state is State.OURS
    assert at_the_carrier(house) is Status.DELETED
    with house.work() as work:
        piece = work.session.scalars(select(RecordingPiece)).one()
        sealed: bytes = piece.content_sealed  # type: ignore[attr-defined]  # the column of a Sealed attribute is added when the class is mapped
        assert b"ID3" not in sealed[:200]
        assert piece.content


def test_it_is_listened_to_in_the_console_and_that_is_what_was_promised(house: House) -> None:
    leave_a_message(house)
    fetch(house)
    lan = logged_in(house)
    with house.work() as work:
        assert DeadlineKind.CALLBACK in armed(work, house.ticket().id)
    page = lan.get("/tickets/1001").text
    assert "chưa có ai nghe" in page
    assert acts(house, Act.RECORDING_HEARD) == 0

    heard = lan.get(f"/tickets/1001/recordings/{recording(house).id}")

    assert heard.status_code == 200
    assert heard.mimetype == "audio/mpeg"
    assert heard.headers["Cache-Control"] == "no-store"
    assert sound.kind_of(heard.data) == sound.MP3
    assert acts(house, Act.RECORDING_HEARD) == 1
    with house.work() as work:
        assert set(armed(work, house.ticket().id)) == {DeadlineKind.FOLLOW_UP}
    page = lan.get("/tickets/1001").text
    assert "chưa có ai nghe" not in page
    assert "đã nghe bản ghi âm" in page


def test_who_may_not_hear_recordings_hears_none_and_the_journal_has_no_line_of_it(
    house: House,
) -> None:
    leave_a_message(house)
    fetch(house)
    who = logged_in(house, "quan")

    assert "<audio" not in who.get("/tickets/1001").text
    assert who.get(f"/tickets/1001/recordings/{recording(house).id}").status_code == 403
    assert acts(house, Act.RECORDING_HEARD) == 0


def test_a_recording_of_another_ticket_is_not_found(house: House) -> None:
    leave_a_message(house)
    fetch(house)
    house.text("+84987654321", "cô ơi em buồn quá")
    house.forward(SECOND)
    lan = logged_in(house)

    assert lan.get(f"/tickets/1002/recordings/{recording(house).id}").status_code == 404


@pytest.mark.parametrize("fault", ["503", "500_before"])
def test_while_the_carrier_does_not_answer_it_is_asked_again_and_people_see_it(
    house: House, fault: str
) -> None:
    leave_a_message(house)
    house.network.fail(rest={fault: 2})
    fetch(house)
    assert recording(house).why is NotHad.UNREACHABLE
    fetch(house, 6 * MINUTE)
    assert red(house)

    house.network.fail()
    fetch(house, MINUTE)

    assert recording(house).state is State.OURS
    assert not red(house)


def test_a_fetcher_that_died_after_it_had_the_sound_is_followed_by_another(house: House) -> None:
    leave_a_message(house)
    with house.work() as work:
        kept.take(work, 5)
    fetch(house)
    assert recording(house).state is State.AT_CARRIER

    fetch(house, 61 * SECOND)

    assert recording(house).state is State.OURS
    with house.work() as work:
        assert len(work.session.scalars(select(RecordingPiece)).all()) == 1


def test_what_the_carrier_has_no_more_is_said_on_the_ticket(house: House) -> None:
    leave_a_message(house)
    tape = house.network.calls.recordings.find(recording(house).carrier_sid)
    house.network.calls.recordings.delete(tape)
    fetch(house)
    assert recording(house).state is State.AT_CARRIER

    fetch(house, 49 * HOUR)

    assert recording(house).state is State.LOST
    assert red(house)
    assert "nhà mạng không giao" in logged_in(house).get("/tickets/1001").text
    assert acts(house, Act.RECORDING_LOST) == 1


def test_a_carrier_that_forgets_late_is_asked_until_it_does(house: House) -> None:
    leave_a_message(house)
    house.network.fail(rest={"503": {"skip": 1}})
    fetch(house)
    assert recording(house).state is State.KEPT

    house.network.fail()
    fetch(house, 5 * SECOND)

    assert recording(house).state is State.OURS
