"""VMs of old generations; and of ones that are sold today, or stopped."""

from demo.lab.vm import vm

SUBJECT = "vm"
FLAGGED = ("gen-m4", "gen-t2")
SPARED = {
    "gen-today": "its generation is sold today",
    "gen-second": "the second version of F is sold today",
    "gen-off": "it does not run",
}
# What the newer size costs depends on which is taken.
SAVES = None
OLD = {"aws": "m4.large", "azure": "Standard_DS2_v2"}
VMS = (
    *vm("gen-m4", cpu=45.0, size=OLD),
    *vm("gen-t2", cpu=45.0, size={"aws": "t2.medium", "azure": "Standard_A2_v2"}),
    *vm("gen-today", cpu=45.0, size={"aws": "t3.medium", "azure": "Standard_D2s_v5"}),
    *vm("gen-second", ("azure",), cpu=45.0, size="Standard_F4s_v2", hours=12),
    *vm("gen-off", cpu=45.0, size=OLD, state={"aws": "stopped", "azure": "deallocated"},
        off_days=5),
)  # fmt: skip
