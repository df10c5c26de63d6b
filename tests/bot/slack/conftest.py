"""A whole bot in Slack: the real server and SDK, signed requests in, a stand-in for Slack out."""

import hashlib
import hmac
import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from socket import create_server
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
import uvicorn
from fastapi import FastAPI

from bot.access import Access
from bot.ask import Bot
from bot.clock import clock
from bot.settings import Settings
from bot.slack.app import mount

from .fake_slack import APP, TEAM, FakeSlack, fake_slack

SECRET = "8f742231b10e8888abcd99yyyzzz85a5"
ACCESS = {
    "admins": "the cloud team",
    "slack": {"teams": [TEAM], "app": APP},
    "grants": [
        {"to": ["slack:U0DANA"], "rights": ["cost", "inventory"]},
        {"to": ["slack-group:S0FIN"], "rights": ["cost"], "accounts": ["prod"]},
        {"to": ["slack-channel:C0OPEN"], "rights": ["cost", "inventory"]},
        {"to": ["slack-channel:C0PART"], "rights": ["cost"], "accounts": ["dev"]},
    ],
}


@dataclass
class Chat:
    """A running bot, and the Slack that it talks to."""

    slack: FakeSlack
    bot: Bot
    url: str

    def send(self, body: Mapping[str, Any]) -> httpx.Response:
        """Send it as Slack does: events as JSON, commands and presses as forms."""
        content, kind = written(body)
        return self.post(content, kind, signed(content))

    def post(self, content: bytes, kind: str, headers: Mapping[str, str]) -> httpx.Response:
        url, headers = f"{self.url}/slack/events", {"content-type": kind, **headers}
        return httpx.post(url, content=content, headers=headers, timeout=20)


def written(body: Mapping[str, Any]) -> tuple[bytes, str]:
    if body.get("type") in ("event_callback", "url_verification"):
        return json.dumps(body).encode(), "application/json"
    form = {"payload": json.dumps(body)} if "type" in body else body
    return urlencode(form).encode(), "application/x-www-form-urlencoded"


def signed(content: bytes, secret: str = SECRET, age: float = 0) -> dict[str, str]:
    timestamp = str(int(time.time() - age))
    base = b"v0:" + timestamp.encode() + b":" + content
    digest = hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()
    return {"x-slack-request-timestamp": timestamp, "x-slack-signature": f"v0={digest}"}


@contextmanager
def running(slack: FakeSlack, settings: Settings, **env: str) -> Iterator[Chat]:
    keys = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": SECRET, **env}
    with ExitStack() as stack:
        bot = stack.enter_context(closing(Bot(settings, clock(settings.now))))
        api = FastAPI()
        assert mount(api, bot, settings, {"SLACK_API_URL": f"{slack.url}/api/", **keys})
        server = uvicorn.Server(uvicorn.Config(api, log_config=None))
        listener = stack.enter_context(closing(create_server(("127.0.0.1", 0))))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            yield Chat(slack, bot, f"http://127.0.0.1:{listener.getsockname()[1]}")
        finally:
            server.should_exit = True
            thread.join()


@pytest.fixture
def slack() -> Iterator[FakeSlack]:
    with fake_slack() as slack:
        yield slack


@pytest.fixture
def granted(settings: Settings) -> Settings:
    return settings.model_copy(update={"access": Access.model_validate(ACCESS)})


@pytest.fixture
def chat(slack: FakeSlack, granted: Settings) -> Iterator[Chat]:
    with running(slack, granted) as chat:
        yield chat


Start = Callable[..., Chat]


@pytest.fixture
def start(slack: FakeSlack, granted: Settings) -> Iterator[Start]:
    """Start one with another environment."""
    with ExitStack() as stack:
        yield lambda **env: stack.enter_context(running(slack, granted, **env))
