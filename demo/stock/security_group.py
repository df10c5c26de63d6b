"""Security groups: in use and not, open to nobody, on the web's ports, on SSH, or wholly."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from demo.accounts import Ids, place
from demo.shape import Estate, Place
from demo.stock import nic
from demo.stock.thing import Answer, Item, Request, Thing
from demo.stock.wire import told

SERVICES = ("ec2",)
KIND = "Microsoft.Network/networkSecurityGroups"
WORLD, WORLD_6, INSIDE = "0.0.0.0/0", "::/0", "10.0.0.0/8"
# What is open to the world: ports as the catalog says them, SSH, RDP, a database.
SHUT = ((), False, False, False)
Open = tuple[Sequence[str], bool, bool, bool]
# (protocol, first port, last port, source); EC2's words.
Rule = tuple[str, int, int, str]


@dataclass(frozen=True, slots=True)
class Plan:
    """A group of AWS's; `default` ones are those that a VPC has from the start."""

    account: str
    region: str
    name: str
    rules: Sequence[Rule]
    opened: Open


_WEB = (("tcp", 80, 80, WORLD), ("tcp", 443, 443, WORLD))
_APP = (("tcp", 443, 443, INSIDE),)
_PLACES = (
    ("shop-prod", "us-east-1"), ("shop-prod", "eu-west-1"), ("shop-staging", "us-east-1"),
    ("data-platform", "us-east-1"), ("data-platform", "ap-southeast-1"),
)  # fmt: skip
PLANS = (
    *(Plan(*where, nic.EVERY_VM, _APP, SHUT) for where in _PLACES),
    *(Plan(*where, nic.PUBLIC_VM, _WEB, (("80", "443"), False, False, False)) for where in _PLACES),
    *(Plan(*where, "default", (), SHUT) for where in _PLACES),
    Plan("shop-staging", "us-east-1", "ssh-anywhere",
         (("tcp", 22, 22, WORLD), ("tcp", 22, 22, WORLD_6)), (("22",), True, False, False)),
    Plan("shop-prod", "us-east-1", "legacy-open", (("-1", -1, -1, WORLD),),
         (("all",), True, True, True)),
    Plan("data-platform", "us-east-1", "emr-range",
         (("tcp", 5000, 6000, WORLD), ("udp", 53, 53, WORLD_6), ("icmp", -1, -1, WORLD)),
         (("5000-6000", "53/udp", "other"), False, False, True)),
)  # fmt: skip

# Azure's: account, region, name, rules, how many subnets and interfaces use it, what is open.
# A rule: (priority, allow or deny, protocol, source, ports, destination).
Said = tuple[int, str, str, str, str, str]
NSGS: Sequence[tuple[str, str, str, Sequence[Said], int, Open]] = (
    ("retail-prod", "westeurope", "nsg-web",
     ((100, "Allow", "Tcp", "Internet", "443", "*"), (110, "Allow", "Tcp", "*", "80", "*")),
     2, (("80", "443"), False, False, False)),
    # A denial that comes first keeps everyone out, whatever the later rule says.
    ("retail-prod", "westeurope", "nsg-jump",
     ((200, "Deny", "*", "Internet", "*", "*"), (300, "Allow", "Tcp", "*", "22", "*")), 1, SHUT),
    ("retail-prod", "northeurope", "nsg-sql",
     ((100, "Allow", "Tcp", "VirtualNetwork", "1433", "*"),), 1, SHUT),
    ("retail-dev", "eastus", "nsg-lab",
     ((100, "Deny", "Tcp", "Internet", "22", "*"), (200, "Allow", "Tcp", "0.0.0.0/0", "20-30", "*"),
      (300, "Allow", "*", "Internet", "3389", "*")),
     0, (("20-21", "23-30", "3389", "3389/udp", "other"), False, True, False)),
    ("retail-dev", "westeurope", "nsg-empty", (), 0, SHUT),
    ("legacy-erp", "westeurope", "nsg-erp", ((100, "Allow", "*", "*", "*", "*"),), 1,
     (("all",), True, True, True)),
)  # fmt: skip


