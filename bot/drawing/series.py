"""What a chart is: names, values and a kind, for every surface to draw in its own way.

A value of None is unknown: a gap in a line and a bar that is not there, never 0. All numbers are
the answer's own; whoever draws may scale, place and abbreviate them, and prints no other.

| kind | labels | series |
|---|---|---|
| line | days, weeks, months … | one a group; from `forecast_from` on they are forecast |
| band | the same | the value, its low and its high; both are None where it is not forecast |
| bars | names | one |
| diverging | names | one, of gains and losses |
| waterfall | before, each effect, after | one; the first and the last value stand on the ground |
| pairs | names | what was expected, what was |
| limits | names | what is spent, what is forecast (where that is known), the limit |
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from finops.answer import Column

Kind = Literal["line", "band", "bars", "diverging", "waterfall", "pairs", "limits"]


@dataclass(frozen=True, slots=True)
class Series:
    """Values under one name, one for each label of the chart."""

    name: str
    values: tuple[Decimal | None, ...]

    @property
    def is_whole(self) -> bool:
        """Whether every value is known."""
        return None not in self.values

    @property
    def known(self) -> tuple[Decimal, ...]:
        """The values without the unknown ones."""
        return tuple(value for value in self.values if value is not None)

    @property
    def where(self) -> tuple[int, ...]:
        """The places of the known values."""
        return tuple(at for at, value in enumerate(self.values) if value is not None)

    @property
    def extremes(self) -> tuple[int, ...]:
        """The places of the lowest and the highest value; none where all are the same."""
        low, high = min(self.known, default=None), max(self.known, default=None)
        return (self.values.index(low), self.values.index(high)) if low != high else ()


@dataclass(frozen=True, slots=True)
class Chart:
    """One picture of one answer. Names are as the answer has them: whoever draws cleans them."""

    kind: Kind
    title: str
    said: str  # how the question was understood: period, basis, scope
    column: Column  # the type and unit of all values
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    starts: tuple[date, ...] = ()  # of each label, where labels are times
    forecast_from: int | None = None  # the first label that is forecast
    notes: tuple[str, ...] = ()  # what of the answer is not in it

    @property
    def values(self) -> Iterator[Decimal]:
        """Every known value."""
        for one in self.series:
            yield from one.known

    @property
    def is_whole(self) -> bool:
        """Whether no value is unknown."""
        return all(one.is_whole for one in self.series)

    @property
    def bounds(self) -> tuple[Decimal, Decimal]:
        """The lowest and the highest value, or zero: all scales begin or end there, or hold it."""
        return min((*self.values, Decimal(0))), max((*self.values, Decimal(0)))
