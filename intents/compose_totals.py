"""What is counted and added up of resources: "how many", "total size of", "average cost per VM".

Several may be asked at once ("how many disks, and what do they cost"): each is a measure. What each
of the things has ("how much storage does each bucket use") is a column instead.
"""

from intents.compose import Composed, Misplaced, Parts, reworded
from intents.query import Clarify
from intents.slots.claim import Claim
from intents.slots.service import is_charged_as

_SUMS = frozenset(f"what {verb}" for verb in ("do", "does", "did", "is", "was", "were"))
# What savings add up by: those that overlap are counted once.
SAVES = "counted_saving"
Measures = tuple[dict[str, str], ...]
_COUNT = {"name": "count", "agg": "count"}


def totals(parts: Parts) -> tuple[Claim, ...]:
    """What asks for one number over a field: "total size", or a word for such a sum."""
    return (*parts.of("total"), *(claim for claim in parts.of("subject") if claim.agg))


def each_has(parts: Parts) -> tuple[str, ...]:
    """The fields of which each thing's own value is asked for."""
    if not parts.of("each") or parts.of("cost", "count"):
        return ()
    found = [claim for claim in parts.of("total") if claim.agg == "sum" and claim.select]
    return tuple(name for claim in found for name in claim.select)


def measures(parts: Parts) -> tuple[Measures, tuple[str, ...]] | Composed | Misplaced:
    """The measures that are asked for, in order, and what had to be assumed."""
    counts, named = parts.of("count"), totals(parts)
    costs, columns = parts.of("cost"), parts.of("select")
    if not counts:
        return Misplaced(columns) if columns else _amount(parts)
    if not (named or costs or columns):
        return (_COUNT,), ()
    if any(claim.agg not in (None, "sum") for claim in named) or len(costs) > 1:
        return Misplaced(counts)
    fields = [name for claim in (*named, *columns) for name in claim.select]
    fields += ["cost"] if costs or any(not claim.select for claim in named) else []
    known = [parts.asked.subject.field(name) for name in dict.fromkeys(fields)]
    sums = [one for one in known if one and one.type in ("number", "money") and _adds(one.unit)]
    if len(sums) != len(known) or any(claim.start < counts[0].start for claim in costs):
        return Misplaced((*columns, *named, *costs))
    notes = (_exist_now(parts),) if "cost" in fields else ()
    return (_COUNT, *({"name": one.name, "agg": "sum", "field": one.name} for one in sums)), notes


def _adds(unit: str | None) -> bool:
    return unit not in ("percent", "days", "ms", "seconds")


def _exist_now(parts: Parts) -> str:
    return f"only {parts.asked.subject.plural} that exist now are counted"


def _amount(parts: Parts) -> tuple[Measures, tuple[str, ...]] | Composed | Misplaced:
    """One number over a field, or over what there is of them."""
    named, costs = totals(parts), parts.of("cost")
    asks_cost = bool(costs) or any(claim.select == ("cost",) for claim in named)
    if others := [one for one in named if one.select and one.select != ("cost",)]:
        if asks_cost:
            # "How many nodes does it have, and what do they cost": two sums, or none.
            return _with_cost(parts, others, costs)
    if asks_cost:
        return _cost(parts, named, costs)
    if named:
        name = named[0].select[0] if named[0].select else ""
        if len(named) > 1 or not name:
            return Misplaced(named)
        plain = name.partition(".")[0]
        return ({"name": plain, "agg": named[0].agg or "sum", "field": name},), ()
    if SAVES in parts.asked.subject.fields:
        return ({"name": SAVES, "agg": "sum", "field": SAVES},), ()
    return (_COUNT,), ()


def _cost(
    parts: Parts, named: tuple[Claim, ...], costs: tuple[Claim, ...]
) -> tuple[Measures, tuple[str, ...]] | Composed | Misplaced:
    """What things cost together, or on average."""
    charged = any(is_charged_as(parts.asked, *_at(one)) for one in parts.of("subject"))
    if (charged and not _of_named(parts)) or parts.of("versus"):
        return Misplaced(costs or named)
    if not costs and any(parts.cover.text(claim) == "how much" for claim in named):
        return Misplaced(named)
    means = any(claim.agg == "avg" for claim in named)
    if {"a", "an"} & {word.text for word in parts.asked.words} and not means:
        # "How much does a t3.large cost": a price, not what was spent.
        return Misplaced(costs or named)
    if not named and not parts.of("group") and not _asks_sum(parts, costs[0]):
        return Composed(_which_cost(parts, costs[0]), parts.notes)
    agg = next((claim.agg for claim in named if claim.agg), "sum")
    return ({"name": "cost", "agg": agg, "field": "cost"},), (_exist_now(parts),)


def _with_cost(
    parts: Parts, others: list[Claim], costs: tuple[Claim, ...]
) -> tuple[Measures, tuple[str, ...]] | Misplaced:
    """A sum, and behind it what the things cost."""
    fields = [parts.asked.subject.field(one.select[0]) for one in others]
    sums = [one for one in fields if one and one.type == "number" and _adds(one.unit)]
    plain = all(one.agg in (None, "sum") for one in others)
    if not plain or len(sums) != 1 or len(fields) != 1 or len(costs) != 1:
        return Misplaced((*others, *costs))
    if costs[0].start < others[0].start:
        return Misplaced(costs)
    field = sums[0].name
    cost = {"name": "cost", "agg": "sum", "field": "cost"}
    return ({"name": field, "agg": "sum", "field": field}, cost), (_exist_now(parts),)


def _at(claim: Claim) -> tuple[int, int]:
    return claim.start, claim.end


def _of_named(parts: Parts) -> bool:
    """Whether it is the cost of one thing by its name, which no service is."""
    tests = [test for claim in parts.of("name") for test in claim.where]
    return any(test.field == "name" and test.op == "eq" for test in tests)


def _asks_sum(parts: Parts, claim: Claim) -> bool:
    """`cost of`, `what do … cost`: one sum, not a column."""
    words = [word.text for word in parts.asked.words]
    last = parts.asked.text(claim.end - 1)
    if words[:2] in (["what", "was"], ["what", "is"], ["what", "were"]):
        # "What was our VM spend": one sum, where the cost stands right behind.
        return any(one.end == claim.start for one in parts.of("subject"))
    return last in ("of", "for", "on") or " ".join(words[:2]) in _SUMS


def _which_cost(parts: Parts, claim: Claim) -> Clarify:
    subject = parts.asked.subject
    several = {one: subject.plural for one in parts.of("subject") if not one.clouds}
    rest = reworded(parts, several | {claim: ""})
    choices = [f"how much do {rest} cost", reworded(parts, several | {claim: "by cost"})]
    return Clarify(f"The cost of the {subject.plural} together, or of each?", tuple(choices))
