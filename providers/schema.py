"""Inventory as Arrow tables whose columns are the catalog's fields, and the table of a metric."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

import pyarrow as pa

from intents.catalog import Field
from intents.catalog import subject as catalog_subject
from providers.model import Gap, Row

AT_ONCE = 1000

# One row a resource: the mean, highest and lowest of its points, p95 of its hourly means (null
# unless `hourly` was asked), the sum of what is counted (null of what is not), the hours of a week
# that are idle and those that are not (null unless asked: see `providers.week`), and on how many
# days of the window it had any point at all.
_METRIC_TYPES: dict[str, pa.DataType] = {
    "id": pa.string(),
    "avg": pa.float64(),
    "max": pa.float64(),
    "min": pa.float64(),
    "p95": pa.float64(),
    "sum": pa.float64(),
    "idle_hours": pa.float64(),
    "busy_hours": pa.string(),
    "days": pa.int32(),
}
METRIC_SCHEMA = pa.schema(_METRIC_TYPES)


def _type(field: Field) -> pa.DataType:
    match field.type:
        case "number":
            return pa.float64() if field.fraction or _is_share(field) else pa.int64()
        case "bool":
            return pa.bool_()
        case "datetime":
            return pa.timestamp("us", tz="UTC")
        case "tags":
            return pa.map_(pa.string(), pa.string())
        case "list":
            return pa.list_(pa.string())
        case "money":
            return pa.decimal128(38, 15)
        case "text":
            return pa.string()


def _is_share(field: Field) -> bool:
    return field.unit in ("percent", None)


@cache
def schema(subject: str) -> pa.Schema:
    """The facts of a subject (not its metrics and costs, which are joined later)."""
    fields = catalog_subject(subject).fields.values()
    return pa.schema([(f.name, _type(f)) for f in fields if f.kind == "fact"])


def table(subject: str, rows: Iterable[Row | pa.RecordBatch]) -> pa.Table:
    """Rows as a table, some of them perhaps in batches; a field that a row leaves out is null.

    They are taken a part at a time: as Python objects, those of a big place would fill the memory.
    """
    kept = schema(subject)
    return pa.Table.from_batches(_batches(kept, rows), schema=kept)


def told(
    subject: str, rows: Iterable[Row | pa.RecordBatch], gaps: Sequence[Gap]
) -> tuple[pa.Table, ...]:
    """Rows as one table; nothing and a gap is no table: an empty one would say that there are none.

    `gaps` may come while the rows are taken.
    """
    made = table(subject, rows)
    unknown = not len(made) and any(gap.matters for gap in gaps)
    return () if unknown else (made,)


def _batches(kept: pa.Schema, rows: Iterable[Row | pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    part: list[Row] = []
    for row in rows:
        if part and (isinstance(row, pa.RecordBatch) or len(part) == AT_ONCE):
            yield pa.RecordBatch.from_pylist(part, schema=kept)
            part = []
        if isinstance(row, pa.RecordBatch):
            yield row
        else:
            part.append(row)
    if part:
        yield pa.RecordBatch.from_pylist(part, schema=kept)


def batch(subject: str, columns: Mapping[str, object], rows: int) -> pa.RecordBatch:
    """As many rows, from their columns: a list has the value of each, what is none that of all."""
    kept = schema(subject)
    return pa.record_batch(
        [_column(columns.get(field.name), field.type, rows) for field in kept], schema=kept
    )


def _column(values: object, kind: pa.DataType, rows: int) -> Any:
    if isinstance(values, list):
        return pa.array(values, kind)
    # Arrow's types name each kind of scalar.
    same: Any = pa.scalar(values, kind)
    return pa.repeat(same, rows)
