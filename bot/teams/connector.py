"""Teams' side of the wire: the only module that imports botbuilder.

botbuilder 4.17.1 is Microsoft's last; should it have to go, this file is what changes. It is used
for what it does well, speaking to the connector by proactive messages. Importing it takes a second:
import this module where it is first needed, and never in the event loop.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from time import monotonic
from typing import TypeVar

import aiohttp
from botbuilder.core import (  # type: ignore[import-untyped]
    BotAdapter,
    CloudAdapterBase,
    TurnContext,
)
from botbuilder.schema import (  # type: ignore[import-untyped]
    Activity,
    Attachment,
    ChannelAccount,
    ConversationAccount,
    ConversationReference,
    ErrorResponseException,
)
from botframework.connector.auth import (  # type: ignore[import-untyped]
    BotFrameworkAuthenticationFactory,
    ServiceClientCredentialsFactory,
)
from msrest.authentication import Authentication, BasicTokenAuthentication
from pydantic import BaseModel, ValidationError

from bot.teams.activity import Activity as Heard
from bot.teams.heard import Member
from bot.teams.message import Message
from bot.teams.registration import Registration, is_loopback

CARD = "application/vnd.microsoft.card.adaptive"
TIMEOUT = aiohttp.ClientTimeout(total=10)
# A token is asked for anew when it would run out within this time.
SPARE_S = 300
# What Microsoft says to try again: too many requests, and what passes.
AGAIN = (412, 429, 502, 504)
WAITS_S = (1.0, 3.0)
T = TypeVar("T")


class TokenRefused(Exception):
    """Microsoft gives this bot no token; the message says why, without the secret."""


class _Token(BaseModel):
    access_token: str
    expires_in: float


@dataclass(slots=True)
class _Held:
    token: str
    until: float


class _Credentials(ServiceClientCredentialsFactory):  # type: ignore[misc]
    """Tokens by the client secret, from the one URL that the registration names."""

    def __init__(self, registration: Registration) -> None:
        self._registration = registration
        self._held: _Held | None = None
        self._lock = asyncio.Lock()

    async def is_valid_app_id(self, app_id: str) -> bool:
        return app_id == self._registration.app_id

    async def is_authentication_disabled(self) -> bool:
        return not self._registration.app_id

    async def create_credentials(self, *_: object, **__: object) -> Authentication:
        if not self._registration.app_id:
            return Authentication()
        async with self._lock:
            if self._held is None or self._held.until < monotonic():
                found = await _fetch_token(self._registration)
                self._held = _Held(found.access_token, monotonic() + found.expires_in - SPARE_S)
        return BasicTokenAuthentication({"access_token": self._held.token})


async def _fetch_token(registration: Registration) -> _Token:
    form = {
        "grant_type": "client_credentials",
        "client_id": registration.app_id,
        "client_secret": registration.password,
        "scope": registration.scope,
    }
    url = registration.token_url
    try:
        async with (
            aiohttp.ClientSession(trust_env=not is_loopback(url), timeout=TIMEOUT) as session,
            session.post(url, data=form, allow_redirects=False) as response,
        ):
            body = await response.read()
        if response.status != 200:
            raise TokenRefused(f"{url}: HTTP {response.status}")
        return _Token.model_validate_json(body)
    except (aiohttp.ClientError, TimeoutError) as error:
        raise TokenRefused(f"{url}: {error}") from error
    except ValidationError as error:
        raise TokenRefused(f"{url}: not a token") from error


class _Adapter(CloudAdapterBase):  # type: ignore[misc]
    """botbuilder's adapter, free of any web framework."""


class Connector:
    """Sends to conversations that the bot has heard from."""

    def __init__(self, registration: Registration) -> None:
        """Nothing is sent yet."""
        self._registration = registration
        authentication = BotFrameworkAuthenticationFactory.create(
            to_channel_from_bot_oauth_scope=registration.scope,
            to_channel_from_bot_login_url=registration.token_url,
            to_bot_from_channel_token_issuer=registration.issuer,
            credential_factory=_Credentials(registration),
        )
        self._adapter = _Adapter(authentication)

    async def typing(self, to: Heard) -> None:
        """Show that the bot is at it."""
        await self._turn(to, lambda turn: turn.send_activity(Activity(type="typing")))

    async def send(self, to: Heard, message: Message) -> str | None:
        """Post a message where `to` was said; the id of it."""
        sent = await self._turn(to, lambda turn: turn.send_activity(_drawn(message)))
        return sent.id if sent else None

    async def replace(self, to: Heard, sent: str, message: Message) -> None:
        """Put a message in the place of one that was sent."""
        activity = _drawn(message)
        activity.id = sent
        await self._turn(to, lambda turn: turn.update_activity(activity))

    async def member(self, to: Heard, person: str) -> Member:
        """How the conversation's roster shows a person."""

        def look(turn: TurnContext) -> Awaitable[ChannelAccount]:
            client = turn.turn_state[BotAdapter.BOT_CONNECTOR_CLIENT_KEY]
            found: Awaitable[ChannelAccount] = client.conversations.get_conversation_member(
                to.roster, person
            )
            return found

        found = await self._turn(to, look)
        extra = {name: str(text) for name, text in found.additional_properties.items() if text}
        return Member(
            aad_object_id=found.aad_object_id or extra.get("objectId"),
            tenant_id=extra.get("tenantId"),
            role=extra.get("userRole"),
            principal_name=extra.get("userPrincipalName"),
        )

    async def _turn(self, to: Heard, act: Callable[[TurnContext], Awaitable[T]]) -> T:
        """Do one thing in a conversation, again where Microsoft asks to."""
        for wait in (*WAITS_S, None):
            try:
                return await self._once(to, act)
            except ErrorResponseException as error:
                if wait is None or error.response.status_code not in AGAIN:
                    raise
                await asyncio.sleep(wait)
        raise AssertionError("the last round returns or raises")

    async def _once(self, to: Heard, act: Callable[[TurnContext], Awaitable[T]]) -> T:
        done: list[T] = []

        async def run(turn: TurnContext) -> None:
            done.append(await act(turn))

        await self._adapter.continue_conversation(
            _reference(to), run, bot_app_id=self._registration.app_id
        )
        return done[0]


def _reference(to: Heard) -> ConversationReference:
    conversation = to.conversation
    bot, user = to.recipient, to.sender
    return ConversationReference(
        channel_id=to.channel_id,
        service_url=to.service_url,
        bot=ChannelAccount(id=bot.id, name=bot.name) if bot else None,
        user=ChannelAccount(id=user.id, name=user.name) if user else None,
        conversation=ConversationAccount(
            id=conversation.id,
            conversation_type=conversation.conversation_type,
            tenant_id=conversation.tenant_id,
        ),
    )


def _drawn(message: Message) -> Activity:
    if message.card is None:
        return Activity(type="message", text=message.text, text_format="plain")
    card = Attachment(content_type=CARD, content=message.card)
    return Activity(type="message", summary=message.text, attachments=[card])
