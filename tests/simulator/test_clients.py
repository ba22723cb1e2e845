"""Old and new versions of the carrier's own client drive the simulator, each in an environment of
its own."""

import pytest

from tests.proofs import Proof, proving
from tests.simulator.clients.environments import UnavailableError
from tests.simulator.clients.running import OURS, VERSIONS, interpreter, play


@pytest.mark.processes
@pytest.mark.parametrize("version", VERSIONS)
def test_a_version_of_the_client_plays_the_scenario(version: str) -> None:
    try:
        python = interpreter(version)
    except UnavailableError as problem:
        pytest.skip(str(problem))
    with proving(Proof.CLIENTS):
        assert play(python).startswith("twilio " if version == OURS else f"twilio {version}: ")
