"""Reading a scenario: YAML in, a checked plan out, every mistake named with its line."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from simulator.errors import BadFieldError
from simulator.faults import Faults, Realm
from simulator.voice.caller import KNOWN

LINE = "__line__"
ACTS = frozenset(
    {"dial", "hear", "press", "say", "silence", "hangup", "sms", "accept", "decline", "receive"}
)
EXPECTED = frozenset({"queue", "room", "call", "signals", "webhook", "warning", "quiet"})
_BESIDE = {
    "dial": KNOWN, "hear": {"within"}, "silence": {"then"}, "sms": {"to", "media"},
    "receive": {"within"}, "queue": {"size"}, "room": {"hears"}, "webhook": {"count"},
    "warning": {"count"},
}  # fmt: skip  # one word and what may stand beside it
_TOP = frozenset({"title", "seed", "application", "numbers", "actors", "steps", "faults", "habits"})
_SPAN = re.compile(r"(\d+(?:\.\d+)?)\s*(s|m|h)?")
_UNITS = {"s": 1, "m": 60, "h": 3600}

Facts = Mapping[str, Any]


class ScenarioError(ValueError):
    """`problems` are all that is wrong: the line and the reason, in the order of the file."""

    def __init__(self, problems: Sequence[tuple[int, str]]) -> None:
        super().__init__("; ".join(f"line {line}: {reason}" for line, reason in problems))
        self.problems = tuple(problems)


@dataclass(frozen=True)
class Actor:
    number: str
    behaviour: Facts


@dataclass(frozen=True)
class Step:
    """`who` is an actor, or `expect`, `wait`, `button`, `fault`; `what` its one word."""

    line: int
    who: str
    what: str
    value: Any
    beside: Facts = field(default_factory=dict)


@dataclass(frozen=True)
class Scenario:
    title: str
    seed: int
    application: str
    numbers: Mapping[str, Facts]
    actors: Mapping[str, Actor]
    steps: tuple[Step, ...]
    faults: tuple[Facts, ...]
    habits: Facts


def load(path: Path) -> Scenario:
    """Raises ScenarioError, also for what is no YAML or cannot be opened."""
    try:
        return read(path.read_text(encoding="utf-8"))
    except OSError as problem:
        raise ScenarioError([(0, f"cannot be opened: {problem.strerror}")]) from problem


def read(text: str) -> Scenario:
    try:
        whole = yaml.load(text, Loader=_Lines)  # noqa: S506  # a SafeLoader that counts lines
    except yaml.MarkedYAMLError as problem:
        line = problem.problem_mark.line + 1 if problem.problem_mark else 1
        raise ScenarioError([(line, f"no YAML: {problem.problem}")]) from problem
    if not isinstance(whole, dict):
        raise ScenarioError([(1, "a scenario has keys, like actors and steps")])
    return _Reader(whole).scenario()


def by_realm(written: Sequence[Facts]) -> dict[str, list[Facts]]:
    """Faults as a scenario writes them: of webhooks, unless they say whose they are."""
    orders: dict[str, list[Facts]] = {}
    for one in written:
        named = one if one.keys() & set(Realm) else {Realm.WEBHOOKS.value: one}
        for realm, order in named.items():
            orders.setdefault(str(realm), []).extend(order if isinstance(order, list) else [order])
    return orders


def seconds(value: object) -> float:
    """`20`, `20s`, `2m`; raises ValueError."""
    found = _SPAN.fullmatch(str(value).strip())
    if found is None:
        raise ValueError(f"{value!r} is no time like 20s or 2m")
    return float(found[1]) * _UNITS[found[2] or "s"]


class _Lines(yaml.SafeLoader):
    """Every mapping remembers where it began."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        del deep  # whole at once, so that nothing is filled in behind our back
        return {**super().construct_mapping(node, deep=True), LINE: node.start_mark.line + 1}


