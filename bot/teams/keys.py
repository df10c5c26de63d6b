"""Microsoft's signing keys for messages to bots, read from its OpenID metadata.

Kept for a day, as Microsoft asks. A key that is not known is looked up again, since keys are
rolled, but not more often than every few minutes: anybody may send a token with a made-up key id.
"""

import asyncio
from collections.abc import Mapping
from time import monotonic

import aiohttp
from pydantic import BaseModel, ConfigDict, ValidationError

from bot.teams.registration import is_login, is_loopback

DAY_S = 24 * 60 * 60
LEAST_WAIT_S = 5 * 60
TIMEOUT = aiohttp.ClientTimeout(total=10)


class KeysUnreachable(Exception):
    """Tokens cannot be checked now; the message says why."""


class Key(BaseModel):
    """One JSON Web Key; the numbers of the key itself are extra fields."""

    model_config = ConfigDict(frozen=True, extra="allow")

    kid: str
    kty: str
    endorsements: tuple[str, ...] = ()


class _Metadata(BaseModel):
    jwks_uri: str


class _KeySet(BaseModel):
    keys: tuple[Key, ...]


class Keys:
    """The keys behind one metadata URL."""

    def __init__(self, metadata_url: str) -> None:
        """Nothing is read before the first token."""
        self._metadata_url = metadata_url
        self._known: Mapping[str, Key] = {}
        self._read_at = float("-inf")
        self._lock = asyncio.Lock()

    async def find(self, kid: str) -> Key | None:
        """The key of that id, or None if there is no such key. Raises KeysUnreachable."""
        async with self._lock:
            age = monotonic() - self._read_at
            if age > DAY_S or (kid not in self._known and age > LEAST_WAIT_S):
                self._known = await self._fetch()
                self._read_at = monotonic()
        return self._known.get(kid)

    async def _fetch(self) -> Mapping[str, Key]:
        try:
            metadata = _Metadata.model_validate_json(await _get(self._metadata_url))
            if not is_login(metadata.jwks_uri):
                raise KeysUnreachable(f"the metadata names keys at {metadata.jwks_uri!r}")
            found = _KeySet.model_validate_json(await _get(metadata.jwks_uri))
        except (aiohttp.ClientError, TimeoutError, ValidationError) as error:
            raise KeysUnreachable(f"{self._metadata_url}: {error}") from error
        return {key.kid: key for key in found.keys}


async def _get(url: str) -> bytes:
    # A company's proxy stands before Microsoft's hosts, never before this machine itself.
    async with (
        aiohttp.ClientSession(trust_env=not is_loopback(url), timeout=TIMEOUT) as session,
        session.get(url, allow_redirects=False, raise_for_status=True) as response,
    ):
        return await response.read()
