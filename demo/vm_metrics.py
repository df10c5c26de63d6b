"""What VMs tell of themselves beside their CPU: memory, network and disks.

At the times at which they told their CPU, and drawn from it, so that busy machines are busy in all.
On AWS only machines with an agent tell their memory: those whose name says nothing against it.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from random import Random

from demo.shape import CpuPoint, Vm
from demo.stock.thing import Line

EC2, AGENT = "AWS/EC2", "CWAgent"
GIB = 1024**3
STEP_SECONDS = 6 * 3600
AGENTLESS = ("noagent", "blackbox", "ghost")
# What an agent of AWS's names beside the machine.
AGENT_NAMES = ("ImageId", "InstanceType")
# A machine image that need not exist: moto only echoes it.
IMAGE = "ami-0123456789abcdef0"
# The catalog's metric → a level for the six hours of a point, given its CPU in percent.
Level = Callable[[float], float]
LEVELS: Mapping[str, Level] = {
    "memory": lambda busy: min(95.0, 25 + busy * 0.6),
    "network_in": lambda busy: busy * GIB / 16,
    "network_out": lambda busy: busy * GIB / 8,
    "reads": lambda busy: busy * 40_000,
    "writes": lambda busy: busy * 60_000,
}


def tells_memory(vm: Vm) -> bool:
    """Whether its memory is known: on AWS an agent has to tell it."""
    aws = vm.place.account.cloud == "aws"
    return not (aws and (vm.name or "").startswith(AGENTLESS))


def levels(vm: Vm, what: str) -> tuple[CpuPoint, ...]:
    """The points of one of LEVELS; counted ones are totals of six hours."""
    random, level = Random(f"{vm.id} {what}"), LEVELS[what]
    part = vm.traffic if what.startswith("network") else 1.0
    made = ((at, round(level(busy) * part * random.uniform(0.9, 1.1), 3)) for at, busy, _ in vm.cpu)
    return tuple((at, value, value) for at, value in made)


def aws_lines(vms: Iterable[Vm]) -> Iterator[Line]:
    """As CloudWatch keeps them."""
    for vm in vms:
        named = (("InstanceId", vm.id),)
        for metric, what in (
            ("NetworkIn", "network_in"),
            ("NetworkOut", "network_out"),
            ("EBSReadOps", "reads"),
            ("EBSWriteOps", "writes"),
        ):
            yield Line(metric, levels(vm, what), EC2, named, counted=True)
        if tells_memory(vm):
            more = zip(AGENT_NAMES, (IMAGE, vm.size), strict=True)
            yield Line("mem_used_percent", levels(vm, "memory"), AGENT, (*named, *more))


def azure_lines(vms: Iterable[Vm]) -> Iterator[tuple[tuple[str, str], tuple[CpuPoint, ...]]]:
    """As Azure Monitor keeps them, by resource id and metric in lower case."""
    for vm in vms:
        memory = ((at, round(100 - value, 3)) for at, value, _ in levels(vm, "memory"))
        yield (vm.id, "available memory percentage"), tuple((at, v, v) for at, v in memory)
        yield (vm.id, "network in total"), levels(vm, "network_in")
        yield (vm.id, "network out total"), levels(vm, "network_out")
        for metric, what in (("read", "reads"), ("write", "writes")):
            rates = ((at, value / STEP_SECONDS) for at, value, _ in levels(vm, what))
            yield (vm.id, f"disk {metric} operations/sec"), tuple((at, v, v) for at, v in rates)
