"""Security groups that nothing uses; and used and default ones."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from demo.accounts import LAB, Ids, place
from demo.lab import named
from demo.lab.vm import REGIONS
from demo.shape import Estate
from demo.stock import nic, security_group
from demo.stock.security_group import SHUT, Plan
from demo.stock.thing import Thing

SUBJECT = "security_group"
FLAGGED = ("sg-left", "sg-empty")
SPARED = {
    "sg-used": "an interface uses it",
    "sg-shared": "several use it",
}
# It is not charged for.
SAVES = Decimal(0)
USED = {"sg-used": 1, "sg-shared": 4}


def things(estate: Estate) -> Iterator[Thing]:
    """All of them."""
    for account in LAB:
        where = place(account.name, REGIONS[account.cloud])
        for case in (*FLAGGED, *SPARED):
            used, name = USED.get(case, 0), named(case, account)
            if account.cloud == "aws":
                plan = Plan(account.name, where.region, name, (), SHUT)
                made = security_group.group(estate, plan, used)
                yield made
                yield from _users(estate, made, used)
            else:
                yield security_group.nsg(Ids(estate.seed), where, name, ((), used, SHUT))


def _users(estate: Estate, group: Thing, count: int) -> Iterator[Thing]:
    """Interfaces in a group of AWS's, which tells by them alone who uses it."""
    where = group.place
    for number in range(count):
        name = f"{group.facts['name']}-{number}"
        plan = (where.account.name, where.region, name, "interface", "amazon-aws", None)
        # Beyond the addresses of other planted interfaces.
        made = nic.other(estate, Ids(estate.seed), plan, 5 + number + count)
        yield replace(made, facts={**made.facts, "security_groups": [group.id]})
