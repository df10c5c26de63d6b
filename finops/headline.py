"""The one sentence that answers: how many, how much, and which."""

from datetime import date
from decimal import Decimal

from finops.columns import BEFORE, CHANGE, COST, column_of
from finops.credits import after
from finops.figures import day_of, money, percent, plain
from finops.insights import are_purchases, bases, kind, name_of, noun, only_some
from finops.measured import measured
from finops.plan import Plan
from finops.reached import unknown_change
from finops.result import Result
from finops.rows import Cells, amount, total
from finops.sentences import phrase
from intents.catalog import CLOUD_TITLES
from intents.query import GRAINS

# Less than this would be drawn as 0.0%.
LEAST_SHARE = Decimal("0.0005")


def headline(plan: Plan, result: Result, *, whole: bool) -> str:
    """`whole` is False where something could not be looked at: then nothing found is not "none"."""
    if plan.query.analysis == "list":
        return _listed(plan, result, whole=whole)
    if plan.query.measures and not _is_count(plan):
        return measured(plan, result, whole=whole)
    if plan.query.subject == "cost":
        return _spent(plan, result)
    return _counted(plan, result, whole=whole)


def _is_count(plan: Plan) -> bool:
    return [measure.name for measure in plan.query.measures] == ["count"]


def _listed(plan: Plan, result: Result, *, whole: bool) -> str:
    if plan.query.subject == "cost":
        return f"{len(result.rows):,} charges over {plan.period}"
    count = len(result.rows)
    things = plan.subject.title if count == 1 else plan.subject.plural
    tests = [phrase(part, plan, result.currency, windows=False) for part in plan.query.where]
    clouds = " and ".join(CLOUD_TITLES[cloud] for cloud in plan.query.clouds)
    tail = (f" in {clouds}" if clouds else "") + (f": {' and '.join(tests)}" if tests else "")
    if count == 0:
        return _none(f"{things}{tail}", result, whole=whole)
    if plan.query.limit == count and plan.query.order_by:
        return _first_of(plan, result, things) + tail
    return f"{_least(result, whole=whole)}{count:,} {things}{tail}"


def _first_of(plan: Plan, result: Result, things: str) -> str:
    """A top N; of one, which it is."""
    by = plan.query.order_by[0]
    name, way = by.removeprefix("-"), "highest" if by.startswith("-") else "lowest"
    title = noun(plan, name)
    if len(result.rows) > 1:
        return f"The {len(result.rows)} {things} with the {way} {title}"
    row = result.rows[0]
    known = amount(row, name)
    figure = f", {plain(known, column_of(plan, name, result.currency))}" if known else ""
    return f"{name_of(row, plan)} is the {things} with the {way} {title}{figure}"


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
    things = plan.subject.title if count == 1 else plan.subject.plural
    text = f"{_least(result, whole=whole)}{count or 0:,} {things}"
    if plan.query.group_by and 1 < len(result.rows) <= 4:
        parts = [f"{row.get('count')} {_group(row, plan)}" for row in result.rows]
        text += f": {', '.join(parts)}"
    return text


def _group(row: Cells, plan: Plan) -> str:
    """What a group's things have in common: `in eu-west-1`; `not encrypted`."""
    field = plan.subject.field(plan.query.group_by[0]) if len(plan.query.group_by) == 1 else None
    if field is None or field.type != "bool":
        return f"in {_title(name_of(row, plan))}"
    holds = row.get(field.name)
    if holds is None:
        return "where that is not known"
    return field.title if holds else f"not {field.title}"


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
        return f"{_both(plan, result, whole)} over {plan.period}{after(result)}"
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
    by_day = plan.query.group_by == ("day",)
    priced = [(cost, row) for row in result.rows if (cost := amount(row, COST)) is not None]
    if (names or by_day) and len(result.rows) == plan.query.limit == 1:
        return _the_one(plan, result, whole)
    some = only_some(plan, result)
    of = f" in the {len(result.rows)} shown" if some else after(result)
    text = f"{_both(plan, result, whole)}{of}{_part_of_all(result, whole)} over {plan.period}"
    if not names or len(priced) < 2:
        return text
    # What the rest costs together is not one of the groups.
    ranked = priced[: plan.query.limit] if plan.query.others else priced
    # Of credits and refunds, what gives back most.
    pick = min if whole < 0 else max
    most, row = pick(ranked, key=lambda pair: pair[0])
    share = _share(most, _all(result) if some else whole)
    return f"{text}; most is {_title(name_of(row, plan))} at {money(most, result.currency)}{share}"


def _the_one(plan: Plan, result: Result, cost: Decimal) -> str:
    """Who comes first: `The team with the highest cost is data at $9,099.64 (24% of …)`."""
    order = (plan.query.order_by or ("-cost",))[0]
    way = "highest" if order.startswith("-") else "lowest"
    names = [name for name in plan.query.group_by if name not in GRAINS]
    kinds = " and ".join(kind(plan, name) for name in names) or "day"
    row = result.rows[0]
    day = None if names else date.fromisoformat(str(row["day"]))
    who = day_of(day) if day else _title(name_of(row, plan))
    all_of_it = _all(result)
    part = _share(cost, all_of_it, f" of {money(all_of_it, result.currency)}" if all_of_it else "")
    amount_of_it = _both(plan, result, cost)
    return f"The {kinds} with the {way} cost is {who} at {amount_of_it}{part} over {plan.period}"


def _both(plan: Plan, result: Result, cost: Decimal) -> str:
    """The amount; of purchases also what was billed, where that is another."""
    found = bases(result) if are_purchases(plan) else None
    effective = money(cost, result.currency)
    return (
        f"{money(found[0], result.currency)} billed, {effective} effective" if found else effective
    )


def _all(result: Result) -> Decimal | None:
    """What everything that was asked about costs, with what is not shown; None if not one sum."""
    return sum(result.categories.values(), Decimal(0)) if result.categories else None


def _part_of_all(result: Result, cost: Decimal) -> str:
    """`, 73% of $37,623.68,` where the rows are not all of it."""
    whole = _all(result)
    if whole is None or not 0 <= cost < whole:
        return ""
    return f", {percent(cost / whole * 100)} of {money(whole, result.currency)},"


def _share(part: Decimal, whole: Decimal | None, of: str = "") -> str:
    """` (37%)`; of a whole that other parts take from, a part can be more than all: no share."""
    if not whole or not 0 <= part <= whole or part / whole < LEAST_SHARE:
        return ""
    return f" ({percent(part / whole * 100)}{of})"
