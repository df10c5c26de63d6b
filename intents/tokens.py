"""What a language model charges for tokens, and what a call to it came to.

Prices are data (`models.toml`, or the settings), in USD per million tokens. Imports nothing of
ours, and nothing heavy: settings are checked with it.
"""

import re
import tomllib
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any, Literal

Provider = Literal["anthropic", "bedrock"]
MILLION = 1_000_000
# No text has more tokens than that: English has about four characters to one, JSON about three.
LEAST_CHARACTERS_A_TOKEN = 2
# Bedrock's names: "global.anthropic.claude-sonnet-5-5", "anthropic.claude-opus-5-20251101-v1:0".
_BEDROCK = re.compile(r"(?:(?P<profile>[a-z-]+)\.)?anthropic\.(?P<model>.+)")
_DATED = re.compile(r"-\d{8}(?:-v\d+(?::\d+)?)?$|-v\d+(?::\d+)?$")


@dataclass(frozen=True, slots=True)
class Prices:
    """USD per million tokens; a token written to the cache or read from it has its own price."""

    input: Decimal
    output: Decimal
    cache_write: Decimal
    cache_read: Decimal

    def most(self, characters: int, output_tokens: int) -> Decimal:
        """The most that one call can cost: a prompt of so many characters, all of the output."""
        tokens = characters // LEAST_CHARACTERS_A_TOKEN
        dearest = max(self.input, self.cache_write)
        return (tokens * dearest + output_tokens * self.output) / MILLION

    def times(self, factor: Decimal) -> "Prices":
        """All of them, so many times."""
        return Prices(
            self.input * factor,
            self.output * factor,
            self.cache_write * factor,
            self.cache_read * factor,
        )


@dataclass(frozen=True, slots=True)
class Usage:
    """What calls to a language model took: tokens by kind, and their price in USD."""

    calls: int = 0
    input: int = 0
    output: int = 0
    cache_write: int = 0
    cache_read: int = 0
    price: Decimal = Decimal(0)

    @property
    def tokens(self) -> int:
        """All of them."""
        return self.input + self.output + self.cache_write + self.cache_read

    def __add__(self, other: "Usage") -> "Usage":
        return Usage(
            self.calls + other.calls,
            self.input + other.input,
            self.output + other.output,
            self.cache_write + other.cache_write,
            self.cache_read + other.cache_read,
            self.price + other.price,
        )

    def priced(self, prices: Prices) -> "Usage":
        """The same with its price."""
        cost = (
            self.input * prices.input
            + self.output * prices.output
            + self.cache_write * prices.cache_write
            + self.cache_read * prices.cache_read
        ) / MILLION
        return Usage(self.calls, self.input, self.output, self.cache_write, self.cache_read, cost)


def default_model(provider: Provider) -> str:
    """The model that is asked where the settings name none."""
    return str(_known()["default"][provider])


def prices(model: str) -> Prices | None:
    """What a model charges; None where we do not know.

    >>> prices("eu.anthropic.claude-haiku-4-5-20251001-v1:0").output
    Decimal('5.5')
    """
    known = _entry(model)
    if known is None:
        return None
    found = Prices(
        *(Decimal(known[name]) for name in ("input", "output", "cache_write", "cache_read"))
    )
    bedrock = _BEDROCK.fullmatch(model)
    is_regional = bedrock is not None and bedrock["profile"] not in ("global", None)
    return found.times(Decimal(_known()["bedrock"]["regional"])) if is_regional else found


def takes_effort(model: str) -> bool:
    """Whether the model can be told how much to think; one that we do not know is not told."""
    known = _entry(model)
    return known is not None and known["effort"] is True


def _entry(model: str) -> dict[str, Any] | None:
    bedrock = _BEDROCK.fullmatch(model)
    plain = _DATED.sub("", bedrock["model"] if bedrock else model)
    found: dict[str, Any] | None = _known()["models"].get(plain)
    return found


@cache
def _known() -> dict[str, Any]:
    return tomllib.loads(files("intents").joinpath("models.toml").read_text("utf-8"))
