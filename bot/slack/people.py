"""Who somebody is in Slack, and what they may therefore do.

Guests, bots, strangers from shared channels and whoever was deactivated are nobody here. What
cannot be read is denied: no profile, no answer; no user groups, no grant by a group. Both are
kept for five minutes, so that a right taken away is gone by then.
"""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Any, Generic, TypeVar

import aiohttp
from slack_sdk.errors import SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from bot.access import Access, Rights

log = logging.getLogger(__name__)
T = TypeVar("T")

KEPT_S = 300.0
MOST_KEPT = 10_000
UNREACHABLE = (SlackClientError, aiohttp.ClientError, TimeoutError)
_NOBODY = (
    "deleted",
    "is_bot",
    "is_workflow_bot",
    "is_connector_bot",
    "is_restricted",
    "is_ultra_restricted",
    "is_stranger",
)


class People:
    """Asks Slack about people; for one event loop."""

    def __init__(self, client: AsyncWebClient, access: Access) -> None:
        self._client = client
        self._access = access
        self._profiles = _Kept[Mapping[str, Any]]()
        self._groups = _Kept[Mapping[str, frozenset[str]]]()
        self._has_groups = any(
            name.casefold().startswith("slack-group:") for one in access.grants for name in one.to
        )

    @property
    def admins(self) -> str:
        """Who can grant rights."""
        return self._access.admins

    async def rights(self, user: str, team: str, channel: str | None = None) -> Rights | None:
        """What they may ask for an answer that `channel` sees; None where they are not heard."""
        try:
            profile = await self._profiles.get(user, lambda: self._fetch_profile(user))
        except UNREACHABLE as error:
            log.warning("slack: %s is not heard: users.info failed: %s", user, error)
            return None
        if reason := self._nobody(profile, user):
            log.warning("slack: %s is not heard: %s", user, reason)
            return None
        own = self._access.of([f"slack:{user}", *await self._groups_of(user, team)])
        if channel is None:
            return own
        return replace(own, channel=self._access.of([f"slack-channel:{channel}"]))

    def _nobody(self, profile: Mapping[str, Any], user: str) -> str | None:
        """Why a person of this profile is not heard."""
        if profile.get("id") != user:
            return "Slack does not know them"
        grid = profile.get("enterprise_user")
        teams = {profile.get("team_id"), *(grid.get("teams", ()) if grid else ())}
        if not teams & set(self._access.slack.teams):
            return f"they belong to {profile.get('team_id')!r}"
        return next((name for name in _NOBODY if profile.get(name)), None)

    async def _groups_of(self, user: str, team: str) -> list[str]:
        if not self._has_groups:
            return []
        try:
            groups = await self._groups.get(team, lambda: self._fetch_groups(team))
        except UNREACHABLE as error:
            log.warning("slack: no rights by user groups: usergroups.list failed: %s", error)
            return []
        return [f"slack-group:{group}" for group, users in groups.items() if user in users]

    async def _fetch_profile(self, user: str) -> Mapping[str, Any]:
        response = await self._client.users_info(user=user)
        found = response.get("user")
        return found if isinstance(found, Mapping) else {}

    async def _fetch_groups(self, team: str) -> Mapping[str, frozenset[str]]:
        response = await self._client.usergroups_list(include_users=True, team_id=team)
        return {
            str(group.get("id")): frozenset(group.get("users") or ())
            for group in response.get("usergroups") or ()
            if not group.get("date_delete")
        }


class _Kept(Generic[T]):
    """What was fetched, for five minutes; those who ask at the same time share one fetch."""

    def __init__(self) -> None:
        self._found: dict[str, tuple[float, asyncio.Future[T]]] = {}

    async def get(self, key: str, fetch: Callable[[], Awaitable[T]]) -> T:
        until, fetching = self._found.get(key, (0.0, None))
        if fetching is None or until < time.monotonic():
            if len(self._found) >= MOST_KEPT:
                self._found.clear()
            fetching = asyncio.ensure_future(fetch())
            self._found[key] = (time.monotonic() + KEPT_S, fetching)
        try:
            # Shielded: one who is cancelled must not take it from the others.
            return await asyncio.shield(fetching)
        except UNREACHABLE:
            self._found.pop(key, None)
            raise
