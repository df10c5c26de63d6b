"""What a sync tells at its end: what was read, what each month's files say, and what is kept of it.

    charges    3 of 26 files were new or changed
    aws        6,000,000 rows, 2025-11-01 to 2026-11-30
      2026-11  12,345 rows, $84,120.55 in the files, $84,120.55 kept
      2026-10  12,001 rows, $80,020.10 in the files, $80,008.10 kept, 3 rows quarantined ($12.00)
      before   11 months, $1,220,004.12 in the files, all of it kept

Amounts are billed cost, as an invoice has it; effective cost where the files have no other. Months
are shown where they are the newest or where something is amiss; the others in one line.
"""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from itertools import groupby

from bot.drawing.clean import clean
from finops.figures import money
from finops.warehouse import Manifest, Total

# Months that are told one by one: this one, the last, and the one before.
NEWEST = 3
Line = tuple[str, bool]


def lines(manifest: Manifest) -> Iterator[Line]:
    """Lines for people, each with whether it is well."""
    count = len(manifest.files)
    files = f"{count:,} file{'s' if count != 1 else ''}"
    yield f"charges    {manifest.read:,} of {files} were new or changed", True
    for reach in manifest.reach:
        days = f"{reach.first_day} to {reach.last_day}"
        yield f"{clean(reach.cloud):<10} {reach.rows:,} rows, {days}", True
        yield from _months([one for one in manifest.totals if one.cloud == reach.cloud])
    known = {reach.cloud for reach in manifest.reach}
    for total in manifest.totals:
        if total.cloud not in known:
            yield _month(total), not total.broken_rows
    if not manifest.reach:
        yield "charges    none could be read", False


def _months(totals: list[Total]) -> Iterator[Line]:
    newest = sorted({str(one.month) for one in totals if one.month}, reverse=True)[:NEWEST]
    apart = [one for one in totals if str(one.month) in newest or not _is_whole(one)]
    for one in sorted(apart, key=lambda one: str(one.month), reverse=True):
        yield _month(one), one.agrees and not one.broken_rows
    rest = sorted((one for one in totals if one not in apart), key=_currency)
    for _, same in groupby(rest, key=_currency):
        yield _before(list(same)), True


def _currency(total: Total) -> str:
    return total.currency or ""


def _is_whole(total: Total) -> bool:
    return total.agrees and not total.broken_rows and not total.aside_rows


def _month(total: Total) -> str:
    name = f"{total.month:%Y-%m}" if total.month else "undated"
    said, kept, aside, broken = _amounts(total)
    parts = [_rows(total.rows), f"{said} in the files", f"{kept} kept"]
    if total.aside_rows:
        parts.append(f"{_rows(total.aside_rows)} of other files too ({aside})")
    if total.broken_rows:
        parts.append(f"{_rows(total.broken_rows)} quarantined ({broken})")
    if not total.agrees:
        lost = total.lost_billed if total.billed is not None else total.lost_effective
        parts.append(f"{_money(lost, total)} LOST")
    return f"  {name:<8} {', '.join(parts)}"


def _before(totals: list[Total]) -> str:
    said = sum((_said(one) for one in totals), Decimal(0))
    count = len({one.month for one in totals})
    months = f"{count} month{'s' if count != 1 else ''}"
    return f"  before   {months}, {_money(said, totals[0])} in the files, all of it kept"


def _said(total: Total) -> Decimal:
    return total.billed if total.billed is not None else total.effective or Decimal(0)


def _amounts(total: Total) -> Iterable[str]:
    if total.billed is not None:
        found = (total.billed, total.kept_billed, total.aside_billed, total.broken_billed)
    else:
        found = (
            total.effective or Decimal(0),
            total.kept_effective,
            total.aside_effective,
            total.broken_effective,
        )
    return (_money(amount, total) for amount in found)


def _money(amount: Decimal, total: Total) -> str:
    return clean(money(amount, total.currency))


def _rows(count: int) -> str:
    return f"{count:,} row{'s' if count != 1 else ''}"
