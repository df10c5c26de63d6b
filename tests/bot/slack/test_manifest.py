"""The app's manifest: what Slack would take, and exactly what the code hears and calls.

MANIFEST, from Slack's own types, knows every key and the names of events and scopes. SHAPE says,
for the keys that we use, what github.com/slackapi/manifest-schema (MIT) says beyond them in its
schemas/manifest.schema.2.0.0.json: lengths, counts and patterns; no other key may stand there.
"""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml  # type: ignore[import-untyped]
from jsonschema import Draft202012Validator, ValidationError

import bot.slack
from bot.ask import Bot
from bot.settings import Settings
from bot.slack.listeners import PROMPTS
from bot.slack.scopes import COMMANDS, EVENTS, METHODS

from .conftest import Chat
from .fake_slack import event, mention, press
from .official import MANIFEST

ROOT = Path(__file__).parents[3]
# A scope of Slack's that its types do not list yet.
NEWER = {"assistant:write"}
# The SDK's way of uploading calls these; each other method of the client has its own name.
SEVERAL = {"files_upload_v2": ("files.getUploadURLExternal", "files.completeUploadExternal")}


def text(least: int, most: int, pattern: str = "") -> dict[str, Any]:
    return {"type": "string", "minLength": least, "maxLength": most, "pattern": pattern}


def table(*required: str, **keys: object) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": keys,
        "required": list(required),
        "additionalProperties": False,
    }


def items(kind: object, most: int, least: int = 0) -> dict[str, Any]:
    return {"type": "array", "items": kind, "minItems": least, "maxItems": most}


FLAG = {"type": "boolean"}
URL = text(0, 3000, "^https?://")
SHAPE = table(
    "display_information",
    _metadata=table(major_version={"type": "integer"}),
    display_information=table(
        "name",
        name=text(1, 35),
        description=text(1, 140),
        background_color=text(4, 7, "^#[0-9a-fA-F]{3}([0-9a-fA-F]{3})?$"),
    ),
    features=table(
        app_home=table(
            home_tab_enabled=FLAG, messages_tab_enabled=FLAG, messages_tab_read_only_enabled=FLAG
        ),
        bot_user=table("display_name", display_name=text(1, 80), always_online=FLAG),
        slash_commands=items(
            table(
                "command",
                "description",
                command=text(2, 32, "^/"),
                url=URL,
                description=text(1, 2000),
                usage_hint=text(1, 1000),
                should_escape=FLAG,
            ),
            most=50,
            least=1,
        ),
        agent_view=table(
            agent_description=text(0, 300),
            suggested_prompts=items(
                table("title", "message", title=text(0, 999), message=text(0, 999)), most=4
            ),
        ),
    ),
    oauth_config=table(scopes=table(bot=items(text(0, 50), most=255))),
    settings=table(
        event_subscriptions=table(
            request_url=URL, bot_events={**items(text(0, 50), most=100), "uniqueItems": True}
        ),
        interactivity=table("is_enabled", is_enabled=FLAG, request_url=URL),
        org_deploy_enabled=FLAG,
        socket_mode_enabled=FLAG,
        token_rotation_enabled=FLAG,
    ),
)


@pytest.fixture
def manifest() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((ROOT / "manifest.yml").read_text("utf-8"))
    return found


def called() -> Iterator[str]:
    """Every Web API method that the source calls on a client."""
    for file in Path(bot.slack.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            match node:
                case ast.Call(ast.Attribute(ast.Attribute(attr="client" | "_client"), name)):
                    if "_" in name:  # the socket's client has methods of one word
                        yield from SEVERAL.get(name, (name.replace("_", "."),))


def test_slack_would_take_it(manifest: dict[str, Any]) -> None:
    Draft202012Validator.check_schema(SHAPE)
    Draft202012Validator(SHAPE).validate(manifest)
    assert {error.instance for error in MANIFEST.iter_errors(manifest)} == NEWER


@pytest.mark.parametrize(
    "change",
    [
        {"settings": {"event_subscriptions": {"bot_events": ["app_mentioned"]}}},
        {"oauth_config": {"scopes": {"bot": ["chat:shout"]}}},
        {"features": {"agent_view": {"agent_name": "x"}}},
    ],
)
def test_slacks_types_know_every_event_scope_and_key(change: dict[str, Any]) -> None:
    assert list(MANIFEST.iter_errors({"display_information": {"name": "FinOps"}, **change}))


@pytest.mark.parametrize(
    "change",
    [
        {"display_information": {"name": "x" * 36}},
        {"settings": {"event_subscription": {}}},
        {"features": {"slash_commands": [{"command": "finops", "description": "x"}]}},
        {"features": {"agent_view": {"suggested_prompts": [{"title": "x", "message": "y"}] * 5}}},
    ],
)
def test_the_shape_refuses_what_slack_refuses(
    manifest: dict[str, Any], change: dict[str, Any]
) -> None:
    with pytest.raises(ValidationError):
        Draft202012Validator(SHAPE).validate(manifest | change)


def test_every_method_that_is_called_is_listed_and_none_else() -> None:
    listed = set(METHODS) - {"apps.connections.open"}  # called by the SDK's socket
    assert set(called()) == listed


def test_it_asks_for_the_scopes_of_what_is_called_and_heard_and_no_more(
    manifest: dict[str, Any],
) -> None:
    needed = {*METHODS.values(), *EVENTS.values(), *COMMANDS.values()} - {None}
    assert manifest["oauth_config"]["scopes"]["bot"] == sorted(str(scope) for scope in needed)


def test_its_events_and_commands_are_those_that_are_listed(manifest: dict[str, Any]) -> None:
    assert manifest["settings"]["event_subscriptions"]["bot_events"] == sorted(EVENTS)
    assert [one["command"] for one in manifest["features"]["slash_commands"]] == [*COMMANDS]
    assert manifest["settings"]["interactivity"]["is_enabled"]


def test_its_prompts_are_those_that_the_bot_suggests(manifest: dict[str, Any]) -> None:
    prompts = manifest["features"]["agent_view"]["suggested_prompts"]
    assert tuple((one["title"], one["message"]) for one in prompts) == PROMPTS


def test_all_its_addresses_are_the_one_that_is_served(
    manifest: dict[str, Any], bot: Bot, granted: Settings
) -> None:
    urls = {
        manifest["settings"]["event_subscriptions"]["request_url"],
        manifest["settings"]["interactivity"]["request_url"],
        *(one["url"] for one in manifest["features"]["slash_commands"]),
    }
    assert urls == {"https://finops.example.com/slack/events"}


def test_each_listed_event_does_something_and_only_listed_methods_are_called(chat: Chat) -> None:
    chat.send(event("app_home_opened", tab="messages", channel="D0IM"))
    chat.send(mention("cost by service last month"))
    chat.send(event("message", text="which VMs", channel="D0IM", channel_type="im"))
    chat.slack.wait("assistant.threads.setSuggestedPrompts")
    shown, _ = chat.slack.wait("chat.postMessage", count=2)
    chat.send(press(chat.slack, shown.button("query")))
    chat.slack.wait("chat.postEphemeral")
    assert {call.method for call in chat.slack.calls} <= {*METHODS, "response_url"}


def test_the_prompts_are_questions_that_are_answered(bot: Bot) -> None:
    outcomes = {message: bot.ask(message).outcome for _, message in PROMPTS}
    assert not {"unread", "failed", "clarify", "refused"} & set(outcomes.values()), outcomes
