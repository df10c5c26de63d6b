"""DDoS protection plans."""

from collections.abc import Iterator, Mapping, Sequence

from demo.accounts import Ids, place
from demo.shape import Estate
from demo.stock.thing import Item, Thing

KIND = "Microsoft.Network/ddosProtectionPlans"
# (account, region, name, how many networks it protects).
Plan = tuple[str, str, str, int]
PLANS: tuple[Plan, ...] = (("retail-prod", "westeurope", "ddos-retail", 2),)


def things(estate: Estate) -> Iterator[Thing]:
    """All of them."""
    return (thing(estate, plan) for plan in PLANS)


def thing(estate: Estate, plan: Plan) -> Thing:
    """One of them."""
    account, region, name, networks = plan
    where = place(account, region)
    written = Ids(estate.seed).of("", KIND, where, name)
    facts: Mapping[str, object] = {"name": name, "network_count": networks, "tags": {}}
    return Thing("ddos_plan", where, written.lower(), facts, {}, (), written)


def azure(things: Sequence[Thing]) -> Mapping[str, tuple[Item, ...]]:
    """As Network writes them."""
    return {KIND: tuple(_item(one) for one in things)}


def _item(thing: Thing) -> Item:
    count = thing.facts["network_count"]
    assert isinstance(count, int)  # noqa: S101 - for the type alone
    networks = [{"id": f"{thing.written_id}/vnet-{number}"} for number in range(count)]
    return {
        **thing.as_arm(KIND),
        "tags": thing.facts["tags"],
        "properties": {"provisioningState": "Succeeded", "virtualNetworks": networks},
    }
