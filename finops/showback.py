"""Showback: what each team (cost centre …) costs, with everybody's cost divided among them.

What is given away is the cost of the shared values, as the settings name them, and of what has no
value; what receives are all other values. In a trend, and with several currencies, each step and
each currency is divided by itself. Givers stay as rows, so that nothing vanishes.

Invariants: `direct` is what a plain "cost by …" says; `spread` adds up to exactly zero and `total`
to exactly what `direct` does. Parts are whole cents: what is left over of the division goes a cent
each to the largest remainders, and the fraction of a cent that cannot be divided to the first.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import ROUND_DOWN, Decimal, localcontext

from finops.answer import Column
from finops.charges import of_charges
from finops.columns import COST
from finops.figures import money, percent
from finops.ground import Ground
from finops.plan import Plan
from finops.relation import CURRENCY
from finops.result import Result
from finops.rows import Cells, amount, cut, total
from intents.query import GRAINS, Spread

DIRECT, SPREAD, TOTAL = "direct", "spread", "total"
_CENT = Decimal("0.01")
# Amounts have up to 38 digits; the default of 28 would round a large sum.
_DIGITS = 80
_RULES = {
    "proportional": "in proportion to the direct cost of each",
    "even": "in equal parts",
}


def of_showback(plan: Plan, ground: Ground) -> Result:
    """The rows of a Query that has a `spread`."""
    plain = plan.query.model_copy(
        update={"spread": None, "limit": None, "others": False, "order_by": ()}
    )
    result = of_charges(replace(plan, query=plain), ground)
    with localcontext(prec=_DIGITS):
        wholes = [_ordered(plan, list(_shown(plan, one))) for one in _apart(result.rows)]
        rows = [row for whole in wholes for row in whole]
        # The first N of each step and currency: what they leave out is never added across them.
        kept = [row for whole in wholes for row in cut(plan.query, whole, plan.groups)]
    return replace(
        result,
        columns=tuple(_columns(result)),
        rows=tuple(kept),
        cut=len(kept) < len(rows),
        said=(*result.said, *_said(plan, rows)),
        headline=_headline(plan, result, rows),
        totals=None if result.currency else {},
    )


def field_of(plan: Plan) -> str:
    """What the cost is put down to."""
    return next(name for name in plan.query.group_by if name not in GRAINS)


def _columns(result: Result) -> Iterator[Column]:
    for column in result.columns:
        if column.type != "money":
            yield column
    for name in (DIRECT, SPREAD, TOTAL):
        yield Column(name=name, type="money", unit=result.currency)


def _apart(rows: Sequence[Cells]) -> list[list[Cells]]:
    """The rows of each step and currency."""
    found: dict[tuple[object, ...], list[Cells]] = {}
    for row in rows:
        key = tuple(row.get(name) for name in (*GRAINS, CURRENCY))
        found.setdefault(key, []).append(row)
    return list(found.values())


def _shown(plan: Plan, rows: Sequence[Cells]) -> Iterator[Cells]:
    """The rows of one whole, with their amounts."""
    field = field_of(plan)
    costs = [amount(row, COST) for row in rows]
    gives = [_gives(plan, row.get(field)) for row in rows]
    moved = spread(costs, gives, plan.query.spread or "none")
    for row, direct, part in zip(rows, costs, moved, strict=True):
        kept = {name: cell for name, cell in row.items() if name in (*plan.groups, CURRENCY)}
        whole = None if direct is None else direct + part
        yield {**kept, DIRECT: direct, SPREAD: part, TOTAL: whole}


def _gives(plan: Plan, value: object) -> bool:
    return value is None or str(value).lower() in {name.lower() for name in shared(plan)}


def shared(plan: Plan) -> tuple[str, ...]:
    """The values that are everybody's, by the settings of what is grouped by."""
    field = field_of(plan)
    return next((one.shared for one in plan.dimensions if one.is_of(field)), ())


