"""VMs that have not run for a month; and ones that were stopped lately, run, or are new."""

from decimal import Decimal

from demo.lab.vm import vm

SUBJECT, SAVED_FROM = "vm", "disk"
FLAGGED = ("parked-year", "parked-month")
SPARED = {
    "parked-lately": "it ran within the last 30 days",
    "parked-runs": "it runs",
    "parked-asg": "part of a group that starts it when needed",
}
SAVES = Decimal(1)
# What Azure calls stopped is billed.
OFF = {"aws": "stopped", "azure": "deallocated"}
VMS = (
    *vm("parked-year", cpu=30.0, state=OFF, off_days=300),
    *vm("parked-month", cpu=30.0, state=OFF, off_days=31, os="windows"),
    *vm("parked-lately", cpu=30.0, state=OFF, off_days=12),
    *vm("parked-runs", cpu=30.0),
    *vm("parked-asg", ("aws",), cpu=30.0, state=OFF, off_days=90,
        tags={"aws:autoscaling:groupName": "parked-asg"}),
)  # fmt: skip
