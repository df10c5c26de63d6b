"""Take hand-made export rows in, and look at the charges they became."""

import csv
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

from finops.warehouse import Manifest, Warehouse

NOW = datetime(2026, 11, 18, tzinfo=UTC)
Cells = Mapping[str, str]


def write(file: Path, rows: Sequence[Cells], base: Cells) -> str:
    """A CSV of these rows, each on top of the cells of `base`."""
    names = list(dict.fromkeys([*base, *(name for row in rows for name in row)]))
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("w", newline="", encoding="utf-8") as stream:
        out = csv.DictWriter(stream, names, restval="")
        out.writeheader()
        out.writerows({**base, **row} for row in rows)
    return str(file)


def store(folder: Path, *patterns: str) -> Warehouse:
    return Warehouse(folder / "warehouse", patterns, NOW)


def taken(folder: Path, *patterns: str) -> tuple[list[dict[str, object]], Manifest]:
    """All charges, in the order of their descriptions, and the manifest."""
    warehouse = store(folder, *patterns)
    with warehouse.connection() as connection:
        found = connection.execute("FROM charges ORDER BY charge_description, billed_cost DESC")
        names = [told[0] for told in found.description or []]
        rows = [dict(zip(names, row, strict=True)) for row in found.fetchall()]
    return rows, warehouse.manifest()


def told(row: Mapping[str, object], *names: str) -> tuple[object, ...]:
    """Some cells of a row; amounts as short text."""
    return tuple(_short(row[name]) for name in names)


def _short(value: object) -> object:
    return f"{value.normalize():f}" if isinstance(value, Decimal) else value
