"""Budgets: those that the clouds keep, and those of our own, in one table; and their burn-down.

A cloud's budget has the cloud's own figures for what was spent and what is expected; a budget of
our own has those of our charges and our forecast. `source` says which. Budgets overlap (a team's is
in its account's), so they are never added up, and amounts of two currencies stand apart.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time
from decimal import Decimal

import pyarrow as pa

from finops import gathering, seen
from finops.budget import own
from finops.budget.standing import Budgeted, breach, remaining, status, used_percent
from finops.figures import money
from finops.ground import Ground
from finops.plan import Plan
from finops.resources import of_table
from finops.result import Result
from finops.rows import Cells
from intents.query import Condition
from providers.context import Limits
from providers.model import Account, Gap
from providers.own_budget import KEPT_BY, OwnBudget
from providers.schema import schema

_DERIVED: dict[str, pa.DataType] = {
    "remaining": pa.decimal128(38, 15),
    "used_percent": pa.float64(),
    "status": pa.string(),
    "breach_on": pa.timestamp("us", tz="UTC"),
}
DERIVED = pa.schema(_DERIVED)
Fields = dict[str, object]
_DAYS = ("start", "end", "breach_on")
# The worst first, where nothing else is asked for.
_ORDER = ("over", "will be over", "unknown", "on track", "ended")
MOST_NAMED = 3
_PLACES = Decimal("0.0000000001")


def of_budgets(plan: Plan, ground: Ground) -> Result:
    """The rows of a Query over budgets."""
    rows = _rows(plan, ground)
    table = pa.Table.from_pylist(rows, schema=_schema())
    currencies = tuple(sorted({str(row["currency"]) for row in rows if row["currency"]}))
    # What may be seen was settled row by row: budgets have no tags to be narrowed by.
    result = of_table(replace(plan, limits=None), ground, table, currencies, _DAYS)
    kept = list(result.rows)
    if not plan.query.order_by and "status" in {column.name for column in result.columns}:
        kept.sort(key=lambda row: _ORDER.index(str(row["status"])))
    return replace(
        result,
        rows=tuple(kept),
        headline=_headline(plan, kept, ground),
        insights=tuple(_told(kept, rows, plan, result.currency)),
        said=("each in the period that it runs in now",),
        totals={},
    )


def _schema() -> pa.Schema:
    return pa.schema([*schema("budget"), *DERIVED])


def _rows(plan: Plan, ground: Ground) -> list[Fields]:
    """Every budget that the asker may see, with what follows from its figures."""
    found = gathering.inventory(plan, ground.providers, ground.context, ground.facts)
    now = ground.context.now
    rows: list[Fields] = []
    for row in found.to_pylist():
        if _may_see(row, plan.limits):
            known = _of_cloud(row)
            rows.append({**row, **_derived(known, breach(known, now))})
    hidden = 0
    for budget in ground.context.budgets:
        if not own.may_see(budget, plan.limits):
            hidden += 1
        elif _may_match(budget, plan):
            rows.append(_own_row(budget, plan, ground))
    if hidden:
        why = f"{hidden} budgets are for more than you may see: their spend would be in part only"
        ground.facts.gaps.append(Gap("budgets", why, "ask whoever may see all of it"))
    return rows


def _may_match(budget: OwnBudget, plan: Plan) -> bool:
    """Whether a budget can be among what is asked for by name: forecasts take time."""
    names = [
        str(test.value).lower()
        for test in plan.query.where
        if isinstance(test, Condition) and (test.field, test.op) == ("name", "eq")
    ]
    return all(name == budget.name.lower() for name in names)


def _may_see(row: Mapping[str, object], limits: Limits) -> bool:
    """A cloud's budget is of all that its account costs: no tag narrows it."""
    account = Account(str(row["cloud"]), str(row["account_id"]), str(row["account"]))
    return limits is None or any(
        not any(part.tags for part in way) and seen.may_see(account, (way,)) for way in limits
    )


def _of_cloud(row: Mapping[str, object]) -> Budgeted:
    amount, spent, forecast = (_decimal(row[name]) for name in ("amount", "spent", "forecast"))
    start, end = (_day(row[name]) for name in ("start", "end"))
    return Budgeted(amount, spent, forecast, start, end, ended=row["ended"] is True)


