"""Buckets without a lifecycle; and with one, of any kind."""

from collections.abc import Iterator

from demo.accounts import LAB
from demo.lab import named
from demo.lab.vm import REGIONS
from demo.shape import Estate
from demo.stock import bucket
from demo.stock.bucket import S3, Held
from demo.stock.thing import Thing

SUBJECT = "bucket"
FLAGGED = ("s3-plain", "s3-versioned")
SPARED = {
    "s3-tiered": "a rule moves what is old",
    "s3-aborts": "a rule aborts uploads",
    "s3-ends": "a rule deletes old versions",
}
# What would be moved or deleted cannot be told before.
SAVES = None


def things(estate: Estate) -> Iterator[Thing]:
    """All of them."""
    for case, rules, versioned in (
        ("s3-plain", (), False),
        ("s3-versioned", (), True),
        ("s3-tiered", ("tier",), False),
        ("s3-aborts", ("abort",), False),
        ("s3-ends", ("versions",), True),
    ):
        for account in LAB:
            aws = account.cloud == "aws"
            # Azure does away with unfinished uploads by itself.
            if aws or "abort" not in rules:
                one = Held(account.name, REGIONS[account.cloud], named(case, account),
                           {S3 if aws else "": 40.0}, 900, None, 300, rules,
                           versioned=versioned)  # fmt: skip
                yield bucket.thing(estate, one)
