"""The carrier's newer products at hosts of their own: alerts, and trunks to another carrier."""

from datetime import timedelta

import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.rest.monitor.v1.alert import AlertInstance
from twilio.rest.voice.v1.byoc_trunk import ByocTrunkInstance

from tests.simulator.conftest import ACCOUNT, CHILD, HOST, HOTLINE, START, TOKEN, Net

ALERTS = "https://monitor.twilio.com/v1/Alerts"
TRUNKS = "https://voice.twilio.com/v1/ByocTrunks"
ONLY_FETCHED = {"request_headers", "request_variables", "response_body", "response_headers"}


def described(instance: object) -> set[str]:
    """What the client reads of an answer: no description of these products is beside us."""
    return {name for name in vars(instance) if not name.startswith("_")}


def wrong_night(net: Net) -> tuple[str, str]:
    """A word nobody knows, and an hour later a text that nobody answers."""
    call = net.dial("<Shout>A</Shout><Say>Chào em</Say>")
    net.pass_time(3600)
    del net.sim.owned[HOTLINE]
    net.sim.own(HOTLINE, sms_url="nowhere")
    return call, net.sim.text(CHILD, HOTLINE, "cứu")


def test_whatever_is_a_notification_is_an_alert_with_its_sid(net: Net) -> None:
    call, text = wrong_night(net)

    lost, skipped = net.client.monitor.v1.alerts.list()
    notified = net.client.notifications.list()

    assert [one.sid for one in notified] == [lost.sid, skipped.sid]
    assert (skipped.error_code, skipped.log_level, skipped.resource_sid) == (
        "12200", "warning", call,
    )  # fmt: skip  # one line for what is asked, one for the answer
    assert (lost.error_code, lost.log_level, lost.resource_sid) == ("11100", "error", text)
    assert [one.log for one in notified] == ["0", "1"]
    assert [one.sid for one in net.client.notifications.list(log=0)] == [lost.sid]
    assert skipped.date_generated == START
    assert skipped.alert_text == notified[1].message_text


def test_alerts_are_found_by_level_and_time(net: Net) -> None:
    wrong_night(net)
    alerts = net.client.monitor.v1.alerts
    hour = timedelta(hours=1)

    def codes(**asked: object) -> list[str]:
        return [str(one.error_code) for one in alerts.list(**asked)]

    assert codes(log_level="error") == ["11100"]
    assert codes(log_level="debug") == []
    assert codes(start_date=START + hour) == ["11100"]
    assert codes(end_date=START + hour - timedelta(seconds=1)) == ["12200"]
    assert codes(start_date=START, end_date=START + hour) == ["11100", "12200"]


def test_an_alert_has_the_keys_the_client_reads_and_some_only_when_fetched(net: Net) -> None:
    wrong_night(net)
    [first, _] = net.rest.get(ALERTS).json()["alerts"]
    known = described(AlertInstance(None, {}))

    assert set(first) == known - ONLY_FETCHED
    assert first["url"] == f"{ALERTS}/{first['sid']}"
    assert set(net.rest.get(first["url"]).json()) == known
    assert net.client.monitor.v1.alerts(first["sid"]).fetch().error_code == "11100"


def test_their_lists_are_cut_into_pages_of_whole_addresses(net: Net) -> None:
    sids = [net.client.voice.v1.byoc_trunks.create(friendly_name=name).sid for name in "abcde"]

    first = net.rest.get(TRUNKS, params={"PageSize": 2}).json()
    found = [one.sid for one in net.client.voice.v1.byoc_trunks.list(page_size=2)]

    assert found == sids[::-1]
    assert set(first) == {"byoc_trunks", "meta"}
    assert first["meta"] == {
        "first_page_url": f"{TRUNKS}?PageSize=2&Page=0",
        "key": "byoc_trunks",
        "next_page_url": f"{TRUNKS}?PageSize=2&Page=1&PageToken=PA{sids[3]}",
        "page": 0,
        "page_size": 2,
        "previous_page_url": None,
        "url": f"{TRUNKS}?PageSize=2&Page=0",
    }
    assert net.rest.get(TRUNKS, params={"PageSize": "0"}).json()["code"] == 20007


