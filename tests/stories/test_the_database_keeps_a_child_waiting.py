"""A child calls while the database is slow or away: a person, a tape, and a ticket later."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, text

from config.database import engine_for
from config.demo.seen import all_taken_in
from config.demo.tally import tally
from config.demo.telephones import Entry
from hotline.clock import ticks
from hotline.contacts import Contact, Outcome
from hotline.spool import Spool
from hotline.store.journal import Act, JournalEntry
from hotline.store.sealing import Keyring
from simulator.network import Simulator
from tests.house import LINE, NIGHT, SETTINGS, House, build
from tests.webhooks import carrier
from tests.webhooks.test_spool import away
from webhooks.replay import replay, take_in_spool

CHILD = "+84912345678"
HOA, DUNG, MAI = "+84990000001", "+84990000002", "+84990000003"
SECOND = timedelta(seconds=1)


@pytest.fixture
def cut_off(house: House, tmp_path: Path) -> House:
    """A house whose database is out of reach; it has seen the roster before."""
    cut_off = away(tmp_path)
    with house.work() as work:
        cut_off.parts.standby.remember(work)
    return cut_off


def take_in(house: House, cut_off: House) -> None:
    spool = Spool(cut_off.parts.settings.data_dir / "spool", Keyring(SETTINGS.sealing_keys))
    take_in_spool(house.parts.workplace, spool)
    house.network.clock.forward(10 * SECOND)
    replay(house.parts.workplace)


def ring(house: House, by: timedelta = 25 * SECOND) -> str:
    call = house.network.dial(CHILD, LINE)
    house.network.clock.forward(by)
    return call


def leg(house: House, number: str) -> str:
    [call] = house.network.calls_to(number)
    return call.sid


def acts(house: House) -> set[Act]:
    with house.work() as work:
        return set(work.session.scalars(select(JournalEntry.act)))


def test_the_telephones_on_duty_ring_and_who_presses_one_talks_with_the_child(
    house: House, cut_off: House
) -> None:
    network = cut_off.network
    network.behave(HOA, answer="accept", after=4, press=[(8, "1")])
    call = ring(cut_off, 40 * SECOND)

    network.say(call, "Cô ơi")
    network.say(leg(cut_off, HOA), "Cô nghe cháu đây")
    network.clock.forward(SECOND)

    assert network.call(leg(cut_off, HOA)).heard[-1] == "Cô ơi"
    assert network.call(call).heard[-1] == "Cô nghe cháu đây"
    assert network.call(leg(cut_off, MAI)).status == "canceled"
    assert network.call(leg(cut_off, HOA)).from_ == LINE

    network.hangup(leg(cut_off, HOA))
    network.clock.forward(5 * SECOND)
    take_in(house, cut_off)

    assert Act.RANG_AND_TALKED in acts(house)
    with house.work() as work:
        assert work.session.scalars(select(Contact)).one().caller == CHILD


def test_a_voicemail_takes_no_child_the_others_ring_and_then_a_tape_runs(
    house: House, cut_off: House
) -> None:
    network = cut_off.network
    network.behave(HOA, answer="voicemail", after=2)
    call = ring(cut_off, 30 * SECOND)
    assert [each.status for each in network.calls_to(MAI)] == ["canceled", "ringing"]
    network.clock.forward(30 * SECOND)
    assert [each.status for each in network.calls_to(DUNG)] == ["canceled", "ringing"]

    until_it_says(network, call, "gọi 113")
    network.clock.forward(10 * SECOND)
    network.say(call, "Cháu ở nhà bà")
    network.clock.forward(5 * SECOND)
    network.press(call, "#")
    network.clock.forward(10 * SECOND)
    take_in(house, cut_off)

    assert Act.RANG_IN_VAIN in acts(house)
    assert Act.RANG_AND_TALKED not in acts(house)
    with house.work() as work:
        assert work.session.scalars(select(Contact)).one().outcome is Outcome.MESSAGE_LEFT


def until_it_says(network: Simulator, call: str, words: str) -> None:
    """At most two minutes."""
    for _ in range(120):
        if words in network.call(call).heard[-1]:
            return
        network.clock.forward(SECOND)
    raise AssertionError(words)


@pytest.mark.parametrize(
    ("digits", "rings", "says"),
    [
        pytest.param("9", True, "đang nối máy", id="danger-gets-a-person"),
        pytest.param("1", True, "đang nối máy", id="who-wants-a-counselor-gets-a-person"),
        pytest.param("2", False, "sau tiếng bíp", id="a-message-is-taken"),
        pytest.param("*", False, "không đúng", id="the-quick-exit-stays-quick"),
        pytest.param("", False, "không cần nói", id="silence-is-left-in-peace"),
    ],
)
def test_a_key_pressed_when_the_database_has_gone_means_what_it_always_means(
    cut_off: House, digits: str, rings: object, says: str
) -> None:
    form = carrier.call(1, Digits=digits)

    answer = carrier.said(carrier.post(cut_off, "/webhooks/voice/turn/menu/1", form))

    assert (answer.find("Dial") is not None) is rings
    assert says in " ".join(each.text or "" for each in answer.iter("Say"))


def test_a_web_that_starts_without_a_database_knows_whom_to_ring_and_the_disk_tells_nobody(
    cut_off: House, tmp_path: Path
) -> None:
    again = away(tmp_path)

    assert again.parts.standby.numbers == (HOA, MAI, DUNG)
    assert HOA in again.parts.standby.ringing
    [kept] = (tmp_path / "standby").iterdir()
    assert HOA[3:].encode() not in kept.read_bytes()
    assert again.parts.standby.ringing == cut_off.parts.standby.ringing


def test_with_nobody_known_a_tape_runs_at_once(tmp_path: Path) -> None:
    stranger = away(tmp_path)
    call = ring(stranger)

    assert "sau tiếng bíp" in " ".join(stranger.network.call(call).heard)


@pytest.fixture
def slow(database_url: str, tmp_path: Path) -> Iterator[House]:
    """With a database of its own, in which somebody holds what every call has to write."""
    engine = engine_for(database_url)
    settings = SETTINGS.model_copy(update={"data_dir": tmp_path})
    house = build(engine, settings)
    with house.work() as work:
        house.parts.standby.remember(work)
    doors = house.client.application.extensions
    doors["webhooks"] = replace(doors["webhooks"], patience=0.4)
    yield house
    engine.dispose()


def test_a_child_does_not_wait_for_a_database_that_is_stuck_and_nothing_is_lost(
    slow: House,
) -> None:
    with slow.parts.engine.connect() as other:
        other.execute(text("lock table contact, ticket in access exclusive mode"))
        began = ticks()
        answer = carrier.said(carrier.post(slow, carrier.CALL, carrier.call(1)))
        waited = ticks() - began

    assert waited < 2
    assert answer.find("Dial") is not None
    take_in(slow, slow)
    with slow.work() as work:
        assert work.session.scalars(select(Contact)).one().caller == carrier.CHILD


def test_a_line_that_was_cut_is_used_by_nobody_again(slow: House) -> None:
    with slow.parts.engine.connect() as other:
        other.execute(text("lock table contact, ticket in access exclusive mode"))
        carrier.post(slow, carrier.CALL, carrier.call(1))

    for n in range(2, 6):
        form = carrier.call(n, caller=f"+8491234567{n}")
        answer = carrier.said(carrier.post(slow, carrier.CALL, form))
        assert answer.find("Gather") is not None


def test_a_caller_waits_no_longer_for_a_free_line_than_for_an_answer(
    database_url: str, tmp_path: Path
) -> None:
    engine = engine_for(database_url, size=1)
    house = build(engine, SETTINGS.model_copy(update={"data_dir": tmp_path}))
    with house.work() as work:
        house.parts.standby.remember(work)
    doors = house.client.application.extensions
    doors["webhooks"] = replace(doors["webhooks"], patience=0.2)
    with house.work() as other:
        other.session.execute(text("select 1"))
        began = ticks()
        answer = carrier.said(carrier.post(house, carrier.CALL, carrier.call(1)))
        waited = ticks() - began

    assert waited < 2  # a pool alone would have kept the child for five seconds
    assert answer.find("Dial") is not None
    take_in(house, house)
    with house.work() as work:
        assert work.session.scalars(select(Contact)).one().caller == carrier.CHILD
    engine.dispose()


def test_the_account_of_a_night_waits_for_what_lies_on_the_disk_and_then_nothing_is_lost(
    house: House, cut_off: House
) -> None:
    ring(cut_off, SECOND)
    spool, ledger = cut_off.parts.spool, [Entry.model_validate(e) for e in cut_off.network.ledger]
    with house.work() as work:
        assert not all_taken_in(work, spool)
        assert tally(work, ledger, NIGHT).lost == 1  # the books closed too early

    take_in_spool(house.parts.workplace, spool)
    with house.work() as work:
        assert not all_taken_in(work, spool)  # in the inbox, and no work yet
    replay(house.parts.workplace)

    with house.work() as work:
        assert all_taken_in(work, spool)
        assert tally(work, ledger, NIGHT).lost == 0
