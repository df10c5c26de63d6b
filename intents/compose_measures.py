"""Questions about cost that need more than a sum: shares, bases side by side, savings, unit prices.

`measured` gives the parts of a Query that hold them. What each stands for is said by the measures
themselves, so that the same can be asked as data.
"""

from dataclasses import dataclass
from itertools import pairwise

from intents.compose import TESTS, Misplaced, Parts, conditions
from intents.query import Condition, CostBasis, Grain, Spread, Where
from intents.slots.claim import Claim, Measured
from intents.slots.measure import RATED_USE
from intents.slots.negation import as_test

_COPULAS = frozenset(
    "is are was were goes go went comes come came makes make made has have had lacks lack".split()
)
_BASES: dict[CostBasis, str] = {
    "effective": "effective_cost",
    "billed": "billed_cost",
    "list": "list_cost",
    "contracted": "contracted_cost",
}
# The length of a period's text tells its step: 2026, 2026-09.
_STEPS: dict[int, Grain] = {len("2026"): "year", len("2026-09"): "month"}
# The current one, called by its name, is so far.
_CURRENT: dict[str, Grain] = {"this_month": "month", "this_year": "year"}
_RELATIVE = frozenset({"this", "last", "current", "past", "previous", "so"})
_JOINED = frozenset({"and", ",", "in", "for", "plus"})
# A quantity is of use; taxes, fees and credits are counted in "units" that mean nothing.
_USED = (
    Condition(field="charge_category", op="eq", value="Usage"),
    Condition(field="consumed_quantity", op="exists"),
)
_RATED = (*RATED_USE, _USED[1])
_ON_BASES_OF_THEIR_OWN = frozenset({"savings", "discount", "effective_savings"})
Measures = tuple[dict[str, object], ...]


@dataclass(frozen=True, slots=True)
class Measurement:
    """Parts of a Query: `order_by` where rows are grouped; `part` are claims that `where` lacks.

    `having` are conditions over its own measures.
    """

    measures: Measures
    order_by: tuple[str, ...]
    where: tuple[Where, ...] = ()
    part: tuple[Claim, ...] = ()
    having: tuple[Condition, ...] = ()


def measured(parts: Parts, *, grouped: bool) -> Measurement | Misplaced | None:
    """What is measured; None where it is the cost alone."""
    shares, wanted, bases = parts.of("share"), parts.of("measure", "figures"), _bases(parts)
    if len([one for one in (shares, wanted, bases) if one]) > 1 or len(wanted) > 1:
        return Misplaced((*shares, *wanted))
    if wanted and wanted[0].figures:
        if keys := _other_keys(parts, wanted[0]):
            return Misplaced(keys)
        return _figures(wanted[0])
    if shares:
        return _shares(parts, shares[0], grouped=grouped)
    if wanted:
        unused = wanted[0].measure in _ON_BASES_OF_THEIR_OWN and parts.of("basis")
        return Misplaced(unused) if unused else _wanted(wanted[0])
    if bases:
        return _side_by_side(parts, bases)
    return _in_both_currencies() if _is_by_pricing_currency(parts) else None


def _is_by_pricing_currency(parts: Parts) -> bool:
    """Whether effective cost is parted by the currency of its prices: then it is shown in both."""
    by = {name for claim in parts.of("group") for name in claim.group_by}
    plain = not parts.of("versus", "change", "share", "spread", "each")
    return "pricing_currency" in by and plain and basis_of(parts) in (None, "effective")


def _in_both_currencies() -> Measurement:
    names = ("effective_cost", "pricing_currency_effective_cost")
    return Measurement(tuple(_sum(name, name) for name in names), ("-effective_cost",))


def is_of_bases(parts: Parts) -> bool:
    """Whether two bases or more stand side by side, so that none is the question's."""
    return len(_bases(parts)) > 1


def basis_of(parts: Parts) -> CostBasis | None:
    """The one basis that is named."""
    claims = parts.of("basis", "figures", "group", "head", "period")
    return next((claim.basis for claim in claims if claim.basis), None)


def first(
    measurement: Measurement | None, tests: tuple[Where, ...], spread: Spread | None
) -> tuple[str, ...]:
    """What comes first: the dearest; of money that came back, the most of it."""
    if measurement:
        return measurement.order_by
    if spread:
        return ("-total",)
    back = any(all(_came_back(one) for one in _alternatives(test)) for test in tests)
    return ("cost",) if back else ("-cost",)


