"""What of an HTTP call reaches the bot: one activity, from Microsoft's channel, of bounded size.

Nobody learns from us why they are refused; the log says it.
"""

import logging
from typing import TYPE_CHECKING

import orjson
from anyio import to_thread
from fastapi import Request

from bot.teams.activity import Activity
from bot.teams.registration import Registration, is_own_address

if TYPE_CHECKING:
    from bot.teams.gate import Gate

log = logging.getLogger(__name__)

# Teams' own messages are at most 100 KB.
MOST_BYTES = 256_000
# What proxies and browsers add; through them, others seem to be on this machine.
FOR_OTHERS = ("forwarded", "via", "x-forwarded-for", "x-real-ip", "origin")


class NotTaken(Exception):
    """The call is refused with this HTTP status."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class Entrance:
    """Lets calls in for one registration."""

    def __init__(self, registration: Registration) -> None:
        """What checks tokens is loaded with the first of them."""
        self._registration = registration
        self._gate: Gate | None = None

    async def admitted(self, request: Request) -> Activity:
        """The activity of a call that may be heard. Raises NotTaken: 400, 401, 413 or 503."""
        header = request.headers.get("authorization", "")
        is_free = self._registration.is_dev and _is_local(request)
        if not header and not is_free:
            raise NotTaken(401)
        activity = _parsed(await _body(request))
        if not is_free:
            await self._check(header, activity.service_url)
        if not self._registration.may_send_to(activity.service_url):
            log.warning("Teams: answers may not go to %r", activity.service_url)
            raise NotTaken(401)
        return activity

    async def _check(self, header: str, service_url: str) -> None:
        if self._gate is None:
            self._gate = await to_thread.run_sync(_gate, self._registration)
        from bot.teams.gate import Refused
        from bot.teams.keys import KeysUnreachable

        try:
            await self._gate.admit(header, service_url)
        except Refused as error:
            log.warning("Teams: a token was refused: %.200s", error)
            raise NotTaken(401) from error
        except KeysUnreachable as error:
            log.warning("Teams: tokens cannot be checked: %s", error)
            raise NotTaken(503) from error


def _gate(registration: Registration) -> "Gate":
    """In a thread: importing cryptography takes a while."""
    from bot.teams.gate import Gate

    return Gate(registration)


def _is_local(request: Request) -> bool:
    """Whether both ends are this machine, and nothing between speaks for another."""
    ends = (request.client.host if request.client else "", (request.scope["server"] or ("",))[0])
    return all(map(is_own_address, ends)) and not any(
        name in request.headers for name in FOR_OTHERS
    )


async def _body(request: Request) -> bytes:
    """The body, read no further than it may be long."""
    taken = bytearray()
    async for chunk in request.stream():
        taken += chunk
        if len(taken) > MOST_BYTES:
            raise NotTaken(413)
    return bytes(taken)


def _parsed(body: bytes) -> Activity:
    try:
        return Activity.model_validate(orjson.loads(body))
    except ValueError as error:  # orjson's and pydantic's are both of its kind
        raise NotTaken(400) from error
