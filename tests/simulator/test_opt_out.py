"""STOP and its like, where the carrier itself listens to them."""

import pytest
from twilio.base.exceptions import TwilioRestException

from simulator.errors import BadFieldError
from tests.simulator.conftest import CHILD, HOTLINE, POLICE, Net


@pytest.mark.parametrize("word", ["STOP", " stop ", "Unsubscribe", "CANCEL", "end", "QUIT"])
def test_a_person_who_says_stop_gets_no_more_texts_from_this_number(net: Net, word: str) -> None:
    net.application.answers["/sms"] = "<Message>Cô đây</Message>"
    net.sim.text(CHILD, HOTLINE, word)
    net.pass_time(10)

    assert [one.body[:21] for one in net.sim.inbox(CHILD)] == ["You have successfully"]
    assert net.warnings() == [21610]
    with pytest.raises(TwilioRestException) as problem:
        net.client.messages.create(from_=HOTLINE, to=CHILD, body="Em ơi")
    assert problem.value.code == 21610
    net.client.messages.create(from_=HOTLINE, to=POLICE, body="Nhờ các anh")


def test_start_lets_texts_through_again(net: Net) -> None:
    net.sim.own(HOTLINE, opt_out="on")
    net.sim.text(CHILD, HOTLINE, "STOP")
    net.sim.text(CHILD, HOTLINE, "start")
    net.client.messages.create(from_=HOTLINE, to=CHILD, body="Em ơi")
    net.pass_time(10)

    assert net.sim.inbox(CHILD)[-1].body == "Em ơi"


def test_the_application_is_told_all_the_same(net: Net) -> None:
    net.sim.own(HOTLINE, opt_out="on")
    net.sim.text(CHILD, HOTLINE, "HELP")

    assert net.application.at("/sms")[0]["Body"] == "HELP"
    net.client.messages.create(from_=HOTLINE, to=CHILD, body="Em ơi")


@pytest.mark.parametrize("setting", ["on", "off"])
@pytest.mark.parametrize("body", ["STOP đánh em đi", "dừng lại", ""])
def test_a_word_among_others_stops_nothing(net: Net, setting: str, body: str) -> None:
    net.sim.own(HOTLINE, opt_out=setting)
    net.sim.text(CHILD, HOTLINE, body)
    net.client.messages.create(from_=HOTLINE, to=CHILD, body="Em ơi")


def test_a_number_listens_unless_it_is_told_not_to(net: Net) -> None:
    net.sim.text(CHILD, HOTLINE, "REVOKE")
    net.pass_time(10)

    assert [one.body[:21] for one in net.sim.inbox(CHILD)] == ["You have successfully"]


def test_where_the_number_does_not_listen_stop_is_content(net: Net) -> None:
    net.sim.own(HOTLINE, opt_out="off")
    net.sim.text(CHILD, HOTLINE, "STOP")
    net.client.messages.create(from_=HOTLINE, to=CHILD, body="Em ơi")
    net.pass_time(10)

    assert [one.body for one in net.sim.inbox(CHILD)] == ["Em ơi"]


@pytest.mark.parametrize(
    ("body", "kind"), [("stop", "STOP"), ("YES", "START"), ("info", "HELP"), ("cứu em", None)]
)
def test_the_advanced_way_tells_how_a_word_was_understood(
    net: Net, body: str, kind: str | None
) -> None:
    net.sim.own(HOTLINE, opt_out="advanced")
    net.sim.text(CHILD, HOTLINE, body)

    assert net.application.at("/sms")[0].get("OptOutType") == kind


def test_a_number_without_the_advanced_way_tells_no_type(net: Net) -> None:
    net.sim.own(HOTLINE, opt_out="on")
    net.sim.text(CHILD, HOTLINE, "STOP")

    assert "OptOutType" not in net.application.at("/sms")[0]


def test_a_setting_that_is_neither_is_refused(net: Net) -> None:
    with pytest.raises(BadFieldError, match="on, off or advanced"):
        net.sim.own(HOTLINE, opt_out="maybe")
