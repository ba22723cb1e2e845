"""The documents name what there is: every setting, command, check, table and file."""

import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest

import config.database  # noqa: F401  # brings every table into the metadata
from config.cli import COMMANDS
from config.launch import commands
from config.launch.__main__ import USAGE
from config.settings import NAMES, Settings
from hotline.store.work import Base
from referral.checks import CHECKS

ROOT = Path(__file__).parents[2]
DOCS = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]
PACKAGES = ("hotline", "referral", "webhooks", "dashboards", "config", "simulator")
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
FENCE = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
TO_THE_WEB = ("https://", "mailto:")
OF_THE_LAUNCHER = {"test", "setup", "help"}


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def links() -> Iterator[object]:
    for page in DOCS:
        for target in LINK.findall(FENCE.sub("", page.read_text(encoding="utf-8"))):
            if not target.startswith(TO_THE_WEB):
                yield pytest.param(page, target, id=f"{page.name}-{target}")


def anchors(page: Path) -> set[str]:
    """The addresses of a page's headings, as readers of Markdown make them."""
    text = FENCE.sub("", page.read_text(encoding="utf-8"))
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def settings() -> set[str]:
    return {NAMES.get(field, field.upper()) for field in Settings.model_fields}


def modules() -> Iterator[tuple[str, str]]:
    """Every module of the packages, with the folder it stands in."""
    for package in PACKAGES:
        for file in sorted((ROOT / package).rglob("*.py")):
            if file.name != "__init__.py":
                yield file.parent.relative_to(ROOT).as_posix(), file.name


@pytest.mark.parametrize("name", sorted(settings()))
def test_operations_say_what_each_setting_means(name: str) -> None:
    assert re.search(rf"^\| `{name}` \| \S", read("docs/operations.md"), re.MULTILINE)


@pytest.mark.parametrize("name", sorted(str(command.name) for command in COMMANDS))
def test_operations_name_every_command(name: str) -> None:
    assert f"./run flask {name}" in read("docs/operations.md")


@pytest.mark.parametrize("code", CHECKS)
def test_operations_say_what_to_do_when_a_check_is_red(code: str) -> None:
    assert re.search(rf"^\| `{code}` \|(.+\|){{3}}$", read("docs/operations.md"), re.MULTILINE)


@pytest.mark.parametrize("table", sorted(Base.metadata.tables))
def test_the_map_says_who_writes_each_table(table: str) -> None:
    assert re.search(rf"^\| `{table}` \|", read("docs/map.md"), re.MULTILINE)


@pytest.mark.parametrize(
    "folder", sorted({folder for folder, _ in modules()}), ids=lambda folder: folder
)
def test_the_map_has_one_line_for_every_file_and_none_too_many(folder: str) -> None:
    section = read("docs/map.md").partition(f"### `{folder}/`\n")[2].partition("\n### ")[0]
    named = re.findall(r"^(\S+\.py) +\S", section, re.MULTILINE)
    assert named == sorted(name for place, name in modules() if place == folder)


@pytest.mark.parametrize(("page", "target"), list(links()))
def test_every_link_leads_somewhere(page: Path, target: str) -> None:
    path, _, anchor = target.partition("#")
    there = (page.parent / unquote(path)).resolve() if path else page
    assert there.exists()
    if anchor:
        assert unquote(anchor) in anchors(there)


@pytest.mark.parametrize("page", DOCS, ids=lambda page: page.name)
def test_every_command_a_document_shows_exists(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    launched = set(re.findall(r"\./run ([a-z][a-z-]*)", text))
    asked = set(re.findall(r"\./run flask ([a-z][a-z-]*)", text))
    assert launched <= {*commands.COMMANDS, *OF_THE_LAUNCHER}
    assert asked <= {command.name for command in COMMANDS}


def test_what_the_launcher_says_it_can_do_is_in_the_readme_or_in_operations() -> None:
    shown = read("README.md") + read("docs/operations.md")
    for name in commands.COMMANDS:
        assert f"./run {name}" in shown
        assert name in USAGE


@pytest.mark.parametrize("page", DOCS, ids=lambda page: page.name)
def test_the_documents_are_composed_and_speak_of_the_project_alone(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert unicodedata.is_normalized("NFC", text)
    assert not re.search(r"\.\./shared|/work/|/root/", text)


def test_the_picture_of_the_readme_is_small() -> None:
    assert (ROOT / "docs/images/desk.png").stat().st_size <= 200 * 1024
