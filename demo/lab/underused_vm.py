"""VMs that would do on a smaller size; and ones that are busy, smallest, spot, or unmeasured."""

from decimal import Decimal
from typing import Any

from demo.lab.vm import vm

SUBJECT = "vm"
FLAGGED = ("large-half", "large-wide")
SPARED = {
    "large-busy": "busy for more than 5% of the time",
    "large-smallest": "there is no smaller size of its family",
    "large-mute": "nobody measures it",
    "large-spot": "it runs on spare capacity",
    "large-new": "it is younger than the window",
}
# Half the size costs half; to a quarter of it the memory in use would not fit.
SAVES = Decimal("0.5")
SIZE: dict[str, Any] = {
    "size": {"aws": "m5.xlarge", "azure": "Standard_D4s_v5"},
    "hours": 12,
}
VMS = (
    *vm("large-half", cpu=14.0, **SIZE),
    *vm("large-wide", cpu=8.0, **SIZE),
    *vm("large-busy", cpu=24.0, **SIZE),
    *vm("large-smallest", cpu=8.0),
    *vm("large-mute", cpu=None, **SIZE),
    *vm("large-spot", cpu=8.0, **SIZE, spot=True),
    *vm("large-new", cpu=8.0, **SIZE, age_days=5),
)
