"""One event, command or press: who it is from, and where the answer to it goes. Pure wiring."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.slack.places import Place, Reply, Thread, Whisper

Body = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Turn:
    """`place` is where the answer goes, `aside` what is for that person alone.

    `seen_by` is the channel whose people see the place, and whose grant therefore limits the
    answer; None where only that person does.
    """

    user: str
    team: str
    channel: str
    thread: str | None
    place: Place
    aside: Place
    seen_by: str | None

    @property
    def conversation(self) -> str:
        """What the bot calls this thread."""
        return f"slack:{self.channel}:{self.thread or self.user}"

    @property
    def thread_name(self) -> str | None:
        """The thread, where there is one: a command has none."""
        return self.conversation if self.thread else None

    @property
    def loose(self) -> str | None:
        """What a person says to the bot alone, without a thread of its own, for some minutes."""
        alone = self.seen_by is None
        return f"slack:{self.channel}:{self.user}" if alone else None


@dataclass(frozen=True, slots=True)
class Turns:
    """Makes turns of what Slack sends."""

    client: AsyncWebClient
    webhook: Callable[[str], AsyncWebhookClient]

    def of_event(self, body: Body) -> Turn:
        """A mention or a direct message: the answer goes into its thread."""
        event = body["event"]
        thread = event.get("thread_ts") or event["ts"]
        return self._open(event["user"], str(body.get("team_id")), event["channel"], thread)

    def of_command(self, body: Body) -> Turn:
        """A command: the answer is for whoever gave it."""
        return self._private(
            body["user_id"], str(body.get("team_id")), body["channel_id"], None, body
        )

    def of_press(self, body: Body) -> Turn:
        """A button: the answer goes to where the button stands."""
        container, user = body.get("container") or {}, body["user"]["id"]
        team = str((body.get("team") or {}).get("id"))
        channel = (body.get("channel") or {}).get("id") or container.get("channel_id") or ""
        thread = container.get("thread_ts") or (body.get("message") or {}).get("thread_ts")
        if container.get("is_ephemeral") or not channel:
            return self._private(user, team, channel, thread, body)
        return self._open(user, team, channel, thread or container.get("message_ts"))

    def _open(self, user: str, team: str, channel: str, thread: str | None) -> Turn:
        place = Thread(self.client, channel, thread)
        if channel.startswith("D"):
            return Turn(user, team, channel, thread, place, place, None)
        aside = Whisper(self.client, channel, user, thread)
        return Turn(user, team, channel, thread, place, aside, channel)

    def _private(self, user: str, team: str, channel: str, thread: str | None, body: Body) -> Turn:
        reply = Reply(self.webhook(body["response_url"]))
        return Turn(user, team, channel, thread, reply, reply, None)
