"""What the tests of reading share: one day, one context, and short ways to ask."""

from datetime import date
from typing import Any

from intents.context import KnownAccount, ReadContext
from intents.query import Query, Read, Reading
from intents.router import read

TODAY = date(2026, 11, 18)
CONTEXT = ReadContext(TODAY)
ACCOUNTS = (
    KnownAccount("aws", "111111111111", "prod"),
    KnownAccount("aws", "222222222222", "Atlas Orion"),
    KnownAccount("azure", "0b1f6471-1bf0-4dda-aec3-cb9272f09590", "Staging"),
)
WITH_ACCOUNTS = ReadContext(TODAY, accounts=ACCOUNTS)


def asked(question: str, context: ReadContext = CONTEXT) -> Read:
    return read(question, context)


def reading(question: str, context: ReadContext = CONTEXT) -> Reading:
    return read(question, context).reading


def said(question: str, context: ReadContext = CONTEXT) -> dict[str, Any]:
    """The Query as JSON; fails with the reading where it is none."""
    found = reading(question, context)
    assert isinstance(found, Query), f"{question!r} is {found}"
    return found.as_said()
