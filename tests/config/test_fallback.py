"""The whole house is away: what lies at a second provider answers in its place."""

from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask, Response, send_from_directory
from sqlalchemy import select

from config import fallback
from hotline.contacts import Contact, Outcome
from referral.staffing import ring_group
from simulator.inprocess import WsgiAdapter
from tests.house import LINE, House
from webhooks.reconcile import reconcile

CHILD, HOA = "+84912345678", "+84990000001"
ELSEWHERE = "https://elsewhere.test"
SECOND = timedelta(seconds=1)


@pytest.fixture
def bundled(house: House, tmp_path: Path) -> House:
    """The carrier reaches nothing of ours, and has the bundle for its fallback."""
    with house.work() as work:
        files = fallback.bundle(work.policy, ring_group.numbers(work), LINE)
    for name, words in files.items():
        (tmp_path / name).write_text(words, encoding="utf-8")
    provider = Flask("elsewhere")
    provider.add_url_rule("/x7/<name>", "file", lambda name: served(tmp_path, name))
    house.network.session.mount(ELSEWHERE, WsgiAdapter(provider))
    house.network.own(
        LINE,
        voice_url="https://gone.test/voice",
        voice_fallback_url=f"{ELSEWHERE}/x7/voice.xml",
        voice_fallback_method="GET",
        sms_url="https://gone.test/sms",
        sms_fallback_url=f"{ELSEWHERE}/x7/sms.xml",
        sms_fallback_method="GET",
        status_callback="",
    )
    return house


def served(folder: Path, name: str) -> Response:
    return send_from_directory(folder, name, mimetype="text/xml")


def test_a_person_with_a_telephone_takes_the_call_by_one_key(bundled: House) -> None:
    network = bundled.network
    network.behave(HOA, answer="accept", after=4, press=[(8, "1")])
    call = network.dial(CHILD, LINE)
    network.clock.forward(40 * SECOND)
    [hoa] = network.calls_to(HOA)

    network.say(call, "Cô ơi")
    network.say(hoa.sid, "Cô nghe cháu đây")
    network.clock.forward(SECOND)

    assert network.call(hoa.sid).heard[-1] == "Cô ơi"
    assert network.call(call).heard[-1] == "Cô nghe cháu đây"


def test_a_message_left_there_is_a_ticket_once_the_house_is_back(bundled: House) -> None:
    network = bundled.network
    network.behave(HOA, answer="voicemail", after=2)
    call = network.dial(CHILD, LINE)
    network.clock.forward(34 * SECOND)
    network.say(call, "Cháu ở nhà bà")
    network.clock.forward(5 * SECOND)
    network.press(call, "#")
    network.clock.forward(90 * SECOND)
    assert "có người nghe" in network.call(call).heard[-2]

    reconcile(bundled.parts.workplace, bundled.parts.carrier)

    with bundled.work() as work:
        contact = work.session.scalars(select(Contact)).one()
        assert (contact.caller, contact.outcome) == (CHILD, Outcome.MESSAGE_LEFT)
    bundled.parts.fetching.run()


def test_a_text_gets_a_neutral_answer(bundled: House) -> None:
    bundled.text(CHILD, "cô ơi")
    bundled.network.clock.forward(5 * SECOND)

    [answer] = bundled.network.inbox(CHILD)
    assert "Đã nhận được tin của bạn" in answer.body


def test_numbers_stand_in_one_document_alone_and_links_may_be_whole(house: House) -> None:
    with house.work() as work:
        files = fallback.bundle(work.policy, [HOA], LINE, f"{ELSEWHERE}/x7/")

    assert [name for name, words in files.items() if HOA in words] == ["voice.xml"]
    assert f'url="{ELSEWHERE}/x7/ring.xml"' in files["voice.xml"]
    assert f'action="{ELSEWHERE}/x7/taken.xml"' in files["ring.xml"]
