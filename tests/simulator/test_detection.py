"""Who answered: a person, or a machine that must not hear what the line is."""

import pytest

from tests.simulator.conftest import HOST, HOTLINE, POLICE, Net


def called(net: Net, answer: str, **orders: object) -> str:
    net.sim.behave(POLICE, answer=answer)
    net.application.answers["/answer"] = "<Say>Xin chào</Say><Pause length='60'/>"
    made = net.client.calls.create(
        from_=HOTLINE,
        to=POLICE,
        url=f"{HOST}/answer",
        status_callback=f"{HOST}/status",
        **orders,
    )
    return str(made.sid)


@pytest.mark.parametrize(
    ("answer", "detection", "found", "seconds"),
    [
        ("accept", "Enable", "human", 2),
        ("accept", "DetectMessageEnd", "human", 2),
        ("voicemail", "Enable", "machine_start", 4),
        ("voicemail", "DetectMessageEnd", "machine_end_beep", 12),
    ],
)
def test_the_document_is_asked_for_once_it_is_known_who_answered(
    net: Net, answer: str, detection: str, found: str, seconds: int
) -> None:
    sid = called(net, answer, machine_detection=detection)
    net.pass_time(1.5)
    assert net.application.at("/answer") == []
    net.pass_time(seconds)

    [asked] = net.application.at("/answer")
    assert (asked["AnsweredBy"], asked["MachineDetectionDuration"]) == (found, f"{seconds}000")
    assert net.client.calls(sid).fetch().answered_by == found
    net.sim.hangup(sid)
    assert net.application.at("/status")[-1]["AnsweredBy"] == found


def test_an_application_that_does_not_wait_is_told_aside(net: Net) -> None:
    called(
        net,
        "voicemail",
        machine_detection="Enable",
        async_amd="true",
        async_amd_status_callback=f"{HOST}/amd",
    )
    net.pass_time(2)
    assert "AnsweredBy" not in net.application.at("/answer")[0]
    assert net.application.at("/amd") == []
    net.pass_time(4)

    [told] = net.application.at("/amd")
    assert (told["AnsweredBy"], told["MachineDetectionDuration"]) == ("machine_start", "4000")


def test_without_detection_nobody_is_told_apart(net: Net) -> None:
    sid = called(net, "voicemail")
    net.pass_time(20)

    assert "AnsweredBy" not in net.application.at("/answer")[0]
    assert net.client.calls(sid).fetch().answered_by is None


@pytest.mark.parametrize(
    ("found_as", "detection", "found", "seconds"),
    [
        ("fax", "Enable", "fax", 2),
        ("unknown", "Enable", "unknown", 30),
        ("machine_end_silence", "DetectMessageEnd", "machine_end_silence", 12),
        ("machine_end_other", "DetectMessageEnd", "machine_end_other", 12),
        ("machine_end_other", "Enable", "machine_start", 4),
        ("human", "DetectMessageEnd", "human", 2),
    ],
)
def test_whoever_answers_may_be_taken_for_something_else(
    net: Net, found_as: str, detection: str, found: str, seconds: int
) -> None:
    sid = called(net, "voicemail", machine_detection=detection)
    net.control.post(
        f"/_sim/numbers/{POLICE}/behaviour", json={"answer": "voicemail", "found_as": found_as}
    )
    net.pass_time(1 + seconds)

    [asked] = net.application.at("/answer")
    assert (asked["AnsweredBy"], asked["MachineDetectionDuration"]) == (found, f"{seconds}000")
    assert net.client.calls(sid).fetch().answered_by == found


def test_nobody_is_taken_for_what_there_is_not(net: Net) -> None:
    answer = net.control.post(f"/_sim/numbers/{POLICE}/behaviour", json={"found_as": "parrot"})

    assert (answer.status_code, answer.get_json()["error"][:9]) == (400, "found_as:")
