"""The hand-over: signed by who goes, then by who comes, and written down where nobody did."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from hotline import staff
from hotline.errors import HotlineError, IllegalMoveError, InvalidError, NotAllowedError
from hotline.sending.outbox import Outgoing, Purpose
from hotline.store.journal import Act, JournalEntry
from hotline.store.work import Work
from referral import checks, clockwork
from referral.ladder import handovers
from referral.staffing import handover
from referral.staffing.handover import Handover
from tests.house import House
from tests.referral.builders import DUNG, HOUR, MINUTE, SECOND, acts, person, turn
from tests.referral.together import together

SEVEN = 5 * HOUR  # from two in the morning: Hoa hands over to Dũng
NOTE = "Phiếu 1001: công an xã hẹn gọi lại lúc 8 giờ"


def give(house: House, login: str = "hoa", note: str = NOTE) -> None:
    with house.work() as work:
        change = handover.current(work)
        assert change is not None
        handover.give(work, person(work, login), change.at, note, {"criticals": "1001"})


def take(house: House, login: str = "dung") -> None:
    with house.work() as work:
        change = handover.current(work)
        assert change is not None
        handover.take(work, person(work, login), change.at)


def row(house: House) -> Handover | None:
    with house.work() as work:
        found = work.session.scalars(select(Handover)).one_or_none()
        assert found is None or found.note in (None, NOTE)
        return found


def is_red(house: House) -> bool:
    with house.work() as work:
        return not {one.code: one.ok for one in checks.run(work)}["the_handover_is_signed"]


def written(house: House, act: Act) -> int:
    with house.work() as work:
        return acts(work, act)


def test_who_goes_signs_and_who_comes_takes_over_and_the_journal_has_both(house: House) -> None:
    house.network.clock.forward(SEVEN - 5 * MINUTE)
    give(house)
    house.network.clock.forward(10 * MINUTE)
    take(house)
    house.network.clock.forward(HOUR)
    turn(house)

    signed = row(house)
    assert signed is not None
    assert (signed.given_by, signed.taken_by) == (house.person("hoa").id, house.person("dung").id)
    assert signed.missed_at is None
    assert not is_red(house)
    with house.work() as work:
        trail = {one.act: one for one in work.session.scalars(select(JournalEntry))}
        given, taken = trail[Act.HANDOVER_GIVEN], trail[Act.HANDOVER_TAKEN]
        assert given.facts["text"] == NOTE
        assert given.facts["criticals"] == "1001"
        assert taken.at - given.at == 10 * MINUTE


def test_the_note_is_kept_sealed(house: House) -> None:
    house.network.clock.forward(SEVEN)
    give(house)
    with house.work() as work:
        sealed = work.session.scalar(select(Handover.note_sealed))  # type: ignore[attr-defined]  # the column of a Sealed attribute is added when the class is mapped
    assert sealed
    assert NOTE.encode() not in sealed


def test_a_hand_over_nobody_signs_is_red_once_its_time_is_over_and_journalled_once(
    house: House,
) -> None:
    house.network.clock.forward(SEVEN + 15 * MINUTE - SECOND)
    turn(house)
    assert (row(house), is_red(house)) == (None, False)

    house.network.clock.forward(SECOND)
    together(*[lambda: clockwork.turn(house.parts.workplace)] * 4)
    turn(house)

    assert is_red(house)
    assert written(house, Act.HANDOVER_UNSIGNED) == 1


def test_a_note_that_nobody_took_over_is_red_as_well(house: House) -> None:
    house.network.clock.forward(SEVEN)
    give(house)
    house.network.clock.forward(15 * MINUTE)
    turn(house)
    assert is_red(house)


def test_a_late_signature_is_taken_and_ends_the_red(house: House) -> None:
    house.network.clock.forward(SEVEN + 20 * MINUTE)
    turn(house)
    take(house)
    assert not is_red(house)
    turn(house)
    assert written(house, Act.HANDOVER_UNSIGNED) == 1


def test_the_next_change_begins_anew_and_the_journal_keeps_the_old_one(house: House) -> None:
    house.network.clock.forward(SEVEN + 20 * MINUTE)
    turn(house)
    house.network.clock.forward(12 * HOUR - 20 * MINUTE)
    give(house, "dung")
    assert not is_red(house)
    assert written(house, Act.HANDOVER_UNSIGNED) == 1


def test_a_clockwork_that_stood_still_for_hours_accuses_nobody(house: House) -> None:
    house.network.clock.forward(SEVEN + 3 * HOUR)
    turn(house)
    assert (row(house), is_red(house)) == (None, False)


def test_whoever_signs_twice_signs_once_and_a_changed_note_is_signed_anew(house: House) -> None:
    house.network.clock.forward(SEVEN)
    give(house, note="Đêm yên")
    give(house)
    give(house)
    take(house)
    take(house)
    assert written(house, Act.HANDOVER_GIVEN) == 2
    assert written(house, Act.HANDOVER_TAKEN) == 1


def test_two_presses_at_the_same_instant_make_one_hand_over(house: House) -> None:
    house.network.clock.forward(SEVEN)
    together(*[lambda: give(house)] * 4)
    assert row(house) is not None
    assert written(house, Act.HANDOVER_GIVEN) == 1


@pytest.mark.parametrize(
    ("login", "act", "refused"),
    [
        pytest.param("dung", give, NotAllowedError, id="who-comes-does-not-hand-over"),
        pytest.param("mai", give, NotAllowedError, id="the-second-does-not-hand-over"),
        pytest.param("hoa", take, NotAllowedError, id="who-goes-does-not-take-over"),
        pytest.param("lan", take, NotAllowedError, id="a-counselor-does-not"),
        pytest.param("dung", take, InvalidError, id="nothing-is-signed-to-be-taken-over"),
    ],
)
def test_only_who_goes_and_who_comes_sign_and_in_this_order(
    house: House, login: str, act: object, refused: type[HotlineError]
) -> None:
    house.network.clock.forward(SEVEN)
    assert callable(act)
    with pytest.raises(refused):
        act(house, login)
    assert row(house) is None


def test_what_was_taken_over_is_not_changed_any_more(house: House) -> None:
    house.network.clock.forward(SEVEN)
    give(house)
    take(house)
    with pytest.raises(IllegalMoveError):
        give(house, note="Thêm một điều")


@pytest.mark.parametrize("note", ["", "  \n"])
def test_a_hand_over_without_a_word_is_refused(house: House, note: str) -> None:
    house.network.clock.forward(SEVEN)
    with pytest.raises(InvalidError):
        give(house, note=note)


def test_a_page_that_was_open_since_the_last_change_signs_nothing(house: House) -> None:
    with house.work() as work, pytest.raises(InvalidError):
        handover.take(work, person(work, "dung"), work.now + SEVEN)


def paged(house: House) -> list[str]:
    """The logins of those who were told, in the order of the telling."""
    with house.work() as work:
        rows = select(Outgoing).where(Outgoing.purpose == Purpose.HANDOVER)
        told = work.session.scalars(rows.order_by(Outgoing.created_at, Outgoing.reason))
        return [staff.by_id(work, one.staff_id).login for one in told if one.staff_id]


def test_an_unsigned_hand_over_wakes_one_more_each_rung_until_it_is_signed(house: House) -> None:
    house.network.clock.forward(SEVEN + 14 * MINUTE)
    turn(house)
    assert paged(house) == []
    house.network.clock.forward(2 * MINUTE)
    turn(house)
    turn(house)
    assert paged(house) == ["dung"]
    house.network.clock.forward(HOUR)
    turn(house)
    assert paged(house) == ["dung", "hoa"]

    take(house)
    house.network.clock.forward(4 * HOUR)
    turn(house)
    assert paged(house) == ["dung", "hoa"]


def test_an_unsigned_hand_over_wakes_everybody_and_nobody_after_the_next_change(
    house: House,
) -> None:
    house.network.clock.forward(SEVEN + 16 * MINUTE)
    turn(house)
    house.network.clock.forward(3 * HOUR)
    turn(house)
    assert sorted(paged(house)) == ["dung", "dung", "hoa", "mai"]
    house.network.clock.forward(12 * HOUR - 3 * HOUR - 30 * MINUTE)
    turn(house)
    assert len(paged(house)) == 4


def test_what_is_said_of_an_unsigned_hand_over_names_the_page_and_nobody(house: House) -> None:
    house.network.clock.forward(SEVEN + 16 * MINUTE)
    house.tick()
    house.network.clock.forward(5 * SECOND)
    [text] = house.network.inbox(DUNG)
    assert text.body == "Lang Nghe: chua ai ky nhan giao ca. Mo https://hotline.test/handover"


def unsigned(work: Work, changed: timedelta, page_in: timedelta) -> Handover:
    """One of a change so long ago, for which people are paged next in so long."""
    at = work.now - changed
    missed = at + 15 * MINUTE
    return work.add(Handover(changes_at=at, missed_at=missed, rung=1, page_at=work.now + page_in))


def test_only_what_is_due_is_paged_and_what_is_over_is_let_be(house: House) -> None:
    house.network.clock.forward(SEVEN + HOUR)
    with house.work() as work:
        over = unsigned(work, 13 * HOUR, -MINUTE).id
        waits = unsigned(work, HOUR, MINUTE).id
        due = work.now + MINUTE
    with house.work() as work:
        assert handovers.climb(work) == 1
    with house.work() as work:
        assert handovers.climb(work) == 0
        assert work.session.get_one(Handover, over).page_at is None
        assert work.session.get_one(Handover, waits).page_at == due
    assert paged(house) == []


def test_what_another_clockwork_pages_for_is_left_to_it(house: House) -> None:
    house.network.clock.forward(SEVEN + 16 * MINUTE)
    with house.work() as work:
        handover.watch(work)
    with house.work() as theirs:
        theirs.session.scalars(select(Handover).with_for_update()).all()
        with house.work() as work:
            assert handovers.climb(work) == 0
    with house.work() as work:
        assert handovers.climb(work) == 1
    assert paged(house) == ["dung"]


def test_the_journal_says_who_was_told_of_which_change_and_when_nobody_could_be(
    house: House,
) -> None:
    house.network.clock.forward(SEVEN + 16 * MINUTE)
    with house.work() as work:
        for login in ("hoa", "dung", "mai"):
            person(work, login).active = False
    turn(house)
    assert written(house, Act.NOBODY_TO_PAGE) == 1
    assert written(house, Act.PAGED) == 0

    with house.work() as work:
        person(work, "mai").active = True
    house.network.clock.forward(MINUTE)
    turn(house)

    assert paged(house) == ["mai"]
    with house.work() as work:
        [entry] = work.session.scalars(select(JournalEntry).where(JournalEntry.act == Act.PAGED))
        change = handover.current(work)
        assert change is not None
        assert entry.ticket_id is None
        assert entry.facts == {
            "rung": "2",
            "audience": "everyone",
            "people": str(person(work, "mai").id),
            "channels": "sms,email",
            "at": change.at.isoformat(),
        }


def test_each_rung_counts_from_when_it_was_missed_and_the_last_is_said_again(house: House) -> None:
    house.network.clock.forward(SEVEN + 15 * MINUTE)
    turn(house)
    late = 10 * MINUTE  # the clockwork stood still
    climbed = [(HOUR - SECOND, 1), (SECOND + late, 2), (2 * HOUR - late, 5), (HOUR, 8)]
    for rungs, (passes, told) in zip([1, 2, 3, 4], climbed, strict=True):
        house.network.clock.forward(passes)
        turn(house)
        turn(house)
        assert (len(paged(house)), written(house, Act.PAGED)) == (told, rungs)
