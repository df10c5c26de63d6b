"""What the clouds recommend: their own estimates, in currencies of their own.

A recommendation may tell no region; where regions are asked about, those are left out and said to
be. Without another order the most worthwhile come first.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

import pyarrow as pa

from finops import gathering
from finops.figures import money, percent
from finops.ground import Ground
from finops.insights import name_of
from finops.plan import Plan
from finops.resources import of_table
from finops.result import Result
from finops.rows import Cells, total
from providers.model import Gap

SAVING = "monthly_saving"
_NOTE = "savings are the clouds' own estimates a month; a purchase and a resize may save the same"


def of_recommendations(plan: Plan, ground: Ground) -> Result:
    """The rows of a Query over recommendations."""
    table = gathering.inventory(plan, ground.providers, ground.context, ground.facts)
    _note_placeless(table, plan, ground)
    currencies = tuple(sorted({str(one) for one in table["currency"].to_pylist() if one}))
    result = of_table(plan, ground, table, currencies)
    rows = list(result.rows)
    if plan.query.analysis == "list" and not plan.query.order_by:
        rows.sort(key=_worth, reverse=True)
    return replace(
        result,
        rows=tuple(rows),
        headline=_headline(plan, result),
        insights=tuple(_told(rows, result.currency)),
        said=(_NOTE,) if any(column.name == SAVING for column in result.columns) else (),
    )


def _headline(plan: Plan, result: Result) -> str | None:
    """What could be saved, where that is asked for; the general one says the rest."""
    asked = [(measure.agg, measure.field) for measure in plan.query.measures]
    whole = total(result.rows, SAVING) if asked == [("sum", SAVING)] else None
    if whole is None or result.currency is None:
        return None
    least = "at least " if result.facts.unread or result.unknown else ""
    said = f"The clouds estimate that {least}{money(whole, result.currency)} a month can be saved"
    first = max(result.rows, key=_worth, default={})
    if len(result.rows) < 2 or not plan.query.group_by or whole <= 0:
        return said
    share = percent(_worth(first) / whole * 100)
    amount = money(_worth(first), result.currency)
    return f"{said}; most in {name_of(first, plan)}, {amount} ({share})"


def _worth(row: Cells) -> Decimal:
    saving = row.get(SAVING)
    return saving if isinstance(saving, Decimal) else Decimal("-Infinity")


def _note_placeless(table: pa.Table, plan: Plan, ground: Ground) -> None:
    if not plan.query.regions or not (count := table["region"].null_count):
        return
    tells = "recommendation tells" if count == 1 else "recommendations tell"
    why = f"{count} {tells} no region: none of them is in an answer about one"
    fix = "ask without a region: purchases, and what Azure Advisor says of resources, name none"
    ground.facts.gaps.append(Gap("region", why, fix, matters=False))


def _told(rows: Sequence[Cells], currency: str | None) -> Iterator[str]:
    """What a few of many save."""
    savings = sorted((saving for row in rows if (saving := _worth(row)) > 0), reverse=True)
    whole = sum(savings, Decimal(0))
    if currency and len(savings) > 2 * _FEW and sum(savings[:_FEW]) * 2 > whole:
        first = money(sum(savings[:_FEW], Decimal(0)), currency)
        yield f"{_FEW} of {len(savings)} save {first} of {money(whole, currency)} a month"


_FEW = 3
