"""The view that gives a table of FOCUS charges, on any engine, the warehouse's own columns.

A company's table has FOCUS's names (`BilledCost`); statements are over ours (`billed_cost`), with
what is ours derived as for exports (`own_cells`). Columns that the table lacks are null.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sqlglot import exp

from finops.warehouse.focus import focus_columns
from finops.warehouse.own_cells import own_cells
from intents import catalog

# A SKU price's details and the tags, where the table keeps them as JSON text.
FROM_JSON: Mapping[str, Callable[[exp.Expr], exp.Expr]] = {
    "postgres": lambda text: exp.cast(text, "jsonb"),
    "spark": lambda text: exp.func("FROM_JSON", text, exp.convert("MAP<STRING, STRING>")),
    "databricks": lambda text: exp.func("FROM_JSON", text, exp.convert("MAP<STRING, STRING>")),
    "trino": lambda text: exp.cast(exp.func("JSON_PARSE", text), "map<varchar, varchar>"),
    "athena": lambda text: exp.cast(exp.func("JSON_PARSE", text), "map<varchar, varchar>"),
    "snowflake": lambda text: exp.func("PARSE_JSON", text),
    "bigquery": lambda text: exp.func("PARSE_JSON", text),
}
_KINDS = {
    "tags": "map<varchar, varchar>", "datetime": "timestamp", "money": "decimal(38, 15)",
    "number": "decimal(38, 15)",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Table:
    """A company's table of charges with FOCUS's column names, on an engine of this dialect.

    `lacking` are FOCUS columns that it does not have; `json_text` says that Tags and
    SkuPriceDetails are JSON text there, not maps.
    """

    dialect: str
    name: str
    lacking: frozenset[str] = frozenset()
    json_text: bool = False

    def view(self, name: str = "charges") -> str:
        """`CREATE VIEW name AS …`, over this table."""
        fields = catalog.subject("cost").fields
        plain = {ours: self._cell(fields[ours]) for ours, _ in focus_columns()}
        whole = plain | own_cells(plain)
        cells = [exp.alias_(cell, ours, quoted=True) for ours, cell in whole.items()]
        made = exp.Create(
            this=exp.to_table(name, dialect=self.dialect),
            kind="VIEW",
            expression=exp.select(*cells).from_(exp.to_table(self.name, dialect=self.dialect)),
        )
        return made.sql(self.dialect, pretty=True)

    def _cell(self, field: catalog.Field) -> exp.Expr:
        focus = field.sources.get("aws") or field.sources["azure"]
        if focus in self.lacking:
            return exp.cast(exp.null(), _KINDS.get(field.type, "varchar"))
        column = exp.column(focus, quoted=True)
        match field.type:
            case "tags":
                return FROM_JSON[self.dialect](column) if self.json_text else column
            case "datetime" | "money" | "number":
                return exp.cast(column, _KINDS[field.type])
            case _:
                return exp.func("NULLIF", column, exp.convert(""))
