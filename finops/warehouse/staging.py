"""SQL that turns the rows of export files into charges of the warehouse.

`rows` are the sound ones in the schema of `focus`, `broken` those that cannot be dated, or whose
amount is no number or in no currency, with the reason; `tally` is what the files themselves say
that they hold, by month, to compare with what was kept. Every statement reads `relation`, an
expression that gives the files' rows as they are, in which `export` spells the number of the file
that a row is from.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlglot import exp

from finops.warehouse.focus import DECIMAL, columns
from finops.warehouse.formats.cells import Cells
from finops.warehouse.formats.format import Branch, Format
from finops.warehouse.own_cells import own_cells

CURRENCY = "billing_currency"


@dataclass(frozen=True, slots=True)
class Staging:
    """Some files of one kind with the same columns."""

    format: Format
    cells: Cells
    relation: str
    export: str

    def rows(self, *, checked: bool) -> str:
        """Sound rows; `checked` where all are known to be sound."""
        branches = self.format.branches(self.cells)
        return " UNION ALL ".join(self._branch(branch, checked=checked) for branch in branches)

    def _branch(self, branch: Branch, *, checked: bool) -> str:
        tests = [branch.where] if branch.where else []
        if not checked:
            tests.append(f"{self._problem()} IS NULL")
        where = f" WHERE {' AND '.join(tests)}" if tests else ""
        cells = ", ".join(f'{spelt} AS "{name}"' for name, spelt in _typed(branch.cells))
        return f"SELECT {cells}, {self.export} AS export FROM {self.relation} raw{where}"  # noqa: S608 - columns' names, quoted

    def broken(self) -> str:
        """`(export, problem, raw_row)` of the rows that are not sound."""
        problem = self._problem()
        return (
            f"SELECT {self.export} AS export, {problem} AS problem, "  # noqa: S608 - as above
            f"CAST(to_json(raw) AS VARCHAR) AS raw_row FROM {self.relation} raw "
            f"WHERE {problem} IS NOT NULL"
        )

    def tally(self) -> str:
        """`(export, cloud, month, currency, is_broken, rows, tagged, billed, effective)`."""
        first = dict(_typed(self.format.branches(self.cells)[0].cells))
        month = f"CAST(date_trunc('month', {first['charge_period_start']}) AS DATE)"
        billed = self.cells.sum(*self.format.billed)
        effective = self.cells.sum(*self.format.effective)
        return (
            f"SELECT {self.export} AS export, {first['cloud']} AS cloud, {month} AS month, "  # noqa: S608 - as above
            f"{first['billing_currency']} AS currency, {self._problem()} IS NOT NULL AS is_broken, "
            f"count(*) AS rows, {self._tagged()} AS tagged, "
            f"TRY_CAST({billed} AS {DECIMAL}) AS billed, "
            f"TRY_CAST({effective} AS {DECIMAL}) AS effective "
            f"FROM {self.relation} raw GROUP BY ALL"
        )

    def _tagged(self) -> str:
        """How many charges come from rows with tags, be they legible or not."""
        filled = self.cells.is_filled(*self.format.tags)
        branches = self.format.branches(self.cells)
        wheres = (f"{filled} AND ({one.where or 'true'})" for one in branches)
        return " + ".join(f"count(*) FILTER ({where})" for where in wheres)

    def _problem(self) -> str:
        """Why a row is no charge, null for a sound one."""
        cells, kind = self.cells, self.format
        day = f"'charge_period_start: ' || coalesce({cells.as_written(*kind.day)}, 'missing')"
        cases = [f"WHEN {cells.moment(*kind.day)} IS NULL THEN {day}"]
        amounts = {"effective_cost": kind.effective, "billed_cost": kind.billed}
        named = {name: found for name, found in amounts.items() if found}
        for name, found in named.items():
            written = cells.as_written(*found)
            cases.append(
                f"WHEN {cells.number(*found)} IS NULL AND {_filled(written)} "
                f"THEN '{name}: ' || {written}"
            )
        missing = " AND ".join(f"{cells.number(*found)} IS NULL" for found in named.values())
        cases.append(f"WHEN {missing} THEN '{' and '.join(named)}: missing'")
        if cells.has_any(*kind.currency):
            # Money of no currency can be added to none.
            some = " OR ".join(f"{cells.number(*found)} <> 0" for found in named.values())
            nameless = f"{cells.text(*kind.currency)} IS NULL AND ({some})"
            cases.append(f"WHEN {nameless} THEN 'billing_currency: missing'")
        return f"CASE {' '.join(cases)} END"


def _filled(written: str) -> str:
    return f"nullif(trim({written}), '') IS NOT NULL"


def _typed(found: Mapping[str, str]) -> list[tuple[str, str]]:
    """Every column of the schema, in its order, of its type."""
    own = own_cells({name: exp.var(spelt) for name, spelt in found.items()})
    whole = {**found, **{name: cell.sql("duckdb") for name, cell in own.items()}}
    if CURRENCY in whole:
        whole[CURRENCY] = f"upper({whole[CURRENCY]})"
    return [
        (name, f"TRY_CAST({whole[name]} AS {kind})" if name in whole else f"CAST(NULL AS {kind})")
        for name, kind in columns()
    ]
