"""The cost exports that can be read, each recognised by its columns and lifted to FOCUS 1.2.

To add one: write a file with a `Format`, and put it into FORMATS, the better known first.
"""

from finops.warehouse.formats import azure, cur, focus
from finops.warehouse.formats.cells import Cells
from finops.warehouse.formats.format import Format

FORMATS: tuple[Format, ...] = (*focus.FORMATS, cur.FORMAT, azure.AMORTISED, azure.ACTUAL)


def by_name(name: str) -> Format:
    """The format of a name that a manifest holds."""
    return next(one for one in FORMATS if one.name == name)


def recognise(cells: Cells) -> Format | None:
    """The format of a file with these columns; Azure's two cost exports are told apart later."""
    return next((one for one in FORMATS if one.recognises(cells)), None)
