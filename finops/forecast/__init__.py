"""Forecasts: what a period will have cost when it ends, with an interval, and how good it is.

What was charged until the last complete day, and what the days to come are expected to cost: see
`projection` for how, `known` for what is known. One row a day or month (and group): `cost`, `low`
and `high` (80% of such forecasts of the past came to lie between them), and `kind`, which is
`actual` where all of it is known and `forecast` where any of it is not.

The total is forecast on its own, and the groups are fitted to it: it is the same number whatever
it is broken down by. Intervals of groups do not add up to that of the total, and should not: not
everything goes wrong at once.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from itertools import pairwise

from finops.answer import Cell, Column
from finops.bound import holds
from finops.columns import COST, column_of
from finops.daily import Key, as_one, currencies
from finops.figures import day_of
from finops.forecast.ahead import Ahead, Amount
from finops.forecast.clouds import beside
from finops.forecast.known import Group, Known, read, together
from finops.forecast.projection import LEAST_DAYS, MOST_TESTS, Outlook, outlook
from finops.forecast.told import headline, insights, of_all
from finops.ground import Ground
from finops.plan import MOST_DAYS_BY_DAY, Plan
from finops.relation import CURRENCY
from finops.result import Result
from finops.rows import Cells
from intents.period import Span, moved, unit_start
from intents.query import Grain
from providers.model import Gap

LOW, HIGH, KIND = "low", "high", "kind"
# More groups are one row together: each takes a dozen forecasts of the past to know its error.
MOST_GROUPS = 40
TESTS_OF_A_GROUP = 12
# How large a group is shows in what it cost of late.
RECENT_DAYS = 30
# Groups whose sum is further from the whole are not fitted to it: one of the two is no estimate.
FIT_LEAST, FIT_MOST = 0.5, 2.0
# Beyond two years nothing of the past would hold.
MOST_DAYS_AHEAD = 731
_NONE = Decimal(0)


def forecast(plan: Plan, ground: Ground) -> Result:
    """One row a step and group, and the total of the period."""
    if (plan.period.end - plan.today).days > MOST_DAYS_AHEAD:
        return _refused(plan, ground, f"a forecast reaches two years at most, not {plan.period}")
    known = read(plan, ground)
    days = max((known.history(whole).known_days for whole in known.wholes.values()), default=0)
    if days < LEAST_DAYS and plan.period.end > known.origin:
        why = f"charges are known of {days} days, and {LEAST_DAYS} are the least to forecast from"
        return _refused(plan, ground, why)
    return _forecast(plan, ground, known)


def _refused(plan: Plan, ground: Ground, why: str) -> Result:
    fix = "add older exports under [[charges]], or ask for a nearer period"
    ground.facts.gaps.append(Gap("forecast", why, fix))
    names = _names(_grain(plan), plan.query.group_by)
    return Result(
        columns=tuple(_column(plan, name, None) for name in names),
        rows=(),
        facts=ground.facts,
        headline=f"No forecast for {plan.period}: {why}",
        totals={},
    )


def _forecast(plan: Plan, ground: Ground, known: Known) -> Result:
    wholes = _wholes(plan, known)
    parts = _fitted(plan, _parts(plan, known), wholes, known)
    wanted = {
        key: part
        for key, part in parts.items()
        if not plan.query.group_by or _is_wanted(plan, part)
    }
    kept = dict(list(_largest(plan, wanted))[: plan.query.limit])
    found_in = currencies(ground, known.groups, known.parts)
    unit = found_in[0] if len(found_in) == 1 else None
    grain = _grain(plan)
    _note_missing_days(plan, ground, known)
    one = next(iter(wholes.values())) if len(wholes) == 1 else None
    whole = one.over(plan.period) if one else None
    shown = _sum(plan, kept) if len(kept) < len(parts) else None
    return Result(
        columns=tuple(_column(plan, name, unit) for name in _names(grain, known.groups)),
        rows=tuple(_rows(plan, known, kept, grain)),
        facts=ground.facts,
        currencies=found_in,
        cut=len(kept) < len(wanted),
        tag_keys=ground.warehouse.manifest().tag_keys,
        headline=headline(plan, whole, unit, known.origin, groups=len(wanted)),
        insights=_insights(plan, ground, one, unit, shown, len(kept)) if one else (),
        said=tuple(_said(plan, known)),
        totals=_totals(whole, shown) if unit and kept else {},
    )


def _sum(plan: Plan, parts: dict[Key, Ahead]) -> Decimal:
    return sum((part.over(plan.period).cost for part in parts.values()), _NONE)


def _totals(whole: Amount | None, shown: Decimal | None) -> dict[str, Cell]:
    """Of all, or of the groups shown where these are some: intervals do not add up, and are not."""
    if shown is not None:
        return {COST: shown}
    return {COST: whole.cost, LOW: whole.low, HIGH: whole.high} if whole else {}


def _insights(
    plan: Plan, ground: Ground, one: Ahead, unit: str | None, shown: Decimal | None, count: int
) -> tuple[str, ...]:
    some = () if shown is None else of_all(shown, count, one.over(plan.period).cost, unit)
    return (*some, *beside(plan, ground, one), *insights(plan, one, unit))


def _wholes(plan: Plan, known: Known) -> dict[str | None, Ahead]:
    """Everything as one, for each currency."""
    return {
        currency: _ahead(plan, known, group, MOST_TESTS) for currency, group in known.wholes.items()
    }


def _ahead(plan: Plan, known: Known, group: Group, tests: int) -> Ahead:
    days = max((plan.period.end - known.origin).days, 0)
    spent = {day: cost for day, cost in group.total.items() if day < known.origin}
    history = known.history(group)
    return Ahead(spent, history.start, known.origin, outlook(history, days, tests))


def _parts(plan: Plan, known: Known) -> dict[Key, Ahead]:
    """Each group; the smallest of very many together."""
    days = [known.origin - timedelta(days=n) for n in range(1, RECENT_DAYS + 1)]

    def spent(key: Key) -> Decimal:
        part = known.parts[key]
        costs = (costs.get(day, _NONE) for costs in (part.usage, *part.lines) for day in days)
        return sum(costs, _NONE)

    keys = sorted(known.parts, key=lambda key: (-spent(key), str(key)))
    found = {key: known.parts[key] for key in keys[:MOST_GROUPS]}
    for currency in dict.fromkeys(known.currency(key) for key in keys[MOST_GROUPS:]):
        rest = [key for key in keys[MOST_GROUPS:] if known.currency(key) == currency]
        cells: dict[str, str | None] = {**dict.fromkeys(known.groups), CURRENCY: currency}
        cells[known.groups[0]] = f"{len(rest)} others"
        key = tuple(cells[name] for name in known.groups)
        found[key] = together(known.parts[key] for key in rest)
    return {key: _ahead(plan, known, part, TESTS_OF_A_GROUP) for key, part in found.items()}


def _fitted(
    plan: Plan, parts: dict[Key, Ahead], wholes: dict[str | None, Ahead], known: Known
) -> dict[Key, Ahead]:
    """The groups' days to come, so that each day adds up to the whole's."""
    if not plan.query.group_by:
        return {key: wholes[known.currency(key)] for key in parts}
    fitted: dict[Key, Ahead] = {}
    for currency, whole in wholes.items():
        own = {key: part for key, part in parts.items() if known.currency(key) == currency}
        factors = _factors(whole.outlook, [part.outlook for part in own.values()])
        fitted |= {
            key: replace(part, outlook=_scaled(part.outlook, factors)) for key, part in own.items()
        }
    return fitted


def _factors(whole: Outlook, parts: Sequence[Outlook]) -> list[float]:
    """For each day, what the groups' usage has to be multiplied by; monthly charges stay."""
    factors = []
    for ahead, day in enumerate(whole.daily):
        fees = sum(part.monthly[ahead] for part in parts)
        usage = sum(part.daily[ahead] for part in parts) - fees
        factor = (day - fees) / usage if usage else 1.0
        factors.append(factor if FIT_LEAST < factor < FIT_MOST else 1.0)
    return factors


