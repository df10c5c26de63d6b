"""Which warehouse a setting means. What an engine elsewhere needs is imported where one is set."""

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from finops.warehouse import Warehouse
from finops.warehouse.asked import AskedCharges

EMBEDDED = "duckdb"


def open_warehouse(
    url: str,
    folder: Path,
    patterns: Sequence[str],
    clock: Callable[[], datetime],
    asked: AskedCharges | None = None,
) -> Warehouse:
    """The warehouse of a setting: embedded for "duckdb", else the engine behind the URL.

    `asked` are the charges of clouds without an export, for the embedded one.
    """
    if url == EMBEDDED:
        return Warehouse(folder, patterns, clock(), asked)
    from finops.warehouse.elsewhere import Elsewhere

    return Elsewhere(url, folder, clock)
