"""What a verb does when its document does not say: the carrier's defaults and limits."""

import pytest

from tests.simulator.conftest import HOST, HOTLINE, POLICE, Net
from tests.simulator.test_rooms import COUNSELOR, join, room

ON = "<Pause length='600'/>"


def test_a_sentence_is_english_unless_it_says_otherwise_and_said_once(net: Net) -> None:
    sid = net.dial(f"<Say>{'x' * 15}</Say><Say language='vi-VN'>Chào em</Say>")
    net.pass_time(1)

    heard = net.sim.call(sid).heard_at
    assert [one.language for one in heard] == ["en-US", "vi-VN"]


@pytest.mark.parametrize(("loop", "seconds"), [("1", 1), ("3", 3), ("0", 1000)])
def test_a_sentence_is_repeated_as_often_as_it_says(net: Net, loop: str, seconds: int) -> None:
    sid = net.dial(f"<Say loop='{loop}'>{'x' * 15}</Say><Play>/next.wav</Play>")
    net.pass_time(seconds - 0.1)
    assert len(net.sim.call(sid).heard) == 1
    net.pass_time(0.2)

    assert net.sim.call(sid).heard[1] == f"{HOST}/next.wav"


def test_a_pause_lasts_a_second(net: Net) -> None:
    sid = net.dial("<Say/><Pause/><Say>Chào em</Say>")
    net.pass_time(0.9)
    assert net.sim.call(sid).heard == [""]
    net.pass_time(0.2)
    assert net.sim.call(sid).heard == ["", "Chào em"]


def test_keys_that_are_played_make_no_sound_for_the_caller(net: Net) -> None:
    sid = net.dial("<Play digits='12w3'/><Say>Chào em</Say>")
    net.pass_time(3)

    assert net.sim.call(sid).heard == ["Chào em"]


def test_a_gather_without_action_asks_its_own_document_again(net: Net) -> None:
    sid = net.dial('<Gather numDigits="1"/>')
    net.sim.press(sid, "5")

    assert [one.get("Digits") for one in net.application.at("/voice")] == [None, "5"]


def test_a_gather_waits_five_seconds_for_any_number_of_keys_and_takes_no_speech(net: Net) -> None:
    sid = net.dial('<Gather action="/menu"/>')
    net.sim.say(sid, "cứu cháu")
    for key in "123456789":
        net.pass_time(4.9)
        net.sim.press(sid, key)
    assert net.application.at("/menu") == []
    net.pass_time(5.1)

    assert net.application.at("/menu")[0]["Digits"] == "123456789"


def test_a_key_stops_every_part_of_the_greeting(net: Net) -> None:
    sid = net.dial('<Gather numDigits="2"><Say>Một</Say><Say>Hai</Say></Gather>')
    net.sim.press(sid, "1")
    net.pass_time(4)

    assert net.sim.call(sid).heard == ["Một"]


def test_an_empty_finish_key_finishes_nothing(net: Net) -> None:
    sid = net.dial('<Gather action="/menu" finishOnKey="" timeout="3"/>')
    net.sim.press(sid, "1#2#")
    net.pass_time(4)

    assert net.application.at("/menu")[0]["Digits"] == "1#2#"


@pytest.mark.parametrize(
    ("verb", "key"),
    [
        pytest.param('<Gather action="/next" method="GET" numDigits="1"/>', "1", id="a gather"),
        pytest.param('<Record action="/next" method="GET"/>', "1", id="a recording"),
        pytest.param('<Redirect method="GET">/next</Redirect>', "", id="a redirect"),
    ],
)
def test_the_next_document_is_asked_for_as_the_verb_says(net: Net, verb: str, key: str) -> None:
    sid = net.dial(verb)
    if key:
        net.sim.press(sid, key)

    assert [(one.path, one.method) for one in net.application.asked[:2]] == [
        ("/voice", "POST"),
        ("/next", "GET"),
    ]


@pytest.mark.parametrize(
    ("attributes", "longest"),
    [
        pytest.param("", 3600, id="an hour"),
        pytest.param('transcribe="true"', 120, id="two minutes to be written down"),
        pytest.param('transcribeCallback="/text"', 3600, id="nobody asked to write it down"),
    ],
)
def test_a_recording_ends_at_its_longest(net: Net, attributes: str, longest: int) -> None:
    net.dial(f'<Record action="/done" timeout="9999" {attributes}/>')
    net.pass_time(longest - 1)
    assert net.application.at("/done") == []
    net.pass_time(1)

    assert net.application.at("/done")[0]["RecordingDuration"] == str(longest)


