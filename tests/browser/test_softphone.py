"""A page of another program becomes a softphone, as it would with the carrier's own library."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

from tests.browser.conftest import at_home, served
from tests.browser.seat import Seat, program
from tests.browser.telephones import Telephones
from tests.simulator.access import APPLICATION, KEY, SECRET, token
from tests.simulator.conftest import CHILD, HOST, Net, build

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Route

expect = pytest.importorskip("playwright.sync_api", reason="playwright is not installed").expect
pytestmark = pytest.mark.browser
COUNSELOR = "client:counselor_07"


@dataclass
class Office:
    """A browser, the simulated network, and a program beside it."""

    context: "BrowserContext"
    simulator: str
    program: str
    seats: list[Seat] = field(default_factory=list)

    def seat(self) -> Seat:
        self.seats.append(Seat(self.context.new_page(), self.program))
        return self.seats[-1]

    def witness(self) -> Telephones:
        """A phone page, whose log tells what the network noticed."""
        telephones = Telephones(self.context.new_page(), self.simulator)
        telephones.enter()
        return telephones


@pytest.fixture
def net() -> Net:
    net = build()
    net.sim.api_keys[KEY] = SECRET
    net.sim.own_application(APPLICATION, voice_url=f"{HOST}/softphone")
    net.application.answers |= {
        "/softphone": '<Gather timeout="900" numDigits="2" action="/menu"/>',
        "/menu": "<Hangup/>",
        "/after": "<Hangup/>",
    }
    return net


@pytest.fixture
def office(net: Net, chromium: "Browser") -> Iterator[Office]:
    with (
        served(net.app) as simulator,
        served(program(simulator)) as url,
        at_home(chromium) as context,
    ):
        office = Office(context, simulator, url)
        yield office
    assert [seat.complaints for seat in office.seats] == [[] for _ in office.seats]


@pytest.fixture
def seat(office: Office, net: Net) -> Seat:
    """Registered as counselor_07."""
    one = office.seat()
    one.sit(token(net.sim))
    expect(one.log).to_have_text(["registered"])
    return one


def ring(net: Net, *, parameters: str = "") -> tuple[str, str]:
    """A child's call rings at the counselor: both legs."""
    child = net.dial(
        '<Dial action="/after"><Client>'
        f"<Identity>counselor_07</Identity>{parameters}</Client></Dial>"
    )
    net.pass_time(1.5)
    return child, net.sim.calls_to(COUNSELOR)[-1].sid


def test_a_registered_page_rings_accepts_talks_and_hangs_up(seat: Seat, net: Net) -> None:
    child, leg = ring(net, parameters='<Parameter name="ticket" value="1042"/>')
    expect(seat.log).to_have_text(
        ["registered", f"incoming from {CHILD}", '[["ticket","1042"]]'],
    )
    assert seat.do("[call.status(), call.direction, call.parameters.To]") == [
        "pending", "INCOMING", COUNSELOR,
    ]  # fmt: skip  # one line for what is asked, one for the answer
    seat.do("call.accept()")
    expect(seat.log.last).to_have_text("call accept")
    assert net.sim.call(leg).status == "in-progress"

    net.sim.say(child, "Cô ơi")
    expect(seat.log.last).to_have_text(f"{CHILD} says Cô ơi")
    seat.do("call.mute(); call.say('không ai nghe'); call.mute(false); call.say('Cô nghe đây')")
    expect(seat.log.last).to_have_text("call mute false")
    seat.carry("call.disconnect()", "hangup")
    expect(seat.log.last).to_have_text("call disconnect")

    assert net.sim.call(child).heard == ["Cô nghe đây"]
    assert seat.do("[call.status(), device.isBusy]") == ["closed", False]
    assert net.application.at("/after")[0]["DialCallStatus"] == "completed"


def test_the_last_words_are_heard_before_the_call_ends(seat: Seat, net: Net) -> None:
    child, _ = ring(net)
    expect(seat.log.last).to_contain_text("incoming")
    seat.do("call.accept()")
    expect(seat.log.last).to_have_text("call accept")
    slow: list[Route] = []
    seat.page.route("**/calls/*/say", lambda route: slow.append(route))
    seat.do("call.say('Cô nghe đây'); call.disconnect()")
    while not slow:  # the browser tells of its requests only while it is asked something
        seat.do("call.status()")
    with seat.page.expect_response("**/calls/*/hangup"):
        slow[0].continue_()

    expect(seat.log.last).to_have_text("call disconnect")
    assert net.sim.call(child).heard == ["Cô nghe đây"]


def test_a_page_that_rejects_sends_the_caller_on(seat: Seat, net: Net) -> None:
    ring(net)
    expect(seat.log.last).to_contain_text("incoming")
    seat.carry("call.reject()", "reject")
    expect(seat.log.last).to_have_text("call reject")

    assert seat.do("device.calls.length") == 0
    assert net.application.at("/after")[0]["DialCallStatus"] == "busy"


def test_a_caller_who_gives_up_is_a_cancel(seat: Seat, net: Net) -> None:
    child, _ = ring(net)
    expect(seat.log.last).to_contain_text("incoming")
    net.sim.hangup(child)

    expect(seat.log.last).to_have_text("call cancel")


def test_a_caller_who_hangs_up_is_a_disconnect(seat: Seat, net: Net) -> None:
    child, _ = ring(net)
    expect(seat.log.last).to_contain_text("incoming")
    seat.do("call.accept()")
    expect(seat.log.last).to_have_text("call accept")
    net.sim.hangup(child)

    expect(seat.log.last).to_have_text("call disconnect")