def _scaled(part: Outlook, factors: Sequence[float]) -> Outlook:
    days = zip(part.daily, part.monthly, factors, strict=True)
    return replace(part, daily=tuple((day - fee) * factor + fee for day, fee, factor in days))


def _is_wanted(plan: Plan, part: Ahead) -> bool:
    """Whether a group costs anything in the period, and within the bounds asked for."""
    amount = part.over(plan.period)
    there = bool(amount.cost or amount.actual or amount.rest)
    return there and all(holds(test, amount.cost) for test in plan.query.having)


def _largest(plan: Plan, parts: dict[Key, Ahead]) -> Iterator[tuple[Key, Ahead]]:
    yield from sorted(
        parts.items(), key=lambda pair: (-pair[1].over(plan.period).cost, str(pair[0]))
    )


def _note_missing_days(plan: Plan, ground: Ground, known: Known) -> None:
    first = max(plan.period.start, min(known.days, default=plan.period.start))
    so_far = range(max((known.origin - first).days, 0))
    missing = sum(first + timedelta(days=n) not in known.days for n in so_far)
    if missing:
        why = f"{missing} days of the period so far have no charges and are not in the amount"
        ground.facts.gaps.append(Gap("charges", why, "complete the exports, then: finops sync"))


# -- rows -----------------------------------------------------------------------------------------


def _grain(plan: Plan) -> Grain:
    if plan.query.grain:
        return plan.query.grain
    short = plan.period.days <= MOST_DAYS_BY_DAY and not plan.query.group_by
    return "day" if short else "month"


def _steps(plan: Plan, grain: Grain) -> Iterator[Span]:
    """The days, months … of the period; the first and the last may be parts of one."""
    starts = [plan.period.start]
    following = moved(unit_start(plan.period.start, grain, plan.calendar), grain, 1)
    while following < plan.period.end:
        starts.append(following)
        following = moved(following, grain, 1)
    for start, end in pairwise((*starts, plan.period.end)):
        yield Span(start, end)


def _rows(plan: Plan, known: Known, parts: dict[Key, Ahead], grain: Grain) -> Iterator[Cells]:
    for step in _steps(plan, grain):
        for key, part in parts.items():
            amount = part.over(step)
            kind = "actual" if step.end <= known.origin else "forecast"
            cells: dict[str, Cell] = {grain: step.start.isoformat()}
            cells |= dict(zip(known.groups, key, strict=True))
            yield cells | {COST: amount.cost, LOW: amount.low, HIGH: amount.high, KIND: kind}


def _names(grain: Grain, groups: tuple[str, ...]) -> tuple[str, ...]:
    return (grain, *groups, COST, LOW, HIGH, KIND)


def _column(plan: Plan, name: str, currency: str | None) -> Column:
    if name in (LOW, HIGH):
        return Column(name=name, type="money", unit=currency)
    return column_of(plan, name, currency)


def _said(plan: Plan, known: Known) -> Iterator[str]:
    if plan.period.end <= known.origin:
        return
    last = known.origin - timedelta(days=1)
    since = max(known.start, min(known.days, default=known.start))
    yield f"forecast from charges of {day_of(since)} until {day_of(last)}"
    yield "what comes every month is expected on its day, what came once is not"
    yield from as_one(known.groups, known.spelt)
