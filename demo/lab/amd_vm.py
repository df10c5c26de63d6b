"""VMs on Intel with a twin on AMD; and on AMD, on Arm, with Windows, or spot."""

from decimal import Decimal

from demo.lab.vm import vm

SUBJECT = "vm"
FLAGGED = ("intel-plain", "intel-other")
SPARED = {
    "intel-amd": "it runs on AMD",
    "intel-arm": "it runs on Arm",
    "intel-windows": "the licence in its price is as dear on AMD",
    "intel-spot": "it is sold as spare capacity",
}
SAVES = Decimal("0.09")
VMS = (
    *vm("intel-plain", cpu=45.0),
    *vm("intel-other", cpu=45.0, size={"aws": "c5.large", "azure": "Standard_D4s_v5"}, hours=12),
    *vm("intel-amd", cpu=45.0, size={"aws": "m5a.large", "azure": "Standard_D2as_v5"}),
    *vm("intel-arm", cpu=45.0, size={"aws": "m6g.large", "azure": "Standard_D2ps_v5"}),
    *vm("intel-windows", cpu=45.0, os="windows", hours=12),
    *vm("intel-spot", cpu=45.0, spot=True),
)
