"""Query → rows: gather the facts of the plan, print one statement, run it.

The result is values, not drawings: rows keyed by column, typed columns, totals, and what was left
out. The sentences of an Answer are made elsewhere, from this.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

import duckdb
from sqlglot import exp

from finops import gathering
from finops.answer import Cell, Column
from finops.columns import BEFORE, BILLED, CHANGE, COST, PERCENT, column_of
from finops.gathering import Facts
from finops.plan import Plan
from finops.relation import CURRENCY, Tables
from finops.rows import Cells, amount, cut
from finops.statement import Statement
from finops.warehouse import Warehouse
from intents.query import AnyOf, Measure
from providers.base import Provider
from providers.context import Context


@dataclass(frozen=True, slots=True)
class Result:
    """What a Query's statement gave.

    `unknown` says, for each condition that met unknown values, how many rows it left out.
    `categories` is the cost of each charge category in the total, `billed` the total billed cost
    where it was asked along, `currencies` those of the money in `rows`.
    """

    columns: tuple[Column, ...]
    rows: tuple[Cells, ...]
    facts: Facts
    statement: str
    unknown: Mapping[str, int] = field(default_factory=dict)
    categories: Mapping[str, Decimal] = field(default_factory=dict)
    days_with_charges: int | None = None
    currencies: tuple[str, ...] = ()


def execute(
    plan: Plan, providers: Sequence[Provider], warehouse: Warehouse, context: Context
) -> Result:
    """Read what the plan needs and compute its rows."""
    facts = Facts()
    with warehouse.connection() as connection:
        if plan.query.subject == "cost":
            return _of_charges(plan, connection, warehouse, facts)
        return _of_resources(plan, connection, providers, warehouse, context, facts)


# -- charges --------------------------------------------------------------------------------------


def _of_charges(
    plan: Plan, connection: duckdb.DuckDBPyConnection, warehouse: Warehouse, facts: Facts
) -> Result:
    manifest = warehouse.manifest()
    tables = Tables(manifest.tag_keys, {}, manifest.currencies)
    statement = Statement(plan, tables)
    currencies = _currencies(connection, statement, manifest.currencies)
    groups = plan.groups
    if len(currencies) > 1 and CURRENCY not in groups:
        groups = (*groups, CURRENCY)
    if plan.query.analysis == "list":
        select = statement.listed()
    else:
        select = statement.grouped(groups, _measures(plan, statement))
    names, rows = _run(connection, select)
    rows = cut(plan.query, rows, groups)
    money = currencies[0] if len(currencies) == 1 else None
    columns = tuple(column_of(plan, name, money) for name in names)
    return Result(
        columns=columns,
        rows=tuple(rows),
        facts=facts,
        statement=select.sql("duckdb"),
        categories=_categories(connection, statement) if len(currencies) == 1 else {},
        days_with_charges=_days(connection, statement),
        currencies=currencies,
    )


def _measures(plan: Plan, statement: Statement) -> dict[str, exp.Expr]:
    """The measures asked for; where none are, the cost, and what was billed beside it."""
    query = plan.query
    if query.measures:
        return {measure.name: statement.measure(measure) for measure in query.measures}

    def made(measure: Measure) -> exp.Expr:
        return statement.measure_alone(measure)

    now = made(Measure(name=COST, agg="sum", field="cost"))
    if plan.compare is None:
        extra = query.cost_basis == "effective"
        return {COST: now} | (
            {BILLED: made(Measure(name=BILLED, agg="sum", field="billed_cost"))} if extra else {}
        )
    before = made(Measure(name=BEFORE, agg="sum", field="cost", of="compare_to"))
    # A group that one of the two periods lacks cost nothing then: its rows are all there.
    zero = [exp.Literal.number(0)]
    change = exp.Sub(
        this=exp.Coalesce(this=now.copy(), expressions=zero),
        expression=exp.Coalesce(this=before.copy(), expressions=zero),
    )
    percent = exp.Div(
        this=exp.Mul(this=exp.paren(change.copy()), expression=exp.Literal.number(100)),
        expression=exp.Nullif(this=before.copy(), expression=exp.Literal.number(0)),
    )
    if plan.groups:
        now, before = (exp.Coalesce(this=one, expressions=zero) for one in (now, before))
    return {COST: now, BEFORE: before, CHANGE: change, PERCENT: percent}


def _currencies(
    connection: duckdb.DuckDBPyConnection, statement: Statement, known: tuple[str, ...]
) -> tuple[str, ...]:
    if len(known) <= 1:
        return known
    select = statement.distinct(CURRENCY)
    return tuple(str(row[CURRENCY]) for row in _run(connection, select)[1] if row[CURRENCY])


def _categories(connection: duckdb.DuckDBPyConnection, statement: Statement) -> dict[str, Decimal]:
    rows = _run(connection, statement.by_category())[1]
    found = ((str(row["charge_category"]), amount(row, COST)) for row in rows)
    return {name: cost for name, cost in found if cost is not None}


def _days(connection: duckdb.DuckDBPyConnection, statement: Statement) -> int:
    found = connection.execute(statement.day_count().sql("duckdb")).fetchall()
    return int(found[0][0])


# -- resources ------------------------------------------------------------------------------------


def _of_resources(
    plan: Plan,
    connection: duckdb.DuckDBPyConnection,
    providers: Sequence[Provider],
    warehouse: Warehouse,
    context: Context,
    facts: Facts,
) -> Result:
    resources = gathering.inventory(plan, providers, context, facts)
    gathering.register(connection, plan.query.subject, resources)
    currencies = warehouse.manifest().currencies if _costs(plan) else ()
    keys = gathering.tag_keys(resources)
    names = {need: f"metric_{n}" for n, need in enumerate(plan.needs) if not need.is_cost}
    statement = Statement(plan, Tables(keys, names, currencies))
    if names:
        ids = connection.execute(statement.candidates().sql("duckdb")).fetchall()
        read = gathering.metrics(plan, ids, providers, context, facts)
        for need, table in read.items():
            gathering.register(connection, names[need], table)
    select = _resource_statement(plan, statement)
    columns, rows = _run(connection, select)
    rows = cut(plan.query, rows, plan.query.group_by)
    found = _row_currencies(rows, currencies)
    money = found[0] if len(found) == 1 else None
    return Result(
        columns=tuple(column_of(plan, name, money) for name in columns),
        rows=tuple(rows),
        facts=facts,
        statement=select.sql("duckdb"),
        unknown=_unknown(plan, connection, statement),
        currencies=found,
    )


def _costs(plan: Plan) -> bool:
    return any(need.is_cost for need in plan.needs)


def _resource_statement(plan: Plan, statement: Statement) -> exp.Select:
    query = plan.query
    if query.analysis == "list":
        return statement.listed()
    measures = query.measures or (Measure(name="count", agg="count"),)
    if query.measures:
        made = {measure.name: statement.measure(measure) for measure in measures}
    else:
        made = {measure.name: statement.measure_alone(measure) for measure in measures}
    return statement.grouped(query.group_by, made)


def _row_currencies(rows: Sequence[Cells], known: tuple[str, ...]) -> tuple[str, ...]:
    if len(known) <= 1:
        return known
    return tuple(sorted({str(row["currency"]) for row in rows if row.get("currency")}))


def _unknown(
    plan: Plan, connection: duckdb.DuckDBPyConnection, statement: Statement
) -> dict[str, int]:
    if not plan.query.where:
        return {}
    counted = _run(connection, statement.unknown())[1][0]
    found: dict[str, int] = {}
    for number, part in enumerate(plan.query.where):
        names = [one.field for one in (part.any if isinstance(part, AnyOf) else (part,))]
        if count := counted[f"test_{number}"]:
            found[" or ".join(dict.fromkeys(names))] = int(str(count))
    return found


# -- rows and columns -----------------------------------------------------------------------------


def _run(
    connection: duckdb.DuckDBPyConnection, select: exp.Select
) -> tuple[list[str], list[Cells]]:
    done = connection.execute(select.sql("duckdb"))
    names = [told[0] for told in done.description or []]
    return names, [
        {name: _cell(value) for name, value in zip(names, row, strict=True)}
        for row in done.fetchall()
    ]


def _cell(value: object) -> Cell:
    """A value of DuckDB's as the Answer has it: moments as ISO text, amounts exact."""
    match value:
        case None | bool() | int() | float() | str() | Decimal():
            return value
        case datetime():
            return value.isoformat() + "Z"
        case date():
            return value.isoformat()
        case list():
            return [str(item) for item in value]
        case dict():
            return {str(key): str(item) for key, item in value.items()}
        case _:
            raise TypeError(f"no cell is a {type(value).__name__}")
