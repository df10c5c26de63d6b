"""An answer's rows beside those of a use case's SQL, cell by cell.

Amounts are equal as decimals, rates to nine digits. Of the product's own normalisation the SQL's
cells take part in what the decision names: providers are clouds, ids of sub accounts and regions
are in one spelling.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from math import isclose
from typing import Any

from finops.answer import Answer

from .library import COLUMNS

Rows = list[tuple[object, ...]]
_CLOUDS = {"AWS": "aws", "Microsoft": "azure", "Oracle": "oracle"}
_SPELT: Mapping[str, Callable[[str], str]] = {
    "cloud": lambda name: _CLOUDS[name],
    "sub_account_id": lambda id_: id_.lower().removeprefix("/subscriptions/"),
    "region_id": lambda id_: id_.lower().replace(" ", ""),
}


def _reservation_use(row: Mapping[str, Any]) -> str:
    """The words of `analyze_capacity_reservations_on_compute_costs`."""
    if row["capacity_reservation_id"] is None:
        return "Compute without Capacity Reservation"
    if row["capacity_reservation_status"] == "Unused":
        return "Unused Capacity Reservation"
    return "Compute using Capacity Reservation"


_MADE: Mapping[str, Callable[[Mapping[str, Any]], object]] = {"reservation use": _reservation_use}


def columns(case: Mapping[str, Any], names: Iterable[str]) -> dict[str, str]:
    """Each column of the SQL with the answer's: the case's own, else the field of that name."""
    fields = {"ProviderName": "cloud"}
    for line in COLUMNS.read_text("utf-8").splitlines()[1:]:
        name = line.partition("\t")[0]
        snake = "".join(f"_{c.lower()}" if c.isupper() else c for c in name).removeprefix("_")
        fields.setdefault(name, snake)
    folded = {name.lower(): field for name, field in fields.items()}
    return {name: case["columns"].get(name) or folded[name.lower()] for name in names}


def expected(case: Mapping[str, Any], found: list[dict[str, Any]]) -> Rows:
    """The SQL's rows, in the product's spelling."""
    told = columns(case, found[0])
    return [
        tuple(_spelt(told[name], value, scale(case, name)) for name, value in row.items())
        for row in found
    ]


def scale(case: Mapping[str, Any], name: str) -> int:
    """How many times the answer's value the SQL's is."""
    return int(case.get("scale", {}).get(name, 1))


def _spelt(name: str, value: object, times: int) -> object:
    if isinstance(value, str) and name in _SPELT:
        return _SPELT[name](value)
    return value / times if isinstance(value, float) and times != 1 else value


def answered(case: Mapping[str, Any], answer: Answer, names: Iterable[str]) -> Rows:
    """The answer's rows, with the SQL's columns in the SQL's order."""
    told = columns(case, names)
    units = _units(answer)
    return [
        tuple(_cell(case, told[name], {**units, **row}) for name in told) for row in answer.rows
    ]


def _units(answer: Answer) -> dict[str, Any]:
    """Currencies and units that stand over a column, since they are the same in every row."""
    told = {"pricing_quantity": "pricing_unit", "list_unit_price": "pricing_unit"}
    found: dict[str, Any] = {
        told[column.name]: column.unit for column in answer.columns if column.name in told
    }
    money = {column.unit for column in answer.columns if column.type == "money"}
    return found | ({"billing_currency": money.pop()} if len(money) == 1 else {})


def _cell(case: Mapping[str, Any], name: str, row: Mapping[str, Any]) -> object:
    value = _MADE[name](row) if name in _MADE else row[name]
    digits = case.get("round")
    return round(value, digits) if digits is not None and isinstance(value, Decimal) else value


def differences(ours: Rows, theirs: Rows) -> list[tuple[object, object]]:
    """The rows that are not the same on both sides, in one order."""
    assert theirs, "nothing is compared"
    pairs = zip(_sorted(ours), _sorted(theirs), strict=len(ours) == len(theirs))
    found: list[tuple[object, object]] = [pair for pair in pairs if not _same(*pair)]
    if len(ours) != len(theirs):
        found.insert(0, (f"{len(ours)} rows", f"{len(theirs)} rows"))
    return found


def _sorted(rows: Rows) -> Rows:
    return sorted(rows, key=lambda row: [_key(cell) for cell in row])


def _key(cell: object) -> tuple[int, str, float]:
    cell = _plain(cell)
    if isinstance(cell, Decimal | float | int):
        # Rates differ beyond nine digits; they must not be sorted apart by that.
        return 1, "", float(f"{cell:.6e}")
    return (0, "", 0) if cell is None else (2, str(cell), 0)


def _plain(cell: object) -> object:
    """A moment as text; the start of a month is its day."""
    if isinstance(cell, datetime | date):
        cell = cell.isoformat()
    if isinstance(cell, str) and cell[4:5] == "-" and cell[10:11] in ("", "T"):
        return cell.removesuffix("Z").removesuffix("T00:00:00")
    return cell


def _same(ours: tuple[object, ...], theirs: tuple[object, ...]) -> bool:
    return all(_equal(*cells) for cells in zip(ours, theirs, strict=True))


def _equal(ours: object, theirs: object) -> bool:
    ours, theirs = _plain(ours), _plain(theirs)
    if isinstance(ours, float) or isinstance(theirs, float):
        numbers = isinstance(ours, float | Decimal) and isinstance(theirs, float | Decimal)
        return numbers and isclose(float(str(ours)), float(str(theirs)), rel_tol=1e-9)
    return ours == theirs
