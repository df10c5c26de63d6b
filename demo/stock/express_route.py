"""ExpressRoute circuits: connected by their providers, and never connected."""

from collections.abc import Iterator, Mapping, Sequence

from demo.accounts import Ids, place
from demo.shape import Estate
from demo.stock.thing import Item, Thing

KIND = "Microsoft.Network/expressRouteCircuits"
# (account, region, name, its provider's state, Mbit/s, tier, peerings).
Plan = tuple[str, str, str, str, int, str, int]
PLANS: tuple[Plan, ...] = (
    ("retail-prod", "westeurope", "er-amsterdam", "Provisioned", 1000, "Standard", 1),
    ("legacy-erp", "westeurope", "er-erp", "Provisioned", 200, "Standard", 1),
)


def things(estate: Estate) -> Iterator[Thing]:
    """All of them."""
    return (thing(estate, plan) for plan in PLANS)


def thing(estate: Estate, plan: Plan) -> Thing:
    """One of them."""
    account, region, name, state, speed, tier, peerings = plan
    where = place(account, region)
    written = Ids(estate.seed).of("", KIND, where, name)
    facts: Mapping[str, object] = {
        "name": name,
        "state": state.lower(),
        "provider": "Equinix",
        "location": "Amsterdam",
        "bandwidth_mbps": speed,
        "tier": tier.lower(),
        "billing": "metereddata",
        "peering_count": peerings,
        "tags": {},
    }
    return Thing("express_route", where, written.lower(), facts, {"state": state}, (), written)


def azure(things: Sequence[Thing]) -> Mapping[str, tuple[Item, ...]]:
    """As Network writes them."""
    return {KIND: tuple(_item(one) for one in things)}


def _item(thing: Thing) -> Item:
    facts, tier = thing.facts, str(thing.facts["tier"]).title()
    count = facts["peering_count"]
    assert isinstance(count, int)  # noqa: S101 - for the type alone
    return {
        **thing.as_arm(KIND),
        "tags": facts["tags"],
        "sku": {"name": f"{tier}_MeteredData", "tier": tier, "family": "MeteredData"},
        "properties": {
            "circuitProvisioningState": "Enabled",
            "serviceProviderProvisioningState": thing.more["state"],
            "serviceProviderProperties": {
                "serviceProviderName": facts["provider"],
                "peeringLocation": facts["location"],
                "bandwidthInMbps": facts["bandwidth_mbps"],
            },
            "peerings": [{"name": f"peering-{number}"} for number in range(count)],
        },
    }
