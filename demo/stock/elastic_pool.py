"""Elastic pools of Azure SQL; their databases are among the databases."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta

from demo.accounts import place
from demo.shape import Estate
from demo.stock.thing import Item, Thing

KIND = "Microsoft.Sql/servers/elasticPools"
# (account, region, server, name, tier, SKU, capacity, how many databases, age in days).
Plan = tuple[str, str, str, str, str, str, int, int, int]
PLANS: tuple[Plan, ...] = (
    ("retail-prod", "northeurope", "web-sql", "pool-web", "GeneralPurpose", "GP_Gen5", 4, 1, 700),
)


def things(estate: Estate) -> Iterator[Thing]:
    """All of them."""
    return (thing(estate, plan) for plan in PLANS)


def thing(estate: Estate, plan: Plan) -> Thing:
    """One of them."""
    account, region, server, name, tier, sku, capacity, databases, age = plan
    where = place(account, region)
    written = where.arm_id("Microsoft.Sql/servers", f"{server}/elasticPools/{name}")
    facts: Mapping[str, object] = {
        "name": name,
        "state": "ready",
        "server": server,
        "tier": tier,
        "size": sku,
        "vcpus": capacity if tier != "Standard" else None,
        "database_count": databases,
        "created_at": estate.now.replace(hour=9) - timedelta(days=age),
        "tags": {},
    }
    more = {"capacity": capacity}
    return Thing("elastic_pool", where, written.lower(), facts, more, (), written)


def azure(things: Sequence[Thing]) -> Mapping[str, tuple[Item, ...]]:
    """As Azure SQL writes them."""
    return {KIND: tuple(_item(one) for one in things)}


def _item(thing: Thing) -> Item:
    facts = thing.facts
    sku = {"name": facts["size"], "tier": facts["tier"], "capacity": thing.more["capacity"]}
    return {
        **thing.as_arm(KIND),
        "tags": facts["tags"],
        "sku": sku,
        "properties": {
            "state": "Ready",
            "creationDate": f"{facts['created_at']:%Y-%m-%dT%H:%M:%S}.0000000Z",
        },
    }
