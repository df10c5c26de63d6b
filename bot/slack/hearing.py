"""Whom the bot hears, as far as a payload tells: the right app, the configured workspaces, people.

Pure. Slack's signature only proves that Slack sent it: in a channel shared with another company,
their people's words come signed just as well, under their own team's id. `people` asks Slack about
the person afterwards.
"""

import json
from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import Any

from bot.access import Slack

Body = Mapping[str, Any]
_OF_COMMAND = ("command", "team_id", "user_id", "channel_id", "response_url")


def is_sound(body: object) -> bool:
    """Whether it has the shape of something that Slack sends, as far as it is relied on."""
    if not isinstance(body, Mapping):
        return False
    match body.get("type"):
        case "url_verification":
            return isinstance(body.get("challenge"), str)
        case "event_callback":
            return isinstance(_table(body, "event").get("type"), str)
        case "block_actions":
            actions = body.get("actions")
            pressed = isinstance(actions, list) and all(
                isinstance(one, Mapping) and isinstance(one.get("action_id"), str)
                for one in actions
            )
            return pressed and bool(actions) and _has_user(body)
        case "view_submission":
            return isinstance(body.get("view"), Mapping) and _has_user(body)
        case None:
            return all(isinstance(body.get(name), str) for name in _OF_COMMAND)
        case _:
            return True


def _has_user(body: Body) -> bool:
    return isinstance(_table(body, "user").get("id"), str)


def unheard(body: Body, configured: Slack) -> str | None:
    """Why this is not for us; None if it is."""
    if configured.app is not None and body.get("api_app_id") != configured.app:
        return f"it is for the app {body.get('api_app_id')!r}"
    teams = set(_teams(body))
    if not teams:
        return "it names no workspace"
    if strangers := teams - set(configured.teams):
        return f"the workspace {', '.join(map(repr, sorted(strangers)))} is not in [access.slack]"
    return None


def _teams(body: Body) -> Iterator[str]:
    """Every workspace that it is from or was written in."""
    event = _table(body, "event")
    found = [body.get("team_id"), _table(body, "team").get("id")]
    found += [_table(body, "user").get("team_id")]
    found += [event.get(name) for name in ("team", "user_team", "source_team")]
    found += [one.get("team_id") for one in _authorizations(body)]
    yield from (str(team) for team in found if team)


def is_question(event: Body) -> bool:
    """Whether a person wrote it just now: no edit, no bot, nothing that Slack itself says."""
    by_bot = event.get("bot_id") or event.get("app_id") or event.get("bot_profile")
    changed = event.get("subtype") or event.get("edited") or event.get("hidden")
    said = all(isinstance(event.get(name), str) for name in ("user", "channel", "ts", "text"))
    return said and not by_bot and not changed


def fingerprint(body: Body) -> str:
    """The same for the same event, however often it is delivered."""
    if isinstance(body.get("event_id"), str):
        return f"event {body['event_id']}"
    # Slack gives commands and presses no id; a delivery again has the same trigger and words.
    return f"body {sha256(json.dumps(body, sort_keys=True, default=str).encode()).hexdigest()}"


def bot_id(body: Body) -> str | None:
    """The bot's own user id, as far as the event tells."""
    bots = (one.get("user_id") for one in _authorizations(body) if one.get("is_bot"))
    return next((str(bot) for bot in bots if bot), None)


def _authorizations(body: Body) -> Iterator[Body]:
    """The installations of the app that the event is for."""
    found = body.get("authorizations")
    yield from (one for one in found or () if isinstance(one, Mapping))


def _table(body: Body, name: str) -> Body:
    value = body.get(name)
    return value if isinstance(value, Mapping) else {}
