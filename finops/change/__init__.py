"""Why cost changed: the difference between two periods, split into effects that add up to it.

`of_change` answers a `change` of cost. Where `select` names effects, every row holds them; else the
plain comparison of `finops.charges` answers. What happened (new resources, resizes, price changes,
commitments) is said in the insights, the few that explain most in the headline.

The effects and how they are made: `finops.change.lines` and docs/decisions/0011.
"""

from decimal import Decimal

from finops.answer import Cell, Column
from finops.change.days import missing
from finops.change.lifespan import of_lifespans
from finops.change.lines import Lines
from finops.change.story import Story, told
from finops.charges import of_charges
from finops.columns import BEFORE, CHANGE, COST, PERCENT, column_of
from finops.ground import Ground
from finops.plan import Plan
from finops.reached import unknown_change
from finops.relation import CURRENCY, Tables
from finops.result import Result, run
from finops.rows import Cells, amount, cut, tied, total
from finops.statement import Statement
from intents.query import EFFECTS

ZERO = Decimal(0)
_AMOUNTS = (COST, BEFORE, CHANGE, *EFFECTS)


def of_change(plan: Plan, ground: Ground) -> Result:
    """The change of cost, split where the Query asks for effects."""
    asked = tuple(name for name in plan.query.select if name in EFFECTS)
    if not asked or plan.query.measures:
        return of_charges(plan, ground)
    engine, manifest = ground.connection, ground.warehouse.manifest()
    tables = Tables(manifest.tag_keys, {}, manifest.currencies)
    currencies = _currencies(plan, ground, tables)
    groups = plan.groups
    if len(currencies) > 1 and CURRENCY not in groups:
        groups = (*groups, CURRENCY)
    if plan.lifespan:
        return of_lifespans(plan, ground, tables, groups)
    lacking = missing(engine, plan, tables, manifest.reach)
    ground.facts.gaps.extend(one.gap for one in lacking if one.inside)
    blind = tuple(sorted({one.cloud for one in lacking}))
    lines = Lines(plan, tables, groups, blind, manifest.reach, engine.dialect)
    one = currencies[0] if len(currencies) == 1 else None
    if (
        one
        and not lacking
        and not plan.query.having
        and (not plan.query.limit or plan.query.others)
    ):
        # It will be told: what the story asks is asked of the same lines.
        lines = lines.kept(engine)
    names, rows = run(engine, lines.grouped())
    kept = _cut(plan, rows, groups)
    totals = _totals(kept) if len(currencies) == 1 else {}
    shown = [name for name in names if name not in EFFECTS or name in asked]
    if asked == EFFECTS:
        shown = [name for name in shown if name not in EFFECTS] + _effects(kept)
    only_some = bool(plan.query.having) or (len(kept) < len(rows) and not plan.query.others)
    story, unknown = Story(), None
    if one and totals.get(CHANGE) is None and lacking:
        unknown = unknown_change(plan, total(rows, COST), total(rows, BEFORE), one)
    elif one and not only_some:
        # Of some rows it would tell what is in none of them.
        story = told(plan, engine, lines, totals, one)
    return Result(
        columns=tuple(_column(plan, name, currencies) for name in shown),
        rows=tuple({name: row[name] for name in shown} for row in kept),
        facts=ground.facts,
        currencies=currencies,
        cut=len(kept) < len(rows),
        tied=tied(plan.query, rows),
        tag_keys=manifest.tag_keys,
        headline=None if only_some else story.headline or unknown,
        insights=story.insights,
        said=("split by resource and meter", *_beside(kept), *_unordered(kept)),
        totals=totals,
    )


def _effects(rows: list[Cells]) -> list[str]:
    """The effects that are not zero in every row, the largest first: a narrow window shows them."""
    size = {name: sum((abs(amount(row, name) or ZERO) for row in rows), ZERO) for name in EFFECTS}
    return sorted((name for name in EFFECTS if size[name]), key=lambda name: -size[name])


def _beside(rows: list[Cells]) -> tuple[str, ...]:
    """That what is new here may have been charged at another time."""
    there = any(row[name] for row in rows for name in ("new", "gone"))
    return ("new and gone beside the period compared with",) if there else ()


def _unordered(rows: list[Cells]) -> tuple[str, ...]:
    """How rows are in order whose change is unknown."""
    return ("where the change is unknown, by cost",) if any(r[CHANGE] is None for r in rows) else ()


def _currencies(plan: Plan, ground: Ground, tables: Tables) -> tuple[str, ...]:
    if len(tables.currencies) <= 1:
        return tables.currencies
    rows = run(ground.connection, Statement(plan, tables).distinct(CURRENCY))[1]
    return tuple(str(row[CURRENCY]) for row in rows if row[CURRENCY])


def _cut(plan: Plan, rows: list[Cells], groups: tuple[str, ...]) -> list[Cells]:
    """The first N; of the rest as one row nothing is known where it is not of all of them."""
    kept = cut(plan.query, rows, groups)
    if not (plan.query.others and len(kept) < len(rows)):
        return kept
    rest = rows[len(kept) - 1 :]
    unknown = {name for name in _AMOUNTS if any(row[name] is None for row in rest)}
    last = {name: None if name in unknown else cell for name, cell in kept[-1].items()}
    return [*kept[:-1], last | {PERCENT: _percent(last)}]


def _totals(rows: list[Cells]) -> dict[str, Cell]:
    """The sums of what is shown; unknown where any row's is."""
    found: dict[str, Cell] = {}
    for name in _AMOUNTS:
        unknown = any(row[name] is None for row in rows)
        found[name] = None if unknown else total(rows, name)
    return found


def _percent(row: Cells) -> Decimal | None:
    change, before = amount(row, CHANGE), amount(row, BEFORE)
    return change * 100 / before if change is not None and before else None


def _column(plan: Plan, name: str, currencies: tuple[str, ...]) -> Column:
    money = currencies[0] if len(currencies) == 1 else None
    if name in EFFECTS:
        return Column(name=name, type="money", unit=money)
    return column_of(plan, name, money)
