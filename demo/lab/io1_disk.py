"""io1 volumes; and other ones."""

from demo.lab.disk import disk

SUBJECT = "disk"
AWS = ("aws",)
FLAGGED = ("io1-small", "io1-large")
SPARED = {
    "io1-two": "it is io2",
    "io1-gp3": "it is gp3",
}
# By list price nothing, or less above 32,000 operations.
SAVES = None
DISKS = (
    *disk("io1-small", gib=50, kinds={"aws": "io1"}, clouds=AWS),
    *disk("io1-large", gib=200, kinds={"aws": "io1"}, clouds=AWS),
    *disk("io1-two", gib=50, kinds={"aws": "io2"}, clouds=AWS),
    *disk("io1-gp3", clouds=AWS),
)
