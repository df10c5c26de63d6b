"""The headline of a question that measures more than the cost: a share, savings, a unit price.

The measures' names are the Query's own; where they are the ones that words are read to, the
sentence is written for them, else the figures are named one by one.
"""

from decimal import Decimal

from finops.answer import Column
from finops.columns import COST
from finops.figures import money, percent, plain
from finops.insights import kind, name_of
from finops.plan import Plan
from finops.result import Result
from finops.rows import amount, total
from intents.query import GRAINS, Measure

_AGGREGATES = {"sum": "total", "avg": "average", "max": "highest", "min": "lowest"}


def measured(plan: Plan, result: Result, *, whole: bool) -> str:
    """One sentence; of several currencies no amount is named.

    `whole` is False where something could not be looked at: then a sum is the least it can be.
    """
    over = f" over {plan.period}" if plan.query.subject == "cost" else ""
    if len(result.rows) == 1:
        said = _number(plan, result) or _part(result) or _saved(result) or _priced(plan, result)
        return (said or _figures(plan, result, whole=whole)) + over
    if told := _most(plan, result) or _over_time(plan, result):
        return told
    groups = " and ".join(kind(plan, name) for name in plan.groups)
    rows = f"{len(result.rows):,} rows"
    return f"{rows} by {groups}{over}" if groups else rows + over


def _column(result: Result, name: str) -> Column | None:
    return next((column for column in result.columns if column.name == name), None)


def _number(plan: Plan, result: Result) -> str | None:
    """`42% of the VMs: 55 of 132`."""
    row = result.rows[0]
    if plan.query.subject == COST or not {"share", "total", "count"} <= set(row):
        return None
    some, whole, share = (amount(row, name) for name in ("count", "total", "share"))
    if not whole or share is None:
        return f"No {plan.subject.plural} are known"
    return f"{percent(share)} of the {plan.subject.plural}: {some:,} of {whole:,}"


def _part(result: Result) -> str | None:
    """`42% of the cost: $500.00 of $1,200.00`."""
    row = result.rows[0]
    if not {"share", "total", COST} <= set(row) or result.currency is None:
        return None
    part, whole, share = (amount(row, name) for name in (COST, "total", "share"))
    if whole is None:
        return "No charges are known"
    if part is None:
        return f"None of the {money(whole, result.currency)} is known to be that"
    text = f"{money(part, result.currency)} of {money(whole, result.currency)}"
    return text if share is None else f"{percent(share)} of the cost: {text}"


def _saved(result: Result) -> str | None:
    """`$300.00 (20%) saved: $1,200.00 instead of $1,500.00`."""
    row = result.rows[0]
    if "savings" not in row or result.currency is None:
        return None
    saved, paid = amount(row, "savings"), amount(row, "effective_cost")
    full = next((amount(row, n) for n in ("list_cost", "contracted_cost") if n in row), None)
    rate = next((amount(row, name) for name in row if name.endswith("savings_rate")), None)
    if saved is None or paid is None or full is None:
        return "Savings are not known"
    share = f" ({percent(rate)})" if rate is not None else ""
    amounts = f"{money(paid, result.currency)} instead of {money(full, result.currency)}"
    return f"{money(saved, result.currency)}{share} saved: {amounts}"


def _priced(plan: Plan, result: Result) -> str | None:
    """`$0.02101 per GB-Months: $3,575.68 for 170,170.38 GB-Months`."""
    row = result.rows[0]
    measure = next((one for one in plan.query.measures if one.name == "unit_price"), None)
    names = ("unit_price", COST, (measure.per if measure else None) or "")
    columns = [column for name in names if (column := _column(result, name))]
    if len(columns) != len(names):
        return None
    price, cost, quantity = (plain(amount(row, column.name), column) for column in columns)
    unit = columns[2].unit
    return f"{price} per {unit}: {cost} for {quantity} {unit}" if unit else None


def _figures(plan: Plan, result: Result, *, whole: bool) -> str:
    """`Quantity: 1,200 GB-Months, cost: $27.60`, `Total size: at least 356 GiB`."""
    figures = []
    for measure in plan.query.measures:
        column = _column(result, measure.name) or Column(name=measure.name, type="number")
        figure = plain(amount(result.rows[0], measure.name), column)
        told = column.type == "number" and column.unit not in ("percent", "count")
        unit = column.unit if told else None
        title, least = _title(plan, measure), ""
        if _can_only_grow(plan, measure, column) and not (whole and not result.unknown):
            least = "at least "
        figures.append(f"{title}: {least}{figure}{f' {unit}' if unit else ''}")
    words = ", ".join(figures).replace("vcpu", "vCPU")
    return words if words.startswith("vCPU") else words[:1].upper() + words[1:]


def _title(plan: Plan, measure: Measure) -> str:
    """Of things, as people call their field and what is made of it: `total size`."""
    field = plan.subject.field(measure.field or "")
    if plan.query.subject == "cost" or field is None or measure.name != field.name:
        return measure.name.replace("_", " ")
    aggregate = _AGGREGATES.get(measure.agg or "", "")
    return f"{aggregate} {field.title}".strip()


def _can_only_grow(plan: Plan, measure: Measure, column: Column) -> bool:
    """A sum of sizes or counts; of money, what is not seen may also be a credit."""
    return plan.query.subject != "cost" and measure.agg == "sum" and column.type == "number"


def _most(plan: Plan, result: Result) -> str | None:
    """The whole of what rows are ordered by, and who has most of it, where it is money."""
    order = plan.query.order_by[0] if plan.query.order_by else ""
    name = order.removeprefix("-")
    column = _column(result, name)
    measure = next((one for one in plan.query.measures if one.name == name), None)
    if column is None or column.type != "money" or column.unit is None or plan.query.limit:
        return None
    if measure is None or measure.agg != "sum" or measure.per or not order.startswith("-"):
        return None
    if not [group for group in plan.query.group_by if group not in GRAINS]:
        return None
    return _told(plan, result, name)


def _over_time(plan: Plan, result: Result) -> str | None:
    """The whole of a trend that shows savings, or the cost among other things."""
    name = "savings" if _column(result, "savings") else COST
    whole, column = total(result.rows, name), _column(result, name)
    if plan.query.analysis != "trend" or whole is None or column is None or column.unit is None:
        return None
    return f"{money(whole, result.currency)}{_of(name)} over {plan.period}"


def _told(plan: Plan, result: Result, name: str) -> str | None:
    whole = total(result.rows, name)
    known = [(figure, row) for row in result.rows if (figure := amount(row, name)) is not None]
    if whole is None:
        return None
    most, row = max(known, key=lambda pair: pair[0])
    # Of a whole that other rows take from, one can be more than all.
    share = f" ({percent(most / whole * 100)})" if whole >= most > Decimal(0) else ""
    return (
        f"{money(whole, result.currency)}{_of(name)} over {plan.period}; "
        f"most is {name_of(row, plan)} at {money(most, result.currency)}{share}"
    )


def _of(name: str) -> str:
    return "" if name == COST else f" of {name.replace('_', ' ')}"
