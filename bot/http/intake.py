"""What every request goes through before any surface hears it: stop, size and time; then the log.

- While the server stops, new requests get a 503; those under way are answered.
- A request is read whole first, up to MOST_BYTES and BODY_S, so that nobody holds a surface up.
- One line a request goes to the log `finops.access`: method, path, status, milliseconds and the
  name of the token. No query string, header or body: filters and tokens may stand there. What asks
  for health and metrics every few seconds is not logged.
"""

import asyncio
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.http.problems import Problem
from bot.http.tokens import Caller

log = logging.getLogger("finops.access")
# Slack's and Teams' largest events are a tenth of it, a Query with a thousand accounts a fiftieth.
MOST_BYTES = 1 << 20
MOST_QUERY_BYTES = 16 << 10
BODY_S = 15.0
LONGEST_PATH_LOGGED = 200
# No browser guesses at a type, and nobody on the way keeps an answer.
HEADERS = ((b"x-content-type-options", b"nosniff"), (b"cache-control", b"no-store"))
# They tell how the server fares, also while it stops.
ALWAYS_OPEN = ("/healthz", "/metrics")


class Work:
    """What is under way, so that a stop can wait for it. Used from the event loop's thread."""

    def __init__(self) -> None:
        """Nothing is."""
        self.count = 0
        self.stop_by: float | None = None

    @property
    def is_stopping(self) -> bool:
        """Whether nothing new is taken on."""
        return self.stop_by is not None

    @property
    def is_over(self) -> bool:
        """Whether a stop need not wait any longer."""
        return self.stop_by is not None and (not self.count or monotonic() >= self.stop_by)

    def stop(self, within_s: float) -> None:
        """Take on nothing new."""
        self.stop_by = self.stop_by or monotonic() + within_s

    @contextmanager
    def one(self) -> Iterator[None]:
        """A piece of work, as long as the block lasts."""
        self.count += 1
        try:
            yield
        finally:
            self.count -= 1


class Intake:
    """The outermost layer of the application."""

    def __init__(self, app: ASGIApp, work: Work) -> None:
        """Lets requests in to `app` and counts them in `work`."""
        self._app = app
        self._work = work

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """An ASGI application."""
        if scope["type"] != "http" or scope["path"] in ALWAYS_OPEN:
            await self._app(scope, receive, send)
            return
        started, statuses = monotonic(), [0]

        async def noted(message: Message) -> None:
            if message["type"] == "http.response.start":
                statuses.append(message["status"])
                message = {**message, "headers": [*message["headers"], *HEADERS]}
            await send(message)

        try:
            await self._let_in(scope, receive, noted)
        finally:
            log.info(_line(scope, statuses[-1], monotonic() - started))

    async def _let_in(self, scope: Scope, receive: Receive, send: Send) -> None:
        with self._work.one():
            try:
                self._check(scope)
                whole = await _whole(receive)
            except Problem as problem:
                # Whatever follows on this connection could be the rest of what was refused.
                problem.headers["Connection"] = "close"
                await problem.drawn()(scope, receive, send)
                return
            if whole is not None:
                await self._app(scope, _again(whole, receive), send)

    def _check(self, scope: Scope) -> None:
        if self._work.is_stopping:
            fix, headers = "ask again in a moment", {"Retry-After": "5"}
            raise Problem(503, "the server is stopping", [], fix, headers)
        if len(scope["query_string"]) > MOST_QUERY_BYTES:
            why = f"the part after ? is longer than {MOST_QUERY_BYTES} bytes"
            raise Problem(414, "too long a URL", [why], "send a Query to POST /v1/query")
        length = dict(scope["headers"]).get(b"content-length", b"0")
        if not length.isdigit() or int(length[:20]) > MOST_BYTES:
            raise _too_large()


async def _whole(receive: Receive) -> bytes | None:
    """The body; None where the caller hung up. Raises Problem (408, 413)."""
    parts: list[bytes] = []
    try:
        async with asyncio.timeout(BODY_S):
            while True:
                message = await receive()
                if message["type"] == "http.disconnect":
                    return None
                parts.append(message.get("body", b""))
                if sum(map(len, parts)) > MOST_BYTES:
                    raise _too_large()
                if not message.get("more_body", False):
                    return b"".join(parts)
    except TimeoutError as error:
        why = f"its body took longer than {BODY_S:.0f} seconds"
        raise Problem(408, "too slow a request", [why], "send it at once") from error


def _again(body: bytes, receive: Receive) -> Receive:
    """A `receive` that gives the body that was read; after it, what comes from the caller."""
    unread: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def given() -> Message:
        return unread.pop() if unread else await receive()

    return given


def _too_large() -> Problem:
    why = f"its body is larger than {MOST_BYTES:,} bytes"
    return Problem(413, "too large a request", [why], "ask for less at once")


def _line(scope: Scope, status: int, seconds: float) -> str:
    """With the path as it was sent: a decoded one could begin a line of its own."""
    raw: bytes = scope.get("raw_path") or b""
    path = raw.partition(b"?")[0].decode("ascii", "backslashreplace")[:LONGEST_PATH_LOGGED]
    caller = scope.get("state", {}).get("caller")
    asker = caller.asker if isinstance(caller, Caller) else "-"
    return f"{scope['method']} {path} {status} {seconds * 1000:.0f} ms {asker}"
