"""Text of XML as `scan` reads it: what characters may be there, and what a value's text means."""

import re
import sys
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

# Quantifiers that give nothing back halve the time. Python's were wrong before 3.11.5 (gh-106052);
# without them the grammar means the same.
ONCE = "+" if sys.version_info >= (3, 11, 5) else ""
TEXT = f"[^<]*{ONCE}"
NAME = rf"[A-Za-z_][A-Za-z0-9_.]*{ONCE}"

# Reads what was caught of a member: "/", or ">" and its text, in UTF-8.
Read = Callable[[bytes], Any]

_REFERENCE = re.compile(r"&(?:(amp|lt|gt|quot|apos)|#([0-9]{1,7})|#x([0-9a-fA-F]{1,6}));")
_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
# Others need a closer look: a reference by number, or none at all.
_AS_NAMED = tuple(f"{name};".encode() for name in _NAMED)
_LONGEST = len("&#1234567;")
# Of what is below the space XML forbids the rest; and the carriage return becomes a line feed.
_BLANKS = b"\t\n"
# Bytes looked at in one go: of the whole, what is found would be megabytes of new memory.
_SLICE = 1 << 16
_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{3})?Z")


class Strange(ValueError):
    """There is something that is not known for sure to mean what it seems to."""


def checked(body: bytes) -> bytes:
    """The page. Raises ValueError where an XML parser would refuse or alter a character of it."""
    import numpy as np

    for start in range(0, len(body), _SLICE):
        part = np.frombuffer(body, np.uint8, min(_SLICE, len(body) - start), start)
        allowed = (np.count_nonzero(part == code) for code in _BLANKS)
        if np.count_nonzero(part < ord(" ")) != sum(allowed):
            raise Strange("a control character")
    if not body.isascii():
        text = body.decode("utf-8")
        if "\ufffe" in text or "\uffff" in text:
            raise Strange("no character")
    if b"]" in body and b"]]>" in body:
        raise Strange("the end of a CDATA section")
    at = body.find(b"&")
    while at >= 0:
        if not body.startswith(_AS_NAMED, at + 1):
            if (reference := _REFERENCE.match(body[at : at + _LONGEST].decode("latin-1"))) is None:
                raise Strange("a reference that XML itself does not know")
            _said(reference)
        at = body.find(b"&", at + 1)
    return body


def _character(decimal: str | None, hexadecimal: str | None) -> str:
    code = int(decimal) if decimal else int(hexadecimal or "", 16)
    if code < 0x20 and code not in (0x09, 0x0A, 0x0D):
        raise Strange("a control character")
    if 0xD800 <= code <= 0xDFFF or code in (0xFFFE, 0xFFFF):
        raise Strange("no character")
    return chr(code)


def _said(reference: re.Match[str]) -> str:
    name, decimal, hexadecimal = reference.groups()
    return _NAMED[name] if name else _character(decimal, hexadecimal)


def said(text: str) -> str:
    """Text with the characters that are referred to."""
    return _REFERENCE.sub(_said, text) if "&" in text else text


def value(caught: bytes) -> str:
    """What was caught, as text."""
    return said(caught[1:].decode())


def every(read: Read, caught: Sequence[bytes | None]) -> list[Any]:
    """As `read` gives each, where it was caught; else None. Raises ValueError as `read` does.

    Most members are the same of many items: of what is equal one is read.
    """
    made: dict[bytes | None, Any] = {each: read(each) for each in set(caught) if each}
    return [made.get(each) for each in caught]


def _number(caught: bytes) -> int:
    return int(value(caught))


def _flag(caught: bytes) -> bool:
    return value(caught) == "true"


def _moment(caught: bytes) -> datetime:
    text = caught[1:].decode()
    if _MOMENT.fullmatch(text):
        return datetime.fromisoformat(text)
    raise Strange("a time as EC2 does not write it")


_READERS: dict[str, Read] = {
    "string": value,
    "integer": _number,
    "long": _number,
    "boolean": _flag,
    "timestamp": _moment,
}


def reader(shape: Any) -> Read:
    """How botocore reads a value of this type. Raises ValueError where it is none of EC2's."""
    if shape.type_name not in _READERS:
        raise ValueError(shape.type_name)
    return _READERS[shape.type_name]
