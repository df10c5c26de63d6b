"""What the clouds recommend for the resources of findings, beside them and counted once.

Recommendations are read only where a question asks for one of `FIELDS`. They are matched by the
resource's id. The clouds estimate by usage and list prices, findings by what was charged: where
they differ in what to do or in money, that is said and neither is corrected.

`ALL` is what findings save together with what only the clouds recommend: such a recommendation is
a row of its own, of the rule `RULE`. One about a resource that a finding saves from is in that
finding already. Purchases are in no finding and not counted (a purchase and a resize may save the
same), nor what names no resource.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

import pyarrow as pa

from finops import gathering
from finops.figures import money
from finops.ground import Ground
from finops.plan import Plan
from finops.waste.overlap import Claimed, counted
from intents.query import Query
from providers.schema import schema

ALL = "all_saving"
FIELDS = frozenset({"cloud_advice", "cloud_saving", "disagreement", ALL})
RULE = "cloud_recommendation"
# Savings that differ by less are the same.
_NEAR = Decimal("0.1")
_COMMITS = ("buy reservation", "buy savings plan")
# What a recommended action is as a category of findings, and which of these it agrees with.
_CATEGORIES = {
    "stop": "idle", "delete": "unused", "rightsize": "oversized", "scale in": "oversized",
    "migrate to graviton": "wrong tier", "upgrade": "old",
}  # fmt: skip
_AGREES = {
    "stop": ("idle", "unused"), "delete": ("idle", "unused"), "rightsize": ("oversized",),
    "scale in": ("oversized",), "migrate to graviton": ("wrong tier",),
    "upgrade": ("old", "wrong tier"),
}  # fmt: skip
# The clouds' own words for what is a subject here.
_SUBJECTS = {
    "ec2instance": "vm", "ebsvolume": "disk", "lambdafunction": "function",
    "rdsdbinstance": "database", "rdsdbinstancestorage": "database", "natgateway": "nat_gateway",
    "microsoft.compute/virtualmachines": "vm", "microsoft.compute/disks": "disk",
    "microsoft.network/publicipaddresses": "public_ip",
    "microsoft.sql/servers/databases": "database",
}  # fmt: skip

Row = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Advice:
    """Cost recommendations by the resource that they are about, and those that count nowhere."""

    of: Mapping[tuple[str, str], Sequence[Row]]
    purchases: Sequence[Row]
    nameless: Sequence[Row]


def read(plan: Plan, ground: Ground) -> Advice:
    """What the clouds recommend in the scope of a question; gaps and sources are its own."""
    # Many recommendations name no region: those of the question are compared row by row.
    query = Query(subject="recommendation").model_copy(
        update={"clouds": plan.query.clouds, "accounts": plan.query.accounts}
    )
    asked = replace(plan, query=query)
    table = gathering.inventory(asked, ground.providers, ground.context, ground.facts)
    of: dict[tuple[str, str], list[Row]] = {}
    purchases, nameless = [], []
    for row in table.to_pylist():
        if row["category"] != "cost":
            continue
        if row["action"] in _COMMITS:
            purchases.append(row)
        elif row["resource"] is None:
            nameless.append(row)
        else:
            of.setdefault(key(row["cloud"], row["resource"]), []).append(row)
    return Advice(of, purchases, nameless)


def beside(row: Row, advice: Advice) -> dict[str, object]:
    """The fields of a finding that tell what its cloud recommends for the same resource."""
    told = advice.of.get(key(row["cloud"], row["resource_id"]), ())
    if not told:
        return {}
    first = max(told, key=lambda one: (one["action"] in _fitting(row), _worth(one)))
    saving = first["monthly_saving"] if first["currency"] == row["currency"] else None
    return {
        "cloud_advice": "; ".join(dict.fromkeys(map(_said, told))),
        "cloud_saving": saving,
        "disagreement": "; ".join(_differences(row, first, saving)) or None,
    }


def in_all(table: pa.Table, claimed: Collection[tuple[str, str]], advice: Advice) -> pa.Table:
    """The findings, counted, and a row for each resource that only its cloud tells to change.

    `claimed`: cloud and id, in small letters, of what the findings save from.
    """
    place = table.schema.get_field_index(ALL)
    table = table.set_column(place, table.schema.field(place), table["counted_saving"])
    alone = {
        f"{RULE}-{number}": (of, row)
        for number, (of, row) in enumerate(
            (of, row) for of, rows in advice.of.items() if of not in claimed for row in rows
        )
    }
    counts = counted(Claimed(name, (of[1],), _saving(row)) for name, (of, row) in alone.items())
    rows = [_alone(name, row, counts[name]) for name, (_, row) in alone.items()]
    return pa.concat_tables([table, pa.Table.from_pylist(rows, schema=schema("finding"))])


def said(advice: Advice) -> Iterator[str]:
    """What is in a sum over both, and what is not."""
    yield "what the clouds recommend for other resources is counted by their own estimates"
    for rows, what in (
        (advice.purchases, "purchases"),
        (advice.nameless, "what names no resource"),
    ):
        sums = [f"{_summed(rows, one)} a month" for one in sorted(_currencies(rows))]
        if sums:
            yield f"{what} that they recommend ({', '.join(sums)}) not counted"


def key(cloud: object, resource: object) -> tuple[str, str]:
    """What a resource is matched by."""
    return str(cloud), str(resource).lower()


def _alone(name: str, row: Row, count: Decimal | None) -> dict[str, object]:
    same = ("cloud", "account", "account_id", "region", "tags", "current", "recommended",
            "currency", "monthly_saving")  # fmt: skip
    return {
        **{field: row[field] for field in same},
        "id": name,
        "rule": RULE,
        "category": _CATEGORIES.get(str(row["action"])),
        "resource": row["name"] or row["resource"],
        "resource_id": row["resource"],
        "resource_type": _SUBJECTS.get(str(row["resource_type"]).lower()),
        "why": row["advice"],
        "source": row["source"],
        "status": "open",
        "cloud_advice": _said(row),
        "cloud_saving": row["monthly_saving"],
        ALL: count,
    }


def _said(row: Row) -> str:
    """`rightsize to m5.large (Cost Optimization Hub)`."""
    what = str(row["action"] or row["advice"] or "change")
    to = f" to {row['recommended']}" if row["recommended"] else ""
    return f"{what}{to} ({row['source']})"


def _fitting(row: Row) -> Collection[str]:
    return [action for action, own in _AGREES.items() if row["category"] in own]


def _differences(row: Row, first: Row, saving: object) -> Iterator[str]:
    action, own = first["action"], row["recommended"]
    if action and action not in _fitting(row):
        yield f"{first['source']} says {action}, the rule {row['category']}"
    elif own and first["recommended"] and first["recommended"] != own:
        yield f"{first['source']} says {first['recommended']}, the rule {own}"
    mine = row["monthly_saving"]
    if isinstance(saving, Decimal) and isinstance(mine, Decimal):
        most = max(abs(saving), abs(mine))
        if abs(saving - mine) > most * _NEAR:
            currency = str(row["currency"])
            yield f"{money(saving, currency)} by the cloud, {money(mine, currency)} by the charges"


def _saving(row: Row) -> Decimal | None:
    found = row["monthly_saving"]
    return found if isinstance(found, Decimal) else None


def _worth(row: Row) -> Decimal:
    found = _saving(row)
    return found if found is not None else Decimal(-1)


def _currencies(rows: Sequence[Row]) -> set[str]:
    return {str(row["currency"]) for row in rows if _saving(row) is not None}


def _summed(rows: Sequence[Row], currency: str) -> str:
    sums = (saving for row in rows if row["currency"] == currency and (saving := _saving(row)))
    return money(sum(sums, Decimal(0)), currency)
