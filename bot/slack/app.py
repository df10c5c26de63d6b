"""The bot's ears in Slack: `POST /slack/events` for signed HTTP, and Socket Mode.

`mount` returns at once: the SDK takes most of a second to import, so that is done behind, and a
request that comes before waits for it. Every request is refused by size and signature before
anything in it is read; every payload by app and workspace before any listener sees it.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from fastapi import APIRouter, FastAPI, Request, Response

from bot.ask import Bot
from bot.settings import Settings
from bot.slack.keys import Keys, read_keys

if TYPE_CHECKING:
    from bot.slack.ears import Ears

log = logging.getLogger(__name__)
# A press carries the whole message it stands in, percent-encoded; that stays below 100 KB.
MOST_BYTES = 1024 * 1024


def mount(api: FastAPI, bot: Bot, settings: Settings, env: Mapping[str, str]) -> bool:
    """Hear Slack; False where the environment does not say how, which is logged."""
    keys = read_keys(env)
    if problem := keys.problem:
        log.log(logging.WARNING if keys.is_begun else logging.INFO, "slack: not heard: %s", problem)
        return False
    if not settings.access.slack.teams:
        log.warning("slack: nobody is heard: no workspace stands in teams of [access.slack]")
    surface = _Surface(bot, settings, keys)
    router = APIRouter(lifespan=surface.lifespan)
    if keys.signing_secret:
        router.add_api_route(
            "/slack/events", surface.hear, methods=["POST"], include_in_schema=False
        )
    api.include_router(router)
    return True


class _Surface:
    """One mounted Slack: its ears are opened on first use or by the server's start."""

    def __init__(self, bot: Bot, settings: Settings, keys: Keys) -> None:
        self._bot = bot
        self._settings = settings
        self._keys = keys
        self._ears: asyncio.Task[Ears] | None = None

    @asynccontextmanager
    async def lifespan(self, _: FastAPI) -> AsyncIterator[None]:
        """Open the ears behind the listener, and close them after it."""
        connecting = asyncio.create_task(self._connect())
        try:
            yield
        finally:
            connecting.cancel()
            await asyncio.wait({connecting})
            if self._ears is not None:
                await asyncio.wait({self._ears})
                if not self._ears.cancelled() and self._ears.exception() is None:
                    await self._ears.result().close()

    async def hear(self, request: Request) -> Response:
        """One request from Slack: acknowledged, or refused with nothing done."""
        body = await _body(request)
        if body is None:
            return Response(status_code=413)
        if not _is_text(body):
            return Response(status_code=400)
        ears = await self._opened()
        if not ears.is_signed(body, request.headers):
            return Response(status_code=401)
        return await ears.hear(request, body)

    async def _connect(self) -> None:
        try:
            ears = await self._opened()
            if self._keys.app_token:
                await ears.connect()
        except Exception:  # nobody waits for this task, so it says itself what went wrong
            log.exception("slack: not heard")

    def _opened(self) -> Awaitable["Ears"]:
        if self._ears is None or (self._ears.done() and self._ears.exception()):
            self._ears = asyncio.create_task(self._open())
        # Shielded: a caller who hangs up must not stop the others' waiting.
        return asyncio.shield(self._ears)

    async def _open(self) -> "Ears":
        make = await asyncio.to_thread(_imported)
        return await make(self._bot, self._settings, self._keys)


def _imported() -> "Callable[[Bot, Settings, Keys], Awaitable[Ears]]":
    from bot.slack.ears import open_ears

    return open_ears


async def _body(request: Request) -> bytes | None:
    """The body, or None as soon as it is more than Slack sends."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_BYTES:
            return None
    return bytes(body)


def _is_text(body: bytes) -> bool:
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
