"""Addresses that nothing uses; and ones that a VM has, or that were taken lately."""

from decimal import Decimal

from demo.lab.address import address

SUBJECT = "public_ip"
FLAGGED = ("ip-spare", "ip-forgotten")
SPARED = {
    "ip-used": "a VM has it",
    "ip-new": "it was taken less than 7 days ago",
    "ip-of-prefix": "it is of a prefix, which is billed in its place",
}
SAVES = Decimal(1)
ADDRESSES = (
    *address("ip-spare"),
    *address("ip-forgotten", age=12),
    *address("ip-used", vm="idle-sends"),
    *address("ip-new", age=4),
    *address("ip-of-prefix", clouds=("azure",), prefix="prefix-lab"),
)
