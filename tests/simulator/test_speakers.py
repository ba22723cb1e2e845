"""Who speaks up in a room and who falls silent, as it is told to whoever asked for `speaker`."""

from tests.simulator.conftest import HOTLINE, Net

COUNSELOR = "+84900000007"
HELLO = "x" * 30  # two seconds


def seat(label: str, words: str = "speaker", flags: str = "") -> str:
    return (
        f'<Dial><Conference participantLabel="{label}" waitUrl="" statusCallback="/room"'
        f' statusCallbackEvent="{words}" {flags}>case</Conference></Dial>'
    )


def together(net: Net, words: str = "speaker", flags: str = "") -> tuple[str, str]:
    child = net.dial(seat("child", words))
    net.application.answers["/voice"] = seat("counselor", flags=flags)
    return child, net.sim.dial(COUNSELOR, HOTLINE)


def told(net: Net) -> list[tuple[str, str]]:
    return [
        (one["StatusCallbackEvent"].removeprefix("participant-"), one["ParticipantLabel"])
        for one in net.application.at("/room")
    ]


START, STOP = ("speech-start", "child"), ("speech-stop", "child")


def test_one_who_speaks_is_told_of_at_the_first_word_and_after_the_last(net: Net) -> None:
    child, _ = together(net)
    net.sim.say(child, HELLO)
    assert told(net) == [START]
    net.pass_time(1.9)
    assert told(net) == [START]
    net.pass_time(0.2)

    assert told(net) == [START, STOP]
    first, second = net.application.at("/room")
    assert (first["CallSid"], first["Muted"], first["Hold"]) == (child, "false", "false")
    assert (first["SequenceNumber"], second["SequenceNumber"]) == ("1", "2")


def test_one_who_goes_on_speaks_once(net: Net) -> None:
    child, _ = together(net)
    net.sim.say(child, HELLO)
    net.pass_time(1)
    net.sim.say(child, HELLO)
    net.pass_time(1.9)
    assert told(net) == [START]
    net.pass_time(0.2)

    assert told(net) == [START, STOP]


def test_two_may_speak_at_once(net: Net) -> None:
    child, counselor = together(net)
    net.sim.say(child, HELLO)
    net.sim.say(counselor, HELLO * 2)
    net.pass_time(5)

    assert told(net) == [START, ("speech-start", "counselor"), STOP, ("speech-stop", "counselor")]


def test_a_muted_one_is_not_heard_to_speak(net: Net) -> None:
    _, counselor = together(net, flags='muted="true"')
    net.sim.say(counselor, HELLO)
    net.pass_time(5)

    assert told(net) == []


def test_one_who_is_muted_or_held_in_the_middle_falls_silent(net: Net) -> None:
    child, _ = together(net)
    room = net.client.conferences.list(friendly_name="case")[0].sid
    for change in ({"muted": True}, {"muted": False}, {"hold": True}, {"hold": False}):
        net.sim.say(child, HELLO)
        net.client.conferences(room).participants("child").update(**change)

    assert told(net) == [START, STOP, START, STOP, START]


def test_nobody_is_told_of_speech_who_did_not_ask(net: Net) -> None:
    child, _ = together(net, words="join")
    net.sim.say(child, HELLO)
    net.pass_time(5)

    assert [event for event, _ in told(net)] == ["join", "join"]
    noted = [str(entry["event"]) for entry in net.sim.ledger if entry["kind"] == "room"]
    assert [event for event in noted if "speech" in event] == []


def test_one_who_is_alone_in_a_room_speaks_to_nobody(net: Net) -> None:
    child = net.dial(seat("child"))
    net.sim.say(child, HELLO)
    net.pass_time(5)

    assert told(net) == []
