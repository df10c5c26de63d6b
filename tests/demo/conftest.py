"""One running estate for all tests of it: it is only read."""

import json
from collections.abc import Iterator
from typing import Any

import pytest

from demo.estate import make_estate
from demo.run import Running, running
from demo.shape import Estate


@pytest.fixture(scope="session")
def estate() -> Estate:
    return make_estate()


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(tmp_path_factory.mktemp("home")) as up:
        yield up


@pytest.fixture(scope="session")
def truth(served: Running) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads(served.truth.read_text(encoding="utf-8"))
    return loaded
