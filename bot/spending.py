"""What is spent on language models, by UTC day: the budget that holds over restarts and processes.

A table of `home/state.sqlite`. Amounts are decimals, kept as text: a token costs less than any
whole unit of money. Taking is one transaction, so that two processes cannot both spend the last
dollar. What cannot be written raises NotKept, and then nothing is asked.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date
from decimal import Decimal
from pathlib import Path

from bot.keeping import WAIT_S, keeping

_SCHEMA = "CREATE TABLE IF NOT EXISTS model_spending (day TEXT PRIMARY KEY, usd TEXT NOT NULL)"


class Spending:
    """The `intents.model.Ledger` of one `home`. Safe to use from several threads and processes."""

    def __init__(self, home: Path) -> None:
        """Make the table where there is none yet."""
        self._file = home / "state.sqlite"
        with self._changing() as connection:
            connection.execute(_SCHEMA)
        self._file.chmod(0o600)

    def take(self, day: date, amount: Decimal, budget: Decimal) -> bool:
        """Take an amount if the day's spending stays within the budget; False if it would not."""
        with self._changing() as connection:
            spent = _spent(connection, day)
            if spent + amount > budget:
                return False
            _keep(connection, day, spent + amount)
            return True

    def give(self, day: date, amount: Decimal) -> None:
        """Give back what was taken and not used."""
        with self._changing() as connection:
            _keep(connection, day, _spent(connection, day) - amount)

    def spent(self, day: date) -> Decimal:
        """What is taken of that day."""
        with self._changing() as connection:
            return _spent(connection, day)

    @contextmanager
    def _changing(self) -> Iterator[sqlite3.Connection]:
        """A transaction that nobody else can write beside."""
        with (
            keeping(self._file),
            closing(
                sqlite3.connect(self._file, timeout=WAIT_S, isolation_level=None)
            ) as connection,
        ):
            connection.execute("BEGIN IMMEDIATE")
            yield connection
            connection.execute("COMMIT")


def _spent(connection: sqlite3.Connection, day: date) -> Decimal:
    found = connection.execute(
        "SELECT usd FROM model_spending WHERE day = ?", (day.isoformat(),)
    ).fetchone()
    return Decimal(found[0]) if found else Decimal(0)


def _keep(connection: sqlite3.Connection, day: date, usd: Decimal) -> None:
    connection.execute(
        "INSERT OR REPLACE INTO model_spending VALUES (?, ?)", (day.isoformat(), str(usd))
    )
