"""Networks in which nothing stands; and ones in which a VM does."""

from decimal import Decimal

from demo.lab.vm import vm

SUBJECT = "network"
FLAGGED = ("net-bare", "net-void")
SPARED = {"net-used": "a VM stands in it", "net-part": "a VM stands in one of its subnets"}
# It is not charged for.
SAVES = Decimal(0)
NETWORKS: dict[str, tuple[str, ...]] = {
    "net-bare": (), "net-void": ("a", "b"), "net-used": ("a",), "net-part": ("a", "b"),
}  # fmt: skip
VMS = tuple(
    plan
    for case in SPARED
    for plan in vm(f"{case}-vm", cpu=45.0, network={c: f"{case}-{c}" for c in ("aws", "azure")})
)