def test_a_recording_of_a_softphone_ends_after_ten_minutes(net: Net) -> None:
    net.application.answers["/browser"] = '<Record action="/done" timeout="9999"/>'
    application = net.sim.own_application(voice_url=f"{HOST}/browser")
    with net.sim.lock:
        net.sim.calls.placed("client:lan", application, {})
    net.pass_time(600)

    assert net.application.at("/done")[0]["RecordingDuration"] == "600"


def test_a_recording_without_action_asks_its_own_document_and_nothing_follows_it(
    net: Net,
) -> None:
    sid = net.dial("<Record/><Say>Không bao giờ</Say>")
    net.application.answers["/voice"] = "<Say>Cảm ơn em</Say>"
    net.pass_time(6)

    assert len(net.application.at("/voice")) == 2
    assert net.sim.call(sid).heard == ["Cảm ơn em"]


@pytest.mark.parametrize(
    ("verbs", "left"),
    [
        pytest.param("<Gather><Record/></Gather>", "Record", id="a recording in a menu"),
        pytest.param("<Record><Say>Một</Say></Record>", "Say", id="words in a recording"),
        pytest.param("<Gather><Gather/></Gather>", "Gather", id="a menu in a menu"),
        pytest.param("<Dial><Enqueue>x</Enqueue></Dial>", "Enqueue", id="a line in a dial"),
    ],
)
def test_what_may_not_stand_inside_a_verb_is_left_out(net: Net, verbs: str, left: str) -> None:
    net.dial(verbs)

    texts = [str(one["text"]) for one in net.sim.ledger if one["kind"] == "warning"]
    assert texts[0].startswith(f"{left} is not supported inside")


def test_a_dial_rings_for_thirty_seconds(net: Net) -> None:
    net.dial(f'<Dial action="/after">{POLICE}</Dial>')
    net.pass_time(1 + 29.9)
    assert net.application.at("/after") == []
    net.pass_time(0.2)

    assert net.application.at("/after")[0]["DialCallStatus"] == "no-answer"


def test_a_talk_lasts_as_long_as_its_limit(net: Net) -> None:
    net.sim.behave(POLICE, answer="accept")
    net.dial(f'<Dial action="/after" timeLimit="90">{POLICE}</Dial>')
    net.pass_time(1 + 90)

    assert net.application.at("/after")[0]["DialCallDuration"] == "90"


def test_no_more_than_ten_ring_at_once(net: Net) -> None:
    numbers = [f"+849000002{n:02}" for n in range(11)]
    net.dial(f"<Dial>{''.join(f'<Number>{number}</Number>' for number in numbers)}</Dial>")
    net.pass_time(2)

    ringing = [number for number in numbers if net.sim.calls_to(number)]
    assert ringing == numbers[:10]


def test_a_client_is_named_by_its_identity(net: Net) -> None:
    net.dial("<Dial><Client><Identity>counselor_07</Identity></Client></Dial>")

    assert len(net.sim.calls_to("client:counselor_07")) == 1


def test_only_the_end_of_a_leg_is_told_where_no_event_is_named(net: Net) -> None:
    net.sim.behave(POLICE, answer="accept", hangup_after=5)
    net.dial(f'<Dial><Number statusCallback="/leg">{POLICE}</Number></Dial>')
    net.pass_time(10)

    assert [one["CallStatus"] for one in net.application.at("/leg")] == ["completed"]


def test_a_whisper_without_a_word_joins_at_once(net: Net) -> None:
    net.sim.behave(POLICE, answer="accept")
    net.application.answers["/whisper"] = ""
    child = net.dial(f'<Dial><Number url="/whisper">{POLICE}</Number></Dial>')
    net.pass_time(2)
    net.sim.say(child, "A lô")

    assert net.sim.calls_to(POLICE)[0].heard == ["A lô"]


def test_a_waiting_program_without_a_word_is_asked_again(net: Net) -> None:
    net.application.answers["/wait"] = ""
    child = net.dial('<Enqueue waitUrl="/wait">hotline</Enqueue>')
    net.pass_time(5)

    assert len(net.application.at("/wait")) > 10
    assert net.sim.call(child).status == "in-progress"