def things(estate: Estate) -> Iterator[Thing]:
    """All of them."""
    ids = Ids(estate.seed)
    uses = Counter(
        group for one in nic.things(estate) for group in _listed(one.facts["security_groups"])
    )
    for plan in PLANS:
        used = uses[nic.group_id(ids, place(plan.account, plan.region), plan.name)]
        yield group(estate, plan, used)
    for account, region, name, rules, used, opened in NSGS:
        yield nsg(ids, place(account, region), name, (rules, used, opened))


def group(estate: Estate, plan: Plan, used: int) -> Thing:
    """One of AWS's, which so many interfaces use."""
    where = place(plan.account, plan.region)
    home = next(one for one in estate.networks if one.place == where)
    facts = {
        "name": plan.name,
        "is_default": plan.name == "default",
        "network": home.id,
        "rule_count": len(plan.rules) or 1,
        "tags": {},
        **_facts(plan.opened, used),
    }
    identity = nic.group_id(Ids(estate.seed), where, plan.name)
    return Thing("security_group", where, identity, facts, {"plan": plan})


def _listed(found: object) -> list[str]:
    return [str(one) for one in found] if isinstance(found, list) else []


def _facts(opened: Open, used: int) -> Mapping[str, object]:
    ports, ssh, rdp, database = opened
    return {
        "open_to_world": bool(ports),
        "open_ports": list(ports),
        "open_ssh": ssh,
        "open_rdp": rdp,
        "open_database": database,
        "attached": used > 0,
        "attached_count": used,
    }


def nsg(ids: Ids, where: Place, name: str, told: tuple[Sequence[Said], int, Open]) -> Thing:
    """One of Azure's: its rules, how many use it, what is open."""
    rules, used, opened = told
    written = ids.of("", KIND, where, name)
    facts = {"name": name, "rule_count": len(rules), "tags": {}, **_facts(opened, used)}
    more = {"rules": rules, "used": used}
    return Thing("security_group", where, written.lower(), facts, more, written_id=written)


def answer(request: Request, things: Sequence[Thing]) -> Answer | None:
    """What EC2 says of them."""
    if request.action != "DescribeSecurityGroups":
        return None
    return told("ec2", request.action, {"SecurityGroups": [_group(one) for one in things]})


def _group(thing: Thing) -> Item:
    plan = thing.more["plan"]
    assert isinstance(plan, Plan)  # noqa: S101 - for the type alone
    own: Item = {"IpProtocol": "-1", "UserIdGroupPairs": [{"GroupId": thing.id}]}
    return {
        "GroupId": thing.id,
        "GroupName": plan.name,
        "Description": f"{plan.name} security group",
        "VpcId": thing.facts["network"],
        "IpPermissions": [_permission(rule) for rule in plan.rules] or [own],
        "Tags": [],
    }


def _permission(rule: Rule) -> Item:
    protocol, first, last, source = rule
    six = ":" in source
    return {
        "IpProtocol": protocol,
        **({} if protocol == "-1" else {"FromPort": first, "ToPort": last}),
        "IpRanges": [] if six else [{"CidrIp": source}],
        "Ipv6Ranges": [{"CidrIpv6": source}] if six else [],
        "UserIdGroupPairs": [],
        "PrefixListIds": [],
    }


def azure(things: Sequence[Thing]) -> Mapping[str, tuple[Item, ...]]:
    """As Network writes them."""
    return {KIND: tuple(_item(one) for one in things)}


def _item(thing: Thing) -> Item:
    rules, used = thing.more["rules"], thing.more["used"]
    assert isinstance(rules, tuple)  # noqa: S101 - for the type alone
    assert isinstance(used, int)  # noqa: S101 - for the type alone
    home = thing.written_id.rpartition("/networkSecurityGroups/")[0]
    subnets = [{"id": f"{home}/virtualNetworks/core/subnets/s{n}"} for n in range(used)]
    return {
        **thing.as_arm(KIND),
        "properties": {
            "provisioningState": "Succeeded",
            "securityRules": [_rule(rule) for rule in rules],
            **({"subnets": subnets} if subnets else {}),
        },
    }


def _rule(said: Said) -> Item:
    priority, access, protocol, source, ports, destination = said
    return {
        "name": f"rule-{priority}",
        "properties": {
            "priority": priority,
            "direction": "Inbound",
            "access": access,
            "protocol": protocol,
            "sourceAddressPrefix": source,
            "sourcePortRange": "*",
            "destinationAddressPrefix": destination,
            "destinationPortRange": ports,
        },
    }
