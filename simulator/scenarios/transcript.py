"""The transcript of a scenario, for people to read."""

from simulator.scenarios.reading import ScenarioError
from simulator.scenarios.running import Played

_MARKS = {None: "      ", True: "  ok  ", False: " FAIL "}


def written(name: str, played: Played) -> str:
    start = played.told[0].at if played.told else None
    lines = [f"SIMULATED  {name}: {played.title}"]
    for one in played.told:
        passed = (one.at - start).total_seconds() if start else 0
        lines.append(f"{_clock(passed)} {_MARKS[one.passed]} {one.text}  (line {one.line})")
    expected = [one for one in played.told if one.passed is not None]
    good = sum(bool(one.passed) for one in expected)
    lines.append(
        f"{'passed' if played.passed else 'FAILED'}: {good} of {len(expected)} expectations"
    )
    return "\n".join(lines)


def refused(name: str, error: ScenarioError) -> str:
    return "\n".join(f"{name}:{line}: {reason}" for line, reason in error.problems)


def _clock(seconds: float) -> str:
    minutes, rest = divmod(seconds, 60)
    return f"{int(minutes):02d}:{rest:04.1f}"
