"""The files of charges that were asked for through a cloud's cost API, and how far they reach.

    home/charges/<cloud>/<account>/2026-10.parquet    an account's charges of a month
    home/charges/<cloud>/asked.json                   how far each account is known, and its gaps

Files appear by a rename, and what is known of an account is written after its files: a kill at any
moment means that some days are asked again, never that some are lost or doubled.

Clouds tell resources apart for recent days alone. When older days are asked for again, as those of
a month after its invoice, what was told of their resources stays, as parts of the newer amounts.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
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
from providers.model import Account, Gap

STATE = "asked.json"


@dataclass(frozen=True, slots=True)
class Known:
    """How far one account's charges are known.

    Every day of `[since, until)` was asked for; those before `final` are as they will stay.
    Resources are told apart from `resources_from` on, None where nowhere. `gaps` are of the last
    time. An account that `is_gone` is the cloud's or ours no more: its charges stay, and no day is
    missing after them.
    """

    account: Account
    since: date | None = None
    until: date | None = None
    final: date | None = None
    asked_at: datetime | None = None
    resources_from: date | None = None
    gaps: tuple[Gap, ...] = ()
    is_gone: bool = False


@dataclass(frozen=True, slots=True)
class CloudState:
    """All that is known of a cloud; `gaps` are of the cloud as a whole, as missing credentials."""

    accounts: Mapping[str, Known]
    gaps: tuple[Gap, ...] = ()


def load(folder: Path) -> CloudState:
    """What is known of the cloud whose folder this is."""
    try:
        raw = json.loads((folder / STATE).read_text("utf-8"))
    except FileNotFoundError:
        return CloudState({})
    known = (_known(item) for item in raw["accounts"])
    return CloudState(
        {one.account.id: one for one in known}, tuple(Gap(**gap) for gap in raw["gaps"])
    )


def save(folder: Path, state: CloudState) -> None:
    """Replace what is known of the cloud."""
    told = {
        "accounts": [asdict(known) for known in state.accounts.values()],
        "gaps": [asdict(gap) for gap in state.gaps],
    }
    text = json.dumps(told, default=lambda moment: moment.isoformat(), indent=1)
    write(folder / STATE, text.encode())


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


def _known(raw: Mapping[str, object]) -> Known:
    def day(name: str) -> date | None:
        return date.fromisoformat(str(raw[name])) if raw[name] else None

    account, gaps = raw["account"], raw["gaps"]
    asked_at = datetime.fromisoformat(str(raw["asked_at"])) if raw["asked_at"] else None
    return Known(
        account=Account(**account),  # type: ignore[arg-type]
        since=day("since"),
        until=day("until"),
        final=day("final"),
        asked_at=asked_at,
        resources_from=day("resources_from"),
        gaps=tuple(Gap(**gap) for gap in gaps),  # type: ignore[attr-defined]
        is_gone=bool(raw.get("is_gone")),
    )