def _alternatives(test: Where) -> tuple[Condition, ...]:
    return (test,) if isinstance(test, Condition) else test.any


def _came_back(test: Condition) -> bool:
    """Whether it holds of credits or refunds alone."""
    credit = (test.field, test.op, test.value) == ("charge_category", "eq", "Credit")
    return credit or (test.field, test.op) == ("billed_cost", "lt")


def unmeasurable(
    parts: Parts, measurement: Measurement | None, grouped: tuple[str, ...], *, single: bool
) -> tuple[Claim, ...]:
    """Claims that cannot stand together. `single`: nothing is compared, bounded or first of each.

    The rest is of groups; so is a showback, which has one field and measures of its own.
    """
    others = parts.of("rest", "spread")
    if measurement and (parts.of("spread") or not single):
        return (*parts.of("share", "measure", "versus", "basis"), *parts.of("spread"))
    if parts.of("spread") and (len(grouped) != 1 or not single):
        return parts.of("spread")
    return others if others and not (grouped and single) else ()


def consecutive(parts: Parts, periods: tuple[Claim, ...]) -> tuple[str, Grain] | None:
    """The whole and the step of months or years that are named one after another."""
    texts = [claim.period or "" for claim in periods]
    steps = {_step(parts, claim) for claim in periods}
    grain = steps.pop()
    named = {at for claim in periods for at in range(claim.start, claim.end)}
    between = set(range(periods[0].start, periods[-1].end)) - named
    if grain is None or steps or any(parts.asked.text(at) not in _JOINED for at in between):
        return None
    spans = sorted(map(parts.asked.context.span, texts), key=lambda one: one.start)
    if any(one.end != other.start for one, other in pairwise(spans)):
        return None
    return f"{spans[0].start}/{spans[-1].end}", grain


def _step(parts: Parts, claim: Claim) -> Grain | None:
    """The step of a month or year called by its name; "last month" would not stay what it is."""
    text = claim.period or ""
    if parts.asked.text(claim.start) in _RELATIVE:
        return None
    return _STEPS.get(len(text)) if text[:1].isdigit() else _CURRENT.get(text)


def spread_of(parts: Parts) -> tuple[Spread | None, tuple[str, ...]]:
    """How a showback divides what is shared: as said, else as set; and what had to be assumed."""
    claims = parts.of("spread")
    if not claims:
        return None, ()
    said = {claim.spread for claim in claims if claim.spread}
    if said:
        return (said.pop(), ()) if len(said) == 1 else (None, ())
    by = {name for claim in parts.of("group", "head") for name in claim.group_by}
    known = [one for one in parts.asked.context.dimensions if one.field in by]
    if known:
        return known[0].spread, ()
    return "none", ("no rule is set for what is shared: ask for it proportionally, or evenly",)


def _bases(parts: Parts) -> tuple[CostBasis, ...]:
    """Two bases or more, in order; of one, none: it is the question's."""
    found = tuple(dict.fromkeys(claim.basis for claim in parts.of("basis") if claim.basis))
    return found if len(found) > 1 else ()


def _side_by_side(parts: Parts, bases: tuple[CostBasis, ...]) -> Measurement:
    """Each basis; of two also the difference, and how much it is of the first."""
    names = [_BASES[basis] for basis in bases]
    measures = [_sum(name, name) for name in names]
    if len(names) == 2:
        first, second = names
        measures.append({**_sum("difference", first), "minus": second})
        measures.append(_rate("difference_percent", first, second))
    return Measurement(tuple(measures), (f"-{names[0]}",), (), parts.of("versus", "change"))


def _other_keys(parts: Parts, claim: Claim) -> tuple[Claim, ...]:
    """Tag keys said apart from "tag coverage": of what has the key, all would be tagged."""
    if all(one.name != "tag_coverage" for one in claim.figures):
        return ()
    return tuple(c for c in parts.of("tag") if any(t.op in ("exists", "missing") for t in c.where))


def _figures(claim: Claim) -> Measurement:
    """What is named one by one; the first amount of money decides what comes first."""
    cells = tuple(one.model_dump(exclude_defaults=True) for one in claim.figures)
    amounts = [one for one in claim.figures if one.agg not in ("min", "max")]
    amounts.sort(key=lambda one: not (one.field or "").endswith("cost"))
    return Measurement(cells, tuple(f"-{one.name}" for one in amounts[:1]), claim.where)


