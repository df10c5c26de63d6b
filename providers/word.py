"""A cloud's own word for a state or a kind, as our rows hold it."""

from collections.abc import Mapping


def word(said: str | None, ours: Mapping[str, str] | None = None) -> str | None:
    """In lower case, or what we call it (`ours`, by their words in lower case); None if not told.

    >>> word("Deallocated"), word("Succeeded", {"succeeded": "running"}), word(None)
    ('deallocated', 'running', None)
    """
    if not said:
        return None
    return (ours or {}).get(said.lower(), said.lower())
