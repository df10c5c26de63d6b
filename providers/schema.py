"""Inventory as Arrow tables whose columns are the catalog's fields."""

from collections.abc import Iterable
from functools import cache
from itertools import islice

import pyarrow as pa

from intents.catalog import Field
from intents.catalog import subject as catalog_subject
from providers.model import Row

AT_ONCE = 1000


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


def table(subject: str, rows: Iterable[Row]) -> pa.Table:
    """Rows as a table; a field that a row leaves out is null.

    They are taken a part at a time: as Python objects, those of a big place would fill the memory.
    """
    kept, left = schema(subject), iter(rows)
    parts = []
    while len(part := pa.RecordBatch.from_pylist(list(islice(left, AT_ONCE)), schema=kept)):
        parts.append(part)
    return pa.Table.from_batches(parts, schema=kept)
