"""The house keeps its habits: one clock, one reader of the environment, no word about elsewhere."""

import ast
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from config import packs
from tests.house import House

ROOT = Path(__file__).parents[2]
ROOMS = ("hotline", "referral", "webhooks", "dashboards", "config", "simulator", "migrations")
FOLDERS = (*ROOMS, "tests", "bench", "docs", ".ci")
ONE_CLOCK = {"hotline/clock.py", "simulator/clock.py", "simulator/live.py"}
READS_THE_ENVIRONMENT = {"config/settings.py", "config/gunicorn.py", "simulator/__main__.py"}
ELSEWHERE = re.compile(r"/work/|/root/|/home/[a-z]|\.\./shared")
PAGES = {".py", ".md", ".toml", ".html", ".css", ".js", ".po", ".csv", ".mako"}


def ours() -> Iterator[Path]:
    """Every file people wrote; not what was set up or left behind by a run."""
    at_the_root = [path for path in ROOT.iterdir() if path.is_file()]
    below = [path for folder in FOLDERS for path in sorted((ROOT / folder).rglob("*"))]
    for path in [*at_the_root, *below]:
        if path.suffix in PAGES and "vendor" not in path.parts:
            yield path


def trees(*folders: str) -> Iterator[tuple[str, ast.AST]]:
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            yield path.relative_to(ROOT).as_posix(), read(path)


@cache
def read(path: Path) -> ast.AST:
    """Read once: every habit looks at every file."""
    return ast.parse(path.read_text(encoding="utf-8"))


def calls(tree: ast.AST) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def ruff() -> dict[str, dict[str, object]]:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    found: dict[str, dict[str, object]] = settings["tool"]["ruff"]["lint"]
    return found


def test_the_clock_and_the_environment_are_banned_but_in_their_homes() -> None:
    banned = ruff()["flake8-tidy-imports"]["banned-api"]
    excused = {
        place
        for place, rules in ruff()["per-file-ignores"].items()
        if isinstance(rules, list) and "TID251" in rules
    }

    assert isinstance(banned, dict)
    assert set(banned) >= {"datetime.datetime.now", "os.environ", "os.getenv"}
    allowed = {*ONE_CLOCK, *READS_THE_ENVIRONMENT, "config/launch/**", "tests/**", "bench/**"}
    assert excused <= allowed


def test_nobody_asks_the_time_behind_the_clocks_back() -> None:
    """What the linter does not name: the other ways to ask."""
    asked = {
        f"{place}: {call.func.attr}"
        for place, tree in trees("hotline", "referral", "webhooks", "dashboards")
        for call in calls(tree)
        if isinstance(call.func, ast.Attribute)
        and call.func.attr in {"now", "utcnow", "today", "time_ns", "monotonic", "localtime"}
        and isinstance(call.func.value, ast.Name)
        and call.func.value.id in {"datetime", "date", "time"}
    }

    assert {place for place in asked if not place.startswith("hotline/clock.py")} == set()


def test_no_test_replaces_a_part_of_ours() -> None:
    """`setattr` of pytest's monkeypatch, and every patch of the mock library."""
    replaced = [
        f"{place}:{call.lineno}"
        for place, tree in trees("tests")
        for call in calls(tree)
        if isinstance(call.func, ast.Attribute)
        and isinstance(call.func.value, ast.Name)
        and (call.func.value.id, call.func.attr)
        in {("monkeypatch", "setattr"), ("mocker", "patch"), ("mock", "patch")}
    ]
    assert replaced == []
    borrowed = [
        place
        for place, tree in trees("tests")
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("unittest")
    ]
    assert borrowed == []


def test_no_module_imports_inside_a_function() -> None:
    hidden = [
        f"{place}:{node.lineno}"
        for place, tree in trees(*ROOMS, "tests")
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert hidden == []


def test_nothing_in_the_house_points_outside_it() -> None:
    found = [
        f"{path.relative_to(ROOT)}: {match.group()}"
        for path in ours()
        if path.parent.name != "estate"  # which has to name what it looks for
        if (match := ELSEWHERE.search(path.read_text(encoding="utf-8")))
    ]
    assert found == []


def test_every_address_belongs_to_a_door_or_to_the_health_page(house: House) -> None:
    app = house.client.application
    doors = {rule.endpoint.partition(".")[0] for rule in app.url_map.iter_rules()}

    assert doors == {"webhooks", "dashboards", "health"}
    assert app.before_request_funcs["webhooks"]
    assert app.before_request_funcs["dashboards"]


def test_the_policy_in_the_house_loads() -> None:
    assert packs.shipped("vietnam").ladders
