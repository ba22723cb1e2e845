"""What the document says of the simulator is shown by tests that exist."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from tests.proofs import Proof, proving

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).parent
PAGE = ROOT / "docs" / "simulator-behaviour.md"
ROW = re.compile(r"^\| (?P<said>[^|]+) \| (?P<source>[^|]+) \| (?P<tests>[^|]+) \|$", re.MULTILINE)
SOURCES = set("DOCERXSM")


def rows() -> list[re.Match[str]]:
    found = ROW.finditer(PAGE.read_text(encoding="utf-8"))
    return [row for row in found if row["said"] != "the carrier"]


@cache
def known_tests() -> set[str]:
    trees = (ast.parse(path.read_text(encoding="utf-8")) for path in HERE.glob("test_*.py"))
    nodes = (node for tree in trees for node in tree.body)
    return {node.name for node in nodes if isinstance(node, ast.FunctionDef)}


@cache
def shown_both_ways() -> set[str]:
    tree = ast.parse((HERE / "test_habits.py").read_text(encoding="utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def exists(name: str) -> bool:
    if name.endswith(".py"):
        return ((ROOT if "/" in name else HERE) / name).exists()
    return name.startswith("test_") and name in known_tests()


def test_every_line_of_the_tables_is_a_row() -> None:
    lines = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line[:1] == "|"]
    heads = [line for line in lines if line.startswith(("| the carrier |", "|---|"))]
    assert len(rows()) == len(lines) - len(heads) >= 100


def test_a_sentence_about_the_carrier_has_a_source_and_tests_that_exist() -> None:
    for row in rows():
        with proving(Proof.SENTENCES):
            assert set(row["source"].split()) <= SOURCES, row["said"]
            names = re.findall(r"`([^`]+)`", row["tests"])
            assert names, row["said"]
            assert [name for name in names if not exists(name)] == [], row["said"]


@pytest.mark.parametrize(
    "row", [row for row in rows() if "M" in row["source"]], ids=lambda row: row["said"][:60]
)
def test_what_is_said_from_memory_is_a_switch(row: re.Match[str]) -> None:
    names = re.findall(r"`([^`]+)`", row["tests"])
    assert [n for n in names if n in shown_both_ways() or n.endswith(("_habit", "_habits"))]
