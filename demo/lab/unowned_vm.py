"""VMs without owner and team; and with either."""

from decimal import Decimal

from demo.lab.vm import vm

SUBJECT = "vm"
FLAGGED = ("tag-none", "tag-other")
SPARED = {
    "tag-owner": "it has an owner",
    "tag-team": "it has a team",
    "tag-new": "it is less than a week old",
}
# It is not charged for.
SAVES = Decimal(0)
BARE = {"owner": None, "team": None}
SMALL = {"aws": "t3.medium", "azure": "Standard_B2s"}
VMS = (
    *vm("tag-none", cpu=45.0, size=SMALL, tags=BARE),
    *vm("tag-other", cpu=45.0, size=SMALL, tags={**BARE, "app": "lab"}),
    *vm("tag-owner", cpu=45.0, size=SMALL, tags={**BARE, "owner": "ana"}),
    *vm("tag-team", cpu=45.0, size=SMALL, tags={**BARE, "team": "web"}),
    *vm("tag-new", cpu=45.0, size=SMALL, age_days=5, tags=BARE),
)
