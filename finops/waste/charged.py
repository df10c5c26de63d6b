"""What every resource was charged over the last 30 complete days: read once, whatever is judged.

The table `waste_charged` has, for each resource, the effective cost, its currency, how much of the
cost a commitment paid (which is paid anyway), and how many days ago its first charge was: 30 is
"30 or more". The cost of a resource that is billed in several currencies is unknown.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pyarrow as pa
from sqlglot import exp

from finops.condition import literal
from finops.ground import Ground
from finops.relation import CURRENCY, DATE, cast, column, named, select, within
from intents.period import Span
from providers.context import Context

CHARGED = "waste_charged"
DAYS = 30
# Its columns; no subject has a field that is called so.
KEY, AMOUNT, IN = "charged_key", "charged_amount", "charged_currency"
COMMITTED, AGO = "charged_committed", "charged_days"
_TYPES: dict[str, pa.DataType] = {
    KEY: pa.string(),
    AMOUNT: pa.decimal128(38, 15),
    IN: pa.string(),
    COMMITTED: pa.decimal128(38, 15),
    AGO: pa.int64(),
}
_SCHEMA = pa.schema(_TYPES)


def keep(ground: Ground) -> None:
    """Make the table in this process's DuckDB, wherever the charges are."""
    statement = by_resource(ground.context)
    if ground.connection is ground.local:
        ground.local.keep(CHARGED, statement)
        return
    _, rows = ground.connection.run(statement)
    ground.local.register(CHARGED, _table(rows))


def span(context: Context) -> Span:
    """The days that are looked at."""
    return Span(context.today - timedelta(days=DAYS), context.today)


def by_resource(context: Context) -> exp.Select:
    """The statement over charges."""
    at, today = column("charge_period_start"), cast(literal(context.today.isoformat()), DATE)
    # Of one currency: far cheaper to find than how many there are.
    least, most = exp.Min(this=column(CURRENCY)), exp.Max(this=column(CURRENCY))
    one = exp.NullSafeEQ(this=least, expression=most)
    is_committed = exp.Where(this=exp.not_(column("commitment_discount_id").is_(exp.null())))
    committed = exp.Filter(this=_sum(), expression=is_committed)
    first = cast(exp.Min(this=at), DATE)
    cells = [
        named(column("resource_key"), KEY),
        named(exp.Case(ifs=[exp.If(this=one, true=_sum())]), AMOUNT),
        named(exp.Case(ifs=[exp.If(this=one.copy(), true=least.copy())]), IN),
        named(committed, COMMITTED),
        named(exp.DateDiff(this=today, expression=first, unit=exp.var("DAY")), AGO),
    ]
    body = select(cells, "charges").where(
        within(span(context), "charge_period_start"),
        exp.not_(column("resource_key").is_(exp.null()), copy=False),
        copy=False,
    )
    return body.group_by(column("resource_key"), copy=False)


def _sum() -> exp.Expr:
    return exp.Sum(this=column("effective_cost"))


def _table(rows: Sequence[tuple[Any, ...]]) -> pa.Table:
    if not rows:
        return _SCHEMA.empty_table()
    columns = zip(zip(*rows, strict=True), _SCHEMA.types, strict=True)
    return pa.table([pa.array(values, kind) for values, kind in columns], schema=_SCHEMA)
