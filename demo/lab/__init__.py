"""What is planted for the rules of waste: one file a rule, called as the rule is.

All of it stands in two accounts of its own, AWS and AZURE, so that the rest of the estate stays as
it is. A rule's file says what is to be found and what comes near and must not be:

    SUBJECT = "vm"                       what the rule is about
    FLAGGED = ("idle-quiet", …)          cases that the rule must flag
    SPARED = {"idle-new": "…", …}        cases that it must not, and why
    SAVES = Decimal(1)                   which part of a flagged resource's charges of the last 30
                                         days is saved; None: not told. A mapping: case → part
    SAVED_FROM = "disk"                  left out: the resource's own charges; else those of the
                                         things of this subject whose name begins with the case's

and makes them, with any of these:

    VMS = (*vm("idle-quiet", cpu=1.5), …)             `demo.plans.Plan`s, by `lab.vm.vm`
    DISKS = (*disk("loose-old", gib=200, age=90), …)  by `lab.disk.disk`
    NETWORKS = {"net-void": ("a", "b"), …}            networks beside the lab's own: their subnets
    COMMITMENTS = (*commitment("cp-idle", used="0"), …)   `Bought`s, by `lab.commitment.commitment`
    SAVED = {"cp-idle-aws": Decimal(3)}               what a flagged one saves, where SAVES cannot
                                                      tell: by its whole name
    CLOUDS = ("azure",)                               where these are made; left out: everywhere
    ADDRESSES = (*address("ip-free"), …)              by `lab.address.address`
    things(estate)                                    `Thing`s of any subject with a file in
                                                      `demo/stock`: make them as that file does,
                                                      and give each a `daily` cost where it is
                                                      billed

A case's name is of one rule alone, and each case is made on every cloud that has the rule: the
resource is called `<case>-aws` or `<case>-azure`, which `vm`, `disk` and `address` see to, and
`named` does for things. At least two of FLAGGED and two of SPARED are on each cloud;
`tests/demo/test_waste.py` holds every rule to that, and checks what is flagged and what it saves.
"""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from demo.accounts import LAB
from demo.plans import Plan
from demo.shape import Account, Address, Disk, Estate, Network, Place, Vm
from demo.stock.thing import Thing

if TYPE_CHECKING:
    from demo.lab.commitment import Bought

# Where it stands on each cloud.
REGIONS = {"aws": "us-east-1", "azure": "westeurope"}
# Modules that make what rules plant; the others are rules.
_MAKERS = frozenset({"__init__", "vm", "disk", "address", "commitment"})
RULES = tuple(
    sorted(file.stem for file in Path(__file__).parent.glob("*.py") if file.stem not in _MAKERS)
)
Fact = dict[str, object]


def named(case: str, account: Account) -> str:
    """What a case's resource is called."""
    return f"{case}-{account.cloud}"


def vms() -> Iterator[Plan]:
    """The VMs of all rules."""
    for rule in RULES:
        yield from getattr(_file(rule), "VMS", ())


def networks(place: Place) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The networks of all rules in a place of the lab, each with its subnets' names."""
    cloud = place.account.cloud
    if place.region == REGIONS[cloud]:
        for file in map(_file, RULES):
            if cloud in getattr(file, "CLOUDS", REGIONS):
                for case, subnets in getattr(file, "NETWORKS", {}).items():
                    yield named(case, place.account), subnets


def commitments() -> "Iterator[Bought]":
    """The commitments of all rules."""
    for rule in RULES:
        yield from getattr(_file(rule), "COMMITMENTS", ())


def disks(estate: Estate) -> Iterator[Disk]:
    """The disks of all rules that no VM holds."""
    for rule in RULES:
        for make in getattr(_file(rule), "DISKS", ()):
            yield make(estate)


def addresses(estate: Estate) -> Iterator[Address]:
    """The public addresses of all rules."""
    for number, make in enumerate(
        make for rule in RULES for make in getattr(_file(rule), "ADDRESSES", ())
    ):
        yield make(estate, number)


def things(estate: Estate, subject: str) -> Iterator[Thing]:
    """What all rules plant of a subject of the stock."""
    for rule in RULES:
        file = _file(rule)
        if hasattr(file, "things"):
            yield from (one for one in file.things(estate) if one.subject == subject)


def truth(
    estate: Estate, stock: Iterable[Thing], costs: Mapping[str, Mapping[str, Decimal]]
) -> Mapping[str, list[Fact]]:
    """Rule → its cases, in the words of `truth.json`; `costs` are of the last 30 days, by id."""
    found = dict(_resources(estate, stock))
    return {rule: list(_cases(_file(rule), found, costs)) for rule in RULES}


# Subject and name → id.
Known = Mapping[tuple[str, str], str]


def _resources(estate: Estate, stock: Iterable[Thing]) -> Iterator[tuple[tuple[str, str], str]]:
    of: tuple[tuple[str, tuple[Vm | Disk | Address | Network, ...]], ...] = (
        ("vm", estate.vms), ("disk", estate.disks), ("public_ip", estate.addresses),
        ("network", estate.networks),
    )  # fmt: skip
    for subject, found in of:
        for one in found:
            if one.place.account in LAB:
                yield (subject, one.name or one.id), one.id
    for network in estate.networks:
        if network.place.account in LAB:
            for part in network.subnets:
                yield ("subnet", part.name or part.id), part.id
    for plan in commitments():
        yield ("commitment", plan.name), plan.id
    for thing in stock:
        if thing.place.account in LAB:
            yield (thing.subject, str(thing.facts["name"])), thing.id


def _cases(file: Any, known: Known, costs: Mapping[str, Mapping[str, Decimal]]) -> Iterator[Fact]:
    spared: Mapping[str, str] = file.SPARED
    for case in (*file.FLAGGED, *spared):
        for account in LAB:
            for identity in _ids(known, file.SUBJECT, named(case, account)):
                flagged = case in file.FLAGGED
                saved = _saved(file, case, account, identity, known, costs) if flagged else None
                yield {
                    "id": identity,
                    "case": case,
                    "cloud": account.cloud,
                    "account": account.name,
                    "flagged": flagged,
                    "why": spared.get(case),
                    "monthly_saving": None if saved is None else str(saved),
                }


def _saved(
    file: Any,
    case: str,
    account: Account,
    identity: str,
    known: Known,
    costs: Mapping[str, Mapping[str, Decimal]],
) -> Decimal | None:
    name = named(case, account)
    if name in (told := getattr(file, "SAVED", {})):
        return Decimal(told[name])
    part = file.SAVES.get(case) if isinstance(file.SAVES, Mapping) else file.SAVES
    if part is None:
        return None
    of = getattr(file, "SAVED_FROM", None)
    ids = [identity] if of is None else _ids(known, of, name)
    paid = [costs[one]["effective"] for one in ids if one in costs]
    return sum(paid, Decimal(0)) * part if paid else None


def _ids(known: Known, subject: str, name: str) -> list[str]:
    """Of what is called so, whatever its name has after that."""
    return [one for (of, called), one in known.items() if of == subject and called.startswith(name)]


def _file(rule: str) -> Any:
    return import_module(f"demo.lab.{rule}")