def _own_row(budget: OwnBudget, plan: Plan, ground: Ground) -> Fields:
    spend, span = own.spend(budget, plan, ground), own.period(budget, plan)
    spent, forecast = (spend.spent, spend.forecast) if spend else (None, None)
    asked = budget.cost
    clouds, accounts = (asked.clouds, asked.accounts) if asked else ((), ())
    known = Budgeted(budget.amount, spent, forecast, span.start, span.end)
    return {
        "id": budget.name,
        "name": budget.name,
        "cloud": clouds[0] if len(clouds) == 1 else None,
        "account": accounts[0] if len(accounts) == 1 else None,
        "source": KEPT_BY,
        "covers": budget.of,
        "recurs": budget.recurs,
        "start": _midnight(span.start),
        "end": _midnight(span.end),
        "ended": False,
        "amount": budget.amount,
        "currency": budget.currency,
        "spent": spent.quantize(_PLACES) if spent is not None else None,
        "forecast": forecast.quantize(_PLACES) if forecast is not None else None,
        **_derived(known, spend.breach if spend else None),
    }


def _derived(known: Budgeted, breached: date | None) -> Fields:
    used = used_percent(known)
    return {
        "remaining": remaining(known),
        "used_percent": float(used) if used is not None else None,
        "status": status(known),
        "breach_on": _midnight(breached) if breached else None,
    }


def _decimal(value: object) -> Decimal | None:
    return value if isinstance(value, Decimal) else None


def _day(value: object) -> date | None:
    return value.astimezone(UTC).date() if isinstance(value, datetime) else None


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)


# -- what is said ---------------------------------------------------------------------------------


def _headline(plan: Plan, rows: Sequence[Cells], ground: Ground) -> str | None:
    """How many there are, and how they stand; of a count or a sum, the general one."""
    if plan.query.analysis != "list" or not rows or "status" not in rows[0]:
        return None
    counted = Counter(str(row["status"]) for row in rows)
    noun = plan.subject.title if len(rows) == 1 else plan.subject.plural
    least = "At least " if ground.facts.unread else ""
    parts = [f"{counted[one]} {one}" for one in _ORDER if one in counted]
    return f"{least}{len(rows)} {noun}: {', '.join(parts)}"


def _told(
    shown: Sequence[Cells], every: Sequence[Fields], plan: Plan, currency: str | None
) -> Iterator[str]:
    """Those that are over, or will be; and those that a condition on the status cannot judge."""
    worst = [row for row in shown if row.get("status") in ("over", "will be over")]
    for row in worst[:MOST_NAMED]:
        if sentence := _overrun(row, currency):
            yield sentence
    tested = {test.field for test in plan.query.conditions()}
    unknown = sum(row["status"] == "unknown" for row in every if _is_in_scope(row, plan))
    if "status" in tested and unknown:
        which = "1 budget is" if unknown == 1 else f"{unknown} budgets are"
        yield f"{which} of unknown status: over or not cannot be told"


def _is_in_scope(row: Fields, plan: Plan) -> bool:
    """Whether a budget is of what is asked about: a team's is none of an account's."""
    clouds, accounts = plan.query.clouds, {one.lower() for one in plan.query.accounts}
    own = {str(row.get(name)).lower() for name in ("account", "account_id")}
    return not (clouds and row["cloud"] not in clouds) and not (accounts and not accounts & own)


def _overrun(row: Cells, common: str | None) -> str | None:
    amount, spent, forecast = (_decimal(row.get(one)) for one in ("amount", "spent", "forecast"))
    currency = str(row["currency"]) if row.get("currency") else common
    name = row.get("name")
    if amount is None or spent is None:
        return None
    if row["status"] == "over":
        return f"{name} is over by {money(spent - amount, currency)}"
    if forecast is None:
        return None
    by = money(forecast - amount, currency)
    when = f", from {row['breach_on']} on" if row.get("breach_on") else ""
    return f"{name} will be over by {by}{when}"
