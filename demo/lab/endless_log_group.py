"""Log groups that are kept for ever; and ones with a retention, however long, or without logs."""

from collections.abc import Iterator

from demo.accounts import LAB
from demo.lab import named
from demo.lab.vm import REGIONS
from demo.shape import Estate
from demo.stock import log_group
from demo.stock.log_group import Logs
from demo.stock.thing import Thing

SUBJECT = "log_group"
FLAGGED = ("log-endless", "log-silent")
SPARED = {
    "log-decade": "it is kept for ten years",
    "log-month": "it is kept for a month",
    "log-empty": "there is nothing in it",
}
# What is deleted one day cannot be told before.
SAVES = None


def things(estate: Estate) -> Iterator[Thing]:
    """All of them."""
    aws = next(account for account in LAB if account.cloud == "aws")
    for case, days, stored, daily in (
        ("log-endless", None, 800.0, 3.0),
        ("log-silent", None, 40.0, None),
        ("log-decade", 3653, 800.0, 3.0),
        ("log-month", 30, 20.0, 1.0),
        ("log-empty", None, 0.0, None),
    ):
        one = Logs(aws.name, REGIONS["aws"], named(case, aws), days, stored, daily, None, 400)
        yield log_group.thing(estate, one)
