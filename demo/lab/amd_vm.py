"""VMs on Intel with a twin on AMD; and on AMD, on Arm, with Windows, spot, or with little to do."""

from decimal import Decimal

from demo.lab.vm import vm

SUBJECT = "vm"
FLAGGED = ("intel-plain", "intel-other")
SPARED = {
    "intel-amd": "it runs on AMD",
    "intel-arm": "it runs on Arm",
    "intel-windows": "the licence in its price is as dear on AMD",
    "intel-spot": "it is sold as spare capacity",
    "intel-quiet": "it is too large, which saves more",
}
SAVES = Decimal("0.09")
AZURE = ("azure",)
VMS = (
    *vm("intel-plain", AZURE, cpu=45.0),
    *vm("intel-other", AZURE, cpu=45.0, size="Standard_D4s_v5", hours=12),
    *vm("intel-amd", AZURE, cpu=45.0, size="Standard_D2as_v5"),
    *vm("intel-arm", AZURE, cpu=45.0, size="Standard_D2ps_v5"),
    *vm("intel-windows", AZURE, cpu=45.0, os="windows", hours=12),
    *vm("intel-spot", AZURE, cpu=45.0, spot=True),
    *vm("intel-quiet", AZURE, cpu=7.0),
)
