"""Commitments that end within 30 days; and ones that end later, or go on by themselves."""

from demo.lab.commitment import commitment

SUBJECT = "commitment"
FLAGGED = ("cp-ending", "cp-last")
SPARED = {
    "cp-far": "it ends in 45 days",
    "cp-long": "it ends in 300 days",
    "cp-renewing": "it renews by itself",
}
# What its use will be charged then is not known.
SAVES = None
COMMITMENTS = (
    *commitment("cp-ending", days_left=25),
    *commitment("cp-last", days_left=4),
    *commitment("cp-far", days_left=45),
    *commitment("cp-long", days_left=300),
    *commitment("cp-renewing", days_left=12, renews=True),
)
