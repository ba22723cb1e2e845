"""How fast an account may make calls: beyond it the carrier does nothing and says 429."""

from datetime import timedelta

from simulator.network import Simulator
from simulator.rest.errors import RestError

SECOND = timedelta(seconds=1)


def allow(sim: Simulator) -> None:
    """Raises RestError 20429; a request that is refused may be tried again, nothing was done."""
    now, most = sim.clock.now(), sim.habits.creations_a_second
    sim.creations = [at for at in sim.creations if now - at < SECOND]
    if most and len(sim.creations) >= most:
        raise RestError(429, 20429, "Too Many Requests")
    sim.creations.append(now)
