"""A message to Teams: plain words, and a card that says them better."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Card = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Message:
    """With a card, `text` is what notifications show; without one, it is the message."""

    text: str
    card: Card | None = None
