"""The shipped nights come out as written, and a file that is wrong says where."""

from pathlib import Path

import pytest

from simulator.scenarios import command
from simulator.scenarios.reading import ScenarioError, load, read
from simulator.scenarios.running import play
from simulator.scenarios.transcript import written

NIGHTS = sorted((Path(__file__).parents[2] / "simulator/scenarios/nights").glob("*.yaml"))
HEAD = """application: simulator.scenarios.example:application
numbers: {"+842473001111": {voice_url: /v/in, sms_url: /s/in}}
actors:
  child: {number: "+84912345678"}
steps:
"""


def test_twenty_nights_are_shipped() -> None:
    print(f"{len(NIGHTS)} nights")  # noqa: T201  # the count is the proof
    assert len(NIGHTS) >= 20


@pytest.mark.parametrize("path", NIGHTS, ids=lambda path: path.stem)
def test_a_night_comes_out_as_written(path: Path) -> None:
    played = play(load(path))

    assert played.passed, written(path.stem, played)
    assert any(one.passed for one in played.told)


@pytest.mark.parametrize(
    ("step", "said"),
    [
        ('- child: {hear: "Không có"}', "does not hear 'Không có' within 10 seconds; heard: Chào"),
        ("- expect: {queue: hotline, size: 3}", "hotline: waiting: 0, expected 3"),
        ("- expect: {room: case-*, hears: {child: [lan]}}", "who hears whom: {}, expected"),
        ("- expect: {call: {child: busy}}", "{'child': 'in-progress'}, expected {'child': 'busy'}"),
        ("- expect: {signals: {child: [beep]}}", "{'child': []}, expected {'child': ['beep']}"),
        ("- expect: {webhook: {kind: voice}, count: 7}", "told: kind voice: 1, expected 7"),
        ("- expect: {webhook: {kind: sms}}", "told 0 times"),
        ("- expect: {warning: 12200}", "warnings 12200: 0, expected 1"),
        ('- child: {receive: "tin", within: 2s}', "does not receive 'tin'"),
        ("- child: accept", "child cannot accept: nothing rings"),
    ],
)
def test_every_expectation_can_fail_and_says_what_was_found(step: str, said: str) -> None:
    played = play(read(f'{HEAD}  - child: {{dial: "+842473001111"}}\n  {step}\n'))

    assert not played.passed
    assert said in written("night", played)


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("actors: [", 1, "no YAML"),
        ("- a list", 1, "a scenario has keys"),
        (f"{HEAD}  - mother: hangup\n", 6, "mother: nobody of this name"),
        (f"{HEAD}  - child: {{jump: high}}\n", 6, "child: exactly one of accept, decline"),
        (f"{HEAD}  - child: {{press: 1, within: 2s}}\n", 6, "within says nothing beside press"),
        (f"{HEAD}  - wait: soon\n", 6, "'soon' is no time"),
        (f"{HEAD}  - expect: {{queue: a, room: b}}\n", 6, "expect: exactly one of"),
        ("actors: {}\nsteps: []\nfoo: 1\n", 1, "foo: no such key"),
        (f"faults: [{{kind: fax, drop: 1}}]\n{HEAD}  - wait: 1s\n", 1, "fax: no kind of webhook"),
        (f"{HEAD}  - fault: {{carrier: {{rain: 1}}}}\n", 6, "rain: no such fault"),
        ("actors: {child: {}}\nsteps: [{wait: 1s}]\n", 1, "child: an actor has a number"),
    ],
)
def test_a_bad_file_says_line_and_reason(text: str, line: int, reason: str) -> None:
    with pytest.raises(ScenarioError) as problem:
        read(text)

    assert any(at == line and reason in said for at, said in problem.value.problems)


@pytest.mark.parametrize(("setting", "answered"), [("on", 1), ("off", 0)])
def test_a_number_of_a_scenario_listens_to_opt_out_words_or_not(
    setting: str, answered: int
) -> None:
    number = f'"+842473001111": {{voice_url: /v/in, opt_out: {setting}}}'
    night = read(f"""numbers: {{{number}}}
actors: {{child: {{number: "+84912345678"}}}}
steps: [{{child: {{sms: STOP}}}}, {{child: {{receive: unsubscribed}}}}]
""")

    assert play(night).passed is bool(answered)


def test_faults_strike_the_realm_and_the_kind_they_are_written_for() -> None:
    night = f"""{HEAD}  - child: {{dial: "+842473001111"}}
  - fault: [{{kind: sms, drop: 1}}, {{rest: {{503: 1}}}}]
  - child: {{sms: "cứu em"}}
  - expect: {{webhook: {{kind: sms}}, count: 0}}
  - expect: {{webhook: {{kind: voice}}, count: 1}}
"""

    played = play(read(night))

    assert played.passed, written("night", played)


def test_every_mistake_of_a_file_is_named_at_once() -> None:
    with pytest.raises(ScenarioError) as problem:
        read(f"{HEAD}  - mother: hangup\n  - wait: soon\n")

    assert [line for line, _ in problem.value.problems] == [6, 7]


def test_the_command_prints_a_transcript_and_its_code_tells_the_worst(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good, bad, broken = (tmp_path / name for name in ("good.yaml", "bad.yaml", "broken.yaml"))
    good.write_text(f'{HEAD}  - child: {{dial: "+842473001111"}}\n  - child: {{hear: chào em}}\n')
    bad.write_text(f'{HEAD}  - child: {{dial: "+842473001111"}}\n  - child: {{hear: tạm biệt}}\n')
    broken.write_text(f"{HEAD}  - nobody: hangup\n")

    assert command.run([str(good)]) == 0
    assert "passed: 1 of 1 expectations" in capsys.readouterr().out
    assert command.run([str(good), str(bad)]) == 1
    assert command.run([str(good), str(broken)]) == 2
    assert f"{broken}:6: nobody" in capsys.readouterr().err
    assert command.run([str(tmp_path / "missing.yaml")]) == 2
    assert command.run([]) == 2


def test_a_night_is_the_same_each_time() -> None:
    night = load(NIGHTS[0])
    assert written("n", play(night)) == written("n", play(night))
