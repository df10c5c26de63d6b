"""The one sentence that answers: how many, how much, and which."""

from decimal import Decimal

from finops.columns import BEFORE, CHANGE, COST, column_of
from finops.credits import after
from finops.figures import money, percent, plain
from finops.insights import name_of, only_some
from finops.measured import measured
from finops.plan import Plan
from finops.reached import unknown_change
from finops.result import Result
from finops.rows import amount, total
from finops.sentences import phrase
from intents.catalog import CLOUD_TITLES
from intents.query import GRAINS


def headline(plan: Plan, result: Result, *, whole: bool) -> str:
    """`whole` is False where something could not be looked at: then nothing found is not "none"."""
    if plan.query.analysis == "list":
        return _listed(plan, result, whole=whole)
    if plan.query.measures and not _is_count(plan):
        return measured(plan, result)
    if plan.query.subject == "cost":
        return _spent(plan, result)
    return _counted(plan, result, whole=whole)


def _is_count(plan: Plan) -> bool:
    return [measure.name for measure in plan.query.measures] == ["count"]


def _listed(plan: Plan, result: Result, *, whole: bool) -> str:
    if plan.query.subject == "cost":
        return f"{len(result.rows):,} charges over {plan.period}"
    count = len(result.rows)
    noun = plan.subject.title if count == 1 else plan.subject.plural
    tests = [phrase(part, plan, result.currency, windows=False) for part in plan.query.where]
    clouds = " and ".join(CLOUD_TITLES[cloud] for cloud in plan.query.clouds)
    tail = (f" in {clouds}" if clouds else "") + (f": {' and '.join(tests)}" if tests else "")
    if count == 0:
        return _none(f"{noun}{tail}", result, whole=whole)
    if plan.query.limit == count and plan.query.order_by:
        return _first_of(plan, result, noun) + tail
    return f"{_least(result, whole=whole)}{count:,} {noun}{tail}"


def _first_of(plan: Plan, result: Result, noun: str) -> str:
    """A top N; of one, which it is."""
    by = plan.query.order_by[0]
    name, way = by.removeprefix("-"), "highest" if by.startswith("-") else "lowest"
    if len(result.rows) > 1:
        return f"The {len(result.rows)} {noun} with the {way} {name}"
    row = result.rows[0]
    known = amount(row, name)
    figure = f", {plain(known, column_of(plan, name, result.currency))}" if known else ""
    return f"{name_of(row, plan)} is the {noun} with the {way} {name}{figure}"


def _none(what: str, result: Result, *, whole: bool) -> str:
    """Nothing was found: because there is none, or because it could not be seen."""
    if result.unknown and not result.facts.unread:
        named = " and ".join(f"{name} of {count}" for name, count in result.unknown.items())
        return f"Found no {what} – but {named} is unknown"
    if not whole:
        return f"Found no {what} – but not everything could be looked at"
    return f"No {what}"


def _least(result: Result, *, whole: bool) -> str:
    """What could not be looked at, or is unknown, can only add to a count."""
    return "" if whole and not result.unknown else "At least "


def _counted(plan: Plan, result: Result, *, whole: bool) -> str:
    count = total(result.rows, "count")
    if count is None and result.facts.unread:
        return f"How many {plan.subject.plural} there are could not be looked at"
    noun = plan.subject.title if count == 1 else plan.subject.plural
    text = f"{_least(result, whole=whole)}{count or 0:,} {noun}"
    if plan.query.group_by and 1 < len(result.rows) <= 4:
        parts = [f"{row.get('count')} in {_title(name_of(row, plan))}" for row in result.rows]
        text += f": {', '.join(parts)}"
    return text


def _title(name: str) -> str:
    return CLOUD_TITLES.get(name, name)


def _spent(plan: Plan, result: Result) -> str:
    if len(result.currencies) > 1:
        return f"Cost in {len(result.currencies)} currencies, which are not added up"
    whole = total(result.rows, COST)
    if plan.compare and result.rows:
        return _changed(plan, result)
    if whole is None:
        some = result.charges and (plan.query.having or plan.query.where)
        return f"{'No such' if some else 'No'} charges are known over {plan.period}"
    if plan.query.analysis == "trend" or not plan.query.group_by:
        return f"{money(whole, result.currency)} over {plan.period}{after(result)}"
    return _grouped(plan, result, whole)


def _changed(plan: Plan, result: Result) -> str:
    now, before = total(result.rows, COST), total(result.rows, BEFORE)
    change = total(result.rows, CHANGE)
    if now is None or before is None:
        known = plan.compare if now is None else plan.period
        lacking = plan.period if now is None else plan.compare
        figure = before if now is None else now
        spent = f"{money(figure, result.currency)} over {known}; " if figure is not None else ""
        return f"{spent}no charges are known over {lacking}"
    if change is None or any(row.get(CHANGE) is None for row in result.rows):
        return unknown_change(plan, now, before, result.currency)
    of = f" of the {len(result.rows)} shown" if only_some(plan, result) else ""
    before_and_now = f"{money(before, result.currency)} → {money(now, result.currency)}"
    if not change:
        return f"Cost{of} did not change: {before_and_now}"
    way = "rose" if change > 0 else "fell"
    share = f" ({percent(abs(change) / before * 100)})" if before else ""
    return f"Cost{of} {way} by {money(abs(change), result.currency)}{share}: {before_and_now}"


def _grouped(plan: Plan, result: Result, whole: Decimal) -> str:
    names = [name for name in plan.query.group_by if name not in GRAINS]
    priced = [(cost, row) for row in result.rows if (cost := amount(row, COST)) is not None]
    of = f" in the {len(result.rows)} shown" if only_some(plan, result) else ""
    text = f"{money(whole, result.currency)}{of} over {plan.period}"
    text += "" if of else after(result)
    if not names or len(priced) < 2:
        return text
    most, row = max(priced, key=lambda pair: pair[0])
    share = f" ({percent(most / whole * 100)})" if whole > 0 else ""
    return f"{text}; most is {_title(name_of(row, plan))} at {money(most, result.currency)}{share}"
