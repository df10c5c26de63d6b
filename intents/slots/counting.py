"""Counting and adding up: "how many", "number of", "total size of", "average CPU", "how much".

`count` claims what asks for a number of things; `total` what asks for one number over a field.
"""

from typing import Literal

from intents.slots.claim import Asked, Claim, Phrases
from intents.slots.fields import field_at

_COUNT = Phrases(
    (phrase, None)
    for phrase in ("how many", "number of", "the number of", "count of", "count", "count up",
                   "total number of", "what number of", "total count of")
)  # fmt: skip
_AGGS: Phrases[Literal["sum", "avg", "min", "max", "p95"]] = Phrases(
    [("total", "sum"), ("sum of", "sum"), ("combined", "sum"), ("overall", "sum"),
     ("average", "avg"), ("avg", "avg"), ("mean", "avg"), ("maximum", "max"), ("max", "max"),
     ("peak", "max"), ("minimum", "min"), ("min", "min"), ("p95", "p95")]
)  # fmt: skip


def count(asked: Asked, at: int) -> Claim | None:
    """`how many`: not of money."""
    found = _COUNT.at(asked, at)
    if found is None or asked.subject.name == "cost":
        return None
    return Claim(at, found[1], "count")


def total(asked: Asked, at: int) -> Claim | None:
    """`total size of`, `average CPU of`; `how much`, which asks for the cost."""
    if asked.subject.name == "cost":
        return None
    if asked.text(at) == "how" and asked.text(at + 1) == "much":
        return Claim(at, at + 2, "total", agg="sum", select=("cost",) if _has_cost(asked) else ())
    found = _AGGS.at(asked, at)
    if found is None:
        return None
    field = field_at(asked, asked.skip(found[1], "the"))
    if field is None or field[0].type not in ("number", "money"):
        return None
    if field[0].kind == "metric" and found[0] == "sum" and field[0].unit == "percent":
        return None
    end = field[1]
    if asked.text(end) not in ("of", "for", "across", "by", "per", "in", "on"):
        return None
    end += asked.text(end) in ("of", "for", "across", "on")
    return Claim(at, end, "total", agg=found[0], select=(field[0].name,))


def cost_word(asked: Asked, at: int) -> Claim | None:
    """`cost`, `spend` … beside a resource: "how much do our VMs cost"."""
    if asked.subject.name == "cost" or not _has_cost(asked):
        return None
    found = _COST.at(asked, at)
    if found is None:
        return None
    end = found[1] + (asked.text(found[1]) in ("of", "for", "on"))
    return Claim(at, end, "cost")


def _has_cost(asked: Asked) -> bool:
    return "cost" in asked.subject.fields


_COST = Phrases(
    (word, None)
    for word in ("cost", "costs", "spend", "spending", "spent", "pay", "paying", "paid", "costing",
                 "bill", "total cost")
)  # fmt: skip
