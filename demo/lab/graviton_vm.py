"""VMs on x86 with a twin on Arm; and on Arm, with Windows, spot, or stopped."""

from decimal import Decimal

from demo.lab.vm import vm

SUBJECT = "vm"
FLAGGED = ("x86-t3", "x86-c5")
SPARED = {
    "x86-arm": "it runs on Arm",
    "x86-amd": "its twin on Arm saves half as much as the others do",
    "x86-windows": "Windows does not run on Graviton",
    "x86-spot": "it is sold as spare capacity",
    "x86-off": "it does not run",
}
SAVES = Decimal("0.19")
AWS = ("aws",)
VMS = (
    *vm("x86-t3", AWS, cpu=45.0, size="t3.medium"),
    *vm("x86-c5", AWS, cpu=45.0, size="c5.large"),
    *vm("x86-arm", AWS, cpu=45.0, size="m6g.large"),
    *vm("x86-windows", AWS, cpu=45.0, size="t3.medium", os="windows"),
    *vm("x86-amd", AWS, cpu=45.0, size="m5a.large"),
    *vm("x86-spot", AWS, cpu=45.0, size="t3.medium", spot=True),
    *vm("x86-off", AWS, cpu=45.0, size="t3.medium", state="stopped", off_days=5),
)
