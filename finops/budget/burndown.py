"""Burn-down: how a budget is used up from day to day, beside an even pace, and where it will end.

One row a day of the period that runs now: `spent` so far (unknown from the first day that is not
wholly delivered), `pace` (the amount in equal days), `forecast` of what will be spent by then, with
`low` and `high` (80% of such forecasts of the past came to lie between them), and what is
`remaining`. It is of budgets of our own: clouds tell no days.
"""

from collections.abc import Iterator
from decimal import Decimal

from finops.answer import Column
from finops.budget import own
from finops.budget.own import Spend
from finops.figures import money
from finops.ground import Ground
from finops.plan import Plan
from finops.result import Result
from finops.rows import Cells
from intents.query import Condition
from providers.model import Gap
from providers.own_budget import OwnBudget

_CENT = Decimal("0.01")
_MONEY = ("spent", "pace", "forecast", "low", "high", "remaining")


def burn_down(plan: Plan, ground: Ground) -> Result:
    """The days of the budgets that are named; of several, each for itself."""
    asked = [one for one in ground.context.budgets if _is_asked(one, plan)]
    seen = [one for one in asked if own.may_see(one, plan.limits)]
    if not seen:
        return _none(plan, ground)
    found = [one for budget in seen if (one := own.spend(budget, plan, ground))]
    currencies = tuple(sorted({budget.currency for budget in seen}))
    unit = currencies[0] if len(currencies) == 1 else None
    several = len(seen) > 1
    names = ("day", *(("budget",) if several else ()), *_MONEY,
             *(("currency",) if unit is None else ()))  # fmt: skip
    rows = [{name: row[name] for name in names} for one in found for row in _days(one)]
    return Result(
        columns=tuple(_column(name, unit) for name in names),
        rows=tuple(rows),
        facts=ground.facts,
        currencies=currencies,
        headline=_headline(found),
        insights=tuple(sentence for one in found for sentence in _told(one)),
        said=tuple(_said(one) for one in found),
        totals={},
    )


def _is_asked(budget: OwnBudget, plan: Plan) -> bool:
    """Whether a budget has the name and the period that are asked for, where any are."""
    known = {"name": budget.name.lower(), "recurs": budget.recurs}
    return all(
        _holds(test, known[test.field])
        for test in plan.query.where
        if isinstance(test, Condition) and test.field in known
    )


def _holds(test: Condition, known: str) -> bool:
    values = test.values
    wanted = [str(value).lower() for value in values]
    matches = {
        "eq": known in wanted,
        "in": known in wanted,
        "contains": any(one in known for one in wanted),
        "starts_with": any(known.startswith(one) for one in wanted),
    }
    return matches.get(test.op, False)


def _none(plan: Plan, ground: Ground) -> Result:
    fields = {test.field for test in plan.query.where if isinstance(test, Condition)}
    how = "is called so" if "name" in fields else "runs so" if fields else "is set"
    why = f"no budget of our own {how}"
    fix = "a burn-down needs charges by day: set it under [[budgets]] in finops.toml"
    ground.facts.gaps.append(Gap("budgets", why, fix))
    return Result((), (), ground.facts, headline=f"No burn-down: {why}", totals={})


def _days(found: Spend) -> Iterator[Cells]:
    budget, span = found.budget, found.span
    for number, day in enumerate(found.each_day(), 1):
        until = found.until(day)
        spent = until.actual if until and day < found.origin else None
        cost = until.cost if until else None
        ahead = until if until and found.ahead else None
        yield {
            "day": day.isoformat(),
            "budget": budget.name,
            "spent": spent,
            "pace": (budget.amount * number / span.days).quantize(_CENT),
            "forecast": cost if ahead else None,
            "low": ahead.low if ahead else None,
            "high": ahead.high if ahead else None,
            "remaining": budget.amount - cost if cost is not None else None,
            "currency": budget.currency,
        }


def _column(name: str, unit: str | None) -> Column:
    if name in _MONEY:
        return Column(name=name, type="money", unit=unit)
    return Column(name=name, type="date" if name == "day" else "text")


def _headline(found: list[Spend]) -> str:
    """How each stands; what is unknown of one is no reason to be silent on the others."""
    if not found:
        return "No burn-down: what the budgets are for could not be read"
    return "; ".join(_stands(one) for one in found)


def _stands(one: Spend) -> str:
    budget, spent = one.budget, one.spent
    if spent is None:
        return f"{budget.name}: what was spent is unknown"
    text = (
        f"{budget.name}: {money(spent, budget.currency)} of "
        f"{money(budget.amount, budget.currency)} spent"
    )
    if one.forecast is None:
        return text
    return f"{text}; expected to end at {money(one.forecast.quantize(_CENT), budget.currency)}"


def _told(one: Spend) -> Iterator[str]:
    budget, breach = one.budget, one.breach
    if breach and breach < one.origin:
        yield f"{budget.name} was used up on {breach}"
    elif breach:
        yield f"at this pace {budget.name} will be used up on {breach}"
    days = (one.origin - one.span.start).days
    if one.spent is not None and days > 0:
        even = budget.amount * days / one.span.days
        way = "ahead of" if one.spent > even else "behind"
        by = money(abs(one.spent - even).quantize(_CENT), budget.currency)
        yield f"{budget.name} is {by} {way} an even pace"


def _said(one: Spend) -> str:
    return f"budget {one.budget.name} is for {one.budget.of}, over {one.span}"
