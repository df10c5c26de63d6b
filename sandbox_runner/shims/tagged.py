"""Values that JSON has not, as JSON: times, decimals, bytes, in both directions.

A value of another type is an object with one key: `{"$datetime": "2026-11-01T00:00:00+00:00"}`,
`$date`, `$decimal`, `$bytes` (base64), `$float` (`nan`, `inf`, `-inf`). An object of ours with a
key that begins with `$` is told as `{"$object": [[key, value], …]}`, so that no text of a cloud can
pass for a tag. Nothing else is ever built from what was received.

`unpack` is the broker's first wall against a script: it refuses what is too deep, too much, no
number, or no text, with `Malformed`.
"""

import base64
import math
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import TypeAlias

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"

# botocore's own shapes go ten deep; a filter of Cost Explorer may nest some more.
DEEPEST = 40
# A request with 500 metrics has about ten thousand; an answer with 1,000 machines half a million.
MOST = 2_000_000
# What a long of the clouds holds.
LARGEST = 2**63


class Malformed(ValueError):
    """What was sent is not a value that may be sent."""


def pack(value: object) -> Json:
    """A value as JSON. Raises Malformed for what has no form in it."""
    match value:
        case None | bool() | int() | str():
            return value
        case float():
            return value if math.isfinite(value) else {"$float": str(value)}
        case dict():
            packed = {_text(key): pack(one) for key, one in value.items()}
            if any(key.startswith("$") for key in packed):
                return {"$object": [[key, one] for key, one in packed.items()]}
            return packed
        case list() | tuple():
            return [pack(one) for one in value]
        case datetime():
            return {"$datetime": value.isoformat()}
        case date():
            return {"$date": value.isoformat()}
        case Decimal():
            return {"$decimal": str(value)}
        case bytes() | bytearray():
            return {"$bytes": base64.b64encode(value).decode()}
        case _:
            raise Malformed(f"a {type(value).__name__} cannot be sent")


def unpack(value: object, most: int = MOST) -> object:
    """The value that was packed. Raises Malformed; nothing of it is trusted."""
    return _Unpacking(most).any(value, 0)


class _Unpacking:
    """One message; counts what is in it."""

    def __init__(self, most: int) -> None:
        self.left = most

    def any(self, value: object, depth: int) -> object:
        self.left -= 1
        if depth > DEEPEST:
            raise Malformed(f"deeper than {DEEPEST}")
        if self.left < 0:
            raise Malformed("too many values")
        match value:
            case None | bool():
                return value
            case str():
                return _text(value)
            case int():
                return _whole(value)
            case float():
                return _finite(value)
            case list():
                return [self.any(one, depth + 1) for one in value]
            case dict():
                return self.mapping(value, depth)
            case _:
                raise Malformed(f"a {type(value).__name__} is no JSON")

    def mapping(self, told: dict[object, object], depth: int) -> object:
        if len(told) == 1 and (tag := _text(next(iter(told)))).startswith("$"):
            return self.tagged(tag, told[tag], depth)
        found = {_text(key): self.any(one, depth + 1) for key, one in told.items()}
        if any(key.startswith("$") for key in found):
            raise Malformed("a key with $ outside a tag")
        return found

    def tagged(self, tag: str, told: object, depth: int) -> object:
        if tag == "$object" and isinstance(told, list):
            return {_text(key): self.any(one, depth + 1) for key, one in map(_pair, told)}
        if not isinstance(told, str) or tag not in _TAGS:
            raise Malformed(f"no such tag: {tag[:40]}")
        try:
            return _TAGS[tag](_text(told))
        except (ValueError, InvalidOperation) as error:
            raise Malformed(f"{tag} is not one") from error


def _bytes(told: str) -> bytes:
    return base64.b64decode(told, validate=True)


_TAGS: dict[str, Callable[[str], object]] = {
    "$datetime": datetime.fromisoformat,
    "$date": date.fromisoformat,
    "$decimal": Decimal,
    "$bytes": _bytes,
    "$float": float,
}


def _pair(told: object) -> tuple[object, object]:
    if not isinstance(told, list) or len(told) != 2:
        raise Malformed("a pair has two values")
    return told[0], told[1]


def _text(told: object) -> str:
    """Text that can be written as UTF-8: a lone surrogate cannot."""
    if not isinstance(told, str):
        raise Malformed("a key is text")
    if not told.isascii():
        try:
            told.encode()
        except UnicodeEncodeError as error:
            raise Malformed("text with half a character") from error
    return told


def _whole(told: int) -> int:
    if not -LARGEST <= told < LARGEST:
        raise Malformed("a number too large")
    return told


def _finite(told: float) -> float:
    if not math.isfinite(told):
        raise Malformed("not a number")
    return told
