"""A bot with Teams on loopback, Microsoft on the other side, and Dana who may ask."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from bot.access import Access, Grant, Teams
from bot.ask import Bot
from bot.clock import clock
from bot.settings import Settings
from bot.teams.app import mount
from tests.bot.teams.microsoft import DANA, TENANT, Microsoft, microsoft, serving

VALID = "(a valid token)"
Post = Callable[..., httpx.Response]
ACCESS = Access(
    admins="the cloud team",
    teams=Teams(tenants=(TENANT,), groups={"stock": (DANA,)}),
    grants=(
        Grant(to=(f"teams:{DANA}",), rights=frozenset({"cost"})),
        Grant(to=("teams-group:stock",), rights=frozenset({"inventory"})),
        Grant(to=("teams-channel:19:general@thread.tacv2",), rights=frozenset({"cost"})),
    ),
)


@pytest.fixture
def there() -> Iterator[Microsoft]:
    with microsoft() as there:
        yield there


@contextmanager
def hearing(settings: Settings, env: Mapping[str, str], access: Access = ACCESS) -> Iterator[str]:
    """The URL of `/api/messages` of a bot under these settings."""
    held = settings.model_copy(update={"access": access})
    api = FastAPI()
    with closing(Bot(held, clock(held.now))) as bot:
        assert mount(api, bot, held, env)
        with serving(api) as url:
            yield f"{url}/api/messages"


@pytest.fixture
def url(there: Microsoft, settings: Settings) -> Iterator[str]:
    with hearing(settings, there.env) as url:
        yield url


@pytest.fixture
def post(there: Microsoft, url: str) -> Post:
    """Deliver an activity; with a valid token where no other header is given."""

    def deliver(activity: Any, header: str | None = VALID) -> httpx.Response:
        shown = f"Bearer {there.token()}" if header == VALID else header
        headers = {"Authorization": shown} if shown is not None else {}
        return httpx.post(url, json=activity, headers=headers, timeout=20)

    return deliver
