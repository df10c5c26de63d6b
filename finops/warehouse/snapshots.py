"""Daily snapshots of the inventory and of how it was used: what clouds themselves soon forget.

    home/snapshots/<subject>/2026-11-18.parquet

A file has the rows of every account as they were on that day, in the columns of the inventory; each
metric of the subject is a column too, with the mean of the day before (the last one that was over).
Beside the rows it keeps which accounts were looked at and what of them could not be read: no rows
and no look is a day that nobody knows, which is not the same as a day without resources.

An account is looked at once a day; again only where something of it could not be read before.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import parquet

from finops.warehouse.disk import alone, write
from finops.warehouse.kept import as_parquet
from intents.catalog import Field
from intents.catalog import subject as catalog_subject
from intents.period import Span
from providers import schema as inventory
from providers.base import MetricNeed, Provider, Scope
from providers.context import Context
from providers.model import Account, Fetched, Gap, Source, merged
from providers.schema import METRIC_SCHEMA

# Where a file keeps its looks, as JSON.
LOOKS = b"finops.looks"
# Agreements and advice, not resources: clouds tell their past themselves, and some bill for asking.
NOT_KEPT = frozenset(
    {"account", "budget", "commitment", "finding", "price", "quota", "recommendation"}
)


@dataclass(frozen=True, slots=True)
class Look:
    """One account as it was looked at on a day; `gaps` are what of it could not be read."""

    account: Account
    gaps: tuple[Gap, ...] = ()

    @property
    def unread(self) -> frozenset[str]:
        """The places that were not read."""
        return frozenset(gap.where for gap in self.gaps if gap.matters)


class Snapshots:
    """The snapshots under one folder."""

    def __init__(self, folder: Path) -> None:
        """Read nothing yet."""
        self._folder = folder

    def looks(self, subject: str, span: Span) -> dict[date, tuple[Look, ...]]:
        """The days of the span that have a snapshot, in order, and who was looked at."""
        files = sorted((self._folder / subject).glob("*.parquet"))
        days = {date.fromisoformat(file.stem): file for file in files}
        return {day: _looks(file) for day, file in days.items() if span.start <= day < span.end}

    def first_day(self, subject: str) -> date | None:
        """The first day that has a snapshot."""
        names = [file.stem for file in (self._folder / subject).glob("*.parquet")]
        return date.fromisoformat(min(names)) if names else None

    def rows(self, subject: str, day: date) -> pa.Table:
        """The resources of a day that has a snapshot, in `schema(subject)`."""
        return parquet.read_table(self._file(subject, day), schema=schema(subject))

    def keep(self, subject: str, day: date, looks: Sequence[Look], rows: pa.Table) -> None:
        """Add accounts to a day, or put them in the place of what is kept of them."""
        file = self._file(subject, day)
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with alone(self._folder):
            new = {look.account.id for look in looks}
            parts = [rows.cast(schema(subject))]
            if file.exists():
                kept = parquet.read_table(file, schema=schema(subject))
                known = pc.is_in(kept["account_id"], value_set=pa.array(sorted(new), pa.string()))
                parts.append(kept.filter(pc.invert(known)))
                looks = [*looks, *(one for one in _looks(file) if one.account.id not in new)]
            write(file, packed(looks, pa.concat_tables(parts)))

    def _file(self, subject: str, day: date) -> Path:
        return self._folder / subject / f"{day}.parquet"


def packed(looks: Sequence[Look], rows: pa.Table) -> bytes:
    """A file's content."""
    told = json.dumps([asdict(look) for look in looks]).encode()
    return as_parquet(rows.replace_schema_metadata({LOOKS: told}))


@dataclass(frozen=True, slots=True)
class Taken:
    """What taking snapshots gave: how many resources of each subject, and what it took.

    A subject of which everything was kept before is not among the counts.
    """

    counts: dict[str, int]
    gaps: tuple[Gap, ...] = ()
    sources: tuple[Source, ...] = ()