class _Reader:
    def __init__(self, whole: dict[str, Any]) -> None:
        self._whole = whole
        self._problems: list[tuple[int, str]] = []
        self._actors: dict[str, Actor] = {}

    def scenario(self) -> Scenario:
        whole = self._whole
        for unknown in sorted(set(whole) - _TOP - {LINE}):
            self._wrong(whole[LINE], f"{unknown}: no such key; there are {', '.join(sorted(_TOP))}")
        self._actors = {
            name: self._actor(name, facts) for name, facts in self._named("actors").items()
        }
        numbers = {name: _plain(facts) for name, facts in self._named("numbers").items()}
        steps = tuple(step for one in self._listed("steps") if (step := self._step(one)))
        faults = self._faults(self._listed("faults"))
        if not steps:
            self._wrong(whole[LINE], "steps: a scenario needs some")
        if self._problems:
            raise ScenarioError(sorted(self._problems))
        return Scenario(
            title=str(whole.get("title", "")),
            seed=int(whole.get("seed", 1)),
            application=str(whole.get("application", "")),
            numbers=numbers,
            actors=self._actors,
            steps=steps,
            faults=faults,
            habits=_plain(whole.get("habits") or {}),
        )

    def _actor(self, name: str, written: Facts) -> Actor:
        facts: dict[str, Any] = _plain(written)
        number = facts.pop("number", None) or f"client:{facts.pop('client', '')}"
        if number == "client:":
            self._wrong(self._whole[LINE], f"{name}: an actor has a number or a client")
        if "answers_after" in facts:
            facts |= {"answer": "accept", "after": self._span(facts.pop("answers_after"))}
        return Actor(str(number), facts)

    def _step(self, one: Any) -> Step | None:
        if not isinstance(one, dict):
            self._wrong(self._whole[LINE], f"a step is an actor and what it does, not {one!r}")
            return None
        line, keys = one[LINE], [key for key in one if key != LINE]
        if len(keys) != 1:
            self._wrong(line, f"one step, one actor: {', '.join(map(str, keys)) or 'nothing'}")
            return None
        [who] = keys
        if who == "wait":
            return Step(line, who, "wait", self._span(one[who], line))
        if who == "button":
            return Step(line, who, "button", str(one[who]))
        if who == "fault":
            return Step(line, who, "fault", self._faults(one[who] or []))
        if who != "expect" and who not in self._actors:
            self._wrong(line, f"{who}: nobody of this name is among the actors")
            return None
        return self._deed(line, who, one[who], EXPECTED if who == "expect" else ACTS)

    def _deed(self, line: int, who: str, facts: Any, known: frozenset[str]) -> Step | None:
        facts = _plain(facts) if isinstance(facts, dict) else {str(facts): True}
        words = [word for word in facts if word in known]
        if len(words) != 1:
            choice = ", ".join(sorted(known))
            self._wrong(line, f"{who}: exactly one of {choice} is needed")
            return None
        [what] = words
        strange = sorted(set(facts) - {what} - _BESIDE.get(what, set()))
        if strange:
            self._wrong(line, f"{who}: {strange[0]} says nothing beside {what}")
        for name in ("within", "silence"):
            if name in facts:
                facts[name] = self._span(facts[name], line)
        value = facts.pop(what)
        return Step(line, who, what, value, facts)

    def _faults(self, written: Any) -> tuple[Facts, ...]:
        """Each is tried out, so that one that does not exist is named with its line."""
        listed = written if isinstance(written, list) else [written]
        for one in listed:
            try:
                Faults(seed=0).order(by_realm([_plain(one)]))
            except (AttributeError, BadFieldError) as problem:
                line = one[LINE] if isinstance(one, dict) else self._whole[LINE]
                self._wrong(line, f"faults: {problem}")
        return tuple(_plain(one) for one in listed)

    def _span(self, value: object, line: int = 0) -> float:
        try:
            return seconds(value)
        except ValueError as problem:
            self._wrong(line or self._whole[LINE], str(problem))
            return 0.0

    def _named(self, key: str) -> dict[str, Any]:
        value = self._whole.get(key) or {}
        if not isinstance(value, dict):
            self._wrong(self._whole[LINE], f"{key}: names and what belongs to them")
            return {}
        return {str(name): facts or {} for name, facts in value.items() if name != LINE}

    def _listed(self, key: str) -> list[Any]:
        value = self._whole.get(key) or []
        if not isinstance(value, list):
            self._wrong(self._whole[LINE], f"{key}: a list")
            return []
        return value

    def _wrong(self, line: int, reason: str) -> None:
        self._problems.append((line, reason))


def _plain(value: Any) -> Any:
    """Without the lines that the reader keeps between the facts."""
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items() if key != LINE}
    return [_plain(each) for each in value] if isinstance(value, list) else value
