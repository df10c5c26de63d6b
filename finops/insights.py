"""Sentences computed from the rows: what a person would see first, never imagined.

Each function takes the result and gives sentences; to add one, write it and put it in `ALL`.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal

from finops.alike import alike, is_by_people
from finops.columns import BILLED, COST
from finops.edges import at_the_edges, cut_steps
from finops.figures import money, percent
from finops.plan import Plan
from finops.result import Result
from finops.rows import amount, total
from intents.period import UNITS
from intents.query import GRAINS, Condition

# A part this large is worth a sentence of its own.
LARGE_SHARE = 25
# So few that make so much of the whole are the ones to look at.
FEW = 3
MOST_OF_IT = 50
# Two cost bases that differ by no more than this are shown as one (a promise of the Query).
BASES_DIFFER_PERCENT = 1


def name_of(row: Mapping[str, object], plan: Plan) -> str:
    """What a row is called in a sentence."""
    groups = [name for name in plan.query.group_by if name not in GRAINS]
    if not groups:
        return next((str(row[name]) for name in _NAMES if row.get(name)), "one")
    known = " ".join(str(row[name]) for name in groups if row.get(name) is not None)
    lacking = " and ".join(f"no {noun(plan, name)}" for name in groups if row.get(name) is None)
    if not lacking:
        return known
    return f"{known} with {lacking}" if known else f"what has {lacking}"


_NAMES = ("name", "id", "resource_id")


def noun(plan: Plan, name: str) -> str:
    """What people call the thing that a field names: `sub_account_name` is an account."""
    if name in GRAINS:
        return name
    if name.startswith("tags."):
        return f"{name.removeprefix('tags.')} tag"
    field = plan.subject.field(name)
    title = field.title if field else name.replace("_", " ")
    return title.removesuffix(" name").removesuffix(" ID").removeprefix("sub ")


def kind(plan: Plan, name: str) -> str:
    """The same where a value follows, or a sort of things is meant: a team, not a team tag."""
    return noun(plan, name).removesuffix(" tag")


def concentration(plan: Plan, result: Result) -> Iterator[str]:
    """Who makes most of the cost."""
    if plan.query.analysis in ("trend", "anomalies", "forecast") or plan.query.select:
        return
    rows = result.rows[: plan.query.limit] if plan.query.others else result.rows
    priced = [(cost, row) for row in rows if (cost := amount(row, COST)) is not None]
    whole = total(result.rows, COST) or Decimal(0)
    if len(priced) < FEW or whole <= 0 or len(result.currencies) > 1 or only_some(plan, result):
        return
    if any(cost < 0 for cost, _ in priced):
        return
    priced.sort(key=lambda pair: pair[0], reverse=True)
    first = priced[0][0] / whole * 100
    top = sum((cost for cost, _ in priced[:FEW]), Decimal(0)) / whole * 100
    if first >= LARGE_SHARE:
        yield f"{name_of(priced[0][1], plan)} alone is {percent(first)} of this cost"
    elif len(priced) > 2 * FEW and top >= MOST_OF_IT:
        yield f"{FEW} of {len(priced)} make {percent(top)} of this cost"


def only_some(plan: Plan, result: Result) -> bool:
    """Whether the rows are not all groups, so that their sum is not the whole."""
    return (result.cut and not plan.query.others) or bool(plan.query.having)


def ties(plan: Plan, result: Result) -> Iterator[str]:
    """A top N that falls between equals."""
    if result.tied:
        by = plan.query.order_by[0].removeprefix("-") if plan.query.order_by else COST
        yield f"more have the same {noun(plan, by)} as the last one shown"


def billed_too(plan: Plan, result: Result) -> Iterator[str]:
    """What was billed, where that is another amount; of purchases the headline says it."""
    if are_purchases(plan):
        return
    if found := bases(result):
        billed, cost = (money(one, result.currency) for one in found)
        yield f"billed cost is {billed}, effective cost {cost}"


def are_purchases(plan: Plan) -> bool:
    """Whether only purchases are asked about: what was billed then matters as much as the cost."""
    only = Condition(field="charge_category", op="eq", value="Purchase")
    return only in plan.query.where and not plan.query.measures


def bases(result: Result) -> tuple[Decimal, Decimal] | None:
    """Billed and effective cost, where they differ by more than 1%: then both are to be shown."""
    if len(result.currencies) > 1:
        return None
    billed, cost = total(result.rows, BILLED), total(result.rows, COST)
    if billed is None or cost is None:
        return None
    differ = abs(billed - cost) * 100 > BASES_DIFFER_PERCENT * max(abs(billed), abs(cost))
    return (billed, cost) if differ else None


def what_is_in_it(plan: Plan, result: Result) -> Iterator[str]:
    """Which charge categories the total holds."""
    if plan.query.subject != "cost" or len(result.categories) < 2 or only_some(plan, result):
        return
    currency = result.currency
    parts = [
        f"{name.lower()} {money(amount, currency)}" for name, amount in result.categories.items()
    ]
    yield f"in the period: {', '.join(parts)}"


def states(plan: Plan, result: Result) -> Iterator[str]:
    """Stopped and deallocated VMs, apart: the one is still billed, the other is not."""
    counted = Counter(str(row["state"]) for row in result.rows if row.get("state"))
    asked = {condition.field for condition in plan.query.conditions()}
    if "state" in asked and len(counted) > 1:
        yield ", ".join(f"{count} {state}" for state, count in counted.most_common())


def spellings(plan: Plan, result: Result) -> Iterator[str]:
    """Tag values that differ in nothing but their letters' case: rows that may be one."""
    for group in filter(is_by_people, plan.query.group_by):
        values = (value for row in result.rows if isinstance(value := row.get(group), str))
        for same in alike(values):
            yield f"{', '.join(same)} differ only in case and are shown apart"


def on_average(plan: Plan, result: Result) -> Iterator[str]:
    """What a day or a month cost on average, of those that are whole."""
    query = plan.query
    steps = [unit for unit in UNITS if unit in plan.groups]
    if query.subject != "cost" or query.analysis != "trend" or query.measures or result.cut:
        return
    if len(plan.groups) != 1 or len(steps) != 1 or result.currency is None:
        return
    (unit,) = steps
    parts = {step.start.isoformat() for step in at_the_edges(plan, unit)} | {str(plan.today)}
    costs = [row[COST] for row in result.rows if str(row[unit]) not in parts]
    known = [Decimal(str(cost)) for cost in costs if cost is not None]
    if len(known) > 1:
        average = money(sum(known) / len(known), result.currency)
        whole = "that have charges" if unit == "day" else "that are whole"
        yield f"on average {average} a {unit}, of the {len(known)} {unit}s {whole}"


ALL: tuple[Callable[[Plan, Result], Iterator[str]], ...] = (
    concentration,
    billed_too,
    on_average,
    what_is_in_it,
    states,
    spellings,
    ties,
    cut_steps,
)


def insights(plan: Plan, result: Result) -> tuple[str, ...]:
    """All of them, in order."""
    return tuple(sentence for make in ALL for sentence in make(plan, result))