def take(snapshots: Snapshots, providers: Iterable[Provider], context: Context) -> Taken:
    """Take today's snapshots of every account that has none yet; those that lack a part, again."""
    counts: dict[str, int] = {}
    gaps: list[Gap] = []
    sources: list[Source] = []
    for provider in providers:
        seen = provider.accounts(context)
        gaps += seen.gaps
        sources += seen.sources
        for subject in sorted(provider.subjects - NOT_KEPT):
            got = _take(snapshots, provider, subject, seen.items, context)
            if got.items:
                counts[subject] = counts.get(subject, 0) + len(got.items[0])
            gaps += got.gaps
            sources += got.sources
    return Taken(counts, tuple(dict.fromkeys(gaps)), merged(sources))


def _take(
    snapshots: Snapshots,
    provider: Provider,
    subject: str,
    accounts: Iterable[Account],
    context: Context,
) -> Fetched[pa.Table]:
    """Look at the accounts that were not wholly looked at today."""
    today = context.today
    before = snapshots.looks(subject, Span(today, today + timedelta(days=1)))
    whole = {look.account.id for looks in before.values() for look in looks if not look.unread}
    wanted = [account for account in accounts if account.id not in whole]
    if not wanted:
        return Fetched()
    scope = Scope(tuple(account.id for account in wanted))
    found = provider.inventory(subject, scope, context)
    rows = pa.concat_tables([inventory.schema(subject).empty_table(), *found.items])
    used = _used(provider, subject, rows, context)
    looks = [
        Look(account, tuple(gap for gap in found.gaps if is_of(gap, account))) for account in wanted
    ]
    snapshots.keep(subject, today, looks, used.items[0])
    done: Fetched[pa.Table] = Fetched(used.items, found.gaps, found.sources)
    return done + Fetched((), used.gaps, used.sources)


def _used(provider: Provider, subject: str, rows: pa.Table, context: Context) -> Fetched[pa.Table]:
    """The rows with how they were used on the last day that is over."""
    gaps: tuple[Gap, ...] = ()
    sources: tuple[Source, ...] = ()
    none: Fetched[pa.Table] = Fetched()
    span = Span(context.today - timedelta(days=1), context.today)
    ids = [(row["account_id"], row["region"], row["id"]) for row in _placed(rows)]
    for field in metrics(subject):
        need = MetricNeed(subject, field.name, span, ids, aggs=frozenset({"avg"}))
        got = provider.metrics(need, context) if ids else none
        table = pa.concat_tables([METRIC_SCHEMA.empty_table(), *got.items])
        known = dict(zip(table["id"].to_pylist(), table["avg"].to_pylist(), strict=True))
        values = [known.get(one) for one in rows["id"].to_pylist()]
        rows = rows.append_column(field.name, pa.array(values, pa.float64()))
        gaps, sources = gaps + got.gaps, sources + got.sources
    return Fetched((rows,), gaps, sources)


def _placed(rows: pa.Table) -> list[dict[str, str]]:
    if not {"account_id", "region", "id"} <= set(rows.column_names):
        return []
    found: list[dict[str, str]] = rows.select(["account_id", "region", "id"]).to_pylist()
    return found


def metrics(subject: str) -> tuple[Field, ...]:
    """The metrics of a subject whose past is kept: shares in use, for each one read costs money."""
    fields = catalog_subject(subject).fields.values()
    return tuple(one for one in fields if one.kind == "metric" and one.unit == "percent")


@cache
def schema(subject: str) -> pa.Schema:
    """The columns of a snapshot."""
    measured = [pa.field(field.name, pa.float64()) for field in metrics(subject)]
    return pa.schema([*inventory.schema(subject), *measured])


def is_of(gap: Gap, account: Account) -> bool:
    """Whether the gap is the account's: its places name it by id or name, the cloud's nobody."""
    cloud, _, place = gap.where.partition(" ")
    if cloud != account.cloud:
        return False
    names = (account.id, account.name)
    return not place or any(place == name or place.startswith(f"{name} ") for name in names)


def _looks(file: Path) -> tuple[Look, ...]:
    told = parquet.read_schema(file).metadata[LOOKS]
    return tuple(
        Look(Account(**one["account"]), tuple(Gap.recalled(gap) for gap in one["gaps"]))
        for one in json.loads(told)
    )
