"""Public zones that nobody asks; and asked and private ones."""

from collections.abc import Iterator

from demo.accounts import LAB, Ids
from demo.lab import named
from demo.shape import Estate
from demo.stock import dns_zone
from demo.stock.thing import Thing

SUBJECT = "dns_zone"
FLAGGED = ("zone-silent", "zone-still")
SPARED = {"zone-asked": "it is asked", "zone-private": "what private zones are asked is not told"}
# Zones have no charges of their own here: the list price stands in.
SAVES = None


def things(estate: Estate) -> Iterator[Thing]:
    """All of them."""
    aws = next(account for account in LAB if account.cloud == "aws")
    for case, private, queries in (
        ("zone-silent", False, 0), ("zone-still", False, 0), ("zone-asked", False, 50),
        ("zone-private", True, 0),
    ):  # fmt: skip
        plan = (aws.name, named(case, aws), private, 5, queries, None, None)
        yield dns_zone.thing(estate, Ids(estate.seed), plan)
