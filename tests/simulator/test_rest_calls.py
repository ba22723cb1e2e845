"""Calls by REST, through the official client and by hand, every answer held against the book."""

from datetime import date, timedelta

import pytest
from twilio.base.exceptions import TwilioRestException

from tests.simulator.conftest import ACCOUNT, HOST, HOTLINE, POLICE, START, Net

EVENTS = ["initiated", "ringing", "answered", "completed"]


def _call(net: Net, **more: object) -> str:
    call = net.client.calls.create(
        to=POLICE, from_=HOTLINE, url=f"{HOST}/agent", status_callback=f"{HOST}/progress", **more
    )
    return str(call.sid)


def test_a_new_call_is_queued_and_nothing_rings_before_time_passes(net: Net) -> None:
    sid = _call(net)

    assert net.client.calls(sid).fetch().status == "queued"
    assert net.sim.call(sid).status == "queued"


def test_an_answered_call_runs_its_document_and_reports_every_step(net: Net) -> None:
    net.application.answers["/agent"] = "<Say>Có một vụ khẩn cấp</Say>"
    net.sim.behave(POLICE, answer="accept", after=2)
    sid = _call(net, status_callback_event=EVENTS)

    net.sim.clock.run_until_idle()

    assert net.sim.call(sid).heard == ["Có một vụ khẩn cấp"]
    told = net.application.at("/progress")
    assert [each["CallStatus"] for each in told] == [
        "initiated",
        "ringing",
        "in-progress",
        "completed",
    ]
    assert [each["SequenceNumber"] for each in told] == ["0", "1", "2", "3"]
    assert told[-1]["CallDuration"] == "1"
    assert told[-1]["Duration"] == "1"


@pytest.mark.parametrize(
    ("behaviour", "status"),
    [
        pytest.param({"answer": "busy"}, "busy", id="a busy line"),
        pytest.param({"answer": "decline", "after": 3}, "busy", id="a call declined"),
        pytest.param({"answer": "no_answer"}, "no-answer", id="nobody there"),
        pytest.param({"answer": "by_hand"}, "no-answer", id="nobody answers by hand"),
        pytest.param({"answer": "failed"}, "failed", id="no such number"),
    ],
)
def test_a_call_nobody_takes_ends_as_what_happened(
    net: Net, behaviour: dict[str, object], status: str
) -> None:
    net.sim.behave(POLICE, **behaviour)
    sid = _call(net)

    net.sim.clock.run_until_idle()

    assert net.client.calls(sid).fetch().status == status
    assert [told["CallStatus"] for told in net.application.at("/progress")] == [status]
    assert net.application.at("/agent") == []


def test_a_call_rings_for_its_timeout_and_five_seconds_more(net: Net) -> None:
    sid = _call(net, timeout=20)

    net.pass_time(1 + 24.9)
    assert net.sim.call(sid).status == "ringing"
    net.pass_time(0.2)
    assert net.sim.call(sid).status == "no-answer"


def test_a_voicemail_answers_and_presses_nothing(net: Net) -> None:
    net.application.answers["/agent"] = '<Gather numDigits="1"><Say>Nhấn 4</Say></Gather>'
    net.sim.behave(POLICE, answer="voicemail", press=[(1, "4")])
    sid = _call(net)

    net.sim.clock.run_until_idle()

    assert net.sim.call(sid).status == "completed"
    assert len(net.application.at("/agent")) == 1


def test_a_supervisor_presses_four_three_seconds_after_answering(net: Net) -> None:
    net.application.answers["/agent"] = (
        '<Gather numDigits="1" action="/key"><Say>Nhấn 4 để nhận</Say></Gather>'
    )
    net.sim.behave(POLICE, answer="accept", after=2, press=[(3, "4")])
    _call(net)

    net.sim.clock.run_until_idle()

    assert [asked["Digits"] for asked in net.application.at("/key")] == ["4"]


def test_a_call_cancelled_while_queued_tells_nobody(net: Net) -> None:
    sid = _call(net)

    net.client.calls(sid).update(status="canceled")
    net.sim.clock.run_until_idle()

    assert net.client.calls(sid).fetch().status == "canceled"
    assert net.application.asked == []


def test_a_call_in_progress_is_sent_to_another_document(net: Net) -> None:
    net.application.answers |= {"/agent": '<Pause length="60"/>', "/other": "<Say>Chờ chút</Say>"}
    net.sim.behave(POLICE, answer="accept")
    sid = _call(net)
    net.pass_time(5)

    net.client.calls(sid).update(url=f"{HOST}/other")

    assert net.sim.call(sid).heard == ["Chờ chút"]


def test_a_call_in_progress_is_ended_by_rest(net: Net) -> None:
    net.application.answers["/agent"] = '<Pause length="60"/>'
    net.sim.behave(POLICE, answer="accept")
    sid = _call(net)
    net.pass_time(11)

    ended = net.client.calls(sid).update(status="completed")

    assert (ended.status, ended.duration) == ("completed", "10")


def test_a_document_may_come_with_the_call(net: Net) -> None:
    net.sim.behave(POLICE, answer="accept")
    call = net.client.calls.create(
        to=POLICE, from_=HOTLINE, twiml="<Response><Say>Xin chào</Say></Response>"
    )

    net.sim.clock.run_until_idle()

    assert net.sim.call(call.sid).heard == ["Xin chào"]


