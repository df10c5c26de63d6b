"""Anomalies: where more was spent than the days before led to expect, in money.

Each service of each account (or whatever the question groups by) is a series of days; `unusual`
judges it. Consecutive odd days are one row: the day it began, how many days, what they cost, what
was expected, the excess, and the score of the oddest of them. The largest excess comes first.

Looked at are usage and purchases. Tax, credits and corrections follow the invoice, not what was
used, and are left out unless the question names a charge category. So are, by billed cost, the
purchases of commitments: their instalments follow a contract.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from finops.answer import Cell, Column
from finops.bound import holds
from finops.columns import COST, column_of
from finops.daily import (
    NO_CORRECTION,
    Costs,
    Daily,
    Key,
    as_one,
    currencies,
    currency_of,
    daily,
    name_of,
    with_currency,
)
from finops.figures import day_of, money
from finops.ground import Ground
from finops.insights import noun
from finops.plan import Plan
from finops.relation import CURRENCY
from finops.result import Result
from finops.rows import Cells, total
from finops.season import Series
from finops.unusual import Episode, can_be_judged, episodes
from intents.period import Span
from intents.query import AnyOf, Condition, Where

EXPECTED, EXCESS, SCORE, DAYS = "expected", "excess", "score", "days"
DEFAULT_GROUPS = ("service_name", "sub_account_name")
# Three months to know what comes monthly, and the days around the first of them.
HISTORY_DAYS = 110
# Below a hundredth of a day's whole cost an excess is nobody's first concern: by share, so that a
# small team's question has a small floor. And never less than one unit of the currency.
FLOOR_SHARE = Decimal("0.01")
LEAST_MONEY = Decimal(1)
_CENT = Decimal("0.01")
_CATEGORIES = Condition(field="charge_category", op="in", value=("Usage", "Purchase"))
_NO_COMMITMENT = AnyOf(
    any=(
        Condition(field="charge_category", op="ne", value="Purchase"),
        Condition(field="commitment_discount_id", op="missing"),
    )
)


@dataclass(frozen=True, slots=True)
class Anomaly:
    """A group's odd days inside the period. Amounts are sums over the days.

    `began_before` is the first odd day where that lies before the period.
    """

    key: Key
    days: tuple[date, ...]
    cost: Decimal
    expected: Decimal
    score: float
    settled: bool
    began_before: date | None = None

    @property
    def excess(self) -> Decimal:
        """How much more it cost than was expected."""
        return self.cost - self.expected


@dataclass(frozen=True, slots=True)
class _Looked:
    """What was found, of how many series judged, and what the ones too short for it cost."""

    found: tuple[Anomaly, ...]
    judged: int
    short: Mapping[Key, Decimal]
    floors: Mapping[str | None, Decimal]


def anomalies(plan: Plan, ground: Ground) -> Result:
    """One row an anomaly, the largest excess first."""
    groups = with_currency(plan.query.group_by or DEFAULT_GROUPS, ground)
    known = _read(plan, ground, groups)
    looked = _look(known, _judged_days(plan))
    wanted = [
        one for one in looked.found if all(holds(test, one.excess) for test in plan.query.having)
    ]
    kept = wanted[: plan.query.limit]
    found_in = currencies(ground, groups, known.costs)
    money_unit = found_in[0] if len(found_in) == 1 else None
    rows = tuple(_row(groups, one) for one in kept)
    return Result(
        columns=tuple(_column(plan, name, money_unit) for name in _names(groups)),
        rows=rows,
        facts=ground.facts,
        currencies=found_in,
        cut=len(kept) < len(wanted),
        tag_keys=ground.warehouse.manifest().tag_keys,
        headline=_headline(plan, groups, wanted, looked, money_unit),
        insights=tuple(_insights(groups, kept, looked, money_unit)),
        said=(
            *_said(plan, groups, looked, money_unit, _since(plan, ground)),
            *as_one(groups, known.spelt),
        ),
        totals=_totals(rows, money_unit),
    )


def _read(plan: Plan, ground: Ground, groups: tuple[str, ...]) -> Daily:
    period = _judged_days(plan)
    span = Span(period.start - timedelta(days=HISTORY_DAYS), period.end)
    named = any(test.field == "charge_category" for test in plan.query.conditions())
    tests: tuple[Where, ...] = () if named else (_CATEGORIES, NO_CORRECTION)
    if _is_without_commitments(plan):
        tests += (_NO_COMMITMENT,)
    return daily(plan, ground, groups, span, *tests)


def _is_without_commitments(plan: Plan) -> bool:
    """Effective cost spreads what a commitment costs over its days; billed cost has it at once."""
    named = any(
        test.field.startswith(("charge_category", "commitment_"))
        for test in plan.query.conditions()
    )
    return plan.query.cost_basis == "billed" and not named


def _judged_days(plan: Plan) -> Span:
    """The period without the days to come; today may already be odd, though it is not over."""
    end = min(plan.period.end, plan.today + timedelta(days=1))
    return Span(plan.period.start, max(end, plan.period.start + timedelta(days=1)))


def _look(known: Daily, period: Span) -> _Looked:
    floors = _floors(known)
    found: list[Anomaly] = []
    short: dict[Key, Decimal] = {}
    judged = 0
    for key, costs in known.costs.items():
        spent = sum((cost for day, cost in costs.items() if period.start <= day), Decimal(0))
        if not any(period.start <= day for day in costs):
            continue
        series = Series.of(
            {day: float(cost) for day, cost in costs.items()},
            period.start - timedelta(days=HISTORY_DAYS),
            period.end,
        )
        if not can_be_judged(series, HISTORY_DAYS):
            short[key] = spent
            continue
        judged += 1
        floor = floors[known.currency(key)]
        if spent >= floor:
            # A series that cost less in all than the floor cannot have exceeded anything by it.
            found += (one for one in _of(key, costs, series) if one.excess >= floor)
    found.sort(key=lambda one: (-one.excess, one.days[0], str(one.key)))
    return _Looked(tuple(found), judged, short, floors)


def _of(key: Key, costs: Costs, series: Series) -> Iterator[Anomaly]:
    for episode in episodes(series, HISTORY_DAYS):
        yield _anomaly(key, costs, series, episode)


def _anomaly(key: Key, costs: Costs, series: Series, episode: Episode) -> Anomaly:
    """The episode's days inside the period."""
    inside = [day for day in episode.days if day.at >= HISTORY_DAYS]
    days = tuple(series.day(day.at) for day in inside)
    return Anomaly(
        key=key,
        days=days,
        cost=sum((costs[day] for day in days), Decimal(0)),
        expected=Decimal(str(sum(day.expected for day in inside))).quantize(_CENT),
        score=max(day.score for day in inside),
        settled=episode.settled,
        began_before=series.day(first) if (first := episode.days[0].at) < HISTORY_DAYS else None,
    )


