"""A picture is asked for at the carrier and nowhere else, and no more of it than there may be."""

from collections.abc import Mapping
from io import BytesIO

import pytest
from requests import PreparedRequest, Response
from requests.adapters import BaseAdapter
from requests.structures import CaseInsensitiveDict

from hotline.telephony import shelf
from hotline.telephony.carrier import (
    AmbiguousError,
    BusyError,
    RefusedError,
    ThrottledError,
    TooLargeError,
)
from hotline.telephony.twilio import Twilio

ACCOUNT = "AC" + "0" * 32
PATH = f"/2010-04-01/Accounts/{ACCOUNT}/Messages/MM{'a' * 32}/Media/ME{'b' * 32}"
HERE = shelf.CARRIER + PATH
MOST = 100


class Shelf(BaseAdapter):
    """A carrier that answers each address as it is told, and keeps who asked for what."""

    def __init__(self, *answers: tuple[int, Mapping[str, str], bytes]) -> None:
        super().__init__()
        self._answers, self.asked = list(answers), list[PreparedRequest]()

    def send(self, request: PreparedRequest, *_how: object, **_more: object) -> Response:
        self.asked.append(request)
        answer = Response()
        answer.status_code, headers, body = self._answers.pop(0)
        answer.headers, answer.raw = CaseInsensitiveDict(headers), BytesIO(body)
        answer.url, answer.request = request.url or "", request
        return answer

    def close(self) -> None:
        """Nothing is open."""


def carrier(answers: Shelf) -> Twilio:
    return Twilio(ACCOUNT, "test-token-1", ["+842473001111"], adapter=answers)


@pytest.mark.parametrize(
    ("address", "ours"),
    [
        pytest.param(HERE, True, id="at-the-carrier"),
        pytest.param("https://carrier.test" + PATH, True, id="where-the-settings-say"),
        pytest.param("http://api.twilio.com" + PATH, False, id="without-tls"),
        pytest.param("https://api.twilio.com.evil.vn" + PATH, False, id="almost-the-carrier"),
        pytest.param("https://evil.vn/" + HERE, False, id="carrier-in-the-path"),
        pytest.param("https://api.twilio.com@evil.vn" + PATH, False, id="carrier-as-a-name"),
        pytest.param(HERE.replace(ACCOUNT, "AC" + "1" * 32), False, id="another-account"),
        pytest.param(HERE + "/../../../Calls.json", False, id="another-place"),
        pytest.param(HERE + "?x=1", False, id="with-a-question"),
        pytest.param("http://169.254.169.254/latest/meta-data", False, id="the-cloud-s-inside"),
        pytest.param("file:///etc/passwd", False, id="a-file"),
        pytest.param("", False, id="nothing"),
    ],
)
def test_only_the_carriers_own_addresses_under_our_account_are_asked(
    address: str, ours: bool
) -> None:
    twilio = Twilio(ACCOUNT, "t", ["+842473001111"], base="https://carrier.test/")
    assert twilio.holds(address) is ours


def test_who_is_asked_for_somebody_elses_address_asks_nobody() -> None:
    answers = Shelf()
    with pytest.raises(RefusedError):
        carrier(answers).picture("https://evil.vn/cat.jpg", MOST)
    assert answers.asked == []


def test_a_picture_is_asked_for_with_our_login_and_unpacked() -> None:
    answers = Shelf((200, {"Content-Type": "text/html"}, b"picture"))
    assert carrier(answers).picture(HERE, MOST) == b"picture"
    [asked] = answers.asked
    assert asked.url == HERE
    assert asked.headers["Authorization"].startswith("Basic ")
    assert asked.headers["Accept-Encoding"] == "identity"


def test_where_the_carrier_sends_us_nobody_learns_who_we_are() -> None:
    there = "https://mms.twiliocdn.com/AC/x?Signature=y"
    answers = Shelf((307, {"Location": there}, b""), (200, {}, b"picture"))
    assert carrier(answers).picture(HERE, MOST) == b"picture"
    assert answers.asked[1].url == there
    assert "Authorization" not in answers.asked[1].headers


@pytest.mark.parametrize(
    "there",
    [
        "https://evil.vn/cat.jpg",
        "http://mms.twiliocdn.com/x",
        "https://mms.twiliocdn.com.evil.vn/x",
        "https://mms.twiliocdn.com:8443/x",
        "https://me@mms.twiliocdn.com/x",
        "http://127.0.0.1:6379/",
        "//mms.twiliocdn.com/x",
        "",
    ],
)
def test_nobody_is_followed_out_of_the_carriers_house(there: str) -> None:
    answers = Shelf((307, {"Location": there}, b""))
    with pytest.raises(RefusedError):
        carrier(answers).picture(HERE, MOST)
    assert len(answers.asked) == 1


def test_a_second_sending_on_is_not_followed() -> None:
    there = {"Location": "https://mms.twiliocdn.com/x"}
    answers = Shelf((307, there, b""), (307, there, b""))
    with pytest.raises((RefusedError, AmbiguousError)):
        carrier(answers).picture(HERE, MOST)
    assert len(answers.asked) == 2


@pytest.mark.parametrize("says", [{}, {"Content-Length": "5"}])
def test_too_much_is_left_off_whatever_it_says_of_its_length(says: Mapping[str, str]) -> None:
    exactly, more = Shelf((200, says, bytes(MOST))), Shelf((200, says, bytes(MOST + 1)))
    assert len(carrier(exactly).picture(HERE, MOST)) == MOST
    with pytest.raises(TooLargeError):
        carrier(more).picture(HERE, MOST)


@pytest.mark.parametrize(
    ("status", "headers", "means"),
    [
        pytest.param(404, {}, RefusedError, id="it-is-not-there"),
        pytest.param(401, {}, ThrottledError, id="it-does-not-know-us"),
        pytest.param(403, {}, ThrottledError, id="the-way-there-is-too-old"),
        pytest.param(429, {}, BusyError, id="so-many-and-no-more"),
        pytest.param(503, {}, AmbiguousError, id="its-door-is-shut"),
        pytest.param(
            200, {"Content-Encoding": "gzip"}, AmbiguousError, id="packed-though-nobody-asked"
        ),
    ],
)
def test_each_answer_has_its_meaning(
    status: int, headers: Mapping[str, str], means: type[Exception]
) -> None:
    with pytest.raises(means) as said:
        carrier(Shelf((status, headers, b"x"))).picture(HERE, MOST)
    assert type(said.value) is means


def test_what_is_deleted_already_is_deleted() -> None:
    gone = b'{"code": 20404, "message": "no", "more_info": "", "status": 404}'
    answers = Shelf((204, {}, b""), (404, {"Content-Type": "application/json"}, gone))
    twilio = carrier(answers)
    twilio.drop_picture(HERE)
    twilio.drop_picture(HERE)
    assert [(asked.method, asked.url) for asked in answers.asked] == [
        ("DELETE", f"{HERE}.json")
    ] * 2
