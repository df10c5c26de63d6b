"""Windows VMs of Azure's that pay for their licence; and ones with their own, Linux, or let go."""

from decimal import Decimal

from demo.lab.vm import REGIONS, vm
from demo.prices import vm_hour

SUBJECT = "vm"
AZURE = ("azure",)
FLAGGED = ("win-plain", "win-small")
SPARED = {
    "win-own": "a licence of one's own is used",
    "win-linux": "it runs Linux",
    "win-let-go": "it is deallocated, and not charged",
}


def _licence(size: str) -> Decimal:
    """Which part of the price of Windows is its licence."""
    region = REGIONS["azure"]
    return 1 - vm_hour(size, region) / vm_hour(size, region, "windows")


SAVES = {"win-plain": _licence("Standard_D2s_v5"), "win-small": _licence("Standard_B2s")}
VMS = (
    *vm("win-plain", AZURE, cpu=45.0, os="windows", hours=12),
    *vm("win-small", AZURE, cpu=45.0, os="windows", size="Standard_B2s", hours=12),
    *vm("win-own", AZURE, cpu=45.0, os="windows", own_licence=True),
    *vm("win-linux", AZURE, cpu=45.0),
    *vm("win-let-go", AZURE, cpu=45.0, os="windows", state="deallocated", off_days=5),
)
