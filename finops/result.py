"""What a Query's statement gave, as values: the sentences of an Answer are made from this."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from sqlglot import exp

from finops.answer import Cell, Column
from finops.gathering import Facts
from finops.rows import Cells
from finops.warehouse.engine import Engine


@dataclass(frozen=True, slots=True)
class Result:
    """Rows, and what has to be said about them.

    `unknown` says how many rows a condition or a measure left out because its value is not known.
    `categories` is the cost of each charge category in the total, `charges` how many charges of the
    period match, `days` on how many days of a trend there are any, `currencies` those of the money
    in `rows`. `cut` tells that a limit left rows out, `tied` that it fell between equals. `mixed`
    is how many resources are billed in several currencies, `seen` how many there are before any
    condition, `tag_keys` the keys that any of them has.

    An analysis that knows better than the general sentences gives its own: `headline`, `insights`
    (before the general ones), `said` (clauses added to how the question was understood) and
    `totals` (where a plain sum over rows would be wrong).
    """

    columns: tuple[Column, ...]
    rows: tuple[Cells, ...]
    facts: Facts
    unknown: Mapping[str, int] = field(default_factory=dict)
    categories: Mapping[str, Decimal] = field(default_factory=dict)
    charges: int | None = None
    days: int | None = None
    currencies: tuple[str, ...] = ()
    cut: bool = False
    tied: bool = False
    mixed: int = 0
    seen: int | None = None
    tag_keys: tuple[str, ...] = ()
    headline: str | None = None
    insights: tuple[str, ...] = ()
    said: tuple[str, ...] = ()
    totals: Mapping[str, Cell] | None = None

    @property
    def currency(self) -> str | None:
        """The currency of all the money, where it is one."""
        return self.currencies[0] if len(self.currencies) == 1 else None


_AS_IT_IS = {str, Decimal, int, float, bool, type(None)}


def run(engine: Engine, select: exp.Expr) -> tuple[list[str], list[Cells]]:
    """The names of the columns, and the rows as cells of an Answer."""
    names, rows = engine.run(select)
    columns = [_cells(values) for values in zip(*rows, strict=True)]
    return names, [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]


def _cells(values: tuple[object, ...]) -> Iterable[Cell]:
    """A column's values; most columns are as they are to be, of ten thousand rows too."""
    return values if set(map(type, values)) <= _AS_IT_IS else map(_cell, values)  # type: ignore[return-value]


def _cell(value: object) -> Cell:
    """A value of an engine's as the Answer has it: moments as ISO text, amounts exact."""
    match value:
        case None | str() | Decimal() | int() | float():
            return value
        case datetime():
            return value.isoformat() + "Z"
        case date():
            return value.isoformat()
        case list():
            return [str(item) for item in value]
        case dict():
            return {str(key): str(item) for key, item in value.items()}
        case _:
            raise TypeError(f"no cell is a {type(value).__name__}")
