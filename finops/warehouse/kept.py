"""The files of charges that were asked for through a cloud's cost API; how far: see `known`.

    home/charges/<cloud>/<account>/2026-10.parquet    an account's charges of a month

Files appear by a rename, and what is known of an account is written after its files: a kill at any
moment means that some days are asked again, never that some are lost or doubled.

Clouds tell resources apart for recent days alone. When older days are asked for again, as those of
a month after its invoice, what was told of their resources stays, as parts of the newer amounts.
"""

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import parquet

from finops.warehouse.disk import write
from intents.period import Span, shifted
from providers.charges import (
    CHARGE_SCHEMA,
    Charge,
    Charges,
    charges_of,
    cost_table,
    told_apart,
)
from providers.model import Account


def put(folder: Path, account: Account, span: Span, charges: Charges) -> None:
    """Put an account's charges of a span in the place of those kept, month by month."""
    place = folder / account.id
    place.mkdir(exist_ok=True, mode=0o700)
    for month in _months(span):
        file = place / f"{month.start:%Y-%m}.parquet"
        new, untold = _of(charges.table, month), charges.resources_from or month.end
        if file.exists():
            old = parquet.read_table(file, schema=CHARGE_SCHEMA)
            if untold > month.start:
                days = Span(month.start, min(untold, month.end))
                new = _with_resources(account, new, old, days)
            new = pa.concat_tables([new, _of(old, span, other=True)])
        write(file, as_parquet(new))


def _with_resources(account: Account, new: pa.Table, old: pa.Table, days: Span) -> pa.Table:
    """The new charges, of which those of `days` are told apart as the old ones were."""
    before = _of(old, days)
    parts = before.filter(pc.is_valid(before["ResourceId"]))
    whole = _of(new, days)
    if not (len(parts) and len(whole)):
        return new
    told = told_apart(charges_of(whole), charges_of(parts), _service)
    provider = whole["ProviderName"][0].as_py()
    return pa.concat_tables([_of(new, days, other=True), cost_table(account, provider, told)])


def _service(charge: Charge) -> tuple[object, ...]:
    kind = (charge.category, charge.service, charge.description)
    return charge.day, charge.currency, charge.region, *kind


def _months(span: Span) -> Iterator[Span]:
    start = span.start
    while start < span.end:
        end = min(shifted(start.replace(day=1), 1), span.end)
        yield Span(start, end)
        start = end


def _of(table: pa.Table, span: Span, *, other: bool = False) -> pa.Table:
    """The charges of the span's days, or those of all others."""
    days = pc.cast(table["ChargePeriodStart"], pa.date32())
    inside = pc.and_(
        pc.greater_equal(days, pa.scalar(span.start)), pc.less(days, pa.scalar(span.end))
    )
    return table.filter(pc.invert(inside) if other else inside)


def as_parquet(table: pa.Table) -> bytes:
    """A file's content."""
    sink = pa.BufferOutputStream()
    parquet.write_table(table, sink, compression="zstd")
    return sink.getvalue().to_pybytes()
