"""Buckets that keep parts of uploads; and ones that do not."""

from collections.abc import Iterator

from demo.accounts import LAB
from demo.lab import named
from demo.lab.vm import REGIONS
from demo.shape import Estate
from demo.stock import bucket
from demo.stock.bucket import S3, Held
from demo.stock.thing import Thing

SUBJECT = "bucket"
FLAGGED = ("s3-parts", "s3-moves")
SPARED = {"s3-clean": "a rule aborts uploads", "s3-both": "a rule aborts uploads, another moves"}
# How much is kept in parts is not told.
SAVES = None


def things(estate: Estate) -> Iterator[Thing]:
    """All of them."""
    aws = next(account for account in LAB if account.cloud == "aws")
    for case, rules, versioned in (
        ("s3-parts", (), False),
        ("s3-moves", ("tier",), False),
        ("s3-clean", ("abort",), False),
        ("s3-both", ("tier", "abort"), False),
    ):
        one = Held(aws.name, REGIONS["aws"], named(case, aws), {S3: 40.0}, 900, None, 300, rules,
                   versioned=versioned)  # fmt: skip
        yield bucket.thing(estate, one)
