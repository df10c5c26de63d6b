"""Resource groups: those of networks and VMs, one that a cluster made, and one that is empty."""

from collections.abc import Iterator, Mapping, Sequence

from demo.accounts import place
from demo.shape import Estate, Place
from demo.stock.thing import Item, Thing

KIND = "Microsoft.Resources/subscriptions/resourceGroups"
# (account, region, name, kind and name of the resource that made it for its own)
OTHERS = (
    ("retail-prod", "westeurope", "MC_retail-aks_westeurope",
     "Microsoft.ContainerService/managedClusters/retail-aks"),
    ("retail-dev", "eastus", "rg-old-lab", ""),
)  # fmt: skip


def things(estate: Estate) -> Iterator[Thing]:
    """All of them."""
    held = {one.place for one in estate.networks if one.place.group}
    for where in sorted(held, key=str):
        tags = {"env": "prod" if where.account.name.endswith("prod") else "dev"}
        yield _thing(where, str(where.group), None, tags)
    for account, region, name, owner in OTHERS:
        where = place(account, region)
        home = f"/subscriptions/{where.account.id}/resourceGroups/{where.group}/providers"
        yield _thing(where, name, f"{home}/{owner}" if owner else None, {})


def _thing(where: Place, name: str, owner: str | None, tags: dict[str, str]) -> Thing:
    written = f"/subscriptions/{where.account.id}/resourceGroups/{name}"
    facts = {
        "name": name,
        "state": "succeeded",
        "managed_by": owner.lower() if owner else None,
        "tags": tags,
    }
    more = {"owner": owner}
    return Thing("resource_group", where, written.lower(), facts, more, written_id=written)


def azure(things: Sequence[Thing]) -> Mapping[str, tuple[Item, ...]]:
    """As Azure Resource Manager writes them."""
    return {KIND: tuple(_item(thing) for thing in things)}


def _item(thing: Thing) -> Item:
    owner = thing.more["owner"]
    return {
        **thing.as_arm(KIND),
        "tags": thing.facts["tags"],
        **({"managedBy": owner} if owner else {}),
        "properties": {"provisioningState": "Succeeded"},
    }
