"""A scenario played at an account as well: what differs from the simulator is found and told.

Another simulator stands for the account, reached over HTTP alone.
"""

import io
import re
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
import requests
from twilio.request_validator import RequestValidator

from simulator.app import create_app
from simulator.inprocess import WsgiAdapter
from simulator.live import Live
from simulator.network import Simulator
from simulator.scenarios.reading import Scenario, Step, load
from simulator.scenarios.running import Player, play
from simulator.serving import listening
from simulator.shadow import command
from simulator.shadow.differing import differences
from simulator.shadow.guard import only_signed
from simulator.shadow.hands import Prompted
from simulator.shadow.traffic import Seen, Traffic
from tests.simulator.application import Application
from tests.simulator.conftest import ACCOUNT, HOTLINE, START, TOKEN
from tests.simulator.programs import free_port

NIGHTS = Path(__file__).parents[2] / "simulator/scenarios/nights"
NIGHT = NIGHTS / "police_three_way.yaml"
BEFORE = "https://hotline.example/voice"


@dataclass
class Stranger:
    """The account, and hands that do at its telephones what the scenario says."""

    sim: Simulator
    base: str
    deed: Callable[[Step], None]

    def begin(self, scenario: Scenario) -> None:
        for actor in scenario.actors.values():
            self.sim.behave(actor.number, **actor.behaviour)

    def do(self, step: Step) -> None:
        self.deed(step)

    def wait(self, seconds: float) -> None:
        self.sim.clock.forward(timedelta(seconds=seconds))

    def shadow(self, path: Path = NIGHT, *more: str, token: str = TOKEN) -> int:
        port = free_port()
        home = f"http://127.0.0.1:{port}"
        environment = {
            "TWILIO_ACCOUNT_SID": ACCOUNT,
            "TWILIO_AUTH_TOKEN": token,
            "SHADOW_API_BASE": self.base,
        }
        options = ["--account", "--public-url", home, "--port", str(port)]
        return command.run([str(path), *options, *more], environment, self)


@pytest.fixture
def stranger() -> Iterator[Stranger]:
    session = requests.Session()
    session.trust_env = False
    sim = Simulator(ACCOUNT, TOKEN, session, START, seed=99)
    sim.own(HOTLINE, voice_url=BEFORE)
    live = Live(sim, rate=0)
    server = listening(create_app(sim), 0)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    scenario = load(NIGHT)
    yield Stranger(sim, f"http://127.0.0.1:{server.port}", Player(scenario, sim, session).do)
    server.shutdown()
    server.server_close()
    live.stop()


def test_an_account_that_does_the_same_differs_in_nothing(
    stranger: Stranger, capsys: pytest.CaptureFixture[str]
) -> None:
    assert stranger.shadow() == command.SAME

    said = capsys.readouterr().out
    assert "nothing differs" in said
    assert "0 REST" not in said
    assert TOKEN not in said
    assert stranger.sim.owned[HOTLINE].voice_url == BEFORE


def test_what_an_account_does_otherwise_is_told_by_field_and_word(
    stranger: Stranger, capsys: pytest.CaptureFixture[str]
) -> None:
    stranger.sim.habits.dequeued_as = "bridged"

    assert stranger.shadow() == command.OTHERWISE

    said = capsys.readouterr().out
    assert (
        "webhook POST /v/queue-left, no. 1: QueueResult is redirected here, bridged there" in said
    )
    assert "differences: 1" in said


def test_a_number_goes_by_the_one_the_account_has(stranger: Stranger) -> None:
    """The scenario, the forms of the application and the number that is borrowed alike."""
    real = "+12125550100"
    stranger.sim.own(real, voice_url=BEFORE)
    del stranger.sim.owned[HOTLINE]

    assert stranger.shadow(NIGHT, "--as", f"{HOTLINE}={real}") == command.SAME


def test_a_borrowed_number_is_given_back_when_the_night_breaks_off(stranger: Stranger) -> None:
    def breaks(_step: Step) -> None:
        assert stranger.sim.owned[HOTLINE].voice_url != BEFORE
        raise OSError("the operator fell asleep")

    stranger.deed = breaks

    assert stranger.shadow() == command.BAD
    assert stranger.sim.owned[HOTLINE].voice_url == BEFORE


@pytest.mark.parametrize(
    ("arguments", "environment", "said"),
    [
        pytest.param([], {"TWILIO_ACCOUNT_SID": "AC1", "TWILIO_AUTH_TOKEN": "x"},
                     "costs money", id="nobody said that real people may be called"),
        pytest.param(["--account"], {"TWILIO_ACCOUNT_SID": "AC1"},
                     "TWILIO_AUTH_TOKEN: needed", id="no token"),
    ],
)  # fmt: skip  # what is asked, then what is said
def test_no_account_is_touched_by_accident(
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    environment: dict[str, str],
    said: str,
) -> None:
    options = [str(NIGHT), "--public-url", "https://hotline.example", *arguments]

    assert command.run(options, environment) == command.BAD
    assert said in capsys.readouterr().err


