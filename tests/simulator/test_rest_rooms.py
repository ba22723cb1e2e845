"""Queues, members, conferences and participants, driven by the official client."""

import pytest
from twilio.base.exceptions import TwilioRestException

from tests.simulator.conftest import HOST, HOTLINE, POLICE, Net
from tests.simulator.test_rooms import COUNSELOR, case, events, join, room, together

LINE = '<Enqueue action="/left" waitUrl="">hotline</Enqueue>'


def test_a_line_is_made_changed_listed_and_deleted_when_empty(net: Net) -> None:
    made = net.client.queues.create(friendly_name="hotline", max_size=20)
    changed = net.client.queues(made.sid).update(max_size=30)
    child = net.dial(LINE)
    net.pass_time(8)

    line = net.client.queues(made.sid).fetch()
    assert (changed.max_size, line.current_size, line.average_wait_time) == (30, 1, 8)
    assert [one.sid for one in net.client.queues.list()] == [made.sid]
    with pytest.raises(TwilioRestException) as full:
        net.client.queues(made.sid).delete()
    assert full.value.code == 22002
    net.sim.hangup(child)
    assert net.client.queues(made.sid).delete()
    with pytest.raises(TwilioRestException) as gone:
        net.client.queues(made.sid).fetch()
    assert gone.value.code == 20404


@pytest.mark.parametrize("who", ["Front", "second"])
def test_whoever_the_application_names_is_taken_out_of_the_line(net: Net, who: str) -> None:
    net.application.answers["/in"] = "<Say>Mời em</Say><Pause length='60'/>"
    first = net.dial(LINE)
    net.pass_time(4)
    second = net.dial(LINE)
    line = net.client.queues.list()[0]
    assert [(one.call_sid, one.position, one.wait_time) for one in line.members.list()] == [
        (first, 1, 4),
        (second, 2, 0),
    ]
    taken = first if who == "Front" else second
    named = "Front" if who == "Front" else second
    net.client.queues(line.sid).members(named).update(url=f"{HOST}/in")

    assert net.application.at("/left")[0]["QueueResult"] == "redirected"
    assert net.sim.call(taken).heard == ["Mời em"]
    with pytest.raises(TwilioRestException) as gone:
        net.client.queues(line.sid).members(taken).update(url=f"{HOST}/in")
    assert gone.value.code == 20404


def test_rooms_are_found_by_name_and_state(net: Net) -> None:
    together(net)
    found = net.client.conferences.list(friendly_name="case-42", status="in-progress")

    assert [one.sid for one in found] == [case(net).sid]
    assert net.client.conferences.list(status="completed") == []
    assert net.client.conferences(found[0].sid).fetch().friendly_name == "case-42"


def test_somebody_is_called_into_a_room_and_sits_down_when_answering(net: Net) -> None:
    net.sim.behave(POLICE, answer="accept", after=2)
    child, counselor = together(net)
    people = net.client.conferences(case(net).sid).participants
    made = people.create(from_=HOTLINE, to=POLICE, label="police", muted=True)
    assert (made.label, made.status, made.muted) == ("police", "queued", True)
    net.pass_time(5)

    assert people("police").fetch().status == "connected"
    assert {one.call_sid for one in people.list()} == {child, counselor, made.call_sid}
    assert net.sim.hears("case-42")["child"] == ["counselor"]
    people("police").update(muted=False)
    assert net.sim.hears("case-42")["child"] == ["counselor", "police"]
    assert [one.label for one in people.list(muted=False)] == ["child", "counselor", "police"]


def test_one_who_does_not_answer_never_was_in_the_room(net: Net) -> None:
    net.sim.behave(POLICE, answer="busy")
    together(net)
    net.client.conferences(case(net).sid).participants.create(
        from_=HOTLINE, to=POLICE, label="police"
    )
    net.pass_time(3)

    assert net.application.at("/room")[-1]["ReasonParticipantLeft"] == "participant_add_failed"
    left = net.client.conferences(case(net).sid).participants.list()
    assert [one.label for one in left] == ["child", "counselor"]


