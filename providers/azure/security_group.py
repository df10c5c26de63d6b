"""Network security groups: what is open to the world once their rules are taken by priority.

The lowest number decides first: what it denies to everyone, no later rule opens. A denial of some
sources or destinations only closes nothing for the rest, so it is passed over; that may say open of
what another rule keeps from a part of the world, never the other way round. The default rules let
no one in from the internet. A rule whose source is a service tag other than Internet is not the
world.
"""

from collections.abc import Iterable, Iterator, Mapping

from providers import openness, ports
from providers.azure.graph import Found, Table
from providers.azure.payload import Item, items, text, texts, whole
from providers.azure.resource import row
from providers.model import Account, Row
from providers.openness import OTHER, TCP, UDP, WORLD

NEEDS = ("Microsoft.Network/networkSecurityGroups/read",)
GROUPS = Table(
    "Microsoft.Network/networkSecurityGroups",
    listed=lambda azure: azure.network.network_security_groups.list_all,
)
TABLES = (GROUPS,)
ANYONE = WORLD | {"*", "any", "internet"}
_PROTOCOLS: Mapping[str, tuple[str, ...]] = {"tcp": (TCP,), "udp": (UDP,), "*": (TCP, UDP, OTHER)}


def rows(found: Found) -> Iterator[Row]:
    """All network security groups."""
    return (security_group(item, account) for item, account in found.of(GROUPS))


def security_group(item: Item, account: Account) -> Row:
    """One network security group, from Azure's JSON."""
    rules = [rule for rule in items(item, "properties.securityRules") if _is_inbound(rule)]
    users = [
        *items(item, "properties.networkInterfaces"),
        *items(item, "properties.subnets"),
    ]
    return {
        **row(item, account),
        **openness.fields(open_ports(rules)),
        "rule_count": len(rules),
        "attached": bool(users),
        "attached_count": len(users),
    }


def _is_inbound(rule: Item) -> bool:
    return (text(rule, "properties.direction") or "").lower() == "inbound"


def open_ports(rules: Iterable[Item]) -> Mapping[str, int]:
    """Protocol → the ports that anyone may reach, of inbound rules in any order."""
    found = dict.fromkeys((TCP, UDP, OTHER), ports.NONE)
    denied = dict.fromkeys((TCP, UDP, OTHER), ports.NONE)
    for rule in sorted(rules, key=lambda one: whole(one, "properties.priority") or 0):
        if not _is_of_anyone(rule):
            continue
        allows = (text(rule, "properties.access") or "").lower() == "allow"
        for protocol in _protocols(rule):
            reached = ports.ALL if protocol == OTHER else _ports(rule)
            if allows:
                found[protocol] |= reached & ~denied[protocol]
            elif _is_whole(rule):
                denied[protocol] |= reached
    return found


def _is_of_anyone(rule: Item) -> bool:
    said = [*_both(rule, "sourceAddressPrefix")]
    return any(one.lower() in ANYONE for one in said)


def _is_whole(rule: Item) -> bool:
    """Whether it is of every port that one may come from, and of everything behind it."""
    behind = [*_both(rule, "destinationAddressPrefix")]
    return "*" in behind and "*" in _both(rule, "sourcePortRange")


def _both(rule: Item, name: str) -> Iterator[str]:
    """What a property says, which has a plural beside it."""
    if one := text(rule, f"properties.{name}"):
        yield one
    yield from texts(rule, f"properties.{name}{'es' if name.endswith('x') else 's'}")


def _protocols(rule: Item) -> tuple[str, ...]:
    said = (text(rule, "properties.protocol") or "*").lower()
    return _PROTOCOLS.get(said, (OTHER,))


def _ports(rule: Item) -> int:
    found = ports.NONE
    for said in _both(rule, "destinationPortRange"):
        first, _, last = said.partition("-")
        if said == "*":
            return ports.ALL
        if first.isdigit() and (last or first).isdigit():
            found |= ports.span(int(first), int(last or first))
    return found
