"""What things cost in the embedded estate: list prices in USD, close to the clouds' public ones.

Prices are per hour for VMs (Linux, in the clouds' cheapest region) and per GiB-month for disks.
A region's factor applies to all of it. They are plausible, not authoritative: truth is computed
from these same numbers.
"""

from decimal import Decimal
from typing import Final

D = Decimal

# size: (price per hour, vCPUs)
SIZES: Final = {
    "t2.medium": (D("0.0464"), 2),
    "m4.large": (D("0.1"), 2),
    "m6g.large": (D("0.077"), 2),
    "c5.large": (D("0.085"), 2),
    "t3.micro": (D("0.0104"), 2),
    "t3.medium": (D("0.0416"), 2),
    "t3.large": (D("0.0832"), 2),
    "m5.large": (D("0.096"), 2),
    "m5.xlarge": (D("0.192"), 4),
    "m5.2xlarge": (D("0.384"), 8),
    "m6i.xlarge": (D("0.2"), 4),
    "c5.xlarge": (D("0.17"), 4),
    "c5.2xlarge": (D("0.34"), 8),
    "r5.xlarge": (D("0.252"), 4),
    "r5.2xlarge": (D("0.504"), 8),
    "g4dn.xlarge": (D("0.526"), 4),
    "Standard_B2s": (D("0.0416"), 2),
    "Standard_B4ms": (D("0.166"), 4),
    "Standard_D2s_v5": (D("0.096"), 2),
    "Standard_D4s_v5": (D("0.192"), 4),
    "Standard_D8s_v5": (D("0.384"), 8),
    "Standard_E4s_v5": (D("0.252"), 4),
    "Standard_E8s_v5": (D("0.504"), 8),
    "Standard_F4s_v2": (D("0.169"), 4),
    "Standard_F8s_v2": (D("0.338"), 8),
    "m5a.large": (D("0.086"), 2),
    "Standard_D2as_v5": (D("0.086"), 2),
    "Standard_D2ps_v5": (D("0.077"), 2),
    "Standard_DS2_v2": (D("0.104"), 2),
    "Standard_A2_v2": (D("0.076"), 2),
}
WINDOWS_PER_VCPU_HOUR: Final = D("0.046")
SPOT_FACTOR: Final = D("0.35")
# A compute savings plan, and a one-year reservation paid monthly.
SAVINGS_PLAN_FACTOR: Final = D("0.72")
RESERVATION_FACTOR: Final = D("0.62")
# What the company negotiated on the services that are not compute.
NEGOTIATED_FACTOR: Final = D("0.95")

DISK_GIB_MONTH: Final = {
    "gp2": D("0.10"),
    "gp3": D("0.08"),
    "io1": D("0.125"),
    "io2": D("0.125"),
    "Premium_LRS": D("0.135"),
    "StandardSSD_LRS": D("0.075"),
    "Standard_LRS": D("0.045"),
}
ADDRESS_HOUR: Final = D("0.005")
TRANSFER_GB: Final = D("0.09")

REGIONS: Final = {
    "us-east-1": ("US East (N. Virginia)", D("1")),
    "eu-west-1": ("EU (Ireland)", D("1.1")),
    "ap-southeast-1": ("Asia Pacific (Singapore)", D("1.2")),
    "eastus": ("East US", D("1")),
    "westeurope": ("West Europe", D("1.15")),
    "northeurope": ("North Europe", D("1.07")),
}


def vm_hour(size: str, region: str, os: str = "linux") -> Decimal:
    """List price of one hour, in USD."""
    price, cores = SIZES[size]
    licence = WINDOWS_PER_VCPU_HOUR * cores if os == "windows" else D(0)
    return price * REGIONS[region][1] + licence


def disk_day(kind: str, size_gib: int, region: str) -> Decimal:
    """List price of one day of a disk, in USD: a month is billed as 30 days."""
    return (DISK_GIB_MONTH[kind] * size_gib * REGIONS[region][1] / 30).quantize(D("0.0000000001"))
