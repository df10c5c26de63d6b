"""Metrics with how the measurements are made one: "max CPU", "p95 of memory"; no slot itself.

The highest, the lowest and the p95 are of the measurements themselves (`cpu.max`): the highest of
several means is no peak. What is added up by itself ("requests") has none of these.
"""

from dataclasses import dataclass
from typing import Literal

from intents.catalog import Field
from intents.slots.claim import Asked, Phrases, listed
from intents.slots.fields import field_at

Agg = Literal["sum", "avg", "min", "max", "p95"]
_AGGS: Phrases[Agg] = Phrases(
    [(word, "avg") for word in ("average", "avg", "mean")]
    + [(word, "max") for word in ("max", "maximum", "peak", "maximal")]
    + [(word, "min") for word in ("min", "minimum", "minimal")]
    + [(word, "p95") for word in ("p95", "95th percentile", "p95 of", "95th percentile of",
                                  "95 percentile", "95th percentile for")]
)  # fmt: skip

_FIRST = frozenset(
    "average avg mean max maximum peak maximal min minimum minimal p95 95th 95".split()
)
# What may follow a statistic that is of a metric before it.
_BEHIND = frozenset({"", ",", "by", "in", "over", "for", "last", "this", "per", "yesterday",
                     "today", "during", "since", "between"})  # fmt: skip


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


@dataclass(frozen=True, slots=True)
class Apart:
    """Statistics that stand apart from their metric: "CPU of the VMs, avg and max"."""

    aggs: tuple[Agg, ...]
    start: int
    end: int


def apart(asked: Asked) -> Apart | None:
    """Those behind the metric that they are of; None where there are none, or several places."""
    places = [at for at, word in asked.bare.items() if at and word in _FIRST]
    found = [one for at in places if (one := _apart_at(asked, at))]
    return found[0] if found and all(one.end <= found[0].end for one in found) else None


def _apart_at(asked: Asked, at: int) -> Apart | None:
    told = listed(asked, at, agg_at)
    if told is None or asked.words[at].quoted or asked.text(told[1]) not in _BEHIND:
        return None
    named = any(metric_at(asked, before) for before in range(at))
    # "Average CPU by region, max": what has a statistic of its own has no other.
    named = named and not any(at_position(asked, before) for before in range(at))
    aggs = tuple(dict.fromkeys(told[0]))
    return Apart(aggs, at, told[1]) if named and asked.text(at - 1) != "on" else None
