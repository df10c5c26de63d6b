"""Questions about prices of VMs: what a size costs, and which is the cheapest of some.

A price list has millions: what is not said and must be is asked for. Without a system it is Linux.
"""

from collections.abc import Iterable

from intents.compose import Composed, Misplaced, Parts, clouds, limit, near, order, query, where
from intents.compose_resource import columns
from intents.query import Clarify, Condition, Where
from intents.slots.claim import Kind
from intents.slots.price import is_thing

_NO_PLACE: tuple[Kind, ...] = (
    "period", "change", "head", "breakdown", "count", "total", "group", "each", "cost", "basis",
    "trend", "tag", "unsure",
)  # fmt: skip
_NARROWS = ("vcpus", "memory_gib")
_EXAMPLES = ("price of m5.large in us-east-1", "cheapest 4 vCPU VM in westeurope")
_LINUX = Condition(field="os", op="eq", value="linux")


def price(parts: Parts) -> Composed | Misplaced:
    """A Query over prices."""
    if misplaced := parts.of(*_NO_PLACE):
        return Misplaced(misplaced)
    versus = parts.of("versus")
    told = any(claim.note for claim in versus)
    if (versus and not _sets_beside(parts)) or (told and len(versus) > 1):
        return Misplaced(versus)
    if not _asks_price(parts):
        return Misplaced(parts.cover.claims)
    tests, named, many = where(parts), clouds(parts), limit(parts)
    if isinstance(tests, Misplaced):
        return tests
    if isinstance(many, Misplaced):
        return many
    if isinstance(named, Clarify):
        return Composed(named, parts.notes)
    if not is_bounded(tests, parts.regions):
        return Composed(Clarify("The price of which size, and where?", _EXAMPLES), parts.notes)
    sorted_by = order(parts)
    system = not any(_is_of(test, ("os",)) for test in tests)
    notes: tuple[str, ...] = ("without a system named, prices are with Linux",) if system else ()
    one = bool(sorted_by) and not many and _is_singular(parts)
    if sorted_by and not (one or many):
        # Prices are in this order anyway: said, it is told.
        notes += ("sorted by price",)
    data: dict[str, object] = {
        "subject": "price",
        "analysis": "list",
        "select": columns(parts, parts.asked.subject, sorted_by) if parts.of("select") else (),
        "where": (*tests, *((_LINUX,) if system else ())),
        "clouds": named,
        "regions": near(parts.regions, named),
        "order_by": sorted_by or ("hourly_unit_price",),
        "limit": many or (1 if one else None),
    }
    return query(data, parts.notes + notes)


def is_bounded(tests: Iterable[Where], regions: Iterable[str]) -> bool:
    """Whether sizes are named, or regions with what their sizes must have."""
    kept = tuple(tests)
    sizes = (test for test in kept if isinstance(test, Condition) and test.field == "size")
    if any(test.op in ("eq", "in") for test in sizes):
        return True
    return bool(tuple(regions)) and any(_is_of(test, _NARROWS) for test in kept)


def _asks_price(parts: Parts) -> bool:
    """Whether a price is asked for, and not only the VMs of a size named."""
    said = (parts.cover.text(claim) for claim in parts.of("subject"))
    return bool(parts.of("order", "versus")) or any(not is_thing(text) for text in said)


def _sets_beside(parts: Parts) -> bool:
    """Whether two sizes, regions or systems are named that can be set side by side."""
    sizes = [one for test in parts.tests if test.field in ("size", "os") for one in test.values]
    named = [test.field for test in parts.tests]
    return max(len(parts.regions), len(sizes) - ("size" in named and "os" in named)) > 1


def _is_of(test: Where, names: tuple[str, ...]) -> bool:
    return isinstance(test, Condition) and test.field in names


def _is_singular(parts: Parts) -> bool:
    """Whether one is meant: "the cheapest VM", and not "VMs"."""
    things = [parts.cover.text(claim) for claim in parts.of("subject")]
    return not any(word.endswith("s") for word in things)
