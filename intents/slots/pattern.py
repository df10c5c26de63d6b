"""Texts with `*`: of patterns only `web-*` (begins with) and `*web*` (contains) can be said.

No slot itself: what names and tags share.
"""

from intents.query import Condition


def matching(field: str, raw: str) -> Condition | None:
    """The condition that a text with or without `*` means; None for patterns it cannot say."""
    inner = raw.strip("*")
    if not inner or "*" in inner:
        return None
    if raw.startswith("*") and raw.endswith("*"):
        return Condition(field=field, op="contains", value=inner)
    if raw.endswith("*"):
        return Condition(field=field, op="starts_with", value=inner)
    return None if "*" in raw else Condition(field=field, op="eq", value=raw)
