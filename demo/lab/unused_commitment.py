"""Commitments of which little is used; and ones that are used up, or nearly."""

from demo.lab.commitment import commitment

SUBJECT = "commitment"
FLAGGED = ("cp-idle", "cp-half")
SPARED = {"cp-full": "all of it is used", "cp-most": "more than 80% of it is used"}
SAVES = None
COMMITMENTS = (
    *commitment("cp-idle", used="0"),
    *commitment("cp-half", used="0.5"),
    *commitment("cp-full"),
    *commitment("cp-most", used="0.9"),
)
SAVED = {one.name: one.lost for one in COMMITMENTS}
