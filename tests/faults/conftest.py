"""One running system for all faults of a test process: what was done to one must not show later."""

from collections.abc import Iterator

import pytest

from tests.faults.system import System, running


@pytest.fixture(scope="session")
def system(tmp_path_factory: pytest.TempPathFactory) -> Iterator[System]:
    with running(tmp_path_factory.mktemp("system")) as system:
        yield system
