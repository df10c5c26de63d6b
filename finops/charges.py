"""Questions about cost, answered from the charges in the warehouse."""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from sqlglot import exp

from finops.columns import BEFORE, BILLED, CHANGE, COST, PERCENT, column_of
from finops.credits import hidden
from finops.ground import Ground
from finops.others import others
from finops.plan import Plan
from finops.relation import CURRENCY, Tables
from finops.result import Result, run
from finops.rows import Cells, amount, cut, tied
from finops.savings import distortions
from finops.spelling import spellings, unspelt
from finops.statement import Statement
from finops.units import UNIT_OF, is_money, units
from finops.warehouse.engine import Engine
from intents.period import Span
from intents.query import GRAINS, Measure


def of_charges(plan: Plan, ground: Ground) -> Result:
    """The rows of a Query over charges."""
    connection, manifest = ground.connection, ground.warehouse.manifest()
    tables = Tables(manifest.tag_keys, {}, manifest.currencies)
    statement = Statement(plan, tables)
    currencies = _currencies(connection, statement, manifest.currencies)
    counted = units(plan, statement, connection)
    apart = ((CURRENCY,) if len(currencies) > 1 else ()) + counted.apart
    groups = tuple(dict.fromkeys((*plan.groups, *apart)))
    days = _days(connection, statement, plan.period)
    measures: dict[str, exp.Expr] = {}
    if plan.query.analysis == "list":
        select = statement.listed()
    else:
        compared = plan.compare and _days(connection, statement, plan.compare)
        measures = _measures(plan, statement, groups, both=bool(days and compared))
        select = statement.grouped(groups, measures)
    names, spelt = run(connection, select)
    names, rows = unspelt(names, spelt)
    kept = cut(plan.query, rows, groups)
    if _has_rest(plan, rows):
        first, rest = rows[: plan.query.limit], rows[plan.query.limit :]
        kept = first + others(statement, connection, groups, apart, measures, rest)
    money = currencies[0] if len(currencies) == 1 else None
    result = Result(
        columns=tuple(column_of(plan, name, money, counted.unit) for name in names),
        rows=tuple(kept),
        facts=ground.facts,
        categories=_categories(connection, statement) if money else {},
        # Of whole billing periods no day is missing.
        days=days if plan.query.period_on == "charge" else None,
        currencies=currencies,
        cut=len(kept) < len(rows),
        tied=tied(plan.query, rows),
        tag_keys=manifest.tag_keys,
        insights=tuple(spellings(spelt)),
    )
    told = (
        *hidden(plan, connection, tables, groups, result),
        *distortions(plan, connection, tables, money),
    )
    return replace(result, insights=(*result.insights, *told))


def _has_rest(plan: Plan, rows: Sequence[Cells]) -> bool:
    """Whether groups are left out that are to be one row."""
    query = plan.query
    wanted = query.others and not query.limit_per and query.analysis != "list"
    return wanted and query.limit is not None and len(rows) > query.limit


def _measures(
    plan: Plan, statement: Statement, groups: tuple[str, ...], *, both: bool
) -> dict[str, exp.Expr]:
    """The measures asked for; where none are, the cost, and what was billed beside it."""
    query = plan.query
    if query.measures:
        apart = [name for name in groups if name in (*GRAINS, CURRENCY, *UNIT_OF.values())]
        return {measure.name: statement.measure(measure, apart) for measure in query.measures}
    now = statement.measure_alone(Measure(name=COST, agg="sum", field="cost"))
    if plan.compare is not None:
        before = Measure(name=BEFORE, agg="sum", field="cost", of="compare_to")
        return _change(now, statement.measure_alone(before), both=both)
    if query.cost_basis != "effective":
        return {COST: now}
    billed = Measure(name=BILLED, agg="sum", field="billed_cost")
    return {COST: now, BILLED: statement.measure_alone(billed)}


def _change(now: exp.Expr, before: exp.Expr, *, both: bool) -> dict[str, exp.Expr]:
    """The cost of two periods and their difference.

    Where both periods have charges, a group that one of them lacks cost nothing then: its rows are
    all there. Where one has none at all, its cost is unknown, and so is the change.
    """
    if both:
        zero = [exp.Literal.number(0)]
        now, before = (exp.Coalesce(this=one, expressions=zero) for one in (now, before))
    change = exp.Sub(this=now.copy(), expression=before.copy())
    percent = exp.Div(
        this=exp.Mul(this=exp.paren(change.copy()), expression=exp.Literal.number(100)),
        expression=exp.Nullif(this=before.copy(), expression=exp.Literal.number(0)),
    )
    return {COST: now, BEFORE: before, CHANGE: change, PERCENT: percent}


def _currencies(
    connection: Engine, statement: Statement, known: tuple[str, ...]
) -> tuple[str, ...]:
    """The currencies of the money that is measured; none where no money is."""
    if not is_money(statement.plan):
        return ()
    if len(known) <= 1:
        return known
    rows = run(connection, statement.distinct(CURRENCY))[1]
    return tuple(str(row[CURRENCY]) for row in rows if row[CURRENCY])


def _categories(connection: Engine, statement: Statement) -> dict[str, Decimal]:
    rows = run(connection, statement.by_category())[1]
    found = ((str(row["charge_category"]), amount(row, COST)) for row in rows)
    return {name: cost for name, cost in found if cost is not None}


def _days(connection: Engine, statement: Statement, span: Span) -> int:
    _, rows = connection.run(statement.day_count(span))
    return int(str(rows[0][0]))
