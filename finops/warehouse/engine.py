"""What runs a statement over charges: DuckDB in this process, or an engine that a company has.

A statement is a sqlglot expression, written once; an engine prints it in its own dialect. Values
come back as plain Python: text, numbers, Decimal, date, datetime (UTC, without a zone), bool, list,
dict, None.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import duckdb
import pyarrow as pa
from sqlglot import exp


class Engine(Protocol):
    """Runs statements over the table `charges`; it can change nothing."""

    @property
    def title(self) -> str:
        """What people call it."""
        ...

    @property
    def dialect(self) -> str:
        """What sqlglot calls its SQL."""
        ...

    def run(self, select: exp.Expr) -> tuple[list[str], Sequence[tuple[Any, ...]]]:
        """The names of the columns, and the rows."""
        ...

    def keep(self, name: str, select: exp.Expr) -> bool:
        """Hold the rows under a name for the statements that follow; False where it holds none."""
        ...

    def printed(self, select: exp.Expr) -> str:
        """The statement as it is run."""
        ...


@dataclass(frozen=True, slots=True)
class Traced:
    """An engine that tells each statement, as SQL, before it runs it."""

    engine: Engine
    trace: Callable[[str], None]

    @property
    def title(self) -> str:
        """What people call it."""
        return self.engine.title

    @property
    def dialect(self) -> str:
        """What sqlglot calls its SQL."""
        return self.engine.dialect

    def run(self, select: exp.Expr) -> tuple[list[str], Sequence[tuple[Any, ...]]]:
        """Tell, and run."""
        self.trace(self.printed(select))
        return self.engine.run(select)

    def keep(self, name: str, select: exp.Expr) -> bool:
        """As the engine does; those elsewhere hold nothing."""
        return self.engine.keep(name, select)

    def printed(self, select: exp.Expr) -> str:
        """The statement as it is run."""
        return self.engine.printed(select)


@dataclass(frozen=True, slots=True)
class Local:
    """DuckDB in this process, which also joins what is registered with it."""

    connection: duckdb.DuckDBPyConnection
    trace: Callable[[str], None] | None = None
    title: str = "DuckDB"
    dialect: str = "duckdb"

    def run(self, select: exp.Expr) -> tuple[list[str], Sequence[tuple[Any, ...]]]:
        """Run in DuckDB's dialect."""
        if self.trace:
            self.trace(self.printed(select))
        done = self.connection.execute(select.sql("duckdb"))
        return [told[0] for told in done.description or []], done.fetchall()

    def keep(self, name: str, select: exp.Expr) -> bool:
        """Into a table of this connection alone, which goes with it."""
        into = f"CREATE OR REPLACE TEMP TABLE {name} AS"
        if self.trace:
            self.trace(f"{into}\n{self.printed(select)}")
        self.connection.execute(f"{into} {select.sql('duckdb')}")
        return True

    def printed(self, select: exp.Expr) -> str:
        """The statement in lines that people can read."""
        return select.sql("duckdb", pretty=True)

    def register(self, name: str, table: pa.Table) -> None:
        """Let SQL see an Arrow table; moments become UTC timestamps without a zone."""
        columns = []
        for position, kind in enumerate(table.schema.types):
            values = table.column(position)
            if pa.types.is_timestamp(kind):
                values = values.cast(pa.timestamp("us"))
            columns.append(values)
        self.connection.register(name, pa.table(columns, names=table.column_names))
