"""Buckets that keep all versions; and ones without versions, or that let them go."""

from collections.abc import Iterator

from demo.accounts import LAB
from demo.lab import named
from demo.lab.vm import REGIONS
from demo.shape import Estate
from demo.stock import bucket
from demo.stock.bucket import S3, Held
from demo.stock.thing import Thing

SUBJECT = "bucket"
FLAGGED = ("s3-history", "s3-archive")
SPARED = {"s3-single": "it has no versions", "s3-forgets": "old versions are let go"}
# How much is in old versions is not told.
SAVES = None


def things(estate: Estate) -> Iterator[Thing]:
    """All of them."""
    aws = next(account for account in LAB if account.cloud == "aws")
    for case, rules, versioned in (
        ("s3-history", (), True),
        ("s3-archive", ("tier", "abort"), True),
        ("s3-single", (), False),
        ("s3-forgets", ("versions",), True),
    ):
        one = Held(aws.name, REGIONS["aws"], named(case, aws), {S3: 40.0}, 900, None, 300, rules,
                   versioned=versioned)  # fmt: skip
        yield bucket.thing(estate, one)
