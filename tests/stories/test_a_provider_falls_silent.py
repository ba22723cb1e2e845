"""Two providers, one of them down: every page leaves within half a minute, and none twice."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
import requests
from sqlalchemy import Engine, select

from hotline.calls.presence import SOFTPHONE
from hotline.sending import breakers, outbox
from hotline.sending.mail import Mail
from hotline.sending.outbox import Outgoing, Purpose
from hotline.store.journal import Act
from hotline.telephony.carrier import Provider, Telephony
from hotline.telephony.twilio import Twilio
from hotline.vocabulary import Channel, Severity
from referral import casework, checks
from referral.ladder import paging
from simulator.inprocess import WsgiAdapter
from simulator.network import Simulator
from tests.hotline import outgoing
from tests.hotline.broken_lines import carrier, shows_its_certificate
from tests.hotline.outgoing import SOMEBODY
from tests.hotline.post_office import certificate
from tests.house import CARRIER, LINE, NIGHT, PUBLIC, SETTINGS, House, build
from tests.lazily import telephone_company
from tests.referral.builders import (
    CHILD,
    HOA,
    SECOND,
    acts,
    may_text,
    open_ticket,
    pages,
    person,
    ticket_of,
)

ACCOUNT_B, TOKEN_B, NUMBER_B = "AC" + "b" * 32, "token-of-the-other-account", "+842473002222"
ALL = 100_000


@dataclass
class Letterbox:
    mails: list[Mail]

    def send(self, mail: Mail) -> str:
        self.mails.append(mail)
        return mail.id


@dataclass
class Pair:
    """The house between two telephone companies; time passes for all three."""

    house: House
    a: Simulator
    b: Simulator

    def after(self, seconds: int) -> None:
        for _ in range(seconds // 2):
            self.house.tick()
            self.a.clock.forward(2 * SECOND)
            self.b.clock.forward(2 * SECOND)
        self.house.tick()

    def texts(self) -> tuple[int, int]:
        """How many came to the supervisor on duty, by each."""
        return len(self.a.texts_to(HOA)), len(self.b.texts_to(HOA))

    def calls(self) -> tuple[int, int]:
        return len(self.a.calls_to(HOA)), len(self.b.calls_to(HOA))

    def only(self, carrier: Telephony) -> None:
        self.house.parts = replace(self.house.parts, carriers={Provider.A: carrier})

    def page(self, severity: Severity = Severity.CRITICAL, times: int = 1) -> None:
        for _ in range(times):
            with self.house.work() as work:
                paging.start(work, open_ticket(work, severity))

    def rows(self) -> list[Outgoing]:
        with self.house.work() as work:
            return list(pages(work, self.house.ticket().id))

    def red(self) -> bool:
        with self.house.work() as work:
            found = {check.code for check in checks.run(work) if not check.ok}
        return "the_providers_answer" in found

    def said(self, act: Act) -> int:
        with self.house.work() as work:
            return acts(work, act)


@pytest.fixture
def pair(engine: Engine) -> Pair:
    settings = SETTINGS.model_copy(update={"provider_b_auth_tokens": (TOKEN_B,)})
    house, session = build(engine, settings), requests.Session()
    b = Simulator(ACCOUNT_B, TOKEN_B, session, NIGHT, seed=8)
    session.mount(PUBLIC, WsgiAdapter(house.client.application))
    hooks = {"voice_url": f"{PUBLIC}/webhooks/voice/incoming"}
    b.own(NUMBER_B, sms_url=f"{PUBLIC}/webhooks/sms/incoming", opt_out="off", **hooks)
    door = WsgiAdapter(telephone_company(b))
    second = Twilio(ACCOUNT_B, TOKEN_B, [NUMBER_B], "https://b.test", door)
    carriers = {**house.parts.carriers, Provider.B: second}
    house.parts = replace(house.parts, carriers=carriers)
    return Pair(house, house.network, b)


DOWN = {
    "it answers with errors": {"500_before": ALL},
    "it cuts every connection": {"reset": ALL},
    "it wants no more for now": {"429": ALL},
}


@pytest.mark.parametrize("fault", DOWN.values(), ids=DOWN)
def test_a_critical_page_leaves_within_half_a_minute_and_once(
    pair: Pair, fault: Mapping[str, object]
) -> None:
    pair.a.fail(rest=fault)
    pair.page()

    pair.after(30)

    assert (sum(pair.texts()), sum(pair.calls())) == (1, 1)
    assert all(row.settled_at for row in pair.rows())
    assert [row.carrier_status for row in pair.rows() if row.channel is Channel.SMS] == [
        "delivered"  # the other's receipts are signed with its own token
    ]


def nowhere() -> Twilio:
    """Nobody listens there."""
    return Twilio("AC" + "0" * 32, "test-token-1", [LINE], "http://127.0.0.1:1")


def test_a_provider_that_cannot_be_reached_costs_no_second_once_its_breaker_is_open(
    pair: Pair,
) -> None:
    pair.house.parts = replace(
        pair.house.parts, carriers={**pair.house.parts.carriers, Provider.A: nowhere()}
    )
    pair.page()

    pair.after(2)

    assert (pair.texts(), pair.calls()) == ((0, 1), (0, 1))


def test_a_provider_that_shows_a_strangers_certificate_is_left_alone_and_everything_leaves_once(
    pair: Pair, tmp_path: Path
) -> None:
    carriers = pair.house.parts.carriers
    with carrier(shows_its_certificate, certificate(tmp_path)) as stranger:
        pair.house.parts = replace(pair.house.parts, carriers={**carriers, Provider.A: stranger})
        pair.page(times=3)
        pair.after(2)

    assert pair.red()
    assert (pair.texts(), pair.calls()) == ((0, 3), (0, 3))
    assert pair.said(Act.PERHAPS_TWICE) == 0


def test_a_token_nobody_knows_any_more_turns_the_wall_red_and_everything_leaves(
    pair: Pair,
) -> None:
    door = WsgiAdapter(telephone_company(pair.a))
    good = pair.house.parts.carriers[Provider.A]
    wrong = Twilio("AC" + "0" * 32, "revoked", [LINE], CARRIER, door)
    carriers = pair.house.parts.carriers
    pair.house.parts = replace(pair.house.parts, carriers={**carriers, Provider.A: wrong})
    pair.page(times=3)
    pair.after(2)

    assert pair.red()
    assert pair.said(Act.PROVIDER_DOWN) >= 1
    assert (pair.texts(), pair.calls()) == ((0, 3), (0, 3))
    counters = pair.house.client.get("/metrics", base_url=PUBLIC).text
    assert 'provider_down{channel="sms",provider="a"} 1.0' in counters

    pair.house.parts = replace(pair.house.parts, carriers={**carriers, Provider.A: good})
    pair.after(32)
    assert not pair.red()
    pair.page()
    pair.after(2)
    assert (pair.texts(), pair.calls()) == ((1, 3), (1, 3))
    assert pair.said(Act.PROVIDER_BACK) >= 1


def test_a_provider_that_does_not_answer_is_asked_for_nothing_but_a_sign_of_life(
    pair: Pair,
) -> None:
    carriers = pair.house.parts.carriers
    pair.house.parts = replace(pair.house.parts, carriers={**carriers, Provider.A: nowhere()})
    outgoing.put(pair.house, "one", "two", "three")
    pair.after(80)

    [row_id] = outgoing.put(pair.house, "four")
    pair.after(2)

    assert pair.red()
    assert len(pair.b.texts_to(SOMEBODY)) == 4
    assert outgoing.row(pair.house, row_id).fence == 1  # the first was not asked


def test_one_that_is_too_busy_for_a_sign_of_life_is_well(pair: Pair) -> None:
    carriers = pair.house.parts.carriers
    pair.house.parts = replace(pair.house.parts, carriers={**carriers, Provider.A: nowhere()})
    outgoing.put(pair.house, "one", "two", "three")
    pair.after(2)
    assert pair.red()

    pair.house.parts = replace(pair.house.parts, carriers=carriers)
    pair.a.fail(rest={"429": ALL})
    pair.after(32)

    assert not pair.red()


def test_one_that_is_gone_from_the_settings_is_missed_by_nobody(pair: Pair) -> None:
    for _ in range(3):
        with pair.house.work() as work:
            breakers.failed(work, Provider.B, Channel.CALL, "status 503")
    assert pair.red()

    pair.only(pair.house.parts.carrier)
    pair.after(32)

    assert not pair.red()


@pytest.mark.parametrize(
    ("purpose", "to"), [(Purpose.OFFER, HOA), (Purpose.PAGE, f"{SOFTPHONE}window")]
)
def test_rooms_and_softphones_are_with_the_first_and_the_second_is_not_asked_for_them(
    pair: Pair, purpose: Purpose, to: str
) -> None:
    pair.a.fail(rest={"429": ALL})
    with pair.house.work() as work:
        ticket_id = outgoing.ticket(work)
        ring = outgoing.letter(ticket_id, "ring", channel=Channel.CALL, purpose=purpose, to=to)
        outbox.put(work, ring)

    for _ in range(20):
        pair.house.parts.delivery("test").run()
        pair.a.clock.forward(2 * SECOND)

    assert outgoing.row(pair.house, ring.id).fence > 1
    assert pair.b.calls_to(to) == []


def test_what_the_first_took_and_did_not_say_is_found_there_and_not_sent_by_the_other(
    pair: Pair,
) -> None:
    pair.a.fail(rest={"500_after": 2, "resource": "POST"}, webhooks={"drop": ALL})
    pair.page()

    pair.after(30)

    assert (pair.texts(), pair.calls()) == ((1, 0), (1, 0))
    assert pair.said(Act.PERHAPS_TWICE) == 0


def test_what_is_critical_had_rather_come_twice_than_late_and_the_ticket_says_so(
    pair: Pair,
) -> None:
    pair.a.fail(rest={"500_after": ALL}, webhooks={"drop": ALL})
    pair.page()

    pair.after(30)

    assert (pair.texts(), pair.calls()) == ((1, 1), (1, 1))
    assert pair.said(Act.PERHAPS_TWICE) == 2


def test_what_can_wait_does_until_the_first_can_say_whether_it_has_it(pair: Pair) -> None:
    pair.a.fail(rest={"500_after": ALL}, webhooks={"drop": ALL})
    with pair.house.work() as work:
        ticket = open_ticket(work, Severity.HIGH)
        may_text(work, ticket)
        casework.reply(work, ticket, person(work, "lan"), "Em có an toàn không?", "1")
    pair.after(90)
    assert not pair.b.texts_to(CHILD)

    pair.a.fail()
    pair.after(90)

    assert (len(pair.a.texts_to(CHILD)), len(pair.b.texts_to(CHILD))) == (1, 0)
    with pair.house.work() as work:
        [reply] = work.session.scalars(select(Outgoing).where(Outgoing.purpose == Purpose.REPLY))
    assert reply.carrier_sid == pair.a.texts_to(CHILD)[0].sid


def test_a_supervisor_answers_to_the_number_that_paged(pair: Pair) -> None:
    pair.a.fail(rest={"429": ALL})
    pair.page()
    pair.after(2)
    [page] = [row for row in pair.rows() if row.channel is Channel.SMS]

    pair.b.text(HOA, NUMBER_B, page.code or "")

    with pair.house.work() as work:
        owner = ticket_of(work, pair.house.ticket().id).owner_id
        assert owner == person(work, "hoa").id


def test_without_a_second_provider_the_other_channel_and_the_mail_do_not_wait(
    pair: Pair,
) -> None:
    post = Letterbox([])
    pair.house.parts = replace(pair.house.parts, post=post)
    pair.only(pair.house.parts.carrier)
    with pair.house.work() as work:
        person(work, "hoa").email = "hoa@hotline.test"
    pair.a.fail(rest={"500_before": ALL, "resource": "Messages"})
    pair.page(Severity.HIGH)

    pair.after(16)
    assert (pair.texts(), pair.calls()) == ((0, 0), (1, 0))
    assert [mail.to for mail in post.mails] == ["hoa@hotline.test"]

    pair.a.fail()
    pair.after(60)
    assert pair.texts() == (1, 0)
