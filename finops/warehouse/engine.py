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

    def run(self, select: exp.Expr) -> tuple[list[str], Sequence[tuple[Any, ...]]]:
        """The names of the columns, and the rows."""
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

    def run(self, select: exp.Expr) -> tuple[list[str], Sequence[tuple[Any, ...]]]:
        """Tell, and run."""
        self.trace(self.printed(select))
        return self.engine.run(select)

    def printed(self, select: exp.Expr) -> str:
        """The statement as it is run."""
        return self.engine.printed(select)


@dataclass(frozen=True, slots=True)
class Local:
    """DuckDB in this process, which also joins what is registered with it."""

    connection: duckdb.DuckDBPyConnection
    trace: Callable[[str], None] | None = None
    title: str = "DuckDB"

    def run(self, select: exp.Expr) -> tuple[list[str], Sequence[tuple[Any, ...]]]:
        """Run in DuckDB's dialect."""
        if self.trace:
            self.trace(self.printed(select))
        done = self.connection.execute(select.sql("duckdb"))
        return [told[0] for told in done.description or []], done.fetchall()

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
