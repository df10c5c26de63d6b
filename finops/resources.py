"""Questions about resources: inventory from the clouds, joined with metrics and charges."""

from collections.abc import Collection, Sequence
from dataclasses import replace

import pyarrow as pa
from sqlglot import exp

from finops import gathering
from finops.answer import Column
from finops.columns import column_of
from finops.ground import Ground
from finops.plan import Need, Plan
from finops.relation import CURRENCY, Rows, Tables
from finops.result import Result, run
from finops.rows import Cells, cut, tied
from finops.statement import RESOURCE_CURRENCY, Statement
from finops.warehouse.engine import Local
from intents.query import AnyOf, Measure

TEXT = ("text", "list", "tags")
# What `cost_by_resource` gives.
_COST_TYPES: dict[str, pa.DataType] = {
    "resource_key": pa.string(),
    "amount": pa.decimal128(38, 15),
    CURRENCY: pa.string(),
    "mixed": pa.bool_(),
}
_COSTS = pa.schema(_COST_TYPES)


def of_resources(plan: Plan, ground: Ground) -> Result:
    """The rows of a Query over resources."""
    local, facts, context = ground.local, ground.facts, ground.context
    providers, warehouse = ground.providers, ground.warehouse
    resources = gathering.inventory(plan, providers, context, facts)
    local.register(plan.query.subject, resources)
    currencies = warehouse.manifest().currencies if _costs(plan) else ()
    keys = gathering.tag_keys(resources)
    names = {need: f"metric_{n}" for n, need in enumerate(plan.needs) if not need.is_cost}
    costs = _costs_from_elsewhere(plan, ground, currencies)
    statement = Statement(plan, Tables(keys, names | costs, currencies))
    if names:
        _, ids = local.run(statement.candidates())
        read = gathering.metrics(plan, ids, providers, context, facts)
        for need, table in read.items():
            local.register(names[need], table)
    groups = plan.query.group_by
    if len(currencies) > 1 and plan.query.analysis != "list":
        groups = (*groups, RESOURCE_CURRENCY)
    columns, rows = run(local, _resource_statement(plan, statement, groups))
    if facts.unread and not len(resources):
        rows = [_not_counted(row) for row in rows]
    kept = cut(plan.query, rows, groups)
    found = _row_currencies(rows, currencies)
    money = found[0] if len(found) == 1 else None
    return Result(
        columns=tuple(column_of(plan, name, money) for name in columns),
        rows=tuple(kept),
        facts=facts,
        unknown=_unknown(plan, local, statement),
        currencies=found,
        cut=len(kept) < len(rows),
        tied=tied(plan.query, rows),
        mixed=_mixed(local, statement) if len(currencies) > 1 else 0,
        seen=len(resources),
        tag_keys=keys,
    )


def of_table(
    plan: Plan,
    ground: Ground,
    table: pa.Table,
    currencies: tuple[str, ...],
    days: Collection[str] = (),
) -> Result:
    """The rows of a Query over a table that is at hand, whose amounts name their own `currency`.

    Where there are several, each row tells its own, and amounts are added up apart. The moments of
    the columns `days` are midnights, and shown as days.
    """
    query = plan.query
    if len(currencies) > 1 and query.analysis == "list":
        shown = query.select or plan.subject.default
        query = query.model_copy(
            update={"select": tuple(dict.fromkeys((*shown, RESOURCE_CURRENCY)))}
        )
    elif len(currencies) > 1:
        groups = tuple(dict.fromkeys((*query.group_by, RESOURCE_CURRENCY)))
        query = query.model_copy(update={"group_by": groups})
    plan = replace(plan, query=query)
    local = ground.local
    local.register(query.subject, table)
    keys = gathering.tag_keys(table)
    statement = Statement(plan, Tables(keys, {}, ()))
    names, rows = run(local, _resource_statement(plan, statement, query.group_by))
    if ground.facts.unread and not len(table):
        rows = [_not_counted(row) for row in rows]
    kept = cut(query, rows, query.group_by)
    money = currencies[0] if len(currencies) == 1 else None
    return Result(
        columns=tuple(
            Column(name=name, type="date") if name in days else column_of(plan, name, money)
            for name in names
        ),
        rows=tuple(_dated(row, days) for row in kept),
        facts=ground.facts,
        unknown=_unknown(plan, local, statement),
        currencies=currencies,
        cut=len(kept) < len(rows),
        tied=tied(query, rows),
        seen=len(table),
        tag_keys=keys,
    )


def _dated(row: Cells, days: Collection[str]) -> Cells:
    return {
        name: str(cell)[:10] if name in days and cell is not None else cell
        for name, cell in row.items()
    }


def _costs_from_elsewhere(
    plan: Plan, ground: Ground, currencies: tuple[str, ...]
) -> dict[Need, str]:
    """The tables of costs that another engine than the one that joins them has answered."""
    if ground.connection is ground.local:
        return {}
    names = {need: f"cost_{n}" for n, need in enumerate(plan.needs) if need.is_cost}
    rows = Rows(plan, Tables((), {}, currencies))
    for need, name in names.items():
        _, found = ground.connection.run(rows.cost_by_resource(need))
        ground.local.register(name, _COSTS.empty_table() if not found else _table(found))
    return names


def _table(rows: Sequence[tuple[object, ...]]) -> pa.Table:
    cells = (
        pa.array(values, type_)
        for values, type_ in zip(zip(*rows, strict=True), _COSTS.types, strict=True)
    )
    return pa.table(list(cells), schema=_COSTS)


def _not_counted(row: Cells) -> Cells:
    """Where nothing could be read, how many there are is unknown, not 0."""
    return {name: None if value == 0 else value for name, value in row.items()}


def _mixed(local: Local, statement: Statement) -> int:
    return int(str(local.run(statement.mixed())[1][0][0]))


def _costs(plan: Plan) -> bool:
    return any(need.is_cost for need in plan.needs)


def _resource_statement(plan: Plan, statement: Statement, groups: tuple[str, ...]) -> exp.Select:
    query = plan.query
    if query.analysis == "list":
        return statement.listed()
    measures = query.measures or (Measure(name="count", agg="count"),)
    return statement.grouped(groups, {one.name: statement.measure(one) for one in measures})


def _row_currencies(rows: Sequence[Cells], known: tuple[str, ...]) -> tuple[str, ...]:
    if len(known) <= 1:
        return known
    return tuple(
        sorted({str(row[RESOURCE_CURRENCY]) for row in rows if row.get(RESOURCE_CURRENCY)})
    )


def _unknown(plan: Plan, local: Local, statement: Statement) -> dict[str, int]:
    """How many rows each condition or measure left out because its value is not known."""
    found: dict[str, int] = {}
    counted = run(local, statement.unknown())[1][0] if _may_be_unknown(plan) else {}
    for number, part in enumerate(plan.query.where):
        names = [one.field for one in (part.any if isinstance(part, AnyOf) else (part,))]
        if count := counted.get(f"test_{number}"):
            found[" or ".join(dict.fromkeys(names))] = int(str(count))
    measured = [one.field for one in plan.query.measures if one.field and one.agg]
    if not measured:
        return found
    counted = run(local, statement.blank(measured))[1][0]
    return found | {name: int(str(count)) for name, count in counted.items() if count}


def _may_be_unknown(plan: Plan) -> bool:
    """Whether a condition can be neither true nor false; on text and tags it is always one."""
    fields = [field for field, condition in plan.query.fields() if condition]
    return any(field.type not in TEXT or field.values for field in fields)
