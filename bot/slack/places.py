"""Where an answer goes: a thread that others see, or the eyes of one person.

A message that Slack refuses for its blocks is sent without its chart, then as its text: less is
better than nothing. What cannot be delivered at all is logged; there is nobody left to tell.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Protocol

from slack_sdk.errors import SlackRequestError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.drawing.picture import png
from bot.drawing.series import Chart
from bot.drawing.told import told
from bot.slack.people import UNREACHABLE
from bot.slack.render import Block, Message, without_chart
from bot.slack.text import clipped, harmless

log = logging.getLogger(__name__)
WORKING = "Working on it…"
# A file's title as its head in a thread shows it, and what a screen reader is given of it.
MOST_TITLE, MOST_ALT = 150, 1_000
# Slack shows no more of a status in one line.
MOST_STATUS = 100
# Our text is taken as it is: no markup, no mentions by name, no links, no previews of links.
_AS_IT_IS = {"mrkdwn": False, "parse": "none", "link_names": False, "unfurl_links": False}
Send = Callable[[str, list[Block] | None], Awaitable[None]]


class Place(Protocol):
    """Somewhere to show messages."""

    async def working(self, said: str = "") -> None:
        """Say that it takes a while, and what is being done; again, what is being done now."""

    async def show(self, message: Message) -> bool:
        """Show it; False where Slack would not have it."""


@dataclass
class Thread:
    """A thread of a channel or direct message, for all who are in it."""

    client: AsyncWebClient
    channel: str
    thread: str | None
    _placeholder: str | None = field(default=None, init=False)

    async def working(self, said: str = "") -> None:
        """As a status, which the answer takes away; where that cannot be, as a message."""
        if self._placeholder is None and await self._has_status(said):
            return
        try:
            self._placeholder = await self._placed(harmless(said) or WORKING)
        except UNREACHABLE as error:
            log.warning("slack: no placeholder in %s: %s", self.channel, error)

    async def _placed(self, text: str) -> str | None:
        if self._placeholder is not None:
            await self.client.chat_update(channel=self.channel, ts=self._placeholder, text=text)
            return self._placeholder
        sent = await self.client.chat_postMessage(
            channel=self.channel, thread_ts=self.thread, text=text
        )
        placed: str | None = sent.get("ts")
        return placed

    async def _has_status(self, said: str) -> bool:
        if self.thread is None:
            return False
        status = f"is working on it: {harmless(said)}" if said else "is working on it…"
        try:
            await self.client.assistant_threads_setStatus(
                channel_id=self.channel, thread_ts=self.thread, status=clipped(status, MOST_STATUS)
            )
        except UNREACHABLE:
            return False
        return True

    async def show(self, message: Message) -> bool:
        """In place of the placeholder, where there is one; its picture after it."""
        sent = await _sent(self._send, message, self.channel)
        if sent and message.picture is not None:
            await self._upload(message.picture)
        return sent

    async def _upload(self, chart: Chart) -> None:
        """The picture as a file; without it the answer is whole all the same."""
        drawn = await asyncio.to_thread(png, chart)
        try:
            await self.client.files_upload_v2(
                channel=self.channel,
                thread_ts=self.thread,
                filename="finops.png",
                title=clipped(harmless(chart.title), MOST_TITLE),
                alt_txt=clipped(harmless(told(chart)), MOST_ALT),
                content=drawn,
            )
        except UNREACHABLE as error:
            log.warning("slack: no picture in %s: %s", self.channel, error)

    async def _send(self, text: str, blocks: list[Block] | None) -> None:
        if self._placeholder is not None:
            await self.client.chat_update(
                channel=self.channel,
                ts=self._placeholder,
                text=text,
                blocks=blocks,
                parse="none",
                link_names=False,
            )
            self._placeholder = None
            return
        await self.client.chat_postMessage(
            channel=self.channel,
            thread_ts=self.thread,
            text=text,
            blocks=blocks,
            mrkdwn=False,
            parse="none",
            link_names=False,
            unfurl_links=False,
            unfurl_media=False,
        )


@dataclass
class Whisper:
    """One person, in a channel where others are."""

    client: AsyncWebClient
    channel: str
    user: str
    thread: str | None

    async def working(self, said: str = "") -> None:
        """Nothing: what is whispered stays until the window is closed."""

    async def show(self, message: Message) -> bool:
        """To that person alone."""
        return await _sent(self._send, message, self.channel)

    async def _send(self, text: str, blocks: list[Block] | None) -> None:
        await self.client.chat_postEphemeral(
            channel=self.channel,
            user=self.user,
            thread_ts=self.thread,
            text=text,
            blocks=blocks,
            parse="none",
            link_names=False,
        )


@dataclass
class Reply:
    """Whoever gave the command or pressed the button, by the URL that Slack gave for it.

    It works where the bot is not a member, for half an hour and five messages.
    """

    webhook: AsyncWebhookClient
    _has_placeholder: bool = field(default=False, init=False)

    async def working(self, said: str = "") -> None:
        """As a message, which the answer replaces; once, for Slack counts the messages."""
        if not self._has_placeholder:
            self._has_placeholder = await self.show(Message(harmless(said) or WORKING))

    async def show(self, message: Message) -> bool:
        """To that person alone."""
        return await _sent(self._send, message, "a reply")

    async def _send(self, text: str, blocks: list[Block] | None) -> None:
        body = {"response_type": "ephemeral", "replace_original": self._has_placeholder}
        sent = await self.webhook.send_dict({**body, **_AS_IT_IS, "text": text, "blocks": blocks})
        if sent.status_code != 200:
            raise SlackRequestError(f"response_url answered {sent.status_code}: {sent.body[:200]}")
        self._has_placeholder = False


async def _sent(send: Send, message: Message, where: str) -> bool:
    try:
        await send(message.text, list(message.blocks) or None)
    except UNREACHABLE as error:
        log.warning("slack: not delivered to %s: %s", where, error)
        if not message.blocks or "block" not in str(error):
            return False
        # Not every workspace has charts yet; whatever else it is, the text alone goes through.
        bare = without_chart(message)
        return await _sent(send, bare if bare != message else Message(message.text), where)
    return True
