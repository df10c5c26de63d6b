"""gp3 volumes with throughput that nobody uses; and with one in use, or in the price."""

from decimal import Decimal

from demo.lab.disk import disk
from demo.lab.idle_disk import HOLDER

SUBJECT = "disk"
AWS = ("aws",)
FLAGGED = ("wide-more", "wide-far-more")
SPARED = {
    "wide-used": "it uses more than the 125 MiB/s of the price",
    "wide-plain": "it has what is in the price",
    "wide-mute": "nobody tells what it does",
}
# $0.04 for each MiB/s above 125, beside $0.08 a GiB; never more than all that is charged.
SAVES = {"wide-more": Decimal(125) * 4 / (8 * 200), "wide-far-more": Decimal(1)}
DISKS = (
    *disk("wide-more", gib=200, clouds=AWS, holder=HOLDER, limit_mib=250, mib=2.0),
    *disk("wide-far-more", gib=50, clouds=AWS, holder=HOLDER, limit_mib=1000, mib=1.0),
    *disk("wide-used", gib=20, clouds=AWS, holder=HOLDER, limit_mib=250, mib=30.0),
    *disk("wide-plain", gib=20, clouds=AWS, holder=HOLDER, mib=1.0),
    *disk("wide-mute", gib=20, clouds=AWS, holder=HOLDER, limit_mib=250, mib=None),
)
