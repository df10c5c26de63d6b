"""Private zones of no network; and linked and public ones."""

from collections.abc import Iterator

from demo.accounts import LAB, Ids
from demo.lab import named
from demo.shape import Estate
from demo.stock import dns_zone
from demo.stock.thing import Thing

SUBJECT = "dns_zone"
FLAGGED = ("dns-lone", "dns-lost")
SPARED = {"dns-linked": "a network is linked to it", "dns-public": "it is public"}
# Zones have no charges of their own here: the list price stands in.
SAVES = None


def things(estate: Estate) -> Iterator[Thing]:
    """All of them."""
    azure = next(account for account in LAB if account.cloud == "azure")
    for case, private, links in (
        ("dns-lone", True, 0), ("dns-lost", True, 0), ("dns-linked", True, 2),
        ("dns-public", False, None),
    ):  # fmt: skip
        plan = (azure.name, named(case, azure), private, 5, 200, links, None)
        yield dns_zone.thing(estate, Ids(estate.seed), plan)
