"""Who holds which bearer token, and what they may ask about.

FINOPS_API_TOKEN is the operator's own. It goes by `http:api` and may ask about all that the bot can
read, unless `[access]` has a grant to `http:api`: then it is held to its grants. Every other token
stands as a hash under `[[access.tokens]]`, goes by `http:<name>`, and may do only what is granted.

Tokens are compared as hashes, all of them each time and in constant time, so that how long it takes
tells nothing.
"""

import hmac
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256

from pydantic import SecretStr

from bot.access import OPERATOR, Access, Rights


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls: `rights` of None are the bot's own."""

    asker: str
    rights: Rights | None

    @property
    def is_admin(self) -> bool:
        """Whether they may see how the bot itself fares."""
        return self.rights is None or self.rights.may("admin")


class Tokens:
    """The tokens of one set of settings."""

    def __init__(self, operator: SecretStr | None, access: Access) -> None:
        """Without any token nobody is let in."""
        self._known = tuple(_known(operator, access))

    def __bool__(self) -> bool:
        """Whether anybody can be let in."""
        return bool(self._known)

    def caller(self, shown: str) -> Caller | None:
        """Who holds this token; None where nobody does."""
        hashed = sha256(shown.encode()).digest()
        found = [who for known, who in self._known if hmac.compare_digest(hashed, known)]
        return found[0] if found else None


def _known(operator: SecretStr | None, access: Access) -> Iterator[tuple[bytes, Caller]]:
    if operator is not None and operator.get_secret_value():
        name = f"http:{OPERATOR}"
        rights = access.of([name])
        own = Caller(name, rights if rights.grants else None)
        yield sha256(operator.get_secret_value().encode()).digest(), own
    for token in access.tokens:
        name = f"http:{token.name}"
        yield bytes.fromhex(token.sha256), Caller(name, access.of([name]))
