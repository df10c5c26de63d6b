"""What the sizes of the estate's VMs have, as both clouds sell them."""

from collections.abc import Iterable, Iterator, Mapping

from demo.stock.thing import Answer, Request
from demo.stock.wire import asked, told

Item = dict[str, object]
KIND = "Microsoft.Compute/skus"
# Size → virtual CPUs, GiB of memory.
SIZES: Mapping[str, tuple[int, float]] = {
    "t2.medium": (2, 4), "m4.large": (2, 8), "m6g.large": (2, 8), "c5.large": (2, 4),
    "t3.micro": (2, 1), "t3.medium": (2, 4), "t3.large": (2, 8),
    "m5.large": (2, 8), "m5.xlarge": (4, 16), "m5.2xlarge": (8, 32), "m6i.xlarge": (4, 16),
    "c5.xlarge": (4, 8), "c5.2xlarge": (8, 16), "r5.xlarge": (4, 32), "r5.2xlarge": (8, 64),
    "g4dn.xlarge": (4, 16),
    "Standard_B2s": (2, 4), "Standard_B4ms": (4, 16),
    "Standard_D2s_v5": (2, 8), "Standard_D4s_v5": (4, 16), "Standard_D8s_v5": (8, 32),
    "Standard_E4s_v5": (4, 32), "Standard_E8s_v5": (8, 64),
    "Standard_F4s_v2": (4, 8), "Standard_F8s_v2": (8, 16),
    "m5a.large": (2, 8), "Standard_D2as_v5": (2, 8), "Standard_D2ps_v5": (2, 8),
    "Standard_DS2_v2": (2, 7), "Standard_A2_v2": (2, 4),
}  # fmt: skip

# In the words of Azure.
_ARCHITECTURES = {"arm64": "Arm64", "x86_64": "x64"}


def architecture(size: str) -> str:
    """As the catalog says it: Arm is told by a letter after the generation, or among the traits."""
    return "arm64" if size in ("m6g.large", "Standard_D2ps_v5") else "x86_64"


def items(regions: Iterable[str]) -> Iterator[Item]:
    """What Azure sells in these regions, as Compute lists it."""
    for region in regions:
        for size, (cores, memory) in SIZES.items():
            if size.startswith("Standard_"):
                kind = _ARCHITECTURES[architecture(size)]
                told = {"vCPUs": cores, "MemoryGB": memory, "CpuArchitectureType": kind}
                yield {
                    "resourceType": "virtualMachines",
                    "name": size,
                    "locations": [region],
                    "capabilities": [
                        {"name": name, "value": str(value)} for name, value in told.items()
                    ],
                    "restrictions": [],
                }


def answer(request: Request) -> Answer | None:
    """What EC2 tells of instance types; moto loads all of them, which takes two seconds."""
    if request.action != "DescribeInstanceTypes":
        return None
    given = asked(request)
    names = {value for key, value in given.items() if key.startswith("Filter.1.Value.")}
    told_of = [
        {
            "InstanceType": name,
            "VCpuInfo": {"DefaultVCpus": cores},
            "MemoryInfo": {"SizeInMiB": int(memory * 1024)},
        }
        for name, (cores, memory) in SIZES.items()
        if name in names
    ]
    return told("ec2", "DescribeInstanceTypes", {"InstanceTypes": told_of})
