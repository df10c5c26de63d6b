"""What the sizes of VMs have: virtual CPUs and memory, by the names of the instance types.

They are the same in all accounts and regions, so each is asked for once in the life of a process,
by whoever meets it first. Where that is refused they are unknown, and a remark says so: the VMs
themselves stand.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from threading import Lock
from typing import TYPE_CHECKING

from providers.errors import CloudError, gap

if TYPE_CHECKING:
    from mypy_boto3_ec2.type_defs import InstanceTypeInfoTypeDef

    from providers.aws.ask import Asker

NEEDS = ("ec2:DescribeInstanceTypes",)
SOURCE = "EC2 DescribeInstanceTypes"
# EC2's most of a page, and of a filter's values.
PAGE = 100


@dataclass(frozen=True, slots=True)
class Size:
    """One size; None is unknown."""

    vcpus: int | None = None
    memory_gib: float | None = None


UNKNOWN = Size()


@dataclass(slots=True)
class Sizes:
    """All that were met so far. Safe to share between threads."""

    _known: dict[str, Size] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock)

    def fetch(self, asker: "Asker", names: Collection[str]) -> Mapping[str, Size]:
        """Each of these; where EC2 refuses to tell they are unknown, with a remark on `asker`."""
        with self._lock:
            missing = sorted(name for name in names if name and name not in self._known)
            for start in range(0, len(missing), PAGE):
                self._fetch(asker, missing[start : start + PAGE])
            return {name: self._known.get(name, UNKNOWN) for name in names}

    def _fetch(self, asker: "Asker", names: list[str]) -> None:
        # A filter, for a name that EC2 no longer knows would spoil a list of names.
        wanted = [{"Name": "instance-type", "Values": names}]
        try:
            for page in asker.pages(SOURCE, page_size=PAGE, Filters=wanted):
                self._known |= {one["InstanceType"]: size(one) for one in page["InstanceTypes"]}
        except CloudError as error:
            asker.gaps.append(replace(gap(error), matters=False))
        else:
            self._known |= {name: UNKNOWN for name in names if name not in self._known}


def size(told: "InstanceTypeInfoTypeDef") -> Size:
    """A size, from what EC2 tells of the instance type."""
    memory = told.get("MemoryInfo", {}).get("SizeInMiB")
    return Size(
        told.get("VCpuInfo", {}).get("DefaultVCpus"),
        memory / 1024 if memory is not None else None,
    )
