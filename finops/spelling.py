"""Tag values that differ in nothing but their letters' case are one group, shown in small ones.

The statement groups them together and gives another of the spellings beside each (`@spelling`);
here these columns become a sentence.
"""

from collections.abc import Iterator, Sequence

from finops.rows import Cells
from finops.statement import OTHER_SPELLING


def unspelt(names: Sequence[str], rows: Sequence[Cells]) -> tuple[list[str], list[Cells]]:
    """The columns and rows without the ones that only tell of spellings."""
    kept = [name for name in names if not name.endswith(OTHER_SPELLING)]
    return kept, [{name: row[name] for name in kept} for row in rows]


def spellings(rows: Sequence[Cells]) -> Iterator[str]:
    """A sentence for each group of several spellings, each once."""
    told: dict[str, None] = {}
    for row in rows:
        for name, other in row.items():
            shown = row.get(name.removesuffix(OTHER_SPELLING))
            if name.endswith(OTHER_SPELLING) and other != shown:
                told[f"{shown} and {other} differ only in case and are one row"] = None
    yield from told
