"""What the sizes of VMs have: virtual CPUs, memory and architecture, by their names.

Azure lists a region's sizes in one answer, which is a megabyte. A size has the same everywhere, so
the list of the region with the most VMs is read first, and another only where a size of its VMs is
not known yet; what was read is known for the life of the process.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from providers.azure.arm import Kind
from providers.azure.known_size import UNKNOWN, Size
from providers.azure.payload import Item, items, text
from providers.model import Account

if TYPE_CHECKING:
    from providers.azure.graph import Found
    from providers.azure.session import Clients

NEEDS = ("Microsoft.Compute/skus/read",)
NAME, VERSION = "Microsoft.Compute/skus", "2021-07-01"
ARCHITECTURES = {"x64": "x86_64", "arm64": "arm64"}


# The size of a VM, its region, and its subscription.
Use = tuple[str | None, str | None, Account]


def fetch_sizes(found: "Found", uses: Iterable[Use]) -> Mapping[str, Size]:
    """By name in lower case; where the list is refused they are unknown, and a remark says so."""
    sizes = found.reader.session.sizes
    wanted = Counter(
        (size.lower(), region, account) for size, region, account in uses if size and region
    )
    with sizes.lock:
        for region, account in _places(wanted):
            here = {size for size, at, _ in wanted if at == region}
            if here - sizes.known.keys():
                told = dict(_sizes(found.fetch_listed(_kind(region), [account], matters=False)))
                # Of those that are used and no longer sold nothing is told.
                gone = here - told.keys() if told else ()
                sizes.known |= told | {size: sizes.known.get(size, UNKNOWN) for size in gone}
        return dict(sizes.known)


def _places(wanted: Counter[tuple[str, str, Account]]) -> Iterator[tuple[str, Account]]:
    """Regions, that with the most VMs first, each with one subscription that has VMs there."""
    held: Counter[str] = Counter()
    for (_, region, _), count in wanted.items():
        held[region] += count
    owners = {region: account for _, region, account in sorted(wanted, reverse=True, key=str)}
    return ((region, owners[region]) for region, _ in held.most_common())


def _kind(region: str) -> Kind:
    asked = {"$filter": f"location eq '{region}'"}

    def operation(azure: "Clients") -> Callable[..., Any]:
        path = f"/subscriptions/{azure.subscription}/providers/{NAME}"
        return azure.listed(path, VERSION, asked)

    return Kind(NAME, operation)


def _sizes(told: Iterable[Item]) -> Iterator[tuple[str, Size]]:
    for one in told:
        name = text(one, "name")
        if name and (text(one, "resourceType") or "").lower() == "virtualmachines":
            yield name.lower(), size(one)


def size(one: Item) -> Size:
    """A size, from Azure's list of what is sold."""
    told = {text(each, "name"): text(each, "value") for each in items(one, "capabilities")}
    cores, memory = _number(told.get("vCPUsAvailable") or told.get("vCPUs")), told.get("MemoryGB")
    return Size(
        int(cores) if cores is not None else None,
        _number(memory),
        ARCHITECTURES.get((told.get("CpuArchitectureType") or "").lower()),
    )


def _number(said: str | None) -> float | None:
    try:
        return float(said) if said else None
    except ValueError:
        return None
