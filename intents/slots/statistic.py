"""Metrics with how the measurements are made one: "max CPU", "p95 of memory"; no slot itself.

The highest, the lowest and the p95 are of the measurements themselves (`cpu.max`): the highest of
several means is no peak. What is added up by itself ("requests") has none of these.
"""

from typing import Literal

from intents.catalog import Field
from intents.slots.claim import Asked, Phrases
from intents.slots.fields import field_at

Agg = Literal["sum", "avg", "min", "max", "p95"]
_AGGS: Phrases[Agg] = Phrases(
    [(word, "avg") for word in ("average", "avg", "mean")]
    + [(word, "max") for word in ("max", "maximum", "peak", "maximal")]
    + [(word, "min") for word in ("min", "minimum", "minimal")]
    + [(word, "p95") for word in ("p95", "95th percentile", "p95 of", "95th percentile of",
                                  "95 percentile", "95th percentile for")]
)  # fmt: skip


def agg_at(asked: Asked, at: int) -> tuple[Agg, int] | None:
    """`average`, `peak`, `p95` at a position."""
    return _AGGS.at(asked, at)


def metric_at(asked: Asked, at: int) -> tuple[Field, int] | None:
    """A metric that has an amount, and the position after it."""
    found = field_at(asked, at)
    if found is None or found[0].kind != "metric" or found[0].type != "number":
        return None
    return found


def is_own(field: Field, agg: str) -> bool:
    """Whether it is made of the measurements themselves."""
    return field.kind == "metric" and field.agg == "avg" and agg in ("max", "min", "p95")


def named(field: Field, agg: str) -> str:
    """The field with its statistic, as a Query has it."""
    return f"{field.name}.{agg}" if is_own(field, agg) else field.name


def at_position(asked: Asked, at: int) -> tuple[str, int] | None:
    """A metric led by its statistic: "peak CPU" is `cpu.max`, "average CPU" is `cpu`."""
    told = agg_at(asked, at)
    found = metric_at(asked, told[1]) if told else None
    if told is None or found is None or not (told[0] == "avg" or is_own(found[0], told[0])):
        return None
    if told[0] == "avg" and found[0].agg != "avg":
        return None
    return named(found[0], told[0]), found[1]
