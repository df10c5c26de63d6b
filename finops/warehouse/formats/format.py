"""What is known about one kind of cost export."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from finops.warehouse.formats.cells import Cells


@dataclass(frozen=True, slots=True)
class Branch:
    """Rows of FOCUS that an export's rows become: SQL for each canonical column that is known.

    `where` says which of the export's rows; none means all. A row that becomes two rows of FOCUS is
    in two branches; one that becomes none is in no branch.
    """

    cells: Mapping[str, str]
    where: str | None = None


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of cost export.

    `rank` orders what is believed where two kinds cover the same charges: the least. `day`,
    `billed`, `effective`, `currency` and `tags` are names of the export's own columns (the first
    that is there): without a day, any amount, or the currency of one, a row is no charge. Sums of
    `billed` and `effective` over the file are what the warehouse's must come to; where it has no
    such column, they are empty.
    """

    name: str
    rank: int
    recognises: Callable[[Cells], bool]
    branches: Callable[[Cells], tuple[Branch, ...]]
    day: tuple[str, ...]
    billed: tuple[str, ...]
    effective: tuple[str, ...] = ()
    currency: tuple[str, ...] = ()
    tags: tuple[str, ...] = ("Tags",)
