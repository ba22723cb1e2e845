"""In the room: who hears whom at every step, and that nobody's going ends it for the caller."""

import pytest
from sqlalchemy import select

from dashboards import phone
from hotline import staff, tickets
from hotline.calls.presence import State
from hotline.calls.rooms import Ended
from hotline.errors import InvalidError, NotAllowedError, NotFoundError
from hotline.store.journal import Act, JournalEntry
from hotline.vocabulary import DeadlineKind
from referral.answering import acts, oversight, settling
from referral.directory import agencies
from referral.threads import merging
from tests.calls.office import HOA, OTHER, Office
from tests.stories.test_night_call import armed

POLICE = "+842393855001"
TALK = {"child": {"lan"}, "lan": {"child"}}


@pytest.fixture
def talk(office: Office) -> Office:
    """Lan talks with a child; Minh is ready, Hoa is on duty."""
    office.ready("lan")
    office.calls("1")
    office.wait(6)
    office.ready("minh")
    assert office.hears() == TALK
    return office


def act(office: Office, deed: str, *told: object, login: str = "lan") -> None:
    """Somebody presses a button; a second later it has its effect."""
    with office.house.work() as work:
        who = staff.by_login(work, login)
        assert who is not None
        getattr(acts, deed)(work, who, *told)
    office.wait(1)


def beside(office: Office, deed: str, *told: object, login: str = "hoa") -> None:
    with office.house.work() as work:
        who = staff.by_login(work, login)
        assert who is not None
        getattr(oversight, deed)(work, who, *told)
    office.wait(4)


def call_police(office: Office) -> None:
    with office.house.work() as work:
        lan = staff.by_login(work, "lan")
        (police,) = agencies.by_phone(work, POLICE)
        assert lan is not None
        acts.call_agency(work, lan, police)
    office.wait(4)


def done(office: Office, act_: Act) -> int:
    with office.house.work() as work:
        rows = select(JournalEntry).where(JournalEntry.act == act_)
        return len(work.session.scalars(rows).all())


def test_a_held_child_hears_that_somebody_comes_back_and_nobody_hears_the_child(
    talk: Office,
) -> None:
    act(talk, "hold")
    assert talk.hears() == {"child": set(), "lan": set()}
    talk.wait(29)
    assert "quay lại ngay" in talk.heard(talk.contact().carrier_sid)
    act(talk, "resume")

    assert talk.hears() == TALK
    talk.wait(10)
    talk.end("lan")
    contact = talk.contact()
    assert contact.hold_seconds is not None
    assert 29 <= contact.hold_seconds <= 32


def test_a_held_caller_who_chose_english_hears_english(office: Office) -> None:
    office.ready("lan")
    office.calls("8")
    office.wait(3)
    child = office.contact().carrier_sid
    office.house.network.press(child, "1")
    office.wait(6)
    act(office, "hold")
    office.wait(29)

    assert office.heard(child).count("will be right back") > 1
    assert "quay lại ngay" not in office.heard(child)


def test_the_police_are_briefed_while_the_child_is_held_and_then_all_three_talk(
    talk: Office,
) -> None:
    talk.house.network.behave(POLICE, answer="accept", after=2)
    call_police(talk)
    assert talk.hears() == {"child": set(), "lan": {POLICE}, POLICE: {"lan"}}

    act(talk, "resume")
    assert talk.hears() == {
        "child": {"lan", POLICE},
        "lan": {"child", POLICE},
        POLICE: {"child", "lan"},
    }

    act(talk, "leave")
    assert talk.hears() == {"child": {POLICE}, POLICE: {"child"}}
    assert talk.state("lan") is State.WRAP_UP
    talk.house.network.hangup(talk.house.network.calls_to(POLICE)[-1].sid)
    talk.wait(8)

    assert talk.hears() == {"child": {"minh"}, "minh": {"child"}}  # never alone


def test_police_that_do_not_answer_leave_the_talk_as_it_was(talk: Office) -> None:
    talk.house.network.behave(POLICE, answer="busy")
    call_police(talk)
    act(talk, "resume")

    assert talk.hears() == TALK


def test_whoever_was_called_in_can_be_let_go_but_never_the_caller(talk: Office) -> None:
    talk.house.network.behave(POLICE, answer="accept", after=2)
    call_police(talk)
    act(talk, "resume")
    police = next(seat for seat in talk.seats() if seat.kind == "third")
    caller = next(seat for seat in talk.seats() if seat.kind == "caller")

    act(talk, "drop", police.id)

    assert talk.hears() == TALK
    with pytest.raises(NotFoundError):
        act(talk, "drop", caller.id)