def _floors(known: Daily) -> dict[str | None, Decimal]:
    """The least excess worth telling, by currency: a share of what a day costs in all."""
    spent: dict[str | None, Decimal] = {}
    days: dict[str | None, set[date]] = {}
    for key, costs in known.costs.items():
        currency = known.currency(key)
        spent[currency] = spent.get(currency, Decimal(0)) + sum(costs.values(), Decimal(0))
        days.setdefault(currency, set()).update(costs)
    return {
        currency: max(LEAST_MONEY, (whole / len(days[currency]) * FLOOR_SHARE).quantize(_CENT))
        for currency, whole in spent.items()
    }


# -- rows and sentences ---------------------------------------------------------------------------


def _names(groups: tuple[str, ...]) -> tuple[str, ...]:
    return ("day", *groups, DAYS, COST, EXPECTED, EXCESS, SCORE)


def _column(plan: Plan, name: str, currency: str | None) -> Column:
    if name in (EXPECTED, EXCESS):
        return Column(name=name, type="money", unit=currency)
    if name in (SCORE, DAYS):
        return Column(name=name, type="number")
    return column_of(plan, name, currency)


def _row(groups: tuple[str, ...], one: Anomaly) -> Cells:
    cells: dict[str, Cell] = {"day": one.days[0].isoformat()}
    cells |= dict(zip(groups, one.key, strict=True))
    cells |= {DAYS: len(one.days), COST: one.cost, EXPECTED: one.expected, EXCESS: one.excess}
    return cells | {SCORE: round(one.score, 1)}


