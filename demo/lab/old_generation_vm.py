"""VMs of old generations; and of ones that are sold today, or stopped."""

from demo.lab.vm import vm

SUBJECT = "vm"
FLAGGED = ("gen-m4", "gen-t2")
SPARED = {
    "gen-today": "its generation is sold today",
    "gen-off": "it does not run",
}
# What the newer size costs depends on which is taken.
SAVES = None
AWS = ("aws",)
VMS = (
    *vm("gen-m4", AWS, cpu=45.0, size="m4.large"),
    *vm("gen-t2", AWS, cpu=45.0, size="t2.medium"),
    *vm("gen-today", AWS, cpu=45.0, size="t3.medium"),
    *vm("gen-off", AWS, cpu=45.0, size="m4.large", state="stopped", off_days=5),
)
