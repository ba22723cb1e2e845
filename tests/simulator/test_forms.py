"""What the carrier's description forbids is refused here too: field by field, operation by
operation, a value is planted that the field cannot hold."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping

import pytest

from tests.simulator import book, strict
from tests.simulator.conftest import CHILD, HOST, HOTLINE, POLICE, Net
from tests.simulator.families import Night, night, wanted
from tests.simulator.test_rooms import case, room

pytestmark = pytest.mark.skipif(not strict.available(), reason=strict.ABSENT)
POSTS = [each for each in wanted() if each.method == "POST"]
LISTS = [each for each in wanted() if each.method == "GET" and "PageSize" in each.query]
NOT_A_WORD = "no-word-of-this-list"
# Of each operation a form that is done.
DONE: Mapping[str, Mapping[str, str]] = {
    "/Calls.json": {"To": POLICE, "From": HOTLINE, "Url": f"{HOST}/voice"},
    "/Calls/{CallSid}/Recordings/{Sid}.json": {"Status": "paused"},
    "/Calls/{Sid}.json": {"StatusCallback": f"{HOST}/status"},
    "/Conferences/{ConferenceSid}/Participants.json": {"To": POLICE, "From": HOTLINE},
    "/Conferences/{ConferenceSid}/Recordings/{Sid}.json": {"Status": "paused"},
    "/IncomingPhoneNumbers.json": {"PhoneNumber": "+842473009999"},
    "/IncomingPhoneNumbers/Local.json": {"PhoneNumber": "+842473009998"},
    "/IncomingPhoneNumbers/Mobile.json": {"PhoneNumber": "+84900009997"},
    "/IncomingPhoneNumbers/TollFree.json": {"PhoneNumber": "+8418009996"},
    "/Messages.json": {"To": CHILD, "From": HOTLINE, "Body": "Chào em"},
    "/Messages/{Sid}.json": {"Body": ""},
    "/OutgoingCallerIds.json": {"PhoneNumber": "+842838000000"},
    "/Queues.json": {"FriendlyName": "night"},
    "/Queues/{QueueSid}/Members/{CallSid}.json": {"Url": f"{HOST}/voice"},
    "/Queues/{Sid}.json": {"MaxSize": "20"},
}
# What the carrier itself passes over, and who says so.
PASSED_OVER = {
    "Muted": "O: anything but true and false is false",
    "StatusCallbackEvent": "M: words nobody knows order nothing",
    "RecordingStatusCallbackEvent": "M: the same",
    "ConferenceStatusCallbackEvent": "M: the same",
    "ConferenceRecordingStatusCallbackEvent": "M: the same",
}


def wrong(field: book.Field) -> Iterator[str]:
    """Values this field cannot hold, by its type, its format, its pattern or its list."""
    schema = field.each
    if "pattern" in schema:
        yield from ("XX" + 32 * "0", str(schema["pattern"])[1:3] + "123", "nothing of the kind")
    if field.words or words_in_prose(field):
        yield NOT_A_WORD
    yield from _WRONG.get(str(schema.get("type")), ())
    yield from _WRONG.get(str(schema.get("format")), ())


_WRONG = {
    "boolean": ("perhaps",),
    "integer": ("soon", "-1", "1.5"),
    "number": ("much",),
    "uri": ("not an address", "/relative", "ftp://hotline.test/x", "https://["),
    "http-method": ("BREW",),
    "date": ("yesterday",),
    "date-time": ("yesterday",),
}


def words_in_prose(field: book.Field) -> list[str]:
    """Many lists of words stand in the description's prose alone."""
    said = re.search(r"Can be:? (`[^.]*`)", field.prose)
    return list(dict.fromkeys(re.findall(r"`([^`]+)`", said.group(1)))) if said else []


def plant(night: Night, operation: book.Operation) -> Counter[str]:
    """How many values were refused, and how many passed over where the carrier does so too."""
    path = night.net.address(night.address(operation))
    done, counted = DONE.get(operation.address, {}), Counter[str]()
    for field in operation.form.values():
        for value in wrong(field):
            with strict.watch.on_purpose():
                answer = night.net.rest.post(path, data={**done, field.name: value})
            over = field.name in PASSED_OVER and answer.status_code < 300
            assert over or 400 <= answer.status_code < 500, f"{field.name}={value!r}: done"
            counted["passed over" if over else "refused"] += 1
    return counted


@pytest.mark.parametrize("operation", POSTS, ids=lambda operation: operation.address)
def test_what_a_field_cannot_hold_is_refused(operation: book.Operation) -> None:
    here = night()
    counted = plant(here, operation)
    answer = here.net.rest.post(
        here.net.address(here.address(operation)), data=DONE.get(operation.address, {})
    )
    print(f"{operation.address}: {dict(counted)}")  # noqa: T201  # the count is the proof

    assert answer.status_code < 300, "the form itself is not done: it refused everything"