@pytest.mark.parametrize(
    ("label", "code"),
    [
        ("x" * 129, 16024),
        ("a/b", 16024),
        ("a%2fb", 16024),
        (f"CA{0:032x}", 16024),
        ("child", 16026),
    ],
)
def test_a_label_that_is_none_or_is_taken_calls_nobody(net: Net, label: str, code: int) -> None:
    together(net)
    people = net.client.conferences(case(net).sid).participants
    with pytest.raises(TwilioRestException) as refused:
        people.create(from_=HOTLINE, to=POLICE, label=label)

    assert (refused.value.code, refused.value.status) == (code, 400)
    assert net.sim.calls_to(POLICE) == []


def test_a_label_of_128_and_one_that_is_free_again_are_taken(net: Net) -> None:
    child, _ = together(net)
    people = net.client.conferences(case(net).sid).participants
    net.sim.hangup(child)

    made = [people.create(from_=HOTLINE, to=POLICE, label=label) for label in ("child", "x" * 128)]
    assert [one.label for one in made] == ["child", "x" * 128]


def test_one_who_waits_for_the_room_may_be_given_other_music(net: Net) -> None:
    net.application.answers["/first"] = f"<Say>Một</Say><Redirect>{HOST}/first</Redirect>"
    net.application.answers["/second"] = "<Say>Hai</Say>"
    child = net.dial('<Dial><Conference waitUrl="/first">case-42</Conference></Dial>')
    people = net.client.conferences(case(net).sid).participants
    people(child).update(wait_url=f"{HOST}/second")
    net.pass_time(9)
    assert net.sim.call(child).heard == ["Một", "Hai"]

    join(net, COUNSELOR, room("counselor"))
    people(child).update(wait_url=f"{HOST}/second")
    assert net.sim.call(child).heard == ["Một", "Hai"]


def test_hold_by_label_plays_words_until_it_is_taken_back(net: Net) -> None:
    net.application.answers["/hold"] = f"<Say>Em chờ nhé</Say><Redirect>{HOST}/hold</Redirect>"
    child, _ = together(net)
    people = net.client.conferences(case(net).sid).participants
    held = people("child").update(hold=True, hold_url=f"{HOST}/hold")
    net.pass_time(5)

    assert held.hold is True
    assert len(net.application.at("/hold")) > 3
    people("child").update(hold=False)
    asked = len(net.application.at("/hold"))
    net.pass_time(20)
    assert len(net.application.at("/hold")) == asked
    assert net.sim.hears("case-42")["child"] == ["counselor"]
    assert net.sim.call(child).status == "in-progress"


def test_a_supervisor_is_called_in_silent_whispers_and_barges(net: Net) -> None:
    boss = "client:sup_3"
    net.sim.behave(boss, answer="accept")
    _, counselor = together(net)
    people = net.client.conferences(case(net).sid).participants
    people.create(from_=HOTLINE, to=boss, label="sup-3", muted=True, beep="false")
    net.pass_time(2)
    people("sup-3").update(muted=False, coaching=True, call_sid_to_coach=counselor)
    assert net.sim.hears("case-42")["counselor"] == ["child", "sup-3"]
    assert net.sim.hears("case-42")["child"] == ["counselor"]

    people("sup-3").update(coaching=False)
    assert net.sim.hears("case-42")["child"] == ["counselor", "sup-3"]
    people("sup-3").delete()
    net.pass_time(1)
    assert net.sim.hears("case-42")["child"] == ["counselor"]
    assert net.sim.calls_to(boss)[0].status == "completed"


@pytest.mark.parametrize(
    ("hold", "whom", "code"), [(True, "", 16027), (False, "CA" + 32 * "0", 16028)]
)
def test_a_whisper_to_nobody_who_could_hear_it_is_refused(
    net: Net, hold: bool, whom: str, code: int
) -> None:
    child, counselor = together(net)
    people = net.client.conferences(case(net).sid).participants
    people(counselor).update(hold=hold)
    with pytest.raises(TwilioRestException) as problem:
        people(child).update(coaching=True, call_sid_to_coach=whom or counselor)

    assert problem.value.code == code


