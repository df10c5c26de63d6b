"""What can be wrong with a call to a language model: told to people, with what to do about it.

Knows the SDK's errors by their status and cause alone, so that it imports nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal

from intents.tokens import Usage

# What may be better when it is tried again (529: overloaded).
RETRIED = (408, 409, 429, 500, 502, 503, 504, 529)

Why = Literal[
    "budget", "resting", "timed_out", "overloaded", "unreachable", "rejected", "refused", "garbled"
]


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why there is nothing: `message` says so to people, `fix` what to do about it.

    `retry_s` is how long the API asks to wait; None where trying again would not help.
    """

    why: Why
    message: str
    fix: str
    usage: Usage = field(default_factory=Usage)
    retry_s: float | None = None


def turned_away(error: "Any") -> Trouble:
    """What an error of the API means: its status, and what it asks."""
    status = error.status_code
    retry_s = _asked_to_wait(error.response.headers) if status in RETRIED else None
    if status in (429, 529):
        why = f"the language model has too much to do ({status})"
        return Trouble("overloaded", why, "ask again in a minute", retry_s=retry_s)
    if status >= 500 or status in RETRIED:
        why = f"the language model's API failed ({status})"
        return Trouble("unreachable", why, "ask again in a minute", retry_s=retry_s)
    why = f"the language model's API refused the call ({status}): {_reason(error)}"
    fix = "see that key, model and rights are right: finops doctor"
    return Trouble("rejected", why, fix)


def _reason(error: Any) -> str:
    """The API's own words, on one line."""
    body = error.body if isinstance(error.body, dict) else {}
    inner = body.get("error")
    said = inner.get("message") if isinstance(inner, dict) else body.get("message")
    return " ".join(str(said or "no reason is given").split())[:200]


def _asked_to_wait(headers: Mapping[str, str]) -> float:
    """The seconds that `retry-after` names; 0 where it names none."""
    try:
        return max(float(headers.get("retry-after", "0")), 0.0)
    except ValueError:
        return 0.0


def unless_sent(error: Exception) -> Decimal | None:
    """What a lost call cost: nothing where not even a connection was made, else nobody knows."""
    unsent = type(error.__cause__).__name__ in ("ConnectError", "ConnectTimeout")
    return Decimal(0) if unsent else None


def cut_off(error: Exception) -> Trouble:
    """What a connection that could not be made, or was lost, means."""
    cause = error.__cause__
    why = f"the language model cannot be reached: {type(cause or error).__name__}"
    return Trouble("unreachable", why, "see that this machine may reach it", retry_s=0.0)
