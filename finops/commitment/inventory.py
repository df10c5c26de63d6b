"""The inventory of commitments, with what the charges say of their use over the period.

The two are joined by the last part of their ids: an export writes an Azure id in another case, and
an AWS reservation as an ARN of which the inventory tells the end.

A commitment without a charge in the period has unknown figures. One that is charged for and not in
the inventory is a gap: whoever asks may not be allowed to see it.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pyarrow as pa

from finops import gathering
from finops.answer import Cell
from finops.commitment.figures import Sums
from finops.commitment.sums import read
from finops.figures import money
from finops.ground import Ground
from finops.plan import Plan
from finops.relation import CURRENCY
from finops.resources import of_table
from finops.result import Result
from finops.rows import Cells, total
from intents.catalog import CLOUD_TITLES
from intents.query import Condition, parse
from providers.model import Gap
from providers.schema import schema

_MONEY = pa.decimal128(38, 15)
_ADDED: dict[str, pa.DataType] = {
    "days_left": pa.int64(), "utilisation": pa.float64(), "used_cost": _MONEY,
    "unused_cost": _MONEY, "committed_cost": _MONEY,
}  # fmt: skip
_DAYS = ("start", "end")
GONE = Condition(field="days_left", op="lt", value=0)
_PLACES = Decimal("0.0000000001")
_SECONDS_A_DAY = 86_400
Fields = dict[str, object]
# What was charged for each commitment: by the end of its id, with its currency.
Charged = Mapping[str, tuple[str | None, Sums]]


def of_commitments(plan: Plan, ground: Ground) -> Result:
    """The rows of a Query over commitments."""
    found = gathering.inventory(plan, ground.providers, ground.context, ground.facts)
    table = with_use(found, plan, ground)
    currencies = tuple(sorted({one for one in table["currency"].to_pylist() if one}))
    result = of_table(plan, ground, table, currencies, _DAYS)
    over = f"utilisation and what was not used are over {plan.period}, by effective cost"
    return replace(
        result,
        headline=_headline(plan, result.rows, ground),
        insights=tuple(_told(result.rows, result.currency)),
        said=(over,),
        totals=_totals(result.rows, result.currency),
    )


def with_use(listed: pa.Table, plan: Plan, ground: Ground) -> pa.Table:
    """What is listed, with what the charges of the plan's period say of its use."""
    found = listed.to_pylist()
    charged = {} if plan.limits is not None else _charged(plan, ground)
    if plan.limits is not None:
        why = "a commitment may be used in accounts that you may not see: its use is not shown"
        ground.facts.gaps.append(Gap("commitments", why, "ask whoever may see the whole bill"))
    rows = [_row(row, charged, ground.context.now) for row in found]
    _note_unseen(found, charged, plan, ground)
    return pa.Table.from_pylist(rows, schema=_schema())


def _schema() -> pa.Schema:
    return pa.schema([*schema("commitment"), *pa.schema(_ADDED)])


def _charged(plan: Plan, ground: Ground) -> Charged:
    """What the period's charges say of each commitment, whoever used it and wherever."""
    asked = parse({"subject": "cost", "analysis": "coverage", "period": plan.period.text})
    whole = replace(plan, query=asked.model_copy(update={"clouds": plan.query.clouds}))
    named = Condition(field="commitment_discount_id", op="exists")
    groups, sums = read(whole, ground, ("commitment_discount_id", "cloud"), (named,))
    only = ground.warehouse.manifest().currencies
    found: dict[str, tuple[str | None, Sums]] = {}
    for key, one in sums.items():
        cells = dict(zip(groups, key, strict=True))
        if cells["commitment_discount_id"] is None or not one.committed:
            continue
        currency = str(cells[CURRENCY]) if CURRENCY in cells else (only[0] if only else None)
        found[_end(cells["commitment_discount_id"])] = (currency, one)
    return found


def _end(identity: object) -> str:
    """What ids of inventory and charges share: the last part, in lower case."""
    return re.split(r"[/:]", str(identity).lower())[-1]


def _row(row: Fields, charged: Charged, now: datetime) -> Fields:
    currency, sums = charged.get(_end(row["id"]), (None, None))
    own = row["currency"]
    # Charges in another currency than the commitment's would stand under its sign.
    known = sums if own in (None, currency) else None
    used = known.utilisation if known else None
    return {
        **row,
        "currency": own or currency,
        "days_left": _days_left(row["end"], now),
        "utilisation": float(used) if used is not None else None,
        "used_cost": known.covered_cost.quantize(_PLACES) if known else None,
        "unused_cost": known.unused.quantize(_PLACES) if known else None,
        "committed_cost": known.committed.quantize(_PLACES) if known else None,
    }


def _days_left(end: object, now: datetime) -> int | None:
    if not isinstance(end, datetime):
        return None
    return int((end.astimezone(UTC) - now).total_seconds() // _SECONDS_A_DAY)


def _note_unseen(found: Sequence[Fields], charged: Charged, plan: Plan, ground: Ground) -> None:
    """Commitments that are paid for and not listed: of all that are asked about, not of a part."""
    if plan.query.accounts or plan.query.regions:
        return
    listed = {_end(row["id"]) for row in found}
    unseen = [one for end, (_, one) in charged.items() if end not in listed]
    if unseen:
        noun = "commitment is" if len(unseen) == 1 else "commitments are"
        where = " and ".join(CLOUD_TITLES[cloud] for cloud in plan.query.clouds) or "commitments"
        why = f"{len(unseen)} {noun} in the charges of {plan.period} and in no list that was read"
        fix = (
            "grant the roles to list them (finops permissions), or set up the account that has them"
        )
        ground.facts.gaps.append(Gap(where, why, fix))


# -- what is said ---------------------------------------------------------------------------------


def _headline(plan: Plan, rows: Sequence[Cells], ground: Ground) -> str | None:
    """When the first of several ends, where their ends are asked for; else the general one."""
    tests = {test.field for test in plan.query.conditions()}
    if plan.query.analysis != "list" or not rows or not tests & {"end", "days_left"}:
        return None
    noun = plan.subject.title if len(rows) == 1 else plan.subject.plural
    least = "At least " if ground.facts.unread else ""
    kinds = Counter(str(row["kind"]) for row in rows if row.get("kind"))
    if len(kinds) == 1 and len(rows) > 0:
        kind = next(iter(kinds))
        noun = kind if len(rows) == 1 else f"{kind}s"
    ends = sorted((str(row["end"]), str(row.get("name"))) for row in rows if row.get("end"))
    first = f"; the first, {ends[0][1]}, on {ends[0][0]}" if ends else ""
    if GONE in plan.query.where:
        return f"{least}{len(rows)} {noun} ended{'' if 'end' not in tests else ' then'}{first}"
    verb = "ends" if len(rows) == 1 else "end"
    return f"{least}{len(rows)} {noun} {verb} then{first}"


def _told(rows: Sequence[Cells], currency: str | None) -> Iterator[str]:
    unused = [row["unused_cost"] for row in rows if isinstance(row.get("unused_cost"), Decimal)]
    wasted = sum((one for one in unused if isinstance(one, Decimal)), Decimal(0))
    if currency and wasted > 0:
        yield f"{money(wasted, currency)} of them was paid for and not used in the period"


def _totals(rows: Sequence[Cells], currency: str | None) -> dict[str, Cell]:
    """Of money over the period; what is committed to an hour does not add up over other terms."""
    shown = {name for row in rows[:1] for name in row}
    wanted = shown & {"used_cost", "unused_cost", "committed_cost"}
    return {name: total(rows, name) for name in sorted(wanted)} if currency else {}
