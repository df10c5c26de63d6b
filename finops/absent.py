"""Why nothing matched: a value or a unit that no charge has, or no such charge among those known.

"No charges are known" would be wrong where there are charges, and a name was mistyped.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from difflib import get_close_matches

from finops.insights import kind
from finops.plan import Plan
from finops.regrouped import regrouped
from finops.relation import Tables
from finops.result import run
from finops.statement import Statement
from finops.warehouse import Reach
from finops.warehouse.engine import Engine
from intents.query import Condition, Measure, Where
from providers.model import Gap

UNIT, CORES = "consumed_unit", "vcpu_hours"
# So many values are named where none is near.
FEW = 10
MOST_NEAR = 3
NEAR = 0.6


@dataclass(frozen=True, slots=True)
class Absent:
    """What to say in place of "no charges are known"."""

    headline: str
    insights: tuple[str, ...] = ()
    gap: Gap | None = None


def absent(plan: Plan, engine: Engine, tables: Tables, reach: Iterable[Reach]) -> Absent | None:
    """The first condition that no charge fulfils, for a question that no charge matches."""
    days = [(one.first_day, one.last_day + timedelta(days=1)) for one in reach]
    if not days:
        return None
    ever = f"{min(first for first, _ in days)}/{max(end for _, end in days)}"
    for test in _named(plan.query.where):
        asked = [str(value) for value in test.values]
        known = _known(plan, engine, tables, test.field, ever)
        if not {one.lower() for one in asked} & {one.lower() for one in known}:
            return Absent(_none(plan, test, asked), tuple(_instead(plan, test, asked, known)))
        now = _known(plan, engine, tables, test.field, plan.query.cost_period)
        if not {one.lower() for one in asked} & {one.lower() for one in now}:
            return Absent(f"{_none(plan, test, asked)} over {plan.period}")
    return _not_metered(plan, engine, tables) or _none_of_them(plan, engine, tables)


def _none_of_them(plan: Plan, engine: Engine, tables: Tables) -> Absent | None:
    """Of how many charges none is one that the conditions describe: no refund is known not to be.

    None where there are no charges at all: then nothing is known.
    """
    if not plan.query.where:
        return None
    many = sum(
        count for _, count in _counted(plan, engine, tables, "cloud", plan.query.cost_period)
    )
    if not many:
        return None
    if many == 1:
        return Absent(f"The one charge over {plan.period} is not of that kind")
    return Absent(f"None of the {many:,} charges over {plan.period} is of that kind")


def _named(where: Iterable[Where]) -> Iterator[Condition]:
    for test in where:
        if not isinstance(test, Condition) or test.op not in ("eq", "in") or test.field == UNIT:
            continue
        if all(isinstance(value, str) for value in test.values):
            yield test


def _known(
    plan: Plan, engine: Engine, tables: Tables, name: str, period: str, where: Sequence[Where] = ()
) -> list[str]:
    """The values of a field among the charges of a period, those of most charges first."""
    found = _counted(plan, engine, tables, name, period, where)
    return [value for value, _ in found if value is not None]


def _counted(
    plan: Plan, engine: Engine, tables: Tables, name: str, period: str, where: Sequence[Where] = ()
) -> list[tuple[str | None, int]]:
    """The values of a field, and how many charges of a period have each."""
    count = Measure(name="count", agg="count")
    counted = regrouped(plan, name, where=where, period=period, measures=(count,))
    statement = Statement(counted, tables)
    select = statement.grouped((name,), {"count": statement.measure(count)})
    return [
        (None if row[name] is None else str(row[name]), int(str(row["count"])))
        for row in run(engine, select)[1]
    ]


def _none(plan: Plan, test: Condition, asked: Sequence[str]) -> str:
    return f"No charge has {kind(plan, test.field)} {' or '.join(asked)}"


def _instead(
    plan: Plan, test: Condition, asked: Sequence[str], known: Sequence[str]
) -> Iterator[str]:
    """The values that are near, else the few that there are."""
    folded = {one.lower(): one for one in reversed(known)}
    near: dict[str, None] = {}
    for value in (one.lower() for one in asked):
        near |= dict.fromkeys(folded[one] for one in folded if value in one)
        close = get_close_matches(value, folded, MOST_NEAR, NEAR)
        near |= dict.fromkeys(folded[one] for one in close)
    title = kind(plan, test.field)
    if near:
        yield f"nearest: {', '.join(list(near)[:MOST_NEAR])}"
    elif 0 < len(folded) <= FEW:
        yield f"{title} is one of {', '.join(folded.values())}"


def _not_metered(plan: Plan, engine: Engine, tables: Tables) -> Absent | None:
    """The units that the charges have, where they have not the one that was asked for."""
    asked = [test for test in plan.query.where if isinstance(test, Condition) and _is_unit(test)]
    if not asked:
        return None
    where = [test for test in plan.query.where if test not in asked]
    used = Condition(field="charge_category", op="eq", value="Usage")
    units = _known(plan, engine, tables, UNIT, plan.query.cost_period, [*where, used])
    if not units:
        return None
    if asked[0].field == CORES:
        said, fix = "no number of cores is told of this use", "ask for it by another unit"
    else:
        unit = str(asked[0].values[0])
        said, fix = f"this is not metered in {unit}", "ask for it by one of these units"
    why = f"{said}: it is metered in {', '.join(units)}"
    return Absent(f"{why[:1].upper()}{why[1:]} over {plan.period}", (), Gap("units", why, fix))


def _is_unit(test: Condition) -> bool:
    return test.field == UNIT or (test.field == CORES and test.op == "exists")
