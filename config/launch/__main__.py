"""python -m config.launch: what `./run` hands over to."""

import os
import sys

from config.launch import addresses, checks, demo_settings, packages
from config.launch.commands import COMMANDS, FRUGAL, GUESTS, TRIALS, program
from config.launch.prepare import prepare
from config.launch.steps import ROOT, LaunchError, give_up, say

USAGE = """\
./run                        set up and run everything with a simulated telephone company
./run test [PATH...]         every check and every test, or pytest alone with these arguments
./run setup                  only set up
./run web|worker|metronome   one process, told by the environment (docs/operations.md)
./run simulator              the telephone company alone
./run flask COMMAND          the command line, for instance ./run flask --help
./run demo-story             the story of one night, played to the running demo
./run bench [NAME]           the benchmarks
./run weights                learns what signs weigh, for triage, from the labelled messages
./run faults [WORD]          kills and cuts off its own copy of everything, and says what that cost
./run soak [MINUTES]         the same at random for half an hour, while twenty people a second text
"""


def main(arguments: list[str]) -> int:
    """The exit code; a process or the demo takes this one's place and never returns."""
    name, rest = (arguments[0], arguments[1:]) if arguments else ("demo", [])
    if name in {"help", "--help", "-h"}:
        say(USAGE)
        return 0
    if name == "test":
        return checks.test(rest)
    if name == "setup":
        prepare()
        return 0
    if name == "demo":
        _demo()
    if name not in COMMANDS:
        raise LaunchError(f"./run knows no {name!r}; ./run help lists what it knows.")
    prepare(packages.DEVELOPMENT if name in TRIALS else packages.RUNTIME)
    _become([*COMMANDS[name], *rest], _joined(name))
    return 0


def _demo() -> None:
    port = addresses.chosen_port(os.environ.get("PORT") or "5100")
    prepare()
    _become([str(program("python")), "-m", "config.launch.demo", str(port)], {})


def _joined(name: str) -> dict[str, str]:
    """A guest without settings of its own joins the demo; a process is never guessed for."""
    if name not in GUESTS or "SECRET_KEY" in os.environ:
        return {}
    return demo_settings.read() or demo_settings.settings(addresses.chosen_port("5100"))


def _become(command: list[str], more: dict[str, str]) -> None:
    """Compiled modules are kept whatever the shell says: compiling anew costs seconds a start."""
    env = FRUGAL | os.environ | more
    env.pop("PYTHONDONTWRITEBYTECODE", None)
    os.chdir(ROOT)
    os.execve(command[0], command, env)  # noqa: S606  # our own command lines


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except LaunchError as error:
        sys.exit(give_up(error))
    except KeyboardInterrupt:
        sys.exit(130)
