"""gp3 volumes with operations that nobody uses; and with ones in use, or in the price."""

from decimal import Decimal

from demo.lab.disk import disk
from demo.lab.idle_disk import HOLDER

SUBJECT = "disk"
AWS = ("aws",)
FLAGGED = ("iops-more", "iops-far-more")
SPARED = {
    "iops-used": "it uses more than the 3,000 of the price",
    "iops-plain": "it has what is in the price",
    "iops-mute": "nobody tells what it does",
}
# $0.005 for each above 3,000, beside $0.08 a GiB; never more than all that is charged.
SAVES = {"iops-more": Decimal(1000) * 5 / (80 * 200), "iops-far-more": Decimal(1)}
DISKS = (
    *disk("iops-more", gib=200, clouds=AWS, holder=HOLDER, iops=4000, ops=100.0),
    *disk("iops-far-more", clouds=AWS, holder=HOLDER, iops=16000, ops=20.0),
    *disk("iops-used", gib=20, clouds=AWS, holder=HOLDER, iops=4000, ops=600.0),
    *disk("iops-plain", gib=20, clouds=AWS, holder=HOLDER, ops=20.0),
    *disk("iops-mute", gib=20, clouds=AWS, holder=HOLDER, iops=4000, ops=None),
)
