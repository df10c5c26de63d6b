"""io1 and io2 volumes that gp3 would do for; and ones in use, loose, or that tell nothing."""

from decimal import Decimal

from demo.lab.disk import disk
from demo.lab.idle_disk import HOLDER

SUBJECT = "disk"
AWS = ("aws",)
FLAGGED = ("io-one", "io-two")
SPARED = {
    "io-busy": "it uses more operations than gp3 has",
    "io-wide": "it uses more throughput than gp3 has",
    "io-loose": "nothing holds it: that is another finding",
    "io-mute": "nobody tells what it does",
}
# $0.065 an operation comes to more than the estate charges for all of it.
SAVES = Decimal(1)
IO1, IO2 = {"aws": "io1"}, {"aws": "io2"}
DISKS = (
    *disk("io-one", clouds=AWS, kinds=IO1, holder=HOLDER, ops=50.0, mib=1.0),
    *disk("io-two", clouds=AWS, kinds=IO2, holder=HOLDER, ops=120.0, mib=2.0),
    *disk("io-busy", gib=20, clouds=AWS, kinds=IO2, holder=HOLDER, ops=900.0, mib=2.0),
    *disk("io-wide", gib=20, clouds=AWS, kinds=IO1, holder=HOLDER, ops=50.0, mib=40.0),
    *disk("io-loose", gib=20, clouds=AWS, kinds=IO2, free=3),
    *disk("io-mute", gib=20, clouds=AWS, kinds=IO2, holder=HOLDER, ops=None),
)
