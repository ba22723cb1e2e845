"""A checkout with nothing in it but the launcher."""

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FILES = ["run", "requirements.txt", "requirements-dev.txt", "package.json", "package-lock.json"]

Launch = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    folder = tmp_path / "check out"  # a space, as people have in their paths
    (folder / "config").mkdir(parents=True)
    for file in [*FILES, ".npmrc", "config/__init__.py"]:
        shutil.copy(ROOT / file, folder / file)
    shutil.copytree(ROOT / "config" / "launch", folder / "config" / "launch")
    return folder


@pytest.fixture
def launch(checkout: Path) -> Launch:
    """Run the launcher of the checkout with these arguments and variables."""

    def launched(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(  # noqa: S603  # our own launcher
            [checkout / "run", *arguments],
            cwd=checkout.parent,
            env=os.environ | variables,
            text=True,
            capture_output=True,
            check=False,
        )

    return launched
