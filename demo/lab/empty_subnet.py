"""Subnets in which nothing stands; and ones in which a VM or a gateway does."""

from decimal import Decimal

from demo.lab.vm import vm

SUBJECT = "subnet"
FLAGGED = ("sub-bare", "sub-spare")
SPARED = {"sub-used": "a VM stands in it", "sub-busy": "a VM stands in it, too"}
# It is not charged for.
SAVES = Decimal(0)
# Of a subnet's own network, the first holds what is told to stand in the network.
CLOUDS = ("azure",)
NETWORKS = {
    "sub-one": ("sub-used-azure", "sub-bare-azure", "GatewaySubnet"),
    "sub-two": ("sub-busy-azure", "sub-spare-azure"),
}
VMS = (
    *vm("sub-vm-one", clouds=("azure",), cpu=45.0, network="sub-one-azure"),
    *vm("sub-vm-two", clouds=("azure",), cpu=45.0, network="sub-two-azure"),
)
