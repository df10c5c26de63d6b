"""Counting and adding up: "how many", "number of", "total size of", "average CPU", "how much".

`count` claims what asks for a number of things; `total` what asks for one number over a field.
"""

from typing import Literal

from intents.slots import statistic, sums
from intents.slots.claim import Asked, Claim, Phrases
from intents.slots.fields import field_at
from intents.slots.subject import Besides, phrases

_COUNT = Phrases(
    (phrase, None)
    for phrase in ("how many", "number of", "the number of", "count of", "count", "count up",
                   "total number of", "what number of", "total count of", "count only",
                   "only count", "just count", "just the count", "only the count",
                   "just the number", "only the number", "just the number of",
                   "only the number of", "the count only", "number only")
)  # fmt: skip
# Behind several values: each of them is counted apart.
_EACH = Phrases(
    (phrase, None)
    for phrase in ("how many in each", "how many of each", "how many are in each", "how many each",
                   "how many there are in each", "count of each", "number of each",
                   "how many are there in each", "count for each", "number in each")
)  # fmt: skip
_STEPS = Phrases(
    (f"how {verb} {article}{what} of", None)
    for verb in ("has", "did", "does", "is", "have")
    for article in ("the ", "our ", "")
    for what in ("number", "count", "total number")
)
_CHANGED = frozenset(
    "changed change evolved evolve developed develop grown grow growing changing moved".split()
)
# Things that are summarised by a field are counted by it.
_SUMMARY = Phrases(
    (f"{word}{of}", None)
    for word in (
        "summarise",
        "summarize",
        "summary",
        "overview",
        "breakdown",
        "distribution",
        "break down",
        "split",
        "tally",
        "count",
    )
    for of in ("", " of")
)
_AGGS: Phrases[Literal["sum", "avg", "min", "max", "p95"]] = Phrases(
    [("total", "sum"), ("sum of", "sum"), ("combined", "sum"), ("overall", "sum"),
     ("average", "avg"), ("avg", "avg"), ("mean", "avg"), ("maximum", "max"), ("max", "max"),
     ("peak", "max"), ("minimum", "min"), ("min", "min"), ("p95", "p95")]
)  # fmt: skip


_OF_WHAT = ("of", "for", "across", "by", "per", "in", "on", "do", "does")


def count(asked: Asked, at: int) -> Claim | None:
    """`how many`: not of money."""
    if asked.subject.name == "cost":
        return None
    if each := _EACH.at(asked, at):
        return Claim(at, each[1], "count")
    if (step := _STEPS.at(asked, at)) and any(word.text in _CHANGED for word in asked.words):
        return Claim(at, step[1], "trend")
    if asked.text(at) in _CHANGED and _STEPS.at(asked, 0):
        return Claim(at, at + 1 + (asked.text(at + 1) in ("up", "down")), "noise")
    found = _COUNT.at(asked, at) or (_SUMMARY.at(asked, at) if _is_grouped(asked) else None)
    return Claim(at, found[1], "count") if found else None


def _is_grouped(asked: Asked) -> bool:
    return any(word.text in ("by", "per") for word in asked.words)


def total(asked: Asked, at: int) -> Claim | None:
    """`total size of`, `average CPU of`; `how much`, which asks for the cost."""
    if asked.subject.name == "cost":
        return None
    if amount := sums.read(asked, at):
        return amount
    if asked.text(at) == "how" and asked.text(at + 1) == "much":
        if any(one and one[0][2] for one in (_subject_at(asked, at + 2 + skip) for skip in (0, 1))):
            # "How much disk space do we have": the sum is in the subject's word.
            return Claim(at, at + 2, "noise")
        return Claim(at, at + 2, "total", agg="sum", select=("cost",) if _has_cost(asked) else ())
    return _aggregated(asked, at)


def _aggregated(asked: Asked, at: int) -> Claim | None:
    """`total size of`, `average CPU of`, `and their total size`."""
    found = _AGGS.at(asked, asked.skip(at, "their", "and"))
    if found is None:
        return None
    agg, begin = found
    named = field_at(asked, asked.skip(begin, "the", "monthly"))
    if named is None:
        return sums.of_things(asked, at, begin, agg)
    if named is None or named[0].type not in ("number", "money"):
        return None
    field, end = named
    end += field.kind == "metric" and asked.text(end) in ("metric", "metrics")
    if statistic.is_own(field, agg):
        # Of the measurements themselves: see `metric`.
        return None
    if field.kind == "metric" and agg == "sum" and field.unit == "percent":
        # A share is never added up: of memory, its size is.
        size = asked.subject.field(f"{field.name}_gib")
        if size is None:
            return None
        field = size
    ends = asked.text(end) == "" and asked.text(begin - 2) in ("and", "their", "the", "is")
    if not (ends or asked.text(end) in _OF_WHAT):
        return None
    end += asked.text(end) in ("of", "for", "across", "on")
    return Claim(at, end, "total", agg=agg, select=(field.name,))


def _subject_at(asked: Asked, at: int) -> tuple[Besides, int] | None:
    return phrases(asked.subject.name).at(asked, at)


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
                 "bill", "total cost", "charges", "fees")
)  # fmt: skip
