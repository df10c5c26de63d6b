"""The only way in and out of the jail: JSON messages, each behind its length, over two pipes.

A pipe carries bytes and nothing else: no descriptor can be passed, as it can over a socket. What
comes out of a jail is hostile: `decode` gives plain JSON, or raises `NotPlain` whatever the bytes
are. Strict on the way in and out alike: no NaN or Infinity, no lone surrogate, no number beyond 64
bits, no nesting without end. A message longer than `MOST_BYTES` is not read at all; into the jail
it may be of `MOST_BYTES_IN`, since what a cloud answers is longer than what a job says.

Out of the jail:  {"begun": true}  {"out": 1 | 2, "text"}  {"ask": number, "request"}
                  {"end": ending, "result", "reason"}
Into it:          {"run": code}  {"answer": number, "reply"}
"""

import datetime as dt
import decimal
import json
import re
import struct
from collections.abc import Iterator
from typing import Any

MOST_BYTES = 4_000_000
# A page of a cloud's answer has at most 8 MB where the broker reads it, and is written longer here.
MOST_BYTES_IN = 20_000_000
DEEPEST = 64
_LENGTH = struct.Struct(">I")
_SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")
_LONGEST_NUMBER = 40  # characters of a float as anyone prints it; 20 digits hold any 64-bit integer


class NotPlain(Exception):
    """What is not JSON in the strict sense; the text says where it fails."""


class TooLong(NotPlain):
    """A message that has more bytes than it may."""


def encode(message: object, most: int = MOST_BYTES) -> bytes:
    """A message of at most so many bytes, with its length before it. Raises NotPlain.

    Dates become ISO text; Decimal and numpy's numbers become numbers.
    """
    try:
        body = json.dumps(message, allow_nan=False, ensure_ascii=False, default=_plain).encode()
    except (TypeError, ValueError, RecursionError) as error:
        raise NotPlain(_said(error)) from error
    if len(body) > most:
        raise TooLong(f"{len(body)} bytes, of at most {most}")
    return _LENGTH.pack(len(body)) + body


def decode(body: bytes) -> Any:
    """The value of one message's body. Raises NotPlain."""
    try:
        value = json.loads(
            body.decode(), parse_constant=_constant, parse_int=_integer, parse_float=_number
        )
        if _SURROGATE.search(body):
            json.dumps(value, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as error:
        raise NotPlain(_said(error)) from error
    _check_depth(body, value)
    return value


class Incoming:
    """Bytes as they arrive, taken apart into messages of at most so many bytes each."""

    def __init__(self, most: int = MOST_BYTES) -> None:
        self._bytes, self._most = bytearray(), most

    def feed(self, arrived: bytes) -> Iterator[Any]:
        """The messages that are whole now. Raises NotPlain; nothing can be read after that."""
        self._bytes += arrived
        while len(self._bytes) >= _LENGTH.size:
            (length,) = _LENGTH.unpack_from(self._bytes)
            if length > self._most:
                raise TooLong(f"a message of {length} bytes, of at most {self._most}")
            end = _LENGTH.size + length
            if len(self._bytes) < end:
                return
            body = bytes(self._bytes[_LENGTH.size : end])
            del self._bytes[:end]
            yield decode(body)


def _plain(value: object) -> object:
    """JSON for what scripts leave as a result beside plain values."""
    match value:
        case dt.date() | dt.time():
            return value.isoformat()
        case decimal.Decimal():
            return int(value) if value == value.to_integral_value() else float(value)
    item = getattr(value, "item", None)  # a number of numpy
    if callable(item) and getattr(value, "ndim", None) == 0:
        return item()
    raise TypeError(f"{type(value).__name__} is not JSON")


def _constant(name: str) -> float:
    raise ValueError(f"{name} is not JSON; use None")


def _integer(text: str) -> int:
    if len(text) > _LONGEST_NUMBER or not -(2**63) <= (value := int(text)) < 2**64:
        raise ValueError("an integer beyond 64 bits")
    return value


def _number(text: str) -> float:
    value = float(text)
    if value in (float("inf"), float("-inf")):
        raise ValueError("a number beyond a double")
    return value


def _check_depth(body: bytes, value: object) -> None:
    if body.count(b"[") + body.count(b"{") <= DEEPEST:
        return
    level, depth = [value], 0
    while level:
        depth += 1
        if depth > DEEPEST:
            raise NotPlain(f"nested deeper than {DEEPEST}")
        level = [inner for outer in level for inner in _inside(outer)]


def _inside(value: object) -> list[Any]:
    match value:
        case dict():
            return list(value.values())
        case list():
            return value
    return []


def _said(error: Exception) -> str:
    match error:
        case RecursionError():
            return "nested without end"
        case UnicodeEncodeError():
            return "text with a lone surrogate"
        case UnicodeDecodeError():
            return "text that is not UTF-8"
    said = str(error)[:200]
    return f"{said}: use None" if "Out of range float" in said else said
