"""The one sentence that answers: how many, how much, and which."""

from decimal import Decimal

from finops.columns import BEFORE, CHANGE, COST
from finops.execute import Result
from finops.figures import money, percent
from finops.insights import name_of
from finops.plan import Plan
from finops.rows import amount, total
from finops.sentences import phrase
from intents.catalog import CLOUD_TITLES
from intents.query import GRAINS


def headline(plan: Plan, result: Result, *, whole: bool) -> str:
    """`whole` is False where something could not be looked at: then nothing found is not "none"."""
    if plan.query.analysis == "list" and plan.query.subject == "cost":
        return f"{len(result.rows):,} charges over {plan.period}"
    if plan.query.analysis == "list":
        return _listed(plan, result, whole=whole)
    if plan.query.subject != "cost":
        return _counted(plan, result)
    if len(result.currencies) > 1:
        return f"Cost in {len(result.currencies)} currencies, which are not added up"
    currency = result.currencies[0] if result.currencies else None
    whole_cost = total(result.rows, COST)
    if whole_cost is None:
        return _no_charges(plan) if not plan.query.measures else f"{len(result.rows)} rows"
    if plan.compare:
        return _changed(plan, result, currency)
    if plan.query.analysis == "trend":
        return f"{money(whole_cost, currency)} over {plan.period}"
    if not plan.query.group_by:
        return f"{money(whole_cost, currency)} over {plan.period}"
    return _grouped(plan, result, whole_cost, currency)


def _listed(plan: Plan, result: Result, *, whole: bool) -> str:
    count = len(result.rows)
    noun = plan.subject.title if count == 1 else plan.subject.plural
    currency = result.currencies[0] if len(result.currencies) == 1 else "USD"
    tests = [phrase(part, plan, currency, windows=False) for part in plan.query.where]
    clouds = " and ".join(CLOUD_TITLES[cloud] for cloud in plan.query.clouds)
    tail = (f" in {clouds}" if clouds else "") + (f": {' and '.join(tests)}" if tests else "")
    if count == 0:
        return f"{'No' if whole else 'Found no'} {noun}{tail}" + (
            "" if whole else " – but not everything could be looked at"
        )
    if plan.query.limit and plan.query.order_by and count == plan.query.limit:
        by = plan.query.order_by[0].removeprefix("-")
        way = "highest" if plan.query.order_by[0].startswith("-") else "lowest"
        return f"The {count} {noun} with the {way} {by}{tail}"
    return f"{count:,} {noun}{tail}"


def _counted(plan: Plan, result: Result) -> str:
    count = total(result.rows, "count")
    if count is None:
        return f"{len(result.rows)} groups of {plan.subject.plural}"
    noun = plan.subject.title if count == 1 else plan.subject.plural
    text = f"{count:,} {noun}"
    if plan.query.group_by and 1 < len(result.rows) <= 4:
        parts = [f"{row.get('count')} in {_title(name_of(row, plan))}" for row in result.rows]
        text += f": {', '.join(parts)}"
    return text


def _title(name: str) -> str:
    return CLOUD_TITLES.get(name, name)


def _no_charges(plan: Plan) -> str:
    return f"No charges are known over {plan.period}"


def _changed(plan: Plan, result: Result, currency: str | None) -> str:
    now = total(result.rows, COST)
    before = total(result.rows, BEFORE)
    change = total(result.rows, CHANGE)
    if now is None or before is None or change is None:
        return f"{money(now or 0, currency)} over {plan.period}; nothing is known of {plan.compare}"
    way = "rose" if change > 0 else "fell" if change < 0 else "did not change"
    share = f" ({percent(abs(change) / before * 100)})" if before else ""
    by = f" by {money(abs(change), currency)}{share}" if change else ""
    return f"Cost {way}{by}: {money(before, currency)} → {money(now, currency)}"


def _grouped(plan: Plan, result: Result, whole: Decimal, currency: str | None) -> str:
    names = [name for name in plan.query.group_by if name not in GRAINS]
    priced = [(cost, row) for row in result.rows if (cost := amount(row, COST)) is not None]
    text = f"{money(whole, currency)} over {plan.period}"
    if not names or not priced:
        return text
    most, row = max(priced, key=lambda pair: pair[0])
    share = f" ({percent(most / whole * 100)})" if whole > 0 else ""
    return f"{text}; most is {_title(name_of(row, plan))} at {money(most, currency)}{share}"