def test_a_trunk_is_made_changed_and_taken_down(net: Net) -> None:
    trunks = net.client.voice.v1.byoc_trunks
    made = trunks.create(
        friendly_name="111",
        voice_url=f"{HOST}/voice",
        status_callback_url=f"{HOST}/status",
        cnam_lookup_enabled=True,
        connection_policy_sid=f"NY{1:032x}",
    )
    net.pass_time(60)
    changed = trunks(made.sid).update(voice_url=f"{HOST}/other", voice_method="GET")
    seen = trunks(made.sid).fetch()

    assert (made.sid[:2], made.voice_method, made.cnam_lookup_enabled) == ("BY", "POST", True)
    assert (changed.voice_url, changed.voice_method) == (f"{HOST}/other", "GET")
    assert (seen.friendly_name, seen.status_callback_url) == ("111", f"{HOST}/status")
    assert (seen.date_created, seen.date_updated) == (START, START + timedelta(minutes=1))
    assert set(net.rest.get(seen.url).json()) == described(ByocTrunkInstance(None, {}))
    assert trunks(made.sid).delete() is True
    with pytest.raises(TwilioRestException) as gone:
        trunks(made.sid).fetch()
    assert gone.value.code == 20404


@pytest.mark.parametrize(
    ("form", "code"),
    [
        ({"VoiceUrl": "/voice"}, 21205),
        ({"VoiceMethod": "PUT"}, 20001),
        ({"CnamLookupEnabled": "yes"}, 20001),
        ({"ConnectionPolicySid": "NY1"}, 20001),
        ({"FromDomainSid": "x"}, 20001),
    ],
)
def test_a_trunk_that_makes_no_sense_is_refused(net: Net, form: dict[str, str], code: int) -> None:
    answer = net.rest.post(TRUNKS, data=form)

    assert (answer.status_code, answer.json()["code"]) == (400, code)
    assert net.sim.has.trunks == {}


@pytest.mark.parametrize(
    ("url", "status"),
    [
        (ALERTS, 200),
        (TRUNKS, 200),
        ("https://voice.twilio.com/v1/Alerts", 404),
        ("https://api.twilio.com/v1/ByocTrunks", 404),
        (f"https://monitor.twilio.com/2010-04-01/Accounts/{ACCOUNT}/Calls.json", 404),
        (f"{ALERTS}/NO0", 404),
        (f"{TRUNKS}/BY0", 404),
    ],
)
def test_each_product_is_at_its_own_host(net: Net, url: str, status: int) -> None:
    answer = net.rest.get(url)

    assert answer.status_code == status
    assert status == 200 or answer.json()["code"] == 20404


@pytest.mark.parametrize(
    ("host", "status"),
    [("127.0.0.1:5101", 200), ("monitor.dublin.ie1.twilio.com", 200), ("voice.twilio.com", 404)],
)
def test_the_simulators_own_address_serves_every_product(net: Net, host: str, status: int) -> None:
    place = f"http://{host}" if "twilio" not in host else f"https://{host}"
    answer = net.control.get("/v1/Alerts", base_url=f"http://{host}", auth=(ACCOUNT, TOKEN))

    assert answer.status_code == status
    assert status == 404 or answer.get_json()["meta"]["url"].startswith(f"{place}/v1/Alerts?")


@pytest.mark.parametrize("url", [ALERTS, TRUNKS, f"{ALERTS}/NO0", f"{TRUNKS}/BY0"])
def test_nothing_of_them_is_told_to_strangers(net: Net, url: str) -> None:
    answer = net.rest.get(url, auth=(ACCOUNT, "wrong"))

    assert (answer.status_code, answer.json()["code"]) == (401, 20003)


def test_they_fail_on_order_like_the_others(net: Net) -> None:
    net.sim.fail(rest={"429": 1})

    assert net.rest.get(ALERTS).json()["code"] == 20429
    assert net.rest.get(ALERTS).status_code == 200
