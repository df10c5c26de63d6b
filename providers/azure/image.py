"""Images of one's own: managed images, and the versions of images in galleries.

A version knows neither its system nor its architecture: the definition that it is of does.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from providers.azure.graph import Found, Table
from providers.azure.payload import Item, identity, items, moment, names, text, whole
from providers.azure.resource import row
from providers.model import Account, Row
from providers.word import word

NEEDS = (
    "Microsoft.Compute/galleries/images/read",
    "Microsoft.Compute/galleries/images/versions/read",
    "Microsoft.Compute/images/read",
    "Microsoft.Compute/virtualMachines/read",
)
IMAGES = Table("Microsoft.Compute/images", version="2024-07-01")
VERSIONS = Table("Microsoft.Compute/galleries/images/versions")
DEFINITIONS = Table("Microsoft.Compute/galleries/images")
VMS = Table("Microsoft.Compute/virtualMachines", version="2024-07-01")
TABLES = (IMAGES, VERSIONS, DEFINITIONS, VMS)
ARCHITECTURES = {"x64": "x86_64", "arm64": "arm64"}


def rows(found: Found) -> Iterator[Row]:
    """All images; how many VMs use them is unknown where VMs could not be read."""
    used = _used(found.items(VMS)) if VMS in found.tables else None
    definitions = found.by_id(DEFINITIONS)
    for item, account in found.of(IMAGES):
        yield managed(item, account, used)
    for item, account in found.of(VERSIONS):
        definition = definitions.get(identity(item).partition("/versions/")[0])
        yield version(item, account, definition, used)


def _used(vms: Iterable[Item]) -> Mapping[str, int]:
    reference = "properties.storageProfile.imageReference.id"
    return Counter(known for vm in vms if (known := identity(vm, reference)))


def managed(item: Item, account: Account, used: Mapping[str, int] | None) -> Row:
    """One managed image, from Azure's JSON."""
    known = "properties.storageProfile"
    disks = [whole(item, f"{known}.osDisk.diskSizeGB")]
    disks += [whole(disk, "diskSizeGB") for disk in items(item, f"{known}.dataDisks")]
    return {
        **row(item, account),
        "state": word(text(item, "properties.provisioningState")),
        "kind": "managed image",
        "os": word(text(item, f"{known}.osDisk.osType")),
        "size_gib": _sum(disks),
        "vm_count": None if used is None else used.get(identity(item), 0),
    }


def version(
    item: Item, account: Account, definition: Item | None, used: Mapping[str, int] | None
) -> Row:
    """One version of a gallery's image, from Azure's JSON."""
    known = "properties.storageProfile"
    disks = [whole(item, f"{known}.osDiskImage.sizeInGB")]
    disks += [whole(disk, "sizeInGB") for disk in items(item, f"{known}.dataDiskImages")]
    built = word(text(definition, "properties.architecture"))
    return {
        **row(item, account),
        "name": "/".join(names(text(item, "id"))[1:]) or text(item, "name"),
        "created_at": moment(item, "properties.publishingProfile.publishedDate"),
        "state": word(text(item, "properties.provisioningState")),
        "kind": "gallery image",
        "os": word(text(definition, "properties.osType")),
        "architecture": ARCHITECTURES.get(built, built) if built else None,
        "size_gib": _sum(disks),
        "vm_count": None if used is None else used.get(identity(item), 0),
    }


def _sum(sizes: Sequence[int | None]) -> int | None:
    """All of them together; unknown where one is."""
    return sum(size for size in sizes if size is not None) if None not in sizes else None
