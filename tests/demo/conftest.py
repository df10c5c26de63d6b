"""One running estate for all tests of it: it is only read."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.ask import Bot
from bot.settings import Settings, read
from demo.estate import make_estate
from demo.run import Running, running
from demo.shape import Estate
from finops.answer import Answer
from providers.base import Provider
from providers.cache import Cache
from providers.clouds import open_providers
from providers.settings import Aws, Azure


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


@pytest.fixture(scope="module")
def bot(served: Running, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bot]:
    """A bot with a home of its own, that reaches the estate's clouds."""
    home = tmp_path_factory.mktemp("bot")
    settings: Settings = read({**served.settings, "home": str(home)}, Path("the embedded estate"))
    asking = Bot(settings, lambda: served.estate.now)
    with pytest.MonkeyPatch.context() as patch:
        for name, value in served.env.items():
            patch.setenv(name, value)
        yield asking
    asking.close()


@pytest.fixture(scope="module")
def asked(bot: Bot) -> Callable[[str], Answer]:
    """Ask; the answer has to be one."""

    def ask(question: str) -> Answer:
        answer = bot.ask(question)
        assert answer.outcome in ("answered", "partial"), answer.headline
        return answer

    return ask


@pytest.fixture(scope="module")
def clouds(
    served: Running, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Provider, ...]]:
    """The providers, as the demo's own settings make them."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in served.env.items():
            patch.setenv(name, value)
        aws: Any = served.settings["aws"]
        azure: Any = served.settings["azure"]
        folder = tmp_path_factory.mktemp("cache")
        yield open_providers(Aws.model_validate(aws), Azure.model_validate(azure), Cache(folder))