def test_the_first_of_two_pages_to_accept_has_the_call(
    seat: Seat, office: Office, net: Net
) -> None:
    other = office.seat()
    other.sit(token(net.sim))
    ring(net)
    expect(other.log.last).to_contain_text("incoming")
    expect(seat.log.last).to_contain_text("incoming")
    other.do("call.accept()")

    expect(other.log.last).to_have_text("call accept")
    expect(seat.log.last).to_have_text("call cancel")


def test_a_page_that_talks_is_not_rung_unless_it_wants_to_be(
    seat: Seat, office: Office, net: Net
) -> None:
    patient = office.seat()
    patient.sit(token(net.sim), allowIncomingWhileBusy=True)
    for one in (seat, patient):
        one.do("dial({})")
        expect(one.log.last).to_have_text("call accept")
    ring(net)

    expect(patient.log.last).to_have_text(f"incoming from {CHILD}")
    expect(seat.log.last).to_have_text("call accept")


def test_a_call_is_placed_with_parameters_and_keys(seat: Seat, net: Net) -> None:
    seat.do("dial({ ticket: '1042', To: '+84900000113' })")
    expect(seat.log.last).to_have_text("call accept")
    seat.do("call.sendDigits('42')")
    expect(seat.log.last).to_have_text("call disconnect")

    [asked] = net.application.at("/softphone")
    assert (asked["From"], asked["ticket"], asked["To"]) == (COUNSELOR, "1042", "+84900000113")
    assert net.application.at("/menu")[0]["Digits"] == "42"
    assert "Illegal character" in str(
        seat.do("{ try { call.sendDigits('x') } catch (problem) { problem.message } }")
    )


def test_a_call_that_is_over_before_it_began_is_told(seat: Seat, net: Net) -> None:
    net.application.answers["/softphone"] = "<Reject/>"
    seat.do("dial({})")

    expect(seat.log.last).to_have_text("call disconnect")


def test_a_closed_page_ends_its_call_at_once(seat: Seat, office: Office, net: Net) -> None:
    _, leg = ring(net)
    expect(seat.log.last).to_contain_text("incoming")
    seat.do("call.accept()")
    expect(seat.log.last).to_have_text("call accept")
    witness = office.witness()
    seat.open("/icon.svg")

    expect(witness.page.locator("#latest")).to_contain_text("cuộc gọi đã kết thúc")
    assert net.sim.call(leg).status == "completed"
    assert net.sim.softphones.all == {}


def test_a_browser_that_dies_leaves_its_call_after_ten_seconds(
    seat: Seat, office: Office, net: Net
) -> None:
    _, leg = ring(net)
    expect(seat.log.last).to_contain_text("incoming")
    seat.do("call.accept()")
    expect(seat.log.last).to_have_text("call accept")
    witness = office.witness()
    seat.do("navigator.sendBeacon = () => false")  # no time for a goodbye
    seat.page.close()
    expect(witness.page.locator("#latest")).to_contain_text("mất nối")
    net.pass_time(9)
    assert net.sim.call(leg).status == "in-progress"
    net.pass_time(2)

    assert net.sim.call(leg).status == "completed"
    assert net.application.at("/after")[0]["DialCallStatus"] == "completed"


def test_a_registration_the_network_forgot_is_made_again(seat: Seat, net: Net) -> None:
    [one] = net.sim.softphones.all.values()
    with net.sim.lock:
        net.sim.softphones.leave(one)

    expect(seat.log).to_have_text(["registered", "unregistered", "error 53000", "registered"])
    ring(net)
    expect(seat.log.last).to_contain_text("incoming")


def test_a_token_runs_out_and_a_new_one_is_taken(seat: Seat, net: Net) -> None:
    net.pass_time(601)
    expect(seat.log).to_have_text(["registered", "unregistered", "error 20104"])
    seat.page.evaluate("(token) => device.updateToken(token)", token(net.sim))
    seat.do("device.register()")
    expect(seat.log.last).to_have_text("registered")
    ring(net)

    expect(seat.log.last).to_contain_text("incoming")


def test_a_page_is_told_before_its_token_runs_out(office: Office, net: Net) -> None:
    seat = office.seat()
    seat.sit(token(net.sim), tokenRefreshMs=600_000)

    expect(seat.log.filter(has_text="tokenWillExpire")).to_have_count(1)


@pytest.mark.parametrize(("changes", "code"), [({"exp": 1}, 20104), ({"cty": "x"}, 20101)])
def test_a_page_with_a_bad_token_is_told_why(
    office: Office, net: Net, changes: dict[str, object], code: int
) -> None:
    seat = office.seat()
    seat.sit(token(net.sim, "counselor_07", **changes))

    expect(seat.log).to_have_text(["unregistered", f"error {code}"])
    assert seat.do("device.state") == "unregistered"


def test_a_page_that_wants_no_calls_any_more_gets_none(seat: Seat, net: Net) -> None:
    seat.do("device.unregister()")
    expect(seat.log.last).to_have_text("unregistered")
    _, leg = ring(net)
    seat.do("dial({})")

    expect(seat.log.last).to_have_text("call accept")
    assert net.sim.call(leg).status == "ringing"


def test_a_page_that_is_done_is_destroyed(seat: Seat, office: Office, net: Net) -> None:
    witness = office.witness()
    _, leg = ring(net)
    expect(seat.log.last).to_contain_text("incoming")
    seat.do("device.destroy()")

    expect(seat.log).to_have_text(
        ["registered", f"incoming from {CHILD}", "call cancel", "destroyed"]
    )
    refused = seat.do("device.connect().catch((problem) => problem.message)")
    assert refused == "Device has been destroyed."
    expect(witness.page.locator("#latest")).to_contain_text("đóng điện thoại")
    assert net.sim.call(leg).status == "busy"
