"""Conferences: who may talk when, what the application is told, and how a room ends."""

import pytest

from simulator.rooms.conference import Conference
from simulator.wire.addresses import Address
from tests.simulator.conftest import HOST, HOTLINE, Net

COUNSELOR, SUPERVISOR = "+84900000007", "+84900000001"
WORDS = "start end join leave mute hold modify announcement"


def room(label: str, flags: str = "", action: str = "") -> str:
    return (
        f'<Dial action="{action}"><Conference participantLabel="{label}" waitUrl="" {flags}'
        f' statusCallback="/room" statusCallbackEvent="{WORDS}">case-42</Conference></Dial>'
    )


def join(net: Net, number: str, verbs: str) -> str:
    net.application.answers["/voice"] = verbs
    return net.sim.dial(number, HOTLINE)


def together(net: Net, flags: str = "") -> tuple[str, str]:
    child = net.dial(room("child", action="/after"))
    return child, join(net, COUNSELOR, room("counselor", flags, action="/done"))


def events(net: Net) -> list[str]:
    return [told["StatusCallbackEvent"] for told in net.application.at("/room")]


def case(net: Net) -> Conference:
    found = net.sim.rooms.named("case-42")
    assert found is not None
    return found


def test_a_room_starts_when_the_second_enters_and_both_hear_each_other(net: Net) -> None:
    child = net.dial(room("child"))
    assert (case(net).state, net.sim.hears("case-42")) == ("init", {"child": []})
    counselor = join(net, COUNSELOR, room("counselor"))

    assert case(net).state == "in-progress"
    assert net.sim.hears("case-42") == {"child": ["counselor"], "counselor": ["child"]}
    net.sim.say(child, "Cháu chào cô")
    assert net.sim.call(counselor).heard == ["Cháu chào cô"]
    assert events(net) == ["participant-join", "participant-join", "conference-start"]


def test_nobody_talks_before_one_who_may_start_the_room_is_there(net: Net) -> None:
    net.dial(room("child", 'startConferenceOnEnter="false"'))
    join(net, COUNSELOR, room("counselor", 'startConferenceOnEnter="false"'))
    assert net.sim.hears("case-42") == {"child": [], "counselor": []}
    join(net, SUPERVISOR, room("supervisor"))

    assert net.sim.hears("case-42")["child"] == ["counselor", "supervisor"]


def test_every_report_carries_the_flags_and_the_next_number(net: Net) -> None:
    child, _ = together(net)
    net.sim.hangup(child)

    told = net.application.at("/room")
    assert [one["SequenceNumber"] for one in told] == [str(n + 1) for n in range(len(told))]
    assert len({one["ConferenceSid"] for one in told}) == 1
    first, leave = told[0], told[3]
    assert {k: first[k] for k in ("CallSid", "Muted", "Hold", "Coaching", "ParticipantLabel")} == {
        "CallSid": child,
        "Muted": "false",
        "Hold": "false",
        "Coaching": "false",
        "ParticipantLabel": "child",
    }
    assert first["StartConferenceOnEnter"] == "true"
    assert first["EndConferenceOnExit"] == "false"
    assert leave["StatusCallbackEvent"] == "participant-leave"
    assert leave["ReasonParticipantLeft"] == "participant_hung_up"
    assert leave["ParticipantCallStatus"] == "completed"


def test_the_first_to_enter_decides_where_the_room_reports_to(net: Net) -> None:
    net.dial('<Dial><Conference statusCallback="/first">case-42</Conference></Dial>')
    join(net, COUNSELOR, room("counselor"))

    assert [one["StatusCallbackEvent"] for one in net.application.at("/first")] == [
        "conference-start"
    ]
    assert net.application.at("/room") == []


def test_a_hang_up_leaves_the_other_in_the_room(net: Net) -> None:
    child, counselor = together(net)
    net.sim.hangup(counselor)

    assert net.sim.call(child).status == "in-progress"
    assert net.sim.hears("case-42") == {"child": []}
    net.sim.hangup(child)
    assert events(net)[-1] == "conference-end"
    last = net.application.at("/room")[-1]
    assert (last["ReasonConferenceEnded"], last["CallSidEndingConference"]) == (
        "last-participant-left",
        child,
    )
    assert net.sim.rooms.named("case-42") is None


def test_the_same_name_is_a_new_room_after_the_end(net: Net) -> None:
    child, counselor = together(net)
    first = case(net).sid
    net.sim.hangup(child)
    net.sim.hangup(counselor)
    net.dial(room("child"))

    assert case(net).sid != first


