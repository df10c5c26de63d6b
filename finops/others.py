"""The rest of a top N as one row, measured over its charges.

Adding up the rows that were left out would be wrong for rates, averages and distinct counts. Where
currencies or units are kept apart, each has a row of its own for the rest. Shares alone are added
up: all are of the same whole.
"""

from collections.abc import Mapping, Sequence

from sqlglot import exp

from finops.result import run
from finops.rows import Cells, total
from finops.statement import PLACE, Statement
from finops.warehouse.engine import Engine


def others(
    statement: Statement,
    engine: Engine,
    groups: Sequence[str],
    apart: Sequence[str],
    measures: Mapping[str, exp.Expr],
    left_out: Sequence[Cells],
) -> list[Cells]:
    """The rows of the rest; `left_out` are the groups after the first N."""
    measured = run(engine, statement.rest(groups, measures, apart))[1]
    shares = [measure.name for measure in statement.query.measures if measure.agg == "share"]
    found = []
    for row in sorted(measured, key=lambda row: [str(row[name]) for name in apart]):
        same = [one for one in left_out if all(one[name] == row[name] for name in apart)]
        summed: Cells = {name: total(same, name) for name in shares}
        found.append(_called(row | summed, groups, apart))
    return found


def _called(row: Cells, groups: Sequence[str], apart: Sequence[str]) -> Cells:
    """`12 others` in the first column; no group of its own, but the currency or unit."""
    names: Cells = dict.fromkeys(groups)
    names |= {name: row[name] for name in apart}
    names[groups[0]] = f"{row[PLACE]} others"
    measured = {name: value for name, value in row.items() if name not in (*groups, PLACE)}
    return names | measured
