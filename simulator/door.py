"""Which simulator this application stands in front of."""

from flask import Flask, current_app

from simulator.network import Simulator

_NAME = "simulator"


def install(app: Flask, simulator: Simulator) -> None:
    app.extensions[_NAME] = simulator


def simulator() -> Simulator:
    found = current_app.extensions[_NAME]
    if not isinstance(found, Simulator):
        raise TypeError("the application was made without a simulator")
    return found