def test_one_who_takes_everybody_along_ends_the_room(net: Net) -> None:
    net.application.answers["/after"] = "<Say>Cô sẽ gọi lại</Say><Pause length='60'/>"
    child, counselor = together(net, 'endConferenceOnExit="true"')
    net.sim.hangup(counselor)

    assert events(net)[-3:] == ["participant-leave", "participant-leave", "conference-end"]
    assert net.application.at("/room")[-2]["ReasonParticipantLeft"] == "moderator_ended_conference"
    assert net.sim.call(child).heard == ["Cô sẽ gọi lại"]
    [after] = net.application.at("/after")
    assert after["DialCallStatus"] == "answered"
    assert "DialCallSid" not in after


def test_held_one_hears_music_only_and_is_heard_by_nobody(net: Net) -> None:
    child, counselor = together(net)
    net.application.answers["/hold"] = "<Say>Em chờ một chút</Say><Record/>"
    with net.sim.lock:
        held = case(net).participants[child]
        net.sim.rooms.hold(case(net), held, True, Address(f"{HOST}/hold", "POST"))
    net.sim.say(counselor, "nói riêng")
    net.sim.say(child, "A lô")

    assert net.sim.hears("case-42") == {"child": [], "counselor": []}
    assert net.sim.call(child).heard == ["Em chờ một chút"]
    assert net.sim.call(counselor).heard == []
    assert net.warnings() == [13238]
    with net.sim.lock:
        net.sim.rooms.hold(case(net), held, False)
    assert net.sim.hears("case-42")["child"] == ["counselor"]
    assert events(net)[-2:] == ["participant-hold", "participant-unhold"]


def test_a_supervisor_listens_whispers_and_barges_in(net: Net) -> None:
    _, counselor = together(net)
    supervisor = join(net, SUPERVISOR, room("supervisor", 'muted="true"'))
    rooms, here = net.sim.rooms, case(net)
    boss, agent = here.participants[supervisor], here.participants[counselor]
    assert net.sim.hears("case-42")["supervisor"] == ["child", "counselor"]
    assert net.sim.hears("case-42")["counselor"] == ["child"]

    with net.sim.lock:
        rooms.mute(here, boss, False)
        rooms.coach(here, boss, agent)
    assert net.sim.hears("case-42") == {
        "child": ["counselor"],
        "counselor": ["child", "supervisor"],
        "supervisor": ["child", "counselor"],
    }
    with net.sim.lock:
        rooms.coach(here, boss, None)
    assert net.sim.hears("case-42")["child"] == ["counselor", "supervisor"]
    assert events(net)[-3:] == ["participant-unmute", "participant-modify", "participant-modify"]


def test_a_coach_of_nobody_here_is_refused(net: Net) -> None:
    together(net)
    join(net, SUPERVISOR, room("supervisor", 'coach="CA00000000000000000000000000000000"'))

    assert net.warnings() == [13240]
    assert "supervisor" not in net.sim.hears("case-42")


def test_a_label_stands_for_one_leg_only(net: Net) -> None:
    together(net)
    join(net, SUPERVISOR, room("child"))

    assert net.warnings() == [16025]


def test_a_leg_taken_elsewhere_by_rest_leaves_the_room_and_asks_no_action(net: Net) -> None:
    net.application.answers["/survey"] = "<Say>Cảm ơn em</Say><Pause length='60'/>"
    child, _ = together(net)
    net.client.calls(child).update(url=f"{HOST}/survey")

    assert net.application.at("/room")[-1]["ReasonParticipantLeft"] == "participant_updated_via_api"
    assert net.application.at("/after") == []
    assert net.sim.call(child).heard == ["Cảm ơn em"]


def test_whoever_waits_alone_hears_the_music_once(net: Net) -> None:
    net.application.answers["/music"] = "<Say>Em chờ nhé</Say>"
    child = net.dial('<Dial><Conference waitUrl="/music">case-42</Conference></Dial>')
    net.pass_time(30)

    assert len(net.application.at("/music")) == 1
    assert net.sim.call(child).heard == ["Em chờ nhé"]


@pytest.mark.parametrize(("words", "end"), [("<Say>Xin nghe</Say>", "end"), ("<Say", "fail")])
def test_an_announcement_is_heard_by_all_and_reported_once(net: Net, words: str, end: str) -> None:
    child, counselor = together(net)
    net.application.answers["/news"] = words
    with net.sim.lock:
        net.sim.rooms.announce(case(net), [case(net).present[0]], Address(f"{HOST}/news", "POST"))
    net.pass_time(3)

    assert events(net)[-1] == f"announcement-{end}"
    heard = ["Xin nghe"] if end == "end" else []
    assert net.sim.call(child).heard == heard
    assert net.sim.call(counselor).heard == []
