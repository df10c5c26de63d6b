"""What a sync tells at its end, as people read it."""

from datetime import UTC, date, datetime
from decimal import Decimal

from bot.terminal.synced import lines
from finops.warehouse import Manifest, Reach, Total
from providers.focus.listing import ExportFile

NOW = datetime(2026, 11, 18, tzinfo=UTC)
REACH = Reach("aws", 12, date(2026, 5, 1), date(2026, 11, 17))


def total(month: int, amount: str, **more: object) -> Total:
    said = Decimal(amount)
    cells: dict[str, object] = {"kept_rows": 3, "kept_billed": said, "kept_effective": said, **more}
    return Total("aws", date(2026, month, 1), "USD", 3, said, said, **cells)  # type: ignore[arg-type]


def told(*totals: Total, read: int = 1) -> tuple[list[str], bool]:
    files = (ExportFile("/a.csv", 1, 1), ExportFile("/b.csv", 1, 1))
    manifest = Manifest(NOW, files=files, reach=(REACH,), totals=totals, read=read)
    found = list(lines(manifest))
    return [line for line, _ in found], all(is_well for _, is_well in found)


def test_the_newest_months_are_told_apart_and_the_others_in_one_line() -> None:
    shown, is_well = told(*(total(month, f"{month}00") for month in range(5, 12)))
    assert is_well
    assert shown == [
        "charges    1 of 2 files were new or changed",
        "aws        12 rows, 2026-05-01 to 2026-11-17",
        "  2026-11  3 rows, $1,100.00 in the files, $1,100.00 kept",
        "  2026-10  3 rows, $1,000.00 in the files, $1,000.00 kept",
        "  2026-09  3 rows, $900.00 in the files, $900.00 kept",
        "  before   4 months, $2,600.00 in the files, all of it kept",
    ]


def test_quarantined_rows_are_told_with_their_money_however_old() -> None:
    broken = total(
        5, "500", kept_billed=Decimal(488), kept_effective=Decimal(488),
        broken_rows=2, broken_billed=Decimal(12), broken_effective=Decimal(12),
    )  # fmt: skip
    shown, is_well = told(broken, *(total(month, "100") for month in range(6, 12)))
    assert not is_well
    assert (
        "  2026-05  3 rows, $500.00 in the files, $488.00 kept, 2 rows quarantined ($12.00)"
        in shown
    )


def test_what_is_lost_is_told_loudly() -> None:
    shown, is_well = told(total(11, "500", kept_billed=Decimal(400)))
    assert not is_well
    assert shown[-1].endswith("$100.00 LOST")


def test_without_any_charges_it_is_not_well() -> None:
    assert list(lines(Manifest(NOW)))[-1] == ("charges    none could be read", False)
