"""Azure VMs that are stopped and billed; and ones that are deallocated, or run."""

from decimal import Decimal

from demo.lab.vm import vm

SUBJECT = "vm"
AZURE = ("azure",)
FLAGGED = ("halted-long", "halted-lately")
SPARED = {
    "halted-free": "it is deallocated, and costs nothing",
    "halted-not": "it runs",
}
SAVES = Decimal(1)
VMS = (
    *vm("halted-long", AZURE, cpu=30.0, state="stopped", off_days=60),
    *vm("halted-lately", AZURE, cpu=30.0, state="stopped", off_days=2),
    *vm("halted-free", AZURE, cpu=30.0, state="deallocated", off_days=8),
    *vm("halted-not", AZURE, cpu=30.0),
)
