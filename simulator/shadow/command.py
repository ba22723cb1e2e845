"""python -m simulator shadow FILE... --account: what an account does unlike the simulator."""

import argparse
import sys
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import requests

from simulator.inprocess import WsgiAdapter
from simulator.scenarios.reading import Scenario, ScenarioError, Step, read
from simulator.scenarios.running import play
from simulator.scenarios.stage import HOME, named
from simulator.scenarios.transcript import refused, written
from simulator.shadow.account import Account, served
from simulator.shadow.differing import differences
from simulator.shadow.guard import only_signed
from simulator.shadow.hands import Hands, Prompted
from simulator.shadow.traffic import Traffic

SAME, OTHERWISE, BAD = 0, 1, 2
SETTLE = 30.0  # seconds for what comes late
CARRIER = "https://api.twilio.com"
WARNING = (
    "A shadow run calls and texts real people from a real account, and costs money.\n"
    "Say --account when that is what you want.\n"
)
_NEEDED = ("TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN")


@dataclass(frozen=True)
class Run:
    """`home` is where the carrier reaches the application, `port` where this machine serves it;
    `names` are numbers of the scenario and what they are at the account."""

    account: Account
    home: str
    port: int
    names: Mapping[str, str]
    hands: Hands


def run(
    arguments: Sequence[str], environment: Mapping[str, str], hands: Hands | None = None
) -> int:
    """0 when nothing differs, 1 when something does, 2 for what cannot be played."""
    chosen = _reader().parse_args(arguments)
    missing = [name for name in _NEEDED if not environment.get(name)]
    if not chosen.account or missing:
        sys.stderr.write(WARNING if not chosen.account else f"{', '.join(missing)}: needed\n")
        return BAD
    base = environment.get("SHADOW_API_BASE", CARRIER)
    account = Account(base, *(environment[name] for name in _NEEDED))
    names = dict(one.split("=", 1) for one in chosen.numbers)
    wanted = Run(
        account, chosen.public_url, chosen.port, names, hands or Prompted(sys.stdin, sys.stdout)
    )
    return max(_one(Path(name), wanted) for name in chosen.files)


def _reader() -> argparse.ArgumentParser:
    reader = argparse.ArgumentParser(prog="python -m simulator shadow", description=__doc__)
    reader.add_argument("files", nargs="+", metavar="FILE")
    reader.add_argument("--account", action="store_true", help="yes, call and text real people")
    reader.add_argument("--public-url", required=True, help="where the carrier reaches --port")
    reader.add_argument("--port", type=int, default=5102, help="of the application, here")
    reader.add_argument(
        "--as", dest="numbers", action="append", default=[], metavar="NUMBER=NUMBER",
        help="a number of the scenario, and the one the account really has",
    )  # fmt: skip  # the option, then what it is for
    return reader


def _one(path: Path, wanted: Run) -> int:
    try:
        here = _here(path.stem, _read(path, {}))
        there = _there(_read(path, wanted.names), wanted)
    except ScenarioError as error:
        sys.stderr.write(refused(str(path), error) + "\n")
        return BAD
    except (LookupError, OSError) as problem:
        sys.stderr.write(f"{path}: {problem}\n")
        return BAD
    found = differences(here, there)
    counts = f"{len(there.rest)} REST answers, {len(there.webhooks)} webhooks"
    said = f"differences: {len(found)}" if found else "nothing differs"
    sys.stdout.write("\n".join([f"SHADOW  {path.stem}: {counts}", *found, said]) + "\n\n")
    return OTHERWISE if found else SAME


def _read(path: Path, names: Mapping[str, str]) -> Scenario:
    """Raises ScenarioError for what no account can be told."""
    text = path.read_text(encoding="utf-8")
    for said, meant in names.items():
        text = text.replace(said, meant)
    scenario = read(text)
    wrong = [(one.line, "nobody orders a fault at an account") for one in scenario.steps
             if one.who == "fault"]  # fmt: skip  # one sentence
    if scenario.faults:
        wrong.append((1, "nobody orders faults at an account"))
    if not scenario.application:
        wrong.append((1, "an application is needed, so that both sides can be watched"))
    if wrong:
        raise ScenarioError(wrong)
    return scenario


def _here(name: str, scenario: Scenario) -> Traffic:
    """Raises LookupError for a scenario that does not come out as written on the simulator."""
    traffic = Traffic()
    played = play(scenario, traffic.around, SETTLE)
    if not played.passed:
        raise LookupError(f"is not what the simulator does\n{written(name, played)}")
    return traffic


def _there(scenario: Scenario, wanted: Run) -> Traffic:
    traffic, account = Traffic(), wanted.account
    rest = account.session({HOME: wanted.home, **wanted.names})
    app = traffic.around(named(scenario.application))(rest, account.address)
    wanted.hands.begin(scenario)
    near = requests.Session()
    near.mount(HOME, WsgiAdapter(app))
    with ExitStack() as stack:
        guarded = only_signed(app, account.token, wanted.home)
        stack.enter_context(served(guarded, wanted.port))
        for number, settings in scenario.numbers.items():
            stack.enter_context(account.borrowed(number, settings, wanted.home))
        for step in scenario.steps:
            _act(step, wanted.hands, near)
        wanted.hands.wait(SETTLE)
    return traffic


def _act(step: Step, hands: Hands, near: requests.Session) -> None:
    """Nobody sees inside a carrier: what is expected of it is of the simulator's own run."""
    if step.who == "wait":
        hands.wait(step.value)
    elif step.who == "button":
        near.post(f"{HOME}{step.value}", timeout=20)
    elif step.who != "expect":
        hands.do(step)