@pytest.fixture(scope="module")
def evening() -> Night:
    return night()


@pytest.mark.parametrize("operation", LISTS, ids=lambda operation: operation.address)
def test_what_a_filter_cannot_hold_is_refused(evening: Night, operation: book.Operation) -> None:
    path = evening.net.address(evening.address(operation))
    planted = [(name, each) for name, field in operation.query.items() for each in wrong(field)]
    taken = [
        (name, value)
        for name, value in planted
        if name not in PASSED_OVER
        and evening.net.rest.get(path, params={name: value}).json().get("status") != 400
    ]

    assert len(planted) > 1
    assert taken == []


@pytest.mark.parametrize(
    ("field", "value", "status"),
    [
        pytest.param("Timeout", "600", 201, id="the longest"),
        pytest.param("Timeout", "601", 400, id="longer"),
        pytest.param("TimeLimit", "86400", 201, id="a whole day"),
        pytest.param("TimeLimit", "0", 400, id="no time at all"),
    ],
)
def test_a_number_has_its_bounds(net: Net, field: str, value: str, status: int) -> None:
    form = {**DONE["/Calls.json"], field: value}
    assert net.rest.post(net.address("Calls.json"), data=form).status_code == status


@pytest.mark.parametrize(("field", "odd"), [("Record", "true-ish"), ("Trim", "do-not-trim-it")])
def test_a_word_is_meant_as_a_whole(net: Net, field: str, odd: str) -> None:
    form = {**DONE["/Calls.json"], field: odd}
    assert net.rest.post(net.address("Calls.json"), data=form).json()["code"] == 20001


def test_every_value_of_a_field_is_looked_at(net: Net) -> None:
    pictures = [f"{HOST}/a.png", "not an address"]
    form = {**DONE["/Messages.json"], "MediaUrl": pictures}
    assert net.rest.post(net.address("Messages.json"), data=form).json()["code"] == 21620


def test_whatever_is_not_true_lets_one_of_a_room_be_heard(net: Net) -> None:
    net.dial(room("child"))
    child = net.client.conferences(case(net).sid).participants("child")
    assert child.update(muted=True).muted is True
    with strict.watch.on_purpose() as odd:
        answer = net.rest.post(
            net.address(f"Conferences/{case(net).sid}/Participants/child.json"),
            data={"Muted": "perhaps"},
        )

    assert answer.json()["muted"] is False
    assert len(odd) == 1


def test_every_list_in_prose_is_read() -> None:
    [calls] = [each for each in POSTS if each.address == "/Calls.json"]

    assert words_in_prose(calls.form["RecordingTrack"]) == ["inbound", "outbound", "both"]
    assert words_in_prose(calls.form["Trim"]) == ["trim-silence", "do-not-trim"]


@pytest.mark.parametrize(
    ("field", "code"),
    [
        pytest.param({"Url": "/voice"}, 21205, id="an address that is none"),
        pytest.param({"FallbackUrl": "x"}, 21205, id="nor a second one"),
        pytest.param({"StatusCallback": "https://a_b.vn/"}, 21609, id="an underscore"),
        pytest.param({"RecordingStatusCallback": "https://a_b.vn/"}, 21609, id="there neither"),
        pytest.param({"Record": "perhaps"}, 20001, id="everything else"),
    ],
)
def test_it_is_refused_with_the_carriers_code(net: Net, field: dict[str, str], code: int) -> None:
    answer = net.rest.post(net.address("Calls.json"), data={**DONE["/Calls.json"], **field})

    assert (answer.status_code, answer.json()["code"]) == (400, code)


@pytest.mark.parametrize(
    ("what", "code"),
    [
        pytest.param("Calls.json", 21215, id="no call"),
        pytest.param("Messages.json", 21408, id="no text"),
    ],
)
def test_a_country_without_permission_is_not_reached(net: Net, what: str, code: int) -> None:
    net.sim.coverage.barred = ("+84900",)
    form = {"To": POLICE, "From": HOTLINE, "Url": f"{HOST}/voice"}
    if what == "Messages.json":
        form = {"To": POLICE, "From": HOTLINE, "Body": "Chào"}

    assert net.rest.post(net.address(what), data=form).json()["code"] == code


def test_a_landline_rings_and_takes_no_text(net: Net) -> None:
    net.sim.coverage.landlines = ("+842",)
    office = "+842393855001"
    text = {"To": office, "From": HOTLINE, "Body": "Chào"}

    assert net.rest.post(net.address("Messages.json"), data=text).json()["code"] == 21614
    net.client.calls.create(to=office, from_=HOTLINE, url=f"{HOST}/voice")
    assert len(net.sim.calls_to(office)) == 1
