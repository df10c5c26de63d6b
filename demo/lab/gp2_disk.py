"""gp2 volumes; and ones that are gp3 already, or larger than gp3 is cheaper for without more."""

from decimal import Decimal

from demo.lab.disk import disk

SUBJECT = "disk"
AWS = ("aws",)
FLAGGED = ("gp2-small", "gp2-largest")
SPARED = {
    "gp2-larger": "it may use more operations than gp3 includes",
    "gp2-not": "it is gp3",
}
# $0.10 and $0.08 a GiB.
SAVES = Decimal("0.2")
GP2 = {"aws": "gp2"}
DISKS = (
    *disk("gp2-small", gib=80, kinds=GP2, clouds=AWS),
    *disk("gp2-largest", gib=1000, kinds=GP2, clouds=AWS),
    *disk("gp2-larger", gib=1001, kinds=GP2, clouds=AWS),
    *disk("gp2-not", clouds=AWS),
)