def test_an_account_that_lets_nobody_in_or_lacks_the_number_is_told(
    stranger: Stranger, capsys: pytest.CaptureFixture[str]
) -> None:
    assert stranger.shadow(token="another") == command.BAD
    assert "does not let us in" in capsys.readouterr().err
    del stranger.sim.owned[HOTLINE]
    assert stranger.shadow() == command.BAD
    assert "the account has no such number" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "said"),
    [
        pytest.param(NIGHT.read_text(encoding="utf-8") + "faults: [{kind: sms, drop: 1}]\n",
                     "nobody orders faults", id="faults"),
        pytest.param(NIGHT.read_text(encoding="utf-8") + "  - fault: []\n",
                     "nobody orders a fault", id="a fault on the way"),
        pytest.param("actors: {child: {number: '+84912345678'}}\nsteps: [{wait: 1s}]\n",
                     "an application is needed", id="no application"),
        pytest.param(NIGHT.read_text(encoding="utf-8") + "  - expect: {queue: hotline, size: 9}\n",
                     "is not what the simulator does", id="what the simulator does not do itself"),
    ],
)  # fmt: skip  # what is played, then what is said
def test_a_scenario_no_account_can_be_told_is_refused(
    stranger: Stranger, tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str, said: str
) -> None:
    path = tmp_path / "night.yaml"
    path.write_text(text, encoding="utf-8")

    assert stranger.shadow(path) == command.BAD
    assert said in capsys.readouterr().err
    assert stranger.sim.ledger == []


def _traffic(*webhooks: Seen) -> Traffic:
    traffic = Traffic()
    traffic.webhooks = list(webhooks)
    return traffic


Written = tuple[str, dict[str, str]] | tuple[str, dict[str, str], str, int]
RINGS, ENDS = {"CallStatus": "ringing", "To": "a text"}, {"CallStatus": "completed"}


@pytest.mark.parametrize(
    ("here", "there", "said"),
    [
        pytest.param([("/a", RINGS), ("/b", ENDS)], [("/b", ENDS), ("/a", RINGS)], [],
                     id="news of two addresses may overtake"),
        pytest.param([("/a", RINGS), ("/a", ENDS)], [("/a", ENDS), ("/a", RINGS)],
                     ["webhook /a, no. 1: CallStatus is ringing here, completed there",
                      "webhook /a, no. 1: To is a text here, absent there",
                      "webhook /a, no. 2: CallStatus is completed here, ringing there",
                      "webhook /a, no. 2: To is absent here, a text there"],
                     id="of one address it may not"),
        pytest.param([("/a", RINGS, "CA1", 0), ("/a", ENDS, "CA1", 1), ("/a", RINGS, "CA2", 0)],
                     [("/a", ENDS, "CA9", 1), ("/a", RINGS, "CA9", 0), ("/a", RINGS, "CA8", 0)],
                     [], id="what the carrier numbered is put in order, call by call"),
        pytest.param([("/a", ENDS)], [], ["webhook /a: 1 times here, 0 times there"],
                     id="what never came"),
        pytest.param([], [("/a", ENDS)], ["webhook /a: 0 times here, 1 times there"],
                     id="what nobody expected"),
    ],
)  # fmt: skip  # both sides, then what is said
def test_two_runs_are_held_together_address_by_address(
    here: list[Written],
    there: list[Written],
    said: list[str],
) -> None:
    ours, theirs = (_traffic(*(Seen(*one) for one in side)) for side in (here, there))

    assert differences(ours, theirs) == said


def test_words_and_kinds_are_kept_and_nothing_that_was_said() -> None:
    traffic = Traffic()
    play(load(NIGHT), traffic.around)

    first = traffic.webhooks[0]
    assert (first.place, first.facts["CallStatus"], first.facts["From"]) == (
        "POST /v/in", "ringing", "a text",
    )  # fmt: skip  # one line for what is looked at, one for what is there
    assert traffic.rest[0].place == "POST Calls.json"
    assert traffic.rest[0].facts["HTTP"] == "201"
    assert traffic.rest[0].facts["status"] == "queued"
    assert traffic.rest[0].facts["price"] == "null"
    assert "POST Queues/{QU}/Members/{CA}.json" in {one.place for one in traffic.rest}
    kept = " ".join(f"{one.place} {one.facts}" for one in (*traffic.rest, *traffic.webhooks))
    assert re.findall(r"\+84\d+|[0-9a-f]{32}|Chào", kept) == []


def test_a_person_is_told_each_deed_and_says_when_it_is_done() -> None:
    screen = io.StringIO()
    hands = Prompted(io.StringIO("\n\n"), screen)

    hands.begin(load(NIGHT))
    hands.do(Step(1, "child", "press", "1"))
    hands.do(Step(2, "child", "hear", "Chào em", {"within": 10.0}))
    hands.wait(0)

    said = screen.getvalue()
    assert "child is +84912345678: does as told" in said
    assert "police is +84900000113: answer accept, after 3" in said
    assert "child: press 1  [Enter when done]" in said
    assert "child: hear Chào em, within 10.0" in said


HOME = "https://tunnel.example:8443"


@pytest.mark.parametrize(
    ("signed", "status"),
    [
        pytest.param(f"{HOME}/v/in?c=1%202", 204, id="the carrier, of a text"),
        pytest.param("https://tunnel.example/v/in?c=1%202", 204, id="the carrier, of a call"),
        pytest.param(f"{HOME}/v/in?c=2", 403, id="somebody who changed the address"),
        pytest.param("", 403, id="anybody else"),
    ],
)
def test_nobody_but_the_carrier_reaches_the_application(signed: str, status: int) -> None:
    application, session = Application(), requests.Session()
    session.mount(HOME, WsgiAdapter(only_signed(application.wsgi(), TOKEN, HOME)))
    params = {"CallSid": "CA1", "FromCity": ""}
    signature = RequestValidator(TOKEN).compute_signature(signed, params) if signed else ""

    came = session.post(
        f"{HOME}/v/in?c=1%202", data=params, headers={"X-Twilio-Signature": signature}
    )

    assert came.status_code == status
    assert len(application.asked) == (status == 204)
