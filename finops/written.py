"""An Answer as bytes, and the very same Answer from them: what the public JSON is not exact for.

There amounts are numbers; here they stay decimals to the last digit. JSON, never pickle.
"""

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from finops.answer import Answer, Cell

# A row as JSON has it, and the names of the cells that are amounts: those are text in it.
_Row = tuple[dict[str, Any], list[str]]


def written(answer: Answer) -> dict[str, Any]:
    """What `json.dumps` takes, and `read` makes the same Answer of."""
    plain = answer.model_copy(update={"rows": (), "totals": {}}).model_dump(mode="json")
    return plain | {
        "rows": [_row(row) for row in answer.rows],
        "totals": _row(answer.totals),
        "sources": [
            source.model_dump(mode="json") | {"price": str(source.price)}
            for source in answer.sources
        ],
    }


def read(told: Mapping[str, Any]) -> Answer:
    """The Answer that was written. Raises ValueError, KeyError or TypeError for anything else."""
    rows = [_cells(row) for row in told["rows"]]
    return Answer.model_validate({**told, "rows": rows, "totals": _cells(told["totals"])})


def dumped(told: object) -> bytes:
    """As JSON."""
    return json.dumps(told, separators=(",", ":")).encode()


def _row(cells: Mapping[str, Cell]) -> _Row:
    amounts = [name for name, cell in cells.items() if isinstance(cell, Decimal)]
    return {**cells, **{name: str(cells[name]) for name in amounts}}, amounts


def _cells(row: _Row) -> dict[str, Cell]:
    cells, amounts = row
    return {**cells, **{name: Decimal(cells[name]) for name in amounts}}
