"""A server of the real application on a port of its own, and requests to it."""

import threading
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from socket import create_server
from typing import Any

import httpx
import uvicorn
from fastapi import FastAPI

from bot.ask import Bot
from bot.clock import clock
from bot.server import make_app
from bot.settings import Settings, read

TOKEN = "sesame-of-the-operator"
NOW = "2026-11-18T12:00:00Z"
HEADINGS = (
    "BillingAccountId", "SubAccountId", "SubAccountName", "ServiceName", "ServiceCategory",
    "RegionId", "ResourceId", "ResourceName", "ChargeCategory", "ChargePeriodStart",
    "ChargePeriodEnd", "BillingPeriodStart", "BillingPeriodEnd", "BillingCurrency", "BilledCost",
    "EffectiveCost", "ListCost", "ContractedCost", "ProviderName", "Tags",
)  # fmt: skip


@dataclass(frozen=True)
class Charge:
    """One row of an export, on 5 October 2026."""

    cost: str
    account: str = "prod"
    service: str = "Amazon EC2"
    resource: str = "i-1"
    name: str = "web-1"
    tags: str = "{}"

    def cells(self) -> tuple[str, ...]:
        number = {"prod": "111111111111", "staging": "222222222222"}[self.account]
        days = ("2026-10-05T00:00:00Z", "2026-10-06T00:00:00Z")
        months = ("2026-10-01T00:00:00Z", "2026-11-01T00:00:00Z")
        return ("1", number, self.account, self.service, "Compute", "us-east-1", self.resource,
                self.name, "Usage", *days, *months, "USD", *[self.cost] * 4, "AWS",
                self.tags)  # fmt: skip


def export(path: Path, charges: list[Charge]) -> None:
    """A FOCUS export in CSV."""
    quoted = (",".join('"' + c.replace('"', '""') + '"' for c in one.cells()) for one in charges)
    path.write_text("\n".join((",".join(HEADINGS), *quoted)) + "\n", "utf-8")


def settings_for(folder: Path, charges: list[Charge], **more: Any) -> Settings:
    """A company with one cost export and no clouds."""
    export(folder / "charges.csv", charges)
    table = {
        "home": str(folder / "home"),
        "charges": [{"path": str(folder / "charges.csv")}],
        "aws": {"enabled": False},
        "azure": {"enabled": False},
        "now": NOW,
        "api_token": TOKEN,
    }
    return read(table | more, folder / "finops.toml")


@contextmanager
def serving(app: FastAPI) -> Iterator[str]:
    """Where the application answers, until the block ends."""
    config = uvicorn.Config(app, log_config=None, access_log=False, proxy_headers=False)
    server = uvicorn.Server(config)
    with closing(create_server(("127.0.0.1", 0))) as listener:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        server.should_exit = True
        thread.join()


@contextmanager
def served(settings: Settings, env: Mapping[str, str] | None = None) -> Iterator["Client"]:
    """The whole bot behind the application."""
    with closing(Bot(settings, clock(settings.now))) as bot:
        app = make_app(bot, settings, env or {})
        with serving(app) as url, httpx.Client(base_url=url, timeout=60) as http:
            yield Client(http, bot, app)


@dataclass(frozen=True)
class Client:
    """Asks as the holder of a token."""

    http: httpx.Client
    bot: Bot
    app: FastAPI
    token: str | None = TOKEN

    def holding(self, token: str | None) -> "Client":
        return Client(self.http, self.bot, self.app, token)

    def send(self, method: str, path: str, **more: Any) -> httpx.Response:
        headers = {b"Authorization": f"Bearer {self.token}".encode()} if self.token else {}
        extra = more.pop("headers", {})
        return self.http.request(method, path, headers=headers | extra, **more)

    def get(self, path: str, **parameters: Any) -> httpx.Response:
        return self.send("GET", path, params=parameters)

    def ask(self, question: str, **parameters: Any) -> httpx.Response:
        return self.send("POST", "/v1/ask", json={"question": question}, params=parameters)

    def query(self, query: object, **parameters: Any) -> httpx.Response:
        return self.send("POST", "/v1/query", json=query, params=parameters)


def hashed(token: str) -> str:
    """As it stands under [[access.tokens]]."""
    return sha256(token.encode()).hexdigest()