def _totals(rows: tuple[Cells, ...], currency: str | None) -> dict[str, Cell]:
    """Sums over what is shown; of two currencies, and of nothing, there is none."""
    if currency is None or not rows:
        return {}
    return {name: total(rows, name) for name in (COST, EXPECTED, EXCESS)}


def _headline(
    plan: Plan,
    groups: tuple[str, ...],
    found: list[Anomaly],
    looked: _Looked,
    currency: str | None,
) -> str:
    if not looked.judged:
        if looked.short:
            return f"Nothing could be judged over {plan.period}: {_too_short(looked)}"
        return f"No charges are known over {plan.period}"
    if not found:
        series = f"{looked.judged} series by {_by(plan, groups)}"
        bound = " of that size" if plan.query.having and looked.found else ""
        return f"No anomalies{bound} over {plan.period}, in {series}"
    count = "1 anomaly" if len(found) == 1 else f"{len(found)} anomalies"
    most = "; most is " if len(found) > 1 else ": "
    return f"{count} over {plan.period}{most}{_told(groups, found[0], currency)}"


def _told(groups: tuple[str, ...], one: Anomaly, currency: str | None) -> str:
    unit = currency or currency_of(groups, one.key)
    began = f"{one.days[0].day} {one.days[0]:%b}"
    when = f"on {began}" if len(one.days) == 1 else f"over {len(one.days)} days from {began}"
    usual = money(one.expected / len(one.days), unit)
    return f"{name_of(groups, one.key)} +{money(one.excess, unit)} {when} (expected {usual} a day)"


def _by(plan: Plan, groups: tuple[str, ...]) -> str:
    return " and ".join(noun(plan, name) for name in groups)


def _insights(
    groups: tuple[str, ...], found: list[Anomaly], looked: _Looked, currency: str | None
) -> Iterator[str]:
    for one in found:
        if one.began_before:
            since = f"{one.began_before.day} {one.began_before:%b}"
            name = name_of(groups, one.key)
            yield f"{name} was up since {since} already: the excess is of the days in the period"
        if one.settled:
            since = f"{one.days[0].day} {one.days[0]:%b}"
            name = name_of(groups, one.key)
            yield f"{name} has stayed up since {since}: after a week that is its new level"
    if looked.short and looked.judged:
        yield _too_short(looked)
        yield from _largest_short(groups, looked, currency)


def _too_short(looked: _Looked) -> str:
    count = len(looked.short)
    return f"{count} {'series has' if count == 1 else 'series have'} too few days to be judged"


def _largest_short(groups: tuple[str, ...], looked: _Looked, currency: str | None) -> Iterator[str]:
    """What is new or rare is not judged; where it is much money, somebody should know of it."""
    key, spent = max(looked.short.items(), key=lambda pair: (pair[1], str(pair[0])))
    if currency and spent >= looked.floors[None if CURRENCY not in groups else currency]:
        yield f"the largest of these is {name_of(groups, key)}: {money(spent, currency)}"


def _since(plan: Plan, ground: Ground) -> date:
    """From when on what is usual was learnt: no earlier than charges are known."""
    asked = plan.period.start - timedelta(days=HISTORY_DAYS)
    first = min((one.first_day for one in ground.warehouse.manifest().reach), default=asked)
    return max(asked, first)


def _said(
    plan: Plan, groups: tuple[str, ...], looked: _Looked, currency: str | None, since: date
) -> Iterator[str]:
    if not plan.query.group_by:
        yield f"by {_by(plan, groups)}"
    if not any(test.field == "charge_category" for test in plan.query.conditions()):
        yield "usage and purchases, without tax, credits and corrections"
    if _is_without_commitments(plan):
        yield "purchases of commitments are left out"
    yield f"what is expected is learnt from charges since {day_of(since)}"
    floors = ", ".join(money(floor, known or currency) for known, floor in looked.floors.items())
    if floors:
        yield f"rises of at least {floors}"
