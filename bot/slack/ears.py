"""The SDK's side of hearing: Bolt's app, its listeners, the signature, the socket.

Imports the SDKs, so only `app` imports it, and late.
"""

# mypy: allow-untyped-calls
# (the socket's client has no types)

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import aiohttp
from fastapi import Request, Response
from slack_bolt import BoltResponse
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.adapter.starlette.async_handler import (
    to_async_bolt_request,
    to_starlette_response,
)
from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.http_retry.builtin_async_handlers import (
    AsyncConnectionErrorRetryHandler,
    AsyncRateLimitErrorRetryHandler,
)
from slack_sdk.signature import SignatureVerifier
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.access import Slack
from bot.ask import Bot
from bot.once import Once
from bot.settings import Settings
from bot.slack.decision import DECIDE, DECISION
from bot.slack.hearing import is_sound, unheard
from bot.slack.keys import Keys
from bot.slack.listeners import Listeners
from bot.slack.lull import Lull
from bot.slack.people import People
from bot.slack.render import ASK, CSV, FEEDBACK, QUERY, REASON, SHARE
from bot.slack.turn import Turns

log = logging.getLogger(__name__)
# Bolt would warn at each start that it does not use the token that it finds in the environment.
bolt_log = logging.getLogger(f"{__name__}.bolt")
bolt_log.setLevel(logging.ERROR)
# Questions answered at the same time; the others wait in line.
THREADS = 8
# How long answers that are under way may take when the server stops, in seconds.
LAST_ORDERS_S = 10.0


class Ears:
    """Hears for one bot, in one event loop."""

    def __init__(
        self, app: AsyncApp, keys: Keys, client: AsyncWebClient, closing: Callable[[], None]
    ) -> None:
        self._app = app
        self._keys = keys
        self._client = client
        self._closing = closing
        self._verifier = SignatureVerifier(keys.signing_secret) if keys.signing_secret else None
        self._socket: AsyncSocketModeHandler | None = None

    def is_signed(self, body: bytes, headers: Mapping[str, str]) -> bool:
        """Whether Slack signed this body, which is UTF-8, within the last five minutes."""
        timestamp = headers.get("x-slack-request-timestamp", "")
        signature = headers.get("x-slack-signature", "")
        # The SDK's check breaks on what is no number, and on what is not ASCII.
        is_time = timestamp.isascii() and timestamp.isdigit() and len(timestamp) < 20
        if self._verifier is None or not is_time or not signature.isascii():
            return False
        return self._verifier.is_valid(body, timestamp, signature)

    async def hear(self, request: Request, body: bytes) -> Response:
        """What Slack signed; 400 where it is nothing that Slack sends."""
        try:
            heard = to_async_bolt_request(request, body)
        except (ValueError, TypeError, AttributeError, KeyError, RecursionError):
            return Response(status_code=400)
        if not is_sound(heard.body):
            return Response(status_code=400)
        return to_starlette_response(await self._app.async_dispatch(heard))

    async def connect(self) -> None:
        """Open the socket, however often it takes; the SDK opens it again when it breaks."""
        self._socket = AsyncSocketModeHandler(
            self._app, self._keys.app_token, web_client=self._client, proxy=self._client.proxy
        )
        _direct(self._socket.client, self._keys)
        await self._socket.client.connect()

    async def close(self) -> None:
        """Hear no more, and let go of everything."""
        if self._socket is not None:
            await self._socket.client.close()
        await self._finish()
        if self._client.session is not None:
            await self._client.session.close()
        await asyncio.to_thread(self._closing)

    async def _finish(self) -> None:
        """Let those answers arrive that people are waiting for."""
        ours = {task for task in asyncio.all_tasks() if _is_listening(task)}
        if ours:
            await asyncio.wait(ours, timeout=LAST_ORDERS_S)


def _is_listening(task: "asyncio.Task[Any]") -> bool:
    """Whether it is one of Bolt's, which keeps no list of them."""
    coroutine = task.get_coro()
    return "run_ack_function_asynchronously" in getattr(coroutine, "__qualname__", "")


async def open_ears(bot: Bot, settings: Settings, keys: Keys) -> Ears:
    """Make the app and all that it needs, in the running loop; nothing is sent yet."""
    client = AsyncWebClient(
        keys.bot_token,
        base_url=keys.url,
        session=aiohttp.ClientSession(),
        retry_handlers=[
            AsyncConnectionErrorRetryHandler(),
            AsyncRateLimitErrorRetryHandler(max_retry_count=2),
        ],
    )
    _direct(client, keys)

    def webhook(url: str) -> AsyncWebhookClient:
        reply = AsyncWebhookClient(url, session=client.session)
        _direct(reply, keys)
        return reply

    once, threads = Once(settings.home, "slack"), ThreadPoolExecutor(THREADS, "slack")
    people, turns = People(client, settings.access), Turns(client, webhook)
    lull = Lull()
    listeners = Listeners(bot, people, once, turns, threads, lull)

    def closing() -> None:
        threads.shutdown(cancel_futures=True)
        once.close()

    app = make_app(listeners, settings.access.slack, keys, lull)
    return Ears(app, keys, client, closing)


def make_app(listeners: Listeners, configured: Slack, keys: Keys, lull: Lull) -> AsyncApp:
    """Bolt's app with everything that is listened to."""

    async def authorize(enterprise_id: str | None, team_id: str | None) -> AuthorizeResult:
        # Not by auth.test, as Bolt would: an acknowledgement must not wait for Slack's API.
        return AuthorizeResult(
            enterprise_id=enterprise_id, team_id=team_id, bot_token=keys.bot_token
        )

    app = AsyncApp(
        logger=bolt_log,
        client=AsyncWebClient(base_url=keys.url),
        signing_secret=keys.signing_secret,
        authorize=authorize,
        # All bots are ignored, ourselves among them; see `hearing.is_question`.
        ignoring_self_events_enabled=False,
        attaching_conversation_kwargs_enabled=False,
    )

    @app.middleware
    async def gate(
        body: dict[str, Any],
        next: Callable[[], Awaitable[BoltResponse]],  # noqa: A002 — Bolt's name
    ) -> BoltResponse:
        lull.stir()
        if not is_sound(body):
            return BoltResponse(status=400)
        if reason := unheard(body, configured):
            log.warning("slack: not heard: %s", reason)
            return BoltResponse(status=200)
        return await next()

    app.event("app_mention")(listeners.mentioned)
    app.event("message")(listeners.messaged)
    app.event("app_home_opened")(listeners.opened)
    app.event(re.compile(""))(_unasked)
    app.command("/finops")(listeners.commanded)
    app.action(re.compile(f"^{ASK}_[0-9]+$"))(listeners.asked)
    app.action(CSV)(listeners.wanted_csv)
    app.action(QUERY)(listeners.wanted_query)
    app.action(SHARE)(listeners.shared)
    app.action(FEEDBACK)(listeners.rated)
    app.view(REASON)(listeners.explained)
    app.action(DECIDE)(listeners.wanted_form)
    app.view(DECISION)(listeners.decided)
    return app


async def _unasked() -> None:
    """Events that nobody asked for are acknowledged, or Slack would send them again and again."""


def _direct(client: Any, keys: Keys) -> None:
    """No proxy to a stand-in on this machine: the SDKs know HTTPS_PROXY, but not NO_PROXY."""
    if keys.is_local:
        client.proxy = None
