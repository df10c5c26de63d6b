"""What Teams sends: the part of a Bot Framework activity that is relied on.

Everything in it is as trustworthy as Microsoft's signature, except what people write: text, names
and the data of a pressed button, which is what we put there unless somebody made up their own.
"""

import re
from html import unescape
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from providers.own_waste import Status

# How Teams calls itself among the channels of the Bot Framework.
CHANNEL = "msteams"
# Of a tag that marks a mention, in Teams' text.
_AT = re.compile(r"</?at\b[^>]*>")
# A conversation in a channel is named after the channel and the message that it is about.
_MESSAGE = re.compile(r";messageid=.*", re.DOTALL)


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", alias_generator=to_camel)


class Account(_Part):
    """A person or a bot; `aad_object_id` is the person's in the tenant that is asked in."""

    id: str = Field(min_length=1, max_length=1000)
    name: str | None = None
    aad_object_id: str | None = None
    role: str | None = None
    tenant_id: str | None = None


class Conversation(_Part):
    """`conversation_type` is `personal`, `groupChat` or `channel`."""

    id: str = Field(min_length=1, max_length=1000)
    conversation_type: str | None = None
    tenant_id: str | None = None


class Named(_Part):
    """A tenant, team or channel."""

    id: str | None = None


class ChannelData(_Part):
    """What is Teams' own."""

    tenant: Named | None = None
    team: Named | None = None
    channel: Named | None = None


class Entity(_Part):
    """What stands in the text; for a mention, who is mentioned and how the text says it."""

    type: str | None = None
    text: str | None = None
    mentioned: Account | None = None


class Activity(_Part):
    """One message, button or event."""

    type: str
    channel_id: str
    service_url: str
    id: str | None = Field(None, max_length=1000)
    name: str | None = None
    sender: Account | None = Field(None, alias="from")
    recipient: Account | None = None
    conversation: Conversation
    channel_data: ChannelData = ChannelData()
    text: str | None = None
    entities: tuple[Entity, ...] | None = None
    value: object = None

    @property
    def tenant(self) -> str | None:
        """The tenant that it was said in."""
        return self.channel_data.tenant.id if self.channel_data.tenant else None

    @property
    def is_private(self) -> bool:
        """Whether only the person sees the answer; what is not known to be so is not."""
        return self.conversation.conversation_type == "personal"

    @property
    def channel(self) -> str:
        """The channel or group chat that sees the answer."""
        named = self.channel_data.channel.id if self.channel_data.channel else None
        return named or _MESSAGE.sub("", self.conversation.id)

    @property
    def roster(self) -> str:
        """The conversation whose members are asked about: for a channel, its team's."""
        named = self.channel_data.team.id if self.channel_data.team else None
        return named or _MESSAGE.sub("", self.conversation.id)

    @property
    def words(self) -> str:
        """The text without the mention of the bot; other mentions are the people's names."""
        text = self.text or ""
        for entity in self.entities or ():
            if entity.type == "mention" and entity.text and entity.mentioned and self.recipient:
                if entity.mentioned.id == self.recipient.id:
                    text = text.replace(entity.text, " ")
        # Teams writes "<" as "&lt;" and some blanks as "&nbsp;".
        return " ".join(unescape(_AT.sub("", text)).split())


class Ask(_Part):
    """A button with a whole question."""

    verb: Literal["ask"]
    question: str = Field(min_length=1, max_length=10_000)


class Rows(_Part):
    """The button for the rows from `first` on of an answer."""

    verb: Literal["rows"]
    answer: str = Field(max_length=100)
    first: int = Field(ge=0)


class Rate(_Part):
    """A thumb for an answer, with the reason that was typed beside it."""

    verb: Literal["rate"]
    answer: str = Field(max_length=100)
    thumb: Literal["up", "down"]
    reason: str = Field("", max_length=2000)


class Form(_Part):
    """The button for the card in which findings of an answer are decided on."""

    verb: Literal["form"]
    answer: str = Field(max_length=100)


class Decide(_Part):
    """What that card sends; `until` is an ISO day, empty where none was chosen."""

    verb: Literal["decide"]
    finding: str = Field(max_length=150)
    status: Status
    until: str = Field("", max_length=40)
    reason: str = Field("", max_length=2000)


Button = Ask | Rows | Rate | Form | Decide


class _Action(_Part):
    verb: str
    data: dict[str, object] = Field(default_factory=dict)


class _Value(_Part):
    action: _Action


class _Pressed(_Part):
    pressed: Button = Field(discriminator="verb")


def pressed(activity: Activity) -> Button:
    """The button of an `adaptiveCard/action`. Raises pydantic's ValidationError."""
    action = _Value.model_validate(activity.value).action
    return _Pressed.model_validate({"pressed": {**action.data, "verb": action.verb}}).pressed
