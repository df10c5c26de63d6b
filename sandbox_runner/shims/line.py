"""The line to the broker, for the changed SDKs: one question, one reply."""

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from sandbox_runner.shims.tagged import pack, unpack

Message: TypeAlias = Mapping[str, Any]
Ask: TypeAlias = Callable[[Message], Message]


class QueryError(ValueError):
    """A query that is none, or could not be answered; the text says why."""


class Refused(Exception):
    """A reply that is an error; each SDK makes its own exception of it."""

    def __init__(self, error: Message) -> None:
        """`error` is as in `broker`."""
        super().__init__(f"{error['code']}: {error['message']}")
        self.kind: str = error["kind"]
        self.code: str = error["code"]
        self.message: str = error["message"]
        self.status: int = error["status"]
        self.request: str = error["request"]


# The job's line and what it was told of its place; a fork has its own.
_line: dict[str, Any] = {}


def connect(ask: Ask) -> None:
    """Send requests through `ask` from now on. It is called from any thread."""
    _line.clear()
    _line["ask"] = ask


def asked(request: Message) -> Any:
    """The reply's value. Raises Refused, or ConnectionError where there is no line."""
    if "ask" not in _line:
        raise ConnectionError("there is no broker here")
    reply = _line["ask"](request)
    if "error" in reply:
        raise Refused(reply["error"])
    return unpack(reply["ok"])


def place() -> Any:
    """The accounts, regions and subscriptions that may be asked, the usual one first."""
    if "place" not in _line:
        _line["place"] = asked({"kind": "about"})
    return _line["place"]


def query(told: Message | None = None, /, **parts: Any) -> Any:
    """Answer a Query, an object or its parts. Raises QueryError, and PermissionError."""
    try:
        return asked({"kind": "query", "query": pack({**(told or {}), **parts})})
    except Refused as refused:
        if refused.code == "AccessDenied":
            raise PermissionError(refused.message) from refused
        raise QueryError(f"{refused.code}: {refused.message}") from refused