def test_a_leg_alone_in_a_room_hears_the_carriers_music_or_silence(net: Net) -> None:
    music = net.dial("<Dial><Conference>one</Conference></Dial>")
    silence = net.dial('<Dial><Conference waitUrl="">two</Conference></Dial>')

    assert (len(net.sim.call(music).heard), net.sim.call(silence).heard) == (1, [])


def test_a_room_that_is_full_lets_nobody_in(net: Net) -> None:
    net.dial(room("child"))
    join(net, COUNSELOR, room("counselor"))
    join(net, POLICE, room("police", 'maxParticipants="2"'))

    assert net.sim.hears("case-42") == {"child": ["counselor"], "counselor": ["child"]}
    assert net.warnings() == [16020]


def test_a_room_tells_of_its_start_and_end_where_no_event_is_named(net: Net) -> None:
    both = '<Dial><Conference waitUrl="" statusCallback="/room">case-42</Conference></Dial>'
    child, counselor = net.dial(both), join(net, COUNSELOR, both)
    net.sim.hangup(child)
    net.sim.hangup(counselor)

    events = [one["StatusCallbackEvent"] for one in net.application.at("/room")]
    assert events == ["conference-start", "conference-end"]


def test_keys_in_a_room_reach_no_menu(net: Net) -> None:
    child = net.dial(room("child"))
    net.sim.press(child, "9*#")

    assert net.sim.call(child).status == "in-progress"
    assert {one.path for one in net.application.asked} == {"/voice", "/room"}


@pytest.mark.parametrize("label", ["a/b", "a%2Fb", f"CA{0:032x}"])
def test_a_label_has_no_slash_and_is_no_sid_of_a_call(net: Net, label: str) -> None:
    sid = net.dial(room(label) + "<Say>Cô đây</Say><Pause length='9'/>")

    assert net.warnings() == [16023]
    assert net.sim.call(sid).heard == ["Cô đây"]


def test_a_label_is_no_longer_than_128(net: Net) -> None:
    net.dial(room("x" * 129))
    assert net.warnings() == [16023]
    net.dial(room("x" * 128))
    assert list(net.sim.hears("case-42")) == ["x" * 128]


@pytest.mark.parametrize("length", [64, 65])
def test_the_name_of_a_line_is_no_longer_than_64(net: Net, length: int) -> None:
    net.dial(f'<Enqueue waitUrl="">{"x" * length}</Enqueue>')

    assert [line.friendly_name for line in net.client.queues.list()] == ["x" * 64]


def test_a_caller_taken_elsewhere_does_not_follow_the_action(net: Net) -> None:
    net.application.answers |= {"/left": "<Say>Không bao giờ</Say>", "/in": f"<Say>Mời</Say>{ON}"}
    child = net.dial('<Enqueue action="/left" waitUrl="">hotline</Enqueue>')
    net.client.calls(child).update(url=f"{HOST}/in")

    assert len(net.application.at("/left")) == 1
    assert net.sim.call(child).heard == ["Mời"]


@pytest.mark.parametrize(
    ("verbs", "code"),
    [
        pytest.param("<Message>x</Message>" * 11, 14109, id="eleven answers"),
        pytest.param("<Say>Một</Say>", 14110, id="a verb of calls"),
        pytest.param("<Message/>", 14103, id="an answer without words"),
        pytest.param('<Message colour="red">x</Message>', 12200, id="an unknown attribute"),
    ],
)
def test_a_wrong_answer_to_a_text_is_warned_of(net: Net, verbs: str, code: int) -> None:
    net.application.answers["/sms"] = verbs
    net.sim.text("+84912345678", HOTLINE, "cứu em")

    assert net.warnings() == [code]


def test_an_answer_to_a_text_may_come_from_the_next_document(net: Net) -> None:
    net.application.answers |= {
        "/sms": "<Redirect>/next</Redirect><Message>Không bao giờ</Message>",
        "/next": "<Message>Đã nhận</Message>",
    }
    net.sim.text("+84912345678", HOTLINE, "cứu em")
    net.pass_time(5)

    assert [one.body for one in net.sim.inbox("+84912345678")] == ["Đã nhận"]
