"""Who may call `POST /api/messages`: Microsoft's channel, with a token for this bot alone.

The rules are Microsoft's ("Authentication with the Bot Connector API"): RS256 by one of its keys,
its issuer, our application as audience, in its time, with the same `serviceurl` as the message, by
a key that is endorsed for the channel. botbuilder's own check takes more than that: it also lets in
emulators and skills, skips the service URL where a message has none and the endorsement where a key
has none, and answers most bad tokens with exceptions of any kind. So it is not used.

A valid token proves the channel, not the tenant or the person: see `heard`.
"""

import jwt

from bot.teams.activity import CHANNEL
from bot.teams.keys import Keys
from bot.teams.registration import Registration

# Microsoft's allowance for clocks that differ, in seconds.
LEEWAY_S = 300
CLAIMS = ["aud", "exp", "iss", "serviceurl"]


class Refused(Exception):
    """The token is not good; the message is for our log, never for the caller."""


class Gate:
    """Checks tokens for one registration."""

    def __init__(self, registration: Registration) -> None:
        """Keys are fetched with the first token."""
        self._registration = registration
        self._keys = Keys(registration.metadata_url)

    async def admit(self, header: str, service_url: str) -> None:
        """Let a good token pass. Raises Refused for every other, KeysUnreachable."""
        scheme, _, token = header.partition(" ")
        if scheme != "Bearer" or not token:
            raise Refused("there is no bearer token")
        claims = self._verified(token, await self._key(token))
        if claims["serviceurl"] != service_url:
            raise Refused(
                f"it is for {claims['serviceurl']!r}, the message is from {service_url!r}"
            )

    async def _key(self, token: str) -> jwt.PyJWK:
        try:
            kid = jwt.get_unverified_header(token).get("kid")
        except Exception as error:
            raise Refused(f"it cannot be read: {error}") from error
        key = await self._keys.find(kid) if isinstance(kid, str) else None
        if key is None:
            raise Refused(f"there is no key {kid!r}")
        if CHANNEL not in key.endorsements:
            raise Refused(f"the key {kid!r} is not endorsed for {CHANNEL}")
        return jwt.PyJWK.from_dict(key.model_dump(), algorithm="RS256")

    def _verified(self, token: str, key: jwt.PyJWK) -> dict[str, object]:
        try:
            return jwt.decode(
                token,
                key,
                algorithms=["RS256"],
                audience=self._registration.app_id,
                issuer=self._registration.issuer,
                leeway=LEEWAY_S,
                options={"require": CLAIMS},
            )
        # Whatever goes wrong with a stranger's token, it was not verified: fail closed.
        except Exception as error:
            raise Refused(f"it is not valid: {error}") from error