def spread(costs: Sequence[Decimal | None], gives: Sequence[bool], rule: Spread) -> list[Decimal]:
    """What each row receives, or gives (below zero), in its order. The parts add up to zero.

    A row whose cost is unknown takes no part; in proportion, neither does one that is not above
    zero. Where nobody can receive, nothing is given.
    """
    weights = [_weight(cost, rule) if not gave else Decimal(0)
               for cost, gave in zip(costs, gives, strict=True)]  # fmt: skip
    given = [cost if gave and cost is not None else Decimal(0)
             for cost, gave in zip(costs, gives, strict=True)]  # fmt: skip
    if not sum(weights):
        return [Decimal(0)] * len(costs)
    received = _divided(sum(given, Decimal(0)), weights)
    return [part - gift for part, gift in zip(received, given, strict=True)]


def _weight(cost: Decimal | None, rule: Spread) -> Decimal:
    match rule:
        case "proportional":
            return max(cost or Decimal(0), Decimal(0))
        case "even":
            return Decimal(cost is not None)
        case "none":
            return Decimal(0)


def _divided(pool: Decimal, weights: Sequence[Decimal]) -> list[Decimal]:
    """The pool by weight, in whole cents but for the one fraction that remains."""
    whole = sum(weights, Decimal(0))
    exact = [pool * weight / whole for weight in weights]
    parts = [share.quantize(_CENT, ROUND_DOWN) for share in exact]
    order = sorted(range(len(parts)), key=lambda n: (-abs(exact[n] - parts[n]), -weights[n], n))
    rest = pool - sum(parts, Decimal(0))
    cent = _CENT.copy_sign(rest)
    for n in order[: int(rest / cent)]:
        parts[n] += cent
    first = max(range(len(parts)), key=lambda n: (weights[n], -n))
    parts[first] += pool - sum(parts, Decimal(0))
    return parts


def _ordered(plan: Plan, rows: list[Cells]) -> list[Cells]:
    """The rows of one whole, the dearest first, or as asked."""
    by = plan.query.order_by[0] if plan.query.order_by else f"-{TOTAL}"
    name = {COST: TOTAL}.get(by.removeprefix("-"), by.removeprefix("-"))
    sign = -1 if by.startswith("-") else 1

    def key(row: Cells) -> tuple[object, ...]:
        known = amount(row, name)
        figure = (known is None, sign * (known or Decimal(0)))
        return (*(figure if name in (DIRECT, SPREAD, TOTAL) else ()), _text(row, plan))

    return sorted(rows, key=key, reverse=sign < 0 and name not in (DIRECT, SPREAD, TOTAL))


def _text(row: Mapping[str, object], plan: Plan) -> tuple[bool, str]:
    value = row.get(field_of(plan))
    return value is None, str(value)


def _said(plan: Plan, rows: Sequence[Cells]) -> Iterator[str]:
    """The rule, as it was used."""
    noun = field_of(plan).partition(".")[2].replace("_", " ") or field_of(plan)
    given = [*(f"{noun} {name}" for name in shared(plan)), f"what has no {noun}"]
    what = f"the cost of {' and of '.join(given)}"
    if plan.query.spread == "none":
        yield f"{what} is not spread"
    elif not any(amount(row, SPREAD) for row in rows):
        yield f"{what} is not spread: there is nothing to give, or nobody to give it to"
    else:
        yield f"{what} is spread over the others {_RULES[str(plan.query.spread)]}, to the cent"


def _headline(plan: Plan, result: Result, rows: Sequence[Cells]) -> str | None:
    """The whole, and who has most of it. Several currencies and unknown costs are for others."""
    whole = total(rows, TOTAL)
    if whole is None or result.currency is None:
        return None
    text = f"{money(whole, result.currency)} over {plan.period}"
    own = [(known, row) for row in rows if (known := amount(row, TOTAL))]
    if plan.query.analysis == "trend" or len(own) < 2 or whole <= 0:
        return text
    most, row = max(own, key=lambda pair: pair[0])
    name = row.get(field_of(plan))
    called = "what belongs to nobody" if name is None else str(name)
    part = amount(row, SPREAD) or Decimal(0)
    of = f", {money(part, result.currency)} of it from others" if part > 0 else ""
    share = percent(most / whole * 100)
    return f"{text}; most is {called} at {money(most, result.currency)} ({share}){of}"
