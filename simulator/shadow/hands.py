"""Who does at the account what a scenario says: a person with the telephones, told step by step."""

import threading
from dataclasses import dataclass
from typing import Protocol, TextIO

from simulator.scenarios.reading import Scenario, Step


class Hands(Protocol):
    def begin(self, scenario: Scenario) -> None:
        """Learn what each of the people does without being told: who answers, and when."""

    def do(self, step: Step) -> None:
        """Dial, press, speak, listen, hang up, write; returns when it is done."""

    def wait(self, seconds: float) -> None: ...


@dataclass(frozen=True)
class Prompted:
    """Reads a line for each step done; what is expected by the scenario is a thing to look for."""

    keyboard: TextIO
    screen: TextIO

    def begin(self, scenario: Scenario) -> None:
        for name, actor in scenario.actors.items():
            habits = ", ".join(f"{what} {how}" for what, how in actor.behaviour.items())
            self.screen.write(f"{name} is {actor.number}: {habits or 'does as told'}\n")

    def do(self, step: Step) -> None:
        beside = "".join(f", {name} {value}" for name, value in step.beside.items())
        self.screen.write(f"{step.who}: {step.what} {step.value}{beside}  [Enter when done] ")
        self.screen.flush()
        self.keyboard.readline()

    def wait(self, seconds: float) -> None:
        self.screen.write(f"{seconds:g} seconds\n")
        self.screen.flush()
        threading.Event().wait(seconds)