def test_a_call_is_handed_over_with_its_ticket_and_the_child_is_never_alone(talk: Office) -> None:
    with talk.house.work() as work:
        lan, minh = (staff.by_login(work, login) for login in ("lan", "minh"))
        assert lan is not None
        assert minh is not None
        acts.hand_over(work, lan, minh)
    talk.wait(5)
    assert talk.hears() == {
        "child": {"lan", "minh"},
        "lan": {"child", "minh"},
        "minh": {"child", "lan"},
    }

    act(talk, "leave")

    assert talk.hears() == {"child": {"minh"}, "minh": {"child"}}
    assert talk.house.ticket().owner_id == talk.house.person("minh").id
    assert (talk.state("lan"), talk.state("minh")) == (State.WRAP_UP, State.TALKING)


def test_a_call_is_handed_on_to_whoever_is_free_next_with_words_that_say_so(talk: Office) -> None:
    child = talk.contact().carrier_sid
    act(talk, "hand_on")
    talk.wait(8)

    assert talk.hears() == {"child": {"minh"}, "minh": {"child"}}
    assert "đang chuyển máy" in talk.heard(child)
    assert "không phải lỗi của cháu" not in talk.heard(child)
    assert talk.state("lan") is State.WRAP_UP
    assert [room.ended for room in talk.rooms()] == [Ended.HANDED_ON, None]


def test_nobody_leaves_a_child_alone_by_a_button(talk: Office) -> None:
    with pytest.raises(InvalidError, match="nobody would be left"):
        act(talk, "leave")
    assert talk.hears() == TALK


def test_panic_pulls_a_supervisor_into_the_room_and_starts_the_ladder(talk: Office) -> None:
    talk.house.network.behave(HOA, answer="accept", after=2, press=[(4, "1")])
    act(talk, "panic")
    talk.wait(12)

    assert talk.hears()["child"] == {"lan", "hoa's phone"}
    assert DeadlineKind.LADDER in armed(talk.house)
    assert done(talk, Act.PANIC) == 1


def test_a_supervisor_listens_whispers_and_steps_in_and_every_step_is_journalled(
    talk: Office,
) -> None:
    talk.ready("hoa", after=1)
    beside(talk, "listen", talk.rooms()[0].id)
    assert talk.hears() == {"child": {"lan"}, "lan": {"child"}, "hoa": {"child", "lan"}}

    beside(talk, "whisper")
    assert talk.hears() == {"child": {"lan"}, "lan": {"child", "hoa"}, "hoa": {"child", "lan"}}

    beside(talk, "step_in")
    assert talk.hears() == {
        "child": {"lan", "hoa"},
        "lan": {"child", "hoa"},
        "hoa": {"child", "lan"},
    }
    told = [done(talk, one) for one in (Act.LISTENING, Act.WHISPERING, Act.STEPPED_IN)]
    assert told == [1, 1, 1]


def test_a_child_whose_counselor_is_lost_is_not_left_with_somebody_who_only_listens(
    talk: Office,
) -> None:
    talk.ready("hoa", after=1)
    beside(talk, "listen", talk.rooms()[0].id)
    talk.house.network.hangup(talk.house.network.calls_to(talk.client("lan"))[-1].sid)
    talk.wait(8)

    assert talk.hears()["child"] == {"minh"}
    assert talk.rooms()[0].ended is Ended.LOST


def test_a_counselor_may_not_listen_to_a_colleague(talk: Office) -> None:
    with pytest.raises(NotAllowedError):
        beside(talk, "listen", talk.rooms()[0].id, login="minh")


def test_whoever_ends_the_call_ends_it_for_all_with_a_kind_word(talk: Office) -> None:
    talk.house.network.behave(POLICE, answer="accept", after=2)
    call_police(talk)
    act(talk, "resume")
    with talk.house.work() as work:
        lan = staff.by_login(work, "lan")
        assert lan is not None
        settling.end(work, talk.rooms()[0].id, lan)
    talk.wait(40)

    assert talk.hears() == {}
    assert [room.ended for room in talk.rooms()] == [Ended.BY_US]
    assert talk.house.network.calls_to(POLICE)[-1].status == "completed"


def test_a_talk_goes_on_under_the_ticket_its_own_became_part_of(office: Office) -> None:
    office.house.text(OTHER, "Nhà bên cạnh có tiếng trẻ con khóc suốt đêm")
    office.ready("lan")
    office.calls("1")
    office.wait(6)
    assert office.hears() == TALK
    with office.house.work() as work:
        lan = staff.by_login(work, "lan")
        assert lan is not None
        earlier, ours = tickets.by_number(work, 1001), tickets.by_number(work, 1002)
        merging.merge(work, earlier, ours, lan, "cùng một trẻ")

    with office.house.work() as work:
        bar = phone.read(work, office.house.person("lan"))
        assert bar.caller is not None
        assert bar.caller.ticket == 1001
    office.end("lan")
    with office.house.work() as work:
        ended = select(JournalEntry.ticket_id).where(JournalEntry.act == Act.CALL_ENDED)
        assert work.session.scalars(ended).all() == [tickets.by_number(work, 1001).id]
