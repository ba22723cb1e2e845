"""Whatever is asked by REST, the answer is one the carrier describes, and the network stands."""

import re
from dataclasses import dataclass
from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.simulator import strict
from tests.simulator.conftest import ACCOUNT, CHILD, HOST, HOTLINE, POLICE, Net, build
from tests.simulator.test_rooms import room

NAMES = (
    *("To", "From", "Url", "Twiml", "Method", "StatusCallback", "StatusCallbackEvent", "Timeout"),
    *("Status", "Body", "MediaUrl", "ValidityPeriod", "FriendlyName", "MaxSize", "PhoneNumber"),
    *(
        "Label",
        "Muted",
        "Hold",
        "HoldUrl",
        "Coaching",
        "CallSidToCoach",
        "AnnounceUrl",
        "TimeLimit",
    ),
    *("MachineDetection", "AsyncAmd", "VoiceUrl", "VoiceMethod", "EndConferenceOnExit", "Beep"),
    *("PageSize", "Page", "PageToken", "StartTime", "StartTime<", "DateSent>", "ParentCallSid"),
)
VALUES = (
    *("", "0", "-1", "5", "99999999999999999999", "true", "false", "nan", "completed", "canceled"),
    *("GET", "PUT", "x" * 5000, "cứu", "\x00", "2026-07-17", "2026-13-45", "PA", "Front"),
    *(CHILD, HOTLINE, POLICE, "client:a", "sip:", f"{HOST}/agent", "https://[", "https://a_b.vn/"),
    *("<Response><Say>Chào</Say></Response>", "<Response", "Enable"),
)
FORMS = st.dictionaries(st.sampled_from(NAMES), st.sampled_from(VALUES), max_size=6)
LIKELY = {"To": POLICE, "From": HOTLINE, "Url": f"{HOST}/agent", "Body": "Em ơi"}


PREFIXES = {
    "Calls": ("CA",),
    "Messages": ("SM", "MM"),
    "Media": ("ME",),
    "Queues": ("QU",),
    "Members": ("CA", "Front"),
    "Conferences": ("CF",),
    "Participants": ("CA", "child"),
    "Recordings": ("RE",),
    "Transcriptions": ("TR",),
    "IncomingPhoneNumbers": ("PN",),
    "Notifications": ("NO",),
    "OutgoingCallerIds": ("PN",),
}
PLACE = re.compile(r"(\w+)/<(\w+)>")


@dataclass(frozen=True)
class Address:
    """Of the application: a method, and a path in which sids stand."""

    method: str
    path: str


@cache
def addresses() -> list[Address]:
    found = (
        Address(method, rule.rule.replace("<account>", ACCOUNT))
        for rule in build().app.url_map.iter_rules()
        if rule.rule.startswith("/2010-04-01/")
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    )
    return sorted(found, key=lambda one: (one.path, one.method))


def busy() -> Net:
    """Somebody waits, two talk, one text is out: there is something at every address."""
    net = build()
    net.application.answers["/agent"] = "<Pause length='60'/>"
    net.dial('<Enqueue waitUrl="">hotline</Enqueue>')
    net.dial(room("child"))
    net.dial(room("counselor"))
    net.dial('<Record maxLength="2"/>')
    net.sim.text(CHILD, HOTLINE, "", media=["data:image/png,x"])
    net.dial("<Shout/>")
    net.pass_time(5)
    return net


def sids(net: Net) -> list[str]:
    sim = net.sim
    kept = (sim.calls.all, sim.messages.all, sim.queues.all, sim.rooms.all)
    known = [sid for all_ in kept for sid in all_]
    media = [one.sid for text in sim.messages.all.values() for one in text.media]
    recordings = [one.sid for call in sim.calls.all.values() for one in call.recordings]
    notifications = [one.sid for one in net.client.notifications.list()]
    numbers = [one.sid for one in sim.owned.values()]
    return [*known, *media, *recordings, *notifications, *numbers, "child", "Front"]


# As many requests as a hundred examples of three, with a quarter of the networks to build.
@settings(max_examples=25, deadline=None, derandomize=True)
@given(st.data())
def test_any_request_gets_an_answer_by_the_book(data: st.DataObject) -> None:
    net = busy()
    for _ in range(data.draw(st.integers(6, 18))):
        asked, known = data.draw(st.sampled_from(addresses())), sids(net)

        def named(place: re.Match[str], known: list[str] = known) -> str:
            fitting = [sid for sid in known if sid.startswith(PREFIXES[place[1]])]
            return f"{place[1]}/{data.draw(st.sampled_from([*fitting, 'XX0']))}"

        path = PLACE.sub(named, asked.path)
        form = data.draw(FORMS | FORMS.map(lambda odd: odd | LIKELY))
        where = {"params" if asked.method == "GET" else "data": form}
        with strict.watch.on_purpose():
            answer = net.rest.request(asked.method, f"https://api.twilio.com{path}", **where)  # type: ignore[arg-type]  # a form either way
        assert answer.status_code < 500, f"{asked} {form}"
    net.sim.clock.run_until_idle()
