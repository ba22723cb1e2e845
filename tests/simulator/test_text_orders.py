"""What else a text may be told on its way, and what an application hears of its own answer."""

import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.rest.api.v2010.account.message import MessageInstance

from tests.simulator.conftest import CHILD, HOST, HOTLINE, Net

LONG = "Cháu ơi " * 20  # three parts


def _text(net: Net, **more: object) -> MessageInstance:
    fields = {"from_": HOTLINE, "body": "Chào em", **more}
    return net.client.messages.create(to=CHILD, **fields)


def _told(net: Net, path: str) -> list[str]:
    return [each["MessageStatus"] for each in net.application.at(path)]


def test_the_application_a_text_names_is_told_what_becomes_of_it(net: Net) -> None:
    known = net.sim.own_application(message_status_callback=f"{HOST}/texts")

    _text(net, application_sid=known.sid)
    _text(net, application_sid=known.sid, status_callback=f"{HOST}/this-one")
    net.pass_time(10)

    assert _told(net, "/texts") == ["sent", "delivered"]
    assert _told(net, "/this-one") == ["sent", "delivered"]


@pytest.mark.parametrize(
    ("field", "sid", "code"),
    [
        pytest.param("application_sid", f"AP{9:032x}", 21218, id="an application nobody made"),
        pytest.param("content_sid", f"HX{9:032x}", 21655, id="a template nobody wrote"),
        pytest.param("content_sid", "HX9", 21655, id="no template at all"),
    ],
)
def test_a_text_that_names_what_there_is_not_is_refused(
    net: Net, field: str, sid: str, code: int
) -> None:
    with pytest.raises(TwilioRestException) as refused:
        _text(net, **{field: sid})

    assert refused.value.code == code
    assert net.sim.texts_to(CHILD) == []


def test_a_long_text_may_go_as_one_picture_message_and_lose_no_part(net: Net) -> None:
    net.sim.fail(carrier={"lost_segment": 1})

    whole = _text(net, body=LONG, send_as_mms=True)
    parts = _text(net, body=LONG)
    net.pass_time(10)

    assert (str(whole.sid)[:2], whole.num_segments) == ("MM", "1")
    assert (str(parts.sid)[:2], parts.num_segments) == ("SM", "3")
    assert [one.body == LONG for one in net.sim.inbox(CHILD)] == [True, False]


def test_an_action_is_told_which_answer_left_and_says_what_follows(net: Net) -> None:
    net.application.answers |= {
        "/sms": '<Message action="/left">Một</Message><Message>Không ai nhận</Message>',
        "/left": "<Message>Hai</Message>",
    }

    net.sim.text(CHILD, HOTLINE, "cứu em")
    net.pass_time(10)

    first, second = net.sim.inbox(CHILD)
    told = net.application.at("/left")[0]
    assert (first.body, second.body) == ("Một", "Hai")
    assert (told["MessageSid"], told["MessageStatus"], told["From"]) == (first.sid, "queued", CHILD)


def test_an_action_is_asked_as_its_method_says_and_told_of_an_answer_that_cannot_leave(
    net: Net,
) -> None:
    net.application.answers["/sms"] = (
        '<Message from="+84999999999" action="/left" method="GET">Một</Message>'
    )

    net.sim.text(CHILD, HOTLINE, "cứu em")

    [asked] = [one for one in net.application.asked if one.path == "/left"]
    assert (asked.method, asked.params["MessageStatus"]) == ("GET", "invalid")
    assert net.warnings() == [14102]


def test_an_action_that_answers_with_itself_is_left_after_fifty_documents(net: Net) -> None:
    net.application.answers["/sms"] = '<Message action="/sms">Một</Message>'

    net.sim.text(CHILD, HOTLINE, "cứu em")

    assert net.warnings()[-1] == 14106
    assert len(net.application.at("/sms")) == 50