def test_a_relative_action_of_a_document_by_rest_is_an_error(net: Net) -> None:
    net.sim.behave(POLICE, answer="accept")
    net.client.calls.create(
        to=POLICE, from_=HOTLINE, twiml="<Response><Redirect>/next</Redirect></Response>"
    )

    net.sim.clock.run_until_idle()

    assert net.warnings() == [15004]


@pytest.mark.parametrize(
    ("form", "code"),
    [
        pytest.param({"From": HOTLINE, "Url": HOST}, 21201, id="no To"),
        pytest.param({"To": POLICE, "Url": HOST}, 21213, id="no From"),
        pytest.param({"To": "113", "From": HOTLINE, "Url": HOST}, 21211, id="a short number"),
        pytest.param({"To": POLICE, "From": "+84999", "Url": HOST}, 21212, id="no valid From"),
        pytest.param({"To": POLICE, "From": HOTLINE}, 21205, id="no Url"),
        pytest.param({"To": POLICE, "From": HOTLINE, "Url": "/voice"}, 21205, id="a relative Url"),
        pytest.param(
            {"To": POLICE, "From": HOTLINE, "ApplicationSid": f"AP{0:032x}"},
            21218,
            id="an application that is none",
        ),
        pytest.param(
            {"To": POLICE, "From": HOTLINE, "Url": HOST, "StatusCallback": "https://a_b.vn/"},
            21609,
            id="a callback host with an underscore",
        ),
        pytest.param(
            {"To": POLICE, "From": HOTLINE, "Url": HOST, "Timeout": "601"}, 20001, id="too patient"
        ),
        pytest.param(
            {"To": POLICE, "From": HOTLINE, "Twiml": "x" * 4001}, 32018, id="too long a document"
        ),
    ],
)
def test_a_bad_call_is_refused_with_the_carriers_code(
    net: Net, form: dict[str, str], code: int
) -> None:
    answer = net.rest.post(net.address("Calls.json"), data=form)

    assert (answer.status_code, answer.json()["code"]) == (400, code)
    assert net.sim.calls.all == {}


def test_a_finished_call_cannot_be_changed(net: Net) -> None:
    net.sim.behave(POLICE, answer="busy")
    sid = _call(net)
    net.sim.clock.run_until_idle()

    with pytest.raises(TwilioRestException) as refused:
        net.client.calls(sid).update(status="completed")

    assert (refused.value.status, refused.value.code) == (400, 21220)


def test_a_finished_call_can_be_deleted(net: Net) -> None:
    net.sim.behave(POLICE, answer="busy")
    sid = _call(net)
    net.sim.clock.run_until_idle()

    assert net.client.calls(sid).delete()
    with pytest.raises(TwilioRestException) as gone:
        net.client.calls(sid).fetch()
    assert (gone.value.status, gone.value.code) == (404, 20404)


def test_a_wrong_token_is_refused(net: Net) -> None:
    answer = net.rest.get(net.address("Calls.json"), auth=(ACCOUNT, "another"))

    assert (answer.status_code, answer.json()["code"]) == (401, 20003)


def test_an_api_key_opens_the_account(net: Net) -> None:
    net.sim.api_keys["SK" + "0" * 32] = "secret"

    assert net.rest.get(net.address("Calls.json"), auth=("SK" + "0" * 32, "secret")).ok


@pytest.mark.parametrize(
    ("method", "path", "expected"),
    [
        pytest.param("GET", "Nothing.json", (404, 20404), id="an address that is none"),
        pytest.param("DELETE", "Calls.json", (405, 20004), id="a method that is none"),
    ],
)
def test_what_does_not_exist_is_refused_in_json(
    net: Net, method: str, path: str, expected: tuple[int, int]
) -> None:
    answer = net.rest.request(method, net.address(path))

    assert (answer.status_code, answer.json()["code"]) == expected


def test_a_list_is_read_page_by_page_newest_first(net: Net) -> None:
    made = [_call(net) for _ in range(7)]

    assert [call.sid for call in net.client.calls.list(page_size=3)] == made[::-1]


def test_a_page_holds_its_place_while_new_calls_come(net: Net) -> None:
    made = [_call(net) for _ in range(4)]
    first = net.client.calls.page(page_size=2)
    _call(net)

    second = net.client.calls.get_page(first.next_page_url)

    assert [call.sid for call in second] == made[1::-1]


def test_an_empty_list_has_the_whole_envelope(net: Net) -> None:
    assert net.client.calls.list() == []


def test_lists_are_filtered_by_number_status_and_start(net: Net) -> None:
    early = _call(net)
    net.pass_time(3600)
    late = _call(net)
    net.pass_time(2)
    client = net.client

    assert [c.sid for c in client.calls.list(status="ringing")] == [late]
    assert [c.sid for c in client.calls.list(to="+84900000999")] == []
    after = client.calls.list(to=POLICE, start_time_after=START + timedelta(minutes=30))
    assert [c.sid for c in after] == [late]
    before = client.calls.list(start_time_before=START + timedelta(minutes=30))
    assert [c.sid for c in before] == [early]
    assert len(client.calls.list(start_time=date(2026, 7, 17))) == 2
