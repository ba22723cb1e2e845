"""Lists by REST: pages, filters and dates, and what is answered to nonsense."""

from datetime import date, timedelta
from email.utils import parsedate_to_datetime
from typing import cast

import pytest
from twilio.base.exceptions import TwilioRestException

from tests.simulator import strict
from tests.simulator.conftest import CHILD, HOST, HOTLINE, POLICE, START, Net

DAY = date(2026, 7, 17)


def call(net: Net) -> str:
    return str(net.client.calls.create(to=POLICE, from_=HOTLINE, url=f"{HOST}/agent").sid)


def listed(net: Net, **asked: object) -> dict[str, object]:
    answer = net.rest.get(net.address("Calls.json"), params=cast("dict[str, str]", asked))
    assert answer.status_code == 200
    return cast("dict[str, object]", answer.json())


def sids(page: dict[str, object]) -> list[str]:
    return [one["sid"] for one in cast("list[dict[str, str]]", page["calls"])]


def test_a_page_says_where_it_stands(net: Net) -> None:
    made = [call(net) for _ in range(5)]
    first = listed(net, PageSize=2)
    assert (first["page"], first["page_size"], first["start"], first["end"]) == (0, 2, 0, 1)
    assert first["previous_page_uri"] is None
    assert sids(first) == made[:2:-1]

    second = net.rest.get(f"https://api.twilio.com{first['next_page_uri']}").json()
    assert (second["page"], second["start"], second["end"]) == (1, 2, 3)
    back = net.rest.get(f"https://api.twilio.com{second['previous_page_uri']}").json()
    assert sids(back) == sids(first)
    third = net.rest.get(f"https://api.twilio.com{second['next_page_uri']}").json()
    assert (sids(third), third["end"], third["next_page_uri"]) == (made[:1], 4, None)


def test_a_page_keeps_what_it_was_asked_for(net: Net) -> None:
    for _ in range(3):
        call(net)
    first = listed(net, PageSize=2, To=POLICE)

    assert f"To=%2B{POLICE[1:]}" in str(first["next_page_uri"])


@pytest.mark.parametrize(
    ("asked", "given"), [({}, 50), ({"PageSize": 1000}, 1000), ({"PageSize": 5000}, 1000)]
)
def test_a_page_holds_fifty_and_never_more_than_a_thousand(
    net: Net, asked: dict[str, object], given: int
) -> None:
    with strict.watch.on_purpose():
        assert listed(net, **asked)["page_size"] == given


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        pytest.param({"PageSize": "0"}, 20007, id="a page of nothing"),
        pytest.param({"PageSize": "many"}, 20007, id="a size in words"),
        pytest.param({"Page": "-1"}, 20001, id="a page before the first"),
        pytest.param({"StartTime>": "yesterday"}, 20001, id="a day in words"),
    ],
)
def test_nonsense_is_refused(net: Net, asked: dict[str, str], code: int) -> None:
    call(net)
    answer = net.rest.get(net.address("Calls.json"), params=asked)

    assert (answer.status_code, answer.json()["code"]) == (400, code)


def test_dates_are_found_by_day_and_by_the_second(net: Net) -> None:
    early = call(net)
    net.pass_time(86_400)
    late = call(net)
    net.pass_time(1)
    calls = net.client.calls

    def found(**when: object) -> list[str]:
        return [one.sid for one in calls.list(**when)]

    assert found(start_time=DAY) == [early]
    assert found(start_time=DAY + timedelta(days=2)) == []
    assert found(start_time_after=START) == [late, early]
    assert found(start_time_after=START + timedelta(seconds=1)) == [late]
    assert found(start_time_before=START) == [early]
    assert found(start_time_before=START - timedelta(seconds=1)) == []


def test_calls_are_found_by_either_end(net: Net) -> None:
    made = call(net)
    came = net.dial("<Pause length='60'/>")

    assert [one.sid for one in net.client.calls.list(from_=HOTLINE)] == [made]
    assert [one.sid for one in net.client.calls.list(from_=CHILD)] == [came]
    assert [one.sid for one in net.client.calls.list(to=HOTLINE)] == [came]


def test_a_call_that_is_being_dialled_is_queued_to_whoever_asks(net: Net) -> None:
    sid = call(net)
    net.pass_time(0.5)

    assert net.sim.call(sid).status == "initiated"
    assert net.client.calls(sid).fetch().status == "queued"
    assert [one.sid for one in net.client.calls.list(status="queued")] == [sid]


def test_types_are_those_that_bite(net: Net) -> None:
    """Text where one expects a number, nothing where one expects nought, dates as in letters."""
    net.application.answers["/agent"] = "<Pause length='7'/>"
    net.sim.behave(POLICE, answer="accept")
    sid = call(net)
    queued = net.rest.get(net.address(f"Calls/{sid}.json")).json()
    net.sim.clock.run_until_idle()
    over = net.rest.get(net.address(f"Calls/{sid}.json")).json()
    net.client.messages.create(from_=HOTLINE, to=CHILD, body="Em ơi")
    [text] = net.rest.get(net.address("Messages.json")).json()["messages"]

    assert (queued["duration"], queued["start_time"], queued["end_time"]) == (None, None, None)
    assert (over["duration"], over["queue_time"], over["price"]) == ("7", "0", None)
    assert parsedate_to_datetime(over["end_time"]) == START + timedelta(seconds=8)
    assert (text["num_segments"], text["num_media"]) == ("1", "0")
    assert (text["error_code"], text["error_message"], text["date_sent"]) == (None, None, None)


def test_a_call_is_not_deleted_while_it_lasts(net: Net) -> None:
    sid = call(net)
    with pytest.raises(TwilioRestException) as refused:
        net.client.calls(sid).delete()
    assert (refused.value.status, refused.value.code) == (409, 20009)

    assert net.client.calls(sid).fetch().sid == sid


def test_an_error_says_what_where_and_more(net: Net) -> None:
    path = net.address("Calls/CA0.json").removeprefix("https://api.twilio.com")
    answer = net.rest.get(net.address("Calls/CA0.json"))

    assert answer.json() == {
        "code": 20404,
        "message": f"The requested resource {path} was not found",
        "more_info": "https://www.twilio.com/docs/errors/20404",
        "status": 404,
    }


def test_an_account_that_is_not_ours_is_closed(net: Net) -> None:
    other = net.address("Calls.json").replace("AC0123", "AC9999")

    assert net.rest.get(other).json()["code"] == 20003


@pytest.mark.parametrize("code", [30003, 30004, 30005, 30006, 30007, 30008])
def test_a_text_that_is_lost_names_one_of_the_carriers_reasons(net: Net, code: int) -> None:
    net.sim.behave(CHILD, sms="undelivered", error=code)
    made = net.client.messages.create(from_=HOTLINE, to=CHILD, body="Em ơi")
    net.sim.clock.run_until_idle()

    lost = net.client.messages(made.sid).fetch()
    assert (lost.error_code, lost.error_message != "Error") == (code, True)