def test_a_room_ended_by_rest_lets_every_leg_go_on(net: Net) -> None:
    net.application.answers["/after"] = "<Say>Cảm ơn em</Say><Pause length='60'/>"
    child, counselor = together(net)
    ended = net.client.conferences(case(net).sid).update(status="completed")

    assert (ended.status, ended.reason_conference_ended) == (
        "completed",
        "conference-ended-via-api",
    )
    assert net.application.at("/room")[-2]["ReasonParticipantLeft"] == "conference_ended_via_api"
    assert net.sim.call(child).heard == ["Cảm ơn em"]
    assert net.sim.call(counselor).status == "completed"
    with pytest.raises(TwilioRestException) as gone:
        net.client.conferences(ended.sid).participants("child").update(muted=True)
    assert gone.value.code == 20404
    with pytest.raises(TwilioRestException) as over:
        net.client.conferences(ended.sid).participants.create(from_=HOTLINE, to=POLICE)
    assert over.value.code == 16022


def test_the_last_one_put_out_ends_the_room_as_kicked(net: Net) -> None:
    child = net.dial(room("child"))
    people = net.client.conferences(case(net).sid).participants
    assert people(child).delete()

    assert net.application.at("/room")[-1]["ReasonConferenceEnded"] == "last-participant-kicked"


def test_everybody_hears_an_announcement_to_the_room(net: Net) -> None:
    net.application.answers["/news"] = "<Say>Công an đang tới</Say>"
    child, counselor = together(net)
    net.client.conferences(case(net).sid).update(announce_url=f"{HOST}/news")
    net.pass_time(3)

    assert net.sim.call(child).heard == net.sim.call(counselor).heard == ["Công an đang tới"]
    assert events(net).count("announcement-end") == 1


def test_the_recommended_flow_never_leaves_the_child_alone(net: Net) -> None:
    """The agent sits in the room first; only then does the child leave the line."""
    net.sim.behave("client:counselor_07", answer="accept", after=3)
    net.application.answers |= {"/agent-in": room("counselor"), "/caller-in": room("child")}
    child = net.dial(LINE)
    net.pass_time(5)
    net.client.calls.create(from_=HOTLINE, to="client:counselor_07", url=f"{HOST}/agent-in")
    net.pass_time(6)
    assert events(net) == ["participant-join"]
    line = net.client.queues.list()[0]
    net.client.queues(line.sid).members(child).update(url=f"{HOST}/caller-in")

    assert net.sim.hears("case-42") == {"counselor": ["child"], "child": ["counselor"]}
    assert net.client.queues(line.sid).fetch().current_size == 0


def test_the_legs_of_a_call_are_found_by_their_parent(net: Net) -> None:
    child = net.dial(f"<Dial>{POLICE}</Dial>")
    net.dial("<Pause length='60'/>")

    [leg] = net.client.calls.list(parent_call_sid=child)
    assert (leg.to, leg.direction, leg.parent_call_sid) == (POLICE, "outbound-dial", child)


def test_a_call_tells_how_long_it_waited_in_line(net: Net) -> None:
    child = net.dial(LINE)
    net.pass_time(7)
    net.sim.hangup(child)

    assert net.client.calls(child).fetch().queue_time == "7000"


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_hold_words_are_asked_for_by_get_unless_told_otherwise(net: Net, method: str) -> None:
    together(net)
    told = {} if method == "GET" else {"hold_method": method}
    people = net.client.conferences(case(net).sid).participants
    people("child").update(hold=True, hold_url=f"{HOST}/hold", **told)

    assert [each.method for each in net.application.asked if each.path == "/hold"] == [method]


def test_the_first_to_enter_decides_where_a_room_is_mixed(net: Net) -> None:
    net.sim.behave(POLICE, answer="accept")
    people = net.client.conferences("case-42").participants
    people.create(from_=HOTLINE, to=POLICE, region="ie1")
    net.pass_time(2)
    net.dial('<Dial><Conference region="sg1">case-42</Conference></Dial>')
    net.dial("<Dial><Conference>case-43</Conference></Dial>")

    mixed = {room.friendly_name: room.region for room in net.client.conferences.list()}
    assert mixed == {"case-42": "ie1", "case-43": "us1"}
