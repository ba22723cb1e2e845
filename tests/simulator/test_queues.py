"""The waiting line: what the caller hears, who comes first, and how each leaves it."""

import pytest
from flask import Response

from tests.simulator.conftest import CHILD, HOST, HOTLINE, Net

COUNSELOR = "+84900000007"
WAIT = '<Gather numDigits="1" timeout="1" action="/key"><Say>Em chờ nhé</Say></Gather>'
LINE = '<Enqueue action="/left" waitUrl="/wait">hotline</Enqueue>'


@pytest.fixture
def line(net: Net) -> Net:
    net.application.answers |= {"/wait": WAIT, "/left": "<Say>Cảm ơn em</Say>"}
    return net


def agent(net: Net, verbs: str) -> str:
    """A counselor calls in and is given these verbs."""
    net.application.answers["/voice"] = verbs
    return net.sim.dial(COUNSELOR, HOTLINE)


def left(net: Net) -> list[str]:
    return [told["QueueResult"] for told in net.application.at("/left")]


def test_the_waiting_program_is_asked_again_with_place_and_times(line: Net) -> None:
    first = line.dial(LINE)
    line.pass_time(10)
    second = line.dial(LINE)
    line.pass_time(1)

    asked = line.application.at("/wait")
    assert len([one for one in asked if one["CallSid"] == first]) > 3
    last = next(one for one in asked if one["CallSid"] == second)
    assert (last["QueuePosition"], last["CurrentQueueSize"], last["QueueTime"]) == ("2", "2", "0")
    assert (last["AvgQueueTime"], last["MaxQueueSize"]) == ("5", "1000")
    assert last["QueueSid"].startswith("QU")


def test_keys_work_all_through_the_wait_and_leave_ends_it(line: Net) -> None:
    line.application.answers["/key"] = "<Leave/>"
    child = line.dial(LINE)
    line.pass_time(7)
    line.sim.press(child, "2")

    [told] = line.application.at("/left")
    assert (told["QueueResult"], told["QueueTime"]) == ("leave", "7")
    assert line.application.at("/key")[0]["QueuePosition"] == "1"
    assert "Cảm ơn em" in line.sim.call(child).heard
    assert line.sim.queues.named("hotline").members == []  # type: ignore[union-attr]  # it was made above


def test_what_may_not_stand_in_a_waiting_program_is_skipped(line: Net) -> None:
    line.application.answers["/wait"] = "<Record/><Say>Em chờ nhé</Say><Pause length='60'/>"
    child = line.dial(LINE)
    line.pass_time(1)

    assert line.warnings() == [12200]
    assert line.sim.call(child).heard == ["Em chờ nhé"]


def test_a_waiting_program_that_never_comes_leaves_the_caller_in_line(line: Net) -> None:
    line.application.answers["/wait"] = Response("sorry", 503)
    child = line.dial(LINE)
    line.pass_time(30)

    assert line.sim.call(child).status == "in-progress"
    assert (line.warnings(), left(line)) == ([11200], [])


def test_a_waiting_program_that_cannot_be_read_ends_the_wait_as_an_error(line: Net) -> None:
    line.application.answers["/wait"] = "<Say"
    child = line.dial(LINE)
    line.pass_time(30)

    assert (line.warnings(), left(line)) == ([12100], ["error"])
    assert line.sim.call(child).heard == ["Cảm ơn em"]


def test_a_line_the_carrier_breaks_says_so_and_the_call_goes_on(line: Net) -> None:
    line.sim.fail(carrier={"queue_error": 1})
    child = line.dial(LINE)

    assert left(line) == ["system-error"]
    assert line.sim.call(child).heard == ["Cảm ơn em"]
    line.dial(LINE)
    line.pass_time(3)
    assert left(line) == ["system-error"]


@pytest.mark.parametrize("problem", ["queue-full", "error", "system-error"])
def test_whoever_never_stood_in_line_hears_nothing_of_it(line: Net, problem: str) -> None:
    line.sim.queues.create("hotline", max_size=1)
    if problem == "queue-full":
        line.dial(LINE)
    if problem == "system-error":
        line.sim.fail(carrier={"queue_error": 1})
    line.dial(LINE.replace("hotline", "x" * 65) if problem == "error" else LINE)

    [told] = line.application.at("/left")
    assert told["QueueResult"] == problem
    assert not {"QueueSid", "QueueTime"} & set(told)


def _told_before_being_joined(line: Net) -> tuple[str, str]:
    """The caller hears that an agent is there; neither hears the other yet."""
    child = line.dial(LINE)
    line.application.answers |= {
        "/voice": '<Dial><Queue url="/about">hotline</Queue></Dial>',
        "/about": "<Pause length='600'/>",
    }
    agent = line.sim.dial(COUNSELOR, HOTLINE)
    line.pass_time(3)
    return child, agent


def test_one_who_hangs_up_before_being_joined_hung_up(line: Net) -> None:
    child, _ = _told_before_being_joined(line)
    line.sim.hangup(child)

    assert left(line) == ["hangup"]


def test_one_whose_agent_is_gone_before_both_were_joined_was_about_to_be(line: Net) -> None:
    child, agent = _told_before_being_joined(line)
    line.sim.hangup(agent)

    assert left(line) == ["bridging-in-process"]
    assert line.sim.call(child).heard[-1] == "Cảm ơn em"


