"""Load balancers: Azure Load Balancers (layer 4) and Application Gateways (layer 7).

Whether their targets are healthy is in no list, so it is unknown. A target that a backend pool and
an inbound NAT rule share is one.
"""

from collections.abc import Iterator

from providers.azure.graph import Found, Table
from providers.azure.metric import Series
from providers.azure.payload import Item, identity, items, segment, text, value
from providers.azure.resource import row
from providers.model import Account, Row
from providers.word import word

NEEDS = ("Microsoft.Network/loadBalancers/read", "Microsoft.Network/applicationGateways/read")
BALANCERS = Table(
    "Microsoft.Network/loadBalancers", listed=lambda azure: azure.network.load_balancers.list_all
)
GATEWAYS = Table(
    "Microsoft.Network/applicationGateways",
    listed=lambda azure: azure.network.application_gateways.list_all,
)
TABLES = (BALANCERS, GATEWAYS)

METRICS = {
    "requests": (Series(GATEWAYS.name, "TotalRequests", total=True),),
    "traffic_gib": (Series(BALANCERS.name, "ByteCount", total=True, scale=1 / 1024**3),),
}


def rows(found: Found) -> Iterator[Row]:
    """All load balancers."""
    for item, account in found.of(BALANCERS):
        yield load_balancer(item, account)
    for item, account in found.of(GATEWAYS):
        yield application_gateway(item, account)


def load_balancer(item: Item, account: Account) -> Row:
    """One Load Balancer, from Azure's JSON."""
    sku = text(item, "sku.name")
    return {
        **row(item, account),
        "kind": "gateway" if (sku or "").lower() == "gateway" else "network",
        "sku": sku,
        "scheme": _scheme(item),
        "state": word(text(item, "properties.provisioningState")),
        "network": _network(item, "frontendIPConfigurations"),
        "target_count": len(_pooled(item) | _forwarded(item)),
    }


def application_gateway(item: Item, account: Account) -> Row:
    """One Application Gateway, from Azure's JSON."""
    running = text(item, "properties.operationalState")
    return {
        **row(item, account),
        "kind": "application",
        "sku": text(item, "properties.sku.name"),
        "scheme": _scheme(item),
        "state": word(running or text(item, "properties.provisioningState")),
        "network": _network(item, "gatewayIPConfigurations"),
        "target_count": len(_pooled(item)),
    }


def _scheme(item: Item) -> str | None:
    fronts = items(item, "properties.frontendIPConfigurations")
    if not fronts:
        return None
    public = ("publicIPAddress", "publicIPPrefix")
    seen = any(value(one, f"properties.{kind}") for one in fronts for kind in public)
    return "internet-facing" if seen else "internal"


def _network(item: Item, fronts: str) -> str | None:
    subnets = (text(one, "properties.subnet.id") for one in items(item, f"properties.{fronts}"))
    return next((segment(one, "virtualNetworks") for one in subnets if one), None)


def _pooled(item: Item) -> set[str]:
    """The different targets of its backend pools."""
    found: set[str] = set()
    for pool in items(item, "properties.backendAddressPools"):
        found |= {identity(one) for one in items(pool, "properties.backendIPConfigurations")}
        # Those that stand in the pool by an address of their own.
        for one in items(pool, "properties.loadBalancerBackendAddresses"):
            own = identity(one, "properties.networkInterfaceIPConfiguration.id")
            found.add(own or f"{identity(pool)} {text(one, 'name')}")
        for one in items(pool, "properties.backendAddresses"):
            found.add(text(one, "ipAddress") or text(one, "fqdn") or "")
    return found - {""}


def _forwarded(item: Item) -> set[str]:
    """The targets of its inbound NAT rules."""
    rules = items(item, "properties.inboundNatRules")
    return {identity(one, "properties.backendIPConfiguration.id") for one in rules} - {""}