def _wanted(claim: Claim) -> Measurement:
    kind: Measured | None = claim.measure
    cells: Measures
    used = claim.where or _USED
    match kind:
        case "savings" | "discount":
            return _saved("list_cost", "savings_rate")
        case "effective_savings":
            return _saved("contracted_cost", "effective_savings_rate")
        case "quantity":
            cells = (_sum("quantity", "consumed_quantity"), _sum("cost", "cost"))
            return Measurement(cells, ("-cost",), used)
        case "unit_price":
            cells = (_sum("cost", "cost"), _sum("quantity", "consumed_quantity"),
                     {**_sum("unit_price", "cost"), "per": "quantity"})  # fmt: skip
            return Measurement(cells, ("-cost",), claim.where or _RATED)
        case "vcpu_hours":
            return Measurement((_sum("vcpu_hours", "vcpu_hours"),), ("-vcpu_hours",), claim.where)
        case _:
            cells = (_sum("cost", "cost"), _sum("vcpu_hours", "vcpu_hours"),
                     {**_sum("unit_price", "cost"), "per": "vcpu_hours"})  # fmt: skip
            return Measurement(cells, ("-cost",), claim.where)


def _saved(full: str, rate: str) -> Measurement:
    """What would have been paid, what was, and the difference in money and in percent.

    Of the charges whose difference is a saving: a commitment's purchase is none.
    """
    outside = f"no_{full.removesuffix('_cost')}_saving"
    cells = (
        _sum(full, full),
        _sum("effective_cost", "effective_cost"),
        {**_sum("savings", full), "minus": "effective_cost"},
        _rate(rate, full, "effective_cost"),
    )
    return Measurement(cells, ("-savings",), (Condition(field=outside, op="missing"),))


def _sum(name: str, field: str) -> dict[str, object]:
    return {"name": name, "agg": "sum", "field": field}


def _rate(name: str, full: str, paid: str) -> dict[str, object]:
    return {"name": name, "agg": "share", "field": full, "minus": paid, "per": full}


def _shares(parts: Parts, share: Claim, *, grouped: bool) -> Measurement | Misplaced:
    """Each group's part of the whole; or of a whole (before the "is") what stands after it."""
    part = _part(parts, share) or (() if grouped else _after_cost(parts, share))
    cells: Measures
    if not part and grouped:
        cells = (_sum("cost", "cost"), {**_sum("share", "cost"), "agg": "share"})
        return Measurement(cells, ("-cost",))
    tests = [test for claim in part for test in _tests(parts, claim)]
    if not tests:
        return Misplaced((share,))
    narrowed = {"where": tuple(tests)}
    cells = (
        {**_sum("cost", "cost"), **narrowed},
        _sum("total", "cost"),
        {**_sum("share", "cost"), **narrowed, "agg": "share", "per": "total"},
    )
    return Measurement(cells, ("-cost",), (), part)


def _part(parts: Parts, share: Claim) -> tuple[Claim, ...]:
    """The claims that say which part: after "is", else before "share"; without either, none."""
    asked = parts.asked
    narrowing = [claim for claim in parts.of(*TESTS, "scope") if narrows(claim)]
    after = [at for at in range(share.end, len(asked.words)) if asked.text(at) in _COPULAS]
    if after:
        return tuple(claim for claim in narrowing if claim.start >= after[0])
    return tuple(claim for claim in narrowing if claim.end <= share.start)


def _after_cost(parts: Parts, share: Claim) -> tuple[Claim, ...]:
    """`share of cost without an owner tag`: what stands after the word for cost is the part."""
    costs = [claim for claim in parts.of("subject") if claim.start >= share.end]
    narrowing = [claim for claim in parts.of(*TESTS, "scope") if narrows(claim)]
    if not costs or any(c.excludes and c.kind not in ("tag", "name") for c in narrowing):
        return ()
    return tuple(claim for claim in narrowing if claim.start >= costs[0].end)


def narrows(claim: Claim) -> bool:
    """Whether a claim says which charges are meant."""
    return bool(claim.where or claim.clouds or claim.accounts or claim.regions)


def _tests(parts: Parts, claim: Claim) -> tuple[Where, ...]:
    if claim.kind == "scope":
        test = as_test(claim, parts.asked)
        return (test,) if test else ()
    return conditions(claim)
