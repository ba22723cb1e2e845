"""A canary flies through every door and stage, and leaves nothing; lost, it wakes somebody."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
import requests
from sqlalchemy import Engine, func, select, text

from config.canary import DOOR, Keeper
from config.demo.tally import tally
from config.demo.watch import nobody_waited
from config.guardian import Guardian
from hotline import canary
from hotline.contacts import Contact
from hotline.inbox import Inbox
from hotline.sending.outbox import Outgoing, Purpose
from hotline.sending.receipts import ReceiptRow
from hotline.telephony import signature
from hotline.tickets import Ticket
from referral import checks, clockwork, export
from referral.canary import filing
from referral.canary.flight import End, Stage
from referral.canary.flights import Flight
from referral.export import Table
from simulator.inprocess import WsgiAdapter
from tests.dashboards.visitor import logged_in
from tests.house import LINE, PUBLIC, SETTINGS, House, build
from tests.referral.builders import HOA, SECOND
from tests.referral.together import together
from webhooks.reconcile import reconcile

SINK = "+842473003333"
EMPTY = ("ticket", "contact", "deadline", "outgoing", "send_attempt", "receipt", "inbox", "journal")
TOKEN = "test-token-1"


@dataclass
class Cage:
    """A house with its keeper; each second the canary is carried and everybody does their work."""

    house: House
    keeper: Keeper

    def after(self, seconds: int) -> None:
        """Every second at first, while it flies; then every ten."""
        for step in [1] * min(seconds, 5) + [10] * ((seconds - 5) // 10):
            self.house.tick()
            self.keeper.carry()
            self.house.network.clock.forward(step * SECOND)
        self.house.tick()

    def flights(self) -> list[Flight]:
        with self.house.work() as work:
            return list(work.session.scalars(select(Flight).order_by(Flight.slot)))

    def rows(self) -> dict[str, int]:
        with self.house.work() as work:
            return {
                table: work.session.scalar(text(f"select count(*) from {table}")) or 0  # noqa: S608  # one of the names above
                for table in EMPTY
            }

    def secret(self) -> str:
        with self.house.work() as work:
            return work.session.scalars(select(Flight)).one().secret or ""

    def red(self) -> bool:
        with self.house.work() as work:
            return "the_canary_comes_home" in {c.code for c in checks.run(work) if not c.ok}

    def alarms(self) -> list[Outgoing]:
        with self.house.work() as work:
            query = select(Outgoing).where(Outgoing.purpose == Purpose.ALARM)
            return list(work.session.scalars(query.order_by(Outgoing.created_at)))

    def woken(self) -> set[str]:
        with self.house.work() as work:
            query = select(Outgoing).where(Outgoing.purpose == Purpose.ALARM)
            return {row.to or "" for row in work.session.scalars(query)}


def cage_of(engine: Engine, **more: Any) -> Cage:
    house = build(engine, SETTINGS.model_copy(update={"canary": True, **more}))
    session = requests.Session()
    session.mount(PUBLIC, WsgiAdapter(house.client.application))
    return Cage(house, Keeper(house.parts, session))


@pytest.fixture
def cage(engine: Engine) -> Cage:
    return cage_of(engine, canary_number=SINK)


def test_it_comes_home_through_every_stage_and_leaves_nothing_behind(cage: Cage) -> None:
    before = cage.rows()

    cage.after(5)

    [flown] = cage.flights()
    assert (flown.end, flown.lost_at_stage) == (End.HOME, None)
    assert list(flown.seconds) == list(Stage)
    assert len(cage.house.network.texts_to(SINK)) == 1
    late = {"inbox": 1, "receipt": 1}  # that it was delivered, when it was home: kept for a day
    assert cage.rows() == before | late
    assert not cage.red()
    counters = cage.house.client.get("/metrics", base_url=PUBLIC).text
    assert all(f'canary_seconds{{stage="{stage}"}}' in counters for stage in Stage)


def test_nobody_is_told_of_it_and_no_list_shows_it_on_its_way(cage: Cage) -> None:
    cage.house.network.fail(webhooks={"drop": 1000, "kinds": ["message_status"]})
    before = cage.rows()
    cage.after(5)

    assert cage.rows()["ticket"] == 1  # it still waits for its receipt
    assert cage.rows()["journal"] == before["journal"]
    page = cage.house.client.get("/tickets/" + str(-cage.flights()[0].slot), base_url=PUBLIC)
    assert page.status_code != 200
    assert len(cage.house.network.texts_to(SINK)) == 1
    assert not cage.house.network.texts_to(HOA)
    with cage.house.work() as work:
        for table in Table:
            lines = export.written(work, table, by="system").splitlines()
            assert [line for line in lines[1:] if not line.startswith("all")] == []


def test_one_flies_in_five_minutes_however_many_clocks_turn(cage: Cage) -> None:
    turns = [lambda: clockwork.turn(cage.house.parts.workplace, "one")] * 4
    together(*turns)
    cage.after(5)
    assert len(cage.flights()) == 1

    cage.house.network.clock.forward(timedelta(minutes=5))
    cage.after(5)

    assert [flown.end for flown in cage.flights()] == [End.HOME, End.HOME]
    assert len(cage.house.network.texts_to(SINK)) == 2


def test_without_a_number_it_goes_as_far_as_asking_the_carrier_something_free(
    engine: Engine,
) -> None:
    cage = cage_of(engine)

    cage.after(5)

    [flown] = cage.flights()
    assert flown.end is End.HOME
    assert list(flown.seconds) == [stage for stage in Stage if stage is not Stage.RECEIPT]
    assert [e for e in cage.house.network.ledger if e["kind"] == "message.created"] == []


def test_a_door_that_does_not_open_turns_the_wall_red_and_wakes_who_is_on_duty(
    engine: Engine,
) -> None:
    cage = cage_of(engine, canary_url="http://127.0.0.1:1")

    cage.after(65)

    [flown] = cage.flights()
    assert (flown.end, flown.lost_at_stage) == (End.LOST, Stage.ENTERED)
    assert cage.red()
    assert cage.woken() == {HOA}
    assert "cua nhan tin" in cage.house.network.texts_to(HOA)[0].body
    assert len(cage.house.network.calls_to(HOA)) == 1


def test_with_no_metronome_every_web_carries_it(cage: Cage) -> None:
    guardian = Guardian(cage.house.parts, cage.keeper)

    assert guardian.turn()
    assert guardian.carry()
    assert not guardian.carry()

    with cage.house.work() as work:
        assert work.session.scalar(select(func.count()).select_from(Inbox)) == 1


def test_what_reached_its_number_is_not_taken_for_somebody_who_reached_us(cage: Cage) -> None:
    cage.house.network.own(SINK)
    cage.after(5)
    cage.house.network.clock.forward(timedelta(minutes=1))

    reconcile(cage.house.parts.workplace, cage.house.parts.carrier)

    assert tickets(cage) == []


def test_a_receipt_that_does_not_come_is_named(cage: Cage) -> None:
    cage.house.network.fail(webhooks={"drop": 1000, "kinds": ["message_status"]})

    cage.after(65)

    assert [flown.lost_at_stage for flown in cage.flights()] == [Stage.RECEIPT]
    assert cage.rows()["ticket"] == 0


def test_when_the_next_one_comes_home_the_wall_is_green_again(cage: Cage) -> None:
    cage.house.network.fail(webhooks={"drop": 1000, "kinds": ["message_status"]})
    cage.after(65)
    assert cage.red()
    cage.house.network.fail()
    cage.house.network.clock.forward(timedelta(minutes=4))

    cage.after(5)

    assert not cage.red()
    assert len({page.reason.split(":")[1] for page in cage.alarms()}) == 1


def test_with_a_stuck_one_about_a_child_is_served_as_ever(cage: Cage) -> None:
    cage.house.network.fail(rest={"500_before": 2, "resource": "Messages"})
    cage.after(1)
    cage.house.text("+84911222333", "Cứu con với, ba đang đánh con")
    cage.after(65)

    with cage.house.work() as work:
        assert work.session.scalar(select(func.count()).select_from(Ticket)) == 1
        assert work.session.scalar(select(Ticket.number)) == 1001
    assert cage.house.network.texts_to(HOA)


def pretend(cage: Cage, body: str, sid: str, token: str = TOKEN) -> int:
    form = {"MessageSid": sid, "From": canary.CALLER, "To": LINE, "Body": body, "NumMedia": "0"}
    signed = signature.sign(PUBLIC + DOOR, form, token)
    headers = {"X-Twilio-Signature": signed}
    answer = cage.house.client.post(DOOR, base_url=PUBLIC, data=form, headers=headers)
    return answer.status_code


def tickets(cage: Cage) -> list[int]:
    with cage.house.work() as work:
        return list(work.session.scalars(select(Ticket.number)))


def test_whoever_cannot_sign_is_refused(cage: Cage) -> None:
    clockwork.turn(cage.house.parts.workplace)
    [flown] = cage.flights()
    words = filing.text_of(cage.secret())

    assert pretend(cage, words, canary.sid_of(flown.slot), token="another") == 403
    assert tickets(cage) == []


def test_a_signed_text_without_the_secret_is_a_child_like_any_other(cage: Cage) -> None:
    clockwork.turn(cage.house.parts.workplace)
    [flown] = cage.flights()

    pretend(cage, filing.text_of("guessed"), canary.sid_of(flown.slot))
    pretend(cage, filing.text_of(cage.secret()), "SM" + "0" * 32)

    assert tickets(cage) == [1001]
    with cage.house.work() as work:
        assert work.session.scalar(select(func.count()).select_from(Contact)) == 2


def test_one_that_comes_when_it_was_given_up_changes_nothing(cage: Cage) -> None:
    clockwork.turn(cage.house.parts.workplace)
    cage.house.network.clock.forward(timedelta(seconds=61))
    clockwork.turn(cage.house.parts.workplace)
    [flown] = cage.flights()

    status = pretend(cage, filing.text_of(cage.secret()), canary.sid_of(flown.slot))

    assert (status, tickets(cage)) == (200, [])


def test_after_a_day_it_is_forgotten_with_all_that_came_late(cage: Cage) -> None:
    cage.after(5)
    [flown] = cage.flights()
    late = {"MessageSid": flown.carrier_sid or "", "MessageStatus": "read", "From": LINE}
    url = f"{PUBLIC}/webhooks/sms/status?o={flown.id}"
    headers = {"X-Twilio-Signature": signature.sign(url, late, TOKEN)}
    cage.house.client.post(
        f"/webhooks/sms/status?o={flown.id}", base_url=PUBLIC, data=late, headers=headers
    )
    assert cage.rows()["inbox"] >= 1

    cage.house.network.clock.forward(timedelta(days=1, minutes=1))
    clockwork.turn(cage.house.parts.workplace)

    assert flown.slot not in [each.slot for each in cage.flights()]
    with cage.house.work() as work:
        assert work.session.scalar(select(func.count()).select_from(Inbox)) == 0
        assert work.session.scalar(select(func.count()).select_from(ReceiptRow)) == 0


def test_in_a_demonstration_the_time_its_clock_is_pushed_by_is_not_its_own(cage: Cage) -> None:
    """Else every story that is played would wake people for a canary that is on its way, and log
    out whoever watches the desk."""
    hoa = logged_in(cage.house, "hoa")
    cage.house.tick()
    span = timedelta(hours=13)
    with cage.house.work() as work:
        nobody_waited(work, span)
    cage.house.network.clock.forward(span)
    cage.house.tick()
    assert [flown.end for flown in cage.flights() if flown.ended_at] == []
    assert hoa.get("/").status_code == 200

    cage.after(5)
    assert {flown.end for flown in cage.flights() if flown.ended_at} == {End.HOME}
    assert cage.alarms() == []


def test_the_wallboard_says_when_the_last_one_came_home_and_no_account_counts_it(
    engine: Engine,
) -> None:
    cage = cage_of(engine)
    began = cage.house.network.clock.now()
    cage.house.tick()
    cage.keeper.carry()
    with cage.house.work() as work:  # on its way, with a ticket and a letter of its own
        assert tally(work, [], began).tickets == 0
    cage.after(5)
    with cage.house.work() as work:
        assert tally(work, [], began).clean
    assert (
        "Tin thử của hệ thống về đến nơi lần cuối" in logged_in(cage.house).get("/wallboard").text
    )
