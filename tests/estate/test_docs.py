"""The documents name what there is: every setting, command, check, table and file."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import unquote

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
LOGGED = re.compile(r"\b(?:log|get_logger\(\))\.(?:info|warning|error)\(\s*\"(\w+)\"")
TO_THE_WEB = ("https://", "mailto:")
OF_THE_LAUNCHER = {"test", "setup", "help"}


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def links() -> Iterator[tuple[Path, str]]:
    for page in DOCS:
        for target in LINK.findall(FENCE.sub("", page.read_text(encoding="utf-8"))):
            if not target.startswith(TO_THE_WEB):
                yield page, target


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


def missing(page: str, row: str, names: Iterable[str]) -> list[str]:
    """Those of the names that have no such row in the page."""
    text = read(page)
    return [name for name in sorted(names) if not re.search(row % name, text, re.MULTILINE)]


def test_operations_say_what_each_setting_means() -> None:
    assert missing("docs/operations.md", r"^\| `%s` \| \S", settings()) == []


def test_operations_name_every_command() -> None:
    names = [str(command.name) for command in COMMANDS]
    assert missing("docs/operations.md", r"\./run flask %s", names) == []


def test_operations_say_what_to_do_when_a_check_is_red() -> None:
    assert missing("docs/operations.md", r"^\| `%s` \|(.+\|){3}$", CHECKS) == []


def test_operations_say_what_each_line_of_the_logs_means() -> None:
    ours = [place for place in modules() if not place[0].startswith("simulator")]
    lines = {name for place in ours for name in LOGGED.findall(read("/".join(place)))}
    assert missing("docs/operations.md", r"^\| (?:`\w+`, )*`%s`(?:, `\w+`)* \| \S", lines) == []


def test_the_map_says_who_writes_each_table() -> None:
    assert missing("docs/map.md", r"^\| `%s` \|", Base.metadata.tables) == []


def test_the_map_has_one_line_for_every_file_and_none_too_many() -> None:
    there = list(modules())
    for folder in sorted({folder for folder, _ in there}):
        section = read("docs/map.md").partition(f"### `{folder}/`\n")[2].partition("\n### ")[0]
        named = re.findall(r"^(\S+\.py) +\S", section, re.MULTILINE)
        assert named == sorted(name for place, name in there if place == folder), folder


def test_every_link_leads_somewhere() -> None:
    assert [(page.name, target) for page, target in links() if not leads(page, target)] == []


def leads(page: Path, target: str) -> bool:
    path, _, anchor = target.partition("#")
    there = (page.parent / unquote(path)).resolve() if path else page
    return there.exists() and (not anchor or unquote(anchor) in anchors(there))


def test_every_command_a_document_shows_exists() -> None:
    for page in DOCS:
        text = page.read_text(encoding="utf-8")
        launched = set(re.findall(r"\./run ([a-z][a-z-]*)", text))
        asked = set(re.findall(r"\./run flask ([a-z][a-z-]*)", text))
        assert launched <= {*commands.COMMANDS, *OF_THE_LAUNCHER}, page.name
        assert asked <= {command.name for command in COMMANDS}, page.name


def test_what_the_launcher_says_it_can_do_is_in_the_readme_or_in_operations() -> None:
    shown = read("README.md") + read("docs/operations.md")
    for name in commands.COMMANDS:
        assert f"./run {name}" in shown
        assert name in USAGE


def test_the_documents_are_composed_and_speak_of_the_project_alone() -> None:
    for page in DOCS:
        text = page.read_text(encoding="utf-8")
        assert unicodedata.is_normalized("NFC", text), page.name
        assert not re.search(r"\.\./shared|/work/|/root/", text), page.name


def test_the_picture_of_the_readme_is_small() -> None:
    assert (ROOT / "docs/images/desk.png").stat().st_size <= 200 * 1024
