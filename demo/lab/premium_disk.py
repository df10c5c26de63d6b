"""Premium SSDs that hardly do anything; and ones in use, standard, loose, or that tell nothing."""

from decimal import Decimal

from demo.lab.disk import disk
from demo.lab.idle_disk import HOLDER

SUBJECT = "disk"
AZURE = ("azure",)
FLAGGED = ("premium-slack", "premium-slow")
SPARED = {
    "premium-busy": "it uses more operations than a Standard SSD bears well",
    "premium-wide": "it uses more throughput than a Standard SSD bears well",
    "premium-not": "it is a Standard SSD",
    "premium-loose": "nothing holds it: that is another finding",
    "premium-mute": "nobody tells what it does",
}
SAVES = Decimal("0.4")
STANDARD = {"azure": "StandardSSD_LRS"}
DISKS = (
    *disk("premium-slack", clouds=AZURE, holder=HOLDER, ops=5.0, mib=1.0),
    *disk("premium-slow", clouds=AZURE, holder=HOLDER, ops=40.0, mib=4.0),
    *disk("premium-busy", gib=20, clouds=AZURE, holder=HOLDER, ops=150.0, mib=1.0),
    *disk("premium-wide", gib=20, clouds=AZURE, holder=HOLDER, ops=5.0, mib=20.0),
    *disk("premium-not", gib=20, clouds=AZURE, kinds=STANDARD, holder=HOLDER, ops=5.0, mib=1.0),
    *disk("premium-loose", gib=20, clouds=AZURE, free=3),
    *disk("premium-mute", gib=20, clouds=AZURE, holder=HOLDER, ops=None),
)
