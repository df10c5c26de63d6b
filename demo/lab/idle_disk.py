"""Disks that a running VM holds and nothing uses; and ones that drip, are loose, or tell nothing.

The VM of this file holds the disks of other rules, too.
"""

from decimal import Decimal
from typing import Any

from demo.lab.disk import disk
from demo.lab.vm import vm

SUBJECT = "disk"
HOLDER = "disk-host"
FLAGGED = ("still-one", "still-two")
SPARED = {
    "still-drips": "a few hundred operations a day",
    "still-loose": "nothing holds it: that is another finding",
    "still-new": "it is younger than the window",
    "still-mute": "nobody tells what it does",
}
SAVES = Decimal(1)
STILL: dict[str, Any] = {"holder": HOLDER, "ops": 0.0, "mib": 0.0}
VMS = vm(HOLDER, cpu=45.0)
DISKS = (
    *disk("still-one", **STILL),
    *disk("still-two", gib=40, age=30, kinds={"aws": "gp3", "azure": "StandardSSD_LRS"}, **STILL),
    *disk("still-drips", gib=20, holder=HOLDER, ops=0.005),
    *disk("still-loose", gib=20, free=3, ops=0.0),
    *disk("still-new", gib=20, age=4, **STILL),
    *disk("still-mute", gib=20, holder=HOLDER, ops=None),
)