def test_one_taken_elsewhere_before_being_joined_was_redirected(line: Net) -> None:
    child, _ = _told_before_being_joined(line)
    line.application.answers["/in"] = "<Pause length='60'/>"
    line.client.calls(child).update(url=f"{HOST}/in")

    assert left(line) == ["redirected"]


def test_who_hangs_up_in_line_is_told_with_the_wait(line: Net) -> None:
    child = line.dial(LINE)
    line.pass_time(12)
    line.sim.hangup(child)

    [told] = line.application.at("/left")
    assert (told["QueueResult"], told["QueueTime"], told["CallStatus"]) == (
        "hangup",
        "12",
        "completed",
    )


def test_a_full_line_says_so_and_the_call_goes_on(line: Net) -> None:
    line.sim.queues.create("hotline", max_size=1)
    line.dial(LINE)
    second = line.dial(LINE)

    assert left(line) == ["queue-full"]
    assert line.sim.call(second).heard == ["Cảm ơn em"]


def test_the_longest_waiting_is_joined_first_and_goes_on_after_the_talk(line: Net) -> None:
    first = line.dial(LINE)
    line.pass_time(5)
    second = line.dial(LINE)
    line.pass_time(1)
    counselor = agent(line, '<Dial action="/done"><Queue>hotline</Queue></Dial>')
    line.sim.say(counselor, "Chào em")
    assert line.sim.call(first).heard[-1] == "Chào em"
    assert "Chào em" not in line.sim.call(second).heard
    line.pass_time(20)
    line.sim.hangup(counselor)

    [told] = line.application.at("/left")
    assert (told["CallSid"], told["QueueResult"], told["QueueTime"]) == (first, "bridged", "6")
    [done] = line.application.at("/done")
    assert (done["DialCallStatus"], done["DialCallSid"]) == ("completed", first)
    assert line.sim.call(first).heard[-1] == "Cảm ơn em"


def test_an_agent_waits_for_somebody_to_come_until_the_timeout(line: Net) -> None:
    line.sim.queues.create("hotline")
    agent(line, '<Dial timeout="10" action="/done"><Queue>hotline</Queue></Dial>')
    line.pass_time(11)
    assert line.application.at("/done")[0]["DialCallStatus"] == "no-answer"

    counselor = agent(line, '<Dial timeout="10"><Queue>hotline</Queue></Dial>')
    line.pass_time(3)
    child = line.dial(LINE)
    line.sim.say(child, "Cháu chào cô")
    assert line.sim.call(counselor).heard == ["Cháu chào cô"]


def test_a_line_that_does_not_exist_fails_the_dial(line: Net) -> None:
    agent(line, '<Dial action="/done"><Queue>nobody</Queue></Dial>')
    assert line.application.at("/done")[0]["DialCallStatus"] == "failed"


def test_the_caller_is_told_before_being_joined(line: Net) -> None:
    line.application.answers["/about"] = "<Say>Cô tư vấn nghe máy đây</Say>"
    child = line.dial(LINE)
    line.pass_time(4)
    counselor = agent(line, '<Dial><Queue url="/about">hotline</Queue></Dial>')
    [told] = line.application.at("/about")
    assert (told["CallSid"], told["DequeingCallSid"], told["QueueTime"]) == (child, counselor, "4")
    line.sim.say(child, "A lô")
    assert line.sim.call(counselor).heard == []
    line.pass_time(3)
    line.sim.say(child, "A lô")
    assert line.sim.call(counselor).heard == ["A lô"]


@pytest.mark.parametrize("habit", ["redirected", "bridged"])
def test_a_caller_taken_out_by_rest_goes_where_the_application_says(line: Net, habit: str) -> None:
    line.sim.habits.dequeued_as = habit
    line.application.answers["/in"] = "<Say>Mời em</Say><Pause length='60'/>"
    child = line.dial(LINE)
    line.pass_time(3)
    line.client.calls(child).update(url=f"{HOST}/in")

    assert left(line) == [habit]
    assert line.sim.call(child).heard[-1] == "Mời em"
    assert line.sim.call(child).status == "in-progress"


def test_a_call_without_a_waiting_address_hears_the_carriers_music_or_nothing(line: Net) -> None:
    music = line.sim.call(line.dial("<Enqueue>one</Enqueue>")).heard
    silence = line.sim.call(line.dial('<Enqueue waitUrl="">two</Enqueue>')).heard

    assert (len(music), silence) == (1, [])
    assert line.sim.calls_of(CHILD)[0].status == "in-progress"


def test_a_caller_taken_from_a_talk_hears_the_agent_no_more_and_the_agent_goes_on(
    line: Net,
) -> None:
    line.application.answers |= {
        "/in": "<Say>Mời em</Say><Pause length='60'/>",
        "/done": "<Pause length='60'/>",
    }
    child = line.dial('<Enqueue action="/left" waitUrl="">hotline</Enqueue>')
    counselor = agent(line, '<Dial action="/done"><Queue>hotline</Queue></Dial>')
    line.pass_time(3)
    line.client.calls(child).update(url=f"{HOST}/in")

    assert left(line) == ["redirected-from-bridged"]
    assert line.application.at("/done")[0]["DialCallStatus"] == "completed"
    line.sim.say(counselor, "A lô")
    assert line.sim.call(child).heard == ["Mời em"]
