"""The sizes of VMs that this process has met; `size` reads them."""

from dataclasses import dataclass, field
from threading import Lock


@dataclass(frozen=True, slots=True)
class Size:
    """One size; None is unknown."""

    vcpus: int | None = None
    memory_gib: float | None = None
    architecture: str | None = None


UNKNOWN = Size()


@dataclass(slots=True)
class Sizes:
    """By name in lower case. Whoever reads or adds holds the lock."""

    known: dict[str, Size] = field(default_factory=dict)
    lock: Lock = field(default_factory=Lock)
