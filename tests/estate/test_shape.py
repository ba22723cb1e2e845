"""The house keeps its shape: sizes, doors, rows and words about itself."""

import ast
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Engine

from config.migrating import drift
from hotline.store.work import Base
from tests.estate.test_habits import read
from tests.house import House

ROOT = Path(__file__).parents[2]
ROOMS = ("hotline", "referral", "webhooks", "dashboards", "config", "simulator")
LONGEST_FILE, LONGEST_TEST, LONGEST_FUNCTION, USUAL_FUNCTION, LONGEST_VIEW = 300, 400, 40, 20, 12


def files(*folders: str) -> Iterator[Path]:
    for folder in folders:
        yield from sorted((ROOT / folder).rglob("*.py"))


def functions(*folders: str) -> Iterator[tuple[str, int]]:
    for path in files(*folders):
        for node in ast.walk(read(path)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                assert node.end_lineno is not None
                name = f"{path.relative_to(ROOT)}:{node.name}"
                yield name, node.end_lineno - node.lineno + 1


def test_no_file_outgrows_its_room() -> None:
    sizes = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in files(*ROOMS)}
    assert [path for path, lines in sizes.items() if lines > LONGEST_FILE] == []
    scripts = [*(ROOT / "dashboards/static").glob("*.js"), *(ROOT / "simulator").rglob("*.js")]
    sizes = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in scripts}
    assert [path for path, lines in sizes.items() if lines > LONGEST_FILE] == []
    tests = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in files("tests")}
    assert [path for path, lines in tests.items() if lines > LONGEST_TEST] == []


def test_functions_are_short() -> None:
    lengths = sorted(functions(*ROOMS), key=lambda found: found[1])
    assert [found for found in lengths if found[1] > LONGEST_FUNCTION] == []
    assert lengths[int(0.9 * len(lengths))][1] <= USUAL_FUNCTION


def test_views_are_shorter_still(house: House) -> None:
    views = {view.__name__ for view in app_of(house).view_functions.values()}
    long = [
        found
        for found in functions("webhooks", "dashboards")
        if found[0].split(":")[1] in views and found[1] > LONGEST_VIEW
    ]
    assert long == []


def test_every_webhook_refuses_who_cannot_sign(house: House) -> None:
    for rule in app_of(house).url_map.iter_rules():
        if rule.rule.startswith("/webhooks/"):
            path = re.sub(r"<int:\w+>", "1", rule.rule)
            path = re.sub(r"<\w+>", "menu", path)
            assert house.client.post(path, data={"From": "+84912345678"}).status_code == 403, path


def test_models_and_migrations_agree(engine: Engine) -> None:
    assert drift(engine) == []


def test_every_row_class_is_known_to_the_migrations() -> None:
    for path in files("hotline", "referral"):
        source = path.read_text(encoding="utf-8")
        for table in re.findall(r'__tablename__ = "(\w+)"', source):
            import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
            assert table in Base.metadata.tables
            migrations = "".join(p.read_text(encoding="utf-8") for p in files("migrations"))
            assert f'"{table}"' in migrations


def test_packages_do_nothing_when_they_are_imported() -> None:
    for path in files(*ROOMS):
        if path.name == "__init__.py":
            body = ast.parse(path.read_text(encoding="utf-8")).body
            assert len(body) == 1, path


@pytest.mark.parametrize("mark", ["noqa", "type: ignore"])
def test_every_exception_to_a_rule_says_why(mark: str) -> None:
    bare = re.compile(rf"# {mark}(?::\s*[A-Z0-9, ]+|\[[a-z, -]+\])?\s*$")
    found = [
        f"{path.relative_to(ROOT)}:{n}"
        for path in files(*ROOMS, "tests", "bench", "migrations")
        for n, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if bare.search(line)
    ]
    assert found == []


def test_no_test_sleeps_or_patches_what_it_tests() -> None:
    forbidden = re.compile(r"time\." + r"sleep\(|mock\." + r"patch|pytest\.mark\." + r"xfail")
    assert [path for path in files("tests") if forbidden.search(path.read_text("utf-8"))] == []


def app_of(house: House) -> Flask:
    return house.client.application
