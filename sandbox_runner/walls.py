"""The walls, and the tiers: which of them a machine can raise together.

Seccomp bears the load: without it no tier holds. A is tried first, then B. C has to be asked for:
its scripts cannot import anything late nor read time zones, and everything rests on one wall.
"""

from dataclasses import dataclass
from enum import StrEnum


class Wall(StrEnum):
    """One wall; `zygote` raises them."""

    NAMESPACES = "namespaces"  # a root folder of its own, no network, no other processes
    LANDLOCK = "landlock"  # reads the library's files and nothing else
    SECCOMP = "seccomp"  # an allowlist of system calls
    NO_FILES = "no_files"  # part of seccomp: no call that names a file
    LIMITS = "limits"  # memory, threads, descriptors


@dataclass(frozen=True, slots=True)
class Tier:
    """A set of walls that holds every attack we know."""

    name: str
    walls: frozenset[Wall]
    told: str


A = Tier(
    "A",
    frozenset({Wall.NAMESPACES, Wall.LANDLOCK, Wall.SECCOMP, Wall.LIMITS}),
    "namespaces, Landlock, seccomp and limits",
)
B = Tier(
    "B",
    frozenset({Wall.LANDLOCK, Wall.SECCOMP, Wall.LIMITS}),
    "Landlock, seccomp and limits: as in a container, where namespaces are forbidden",
)
C = Tier(
    "C",
    frozenset({Wall.SECCOMP, Wall.NO_FILES, Wall.LIMITS}),
    "seccomp and limits, no file at all: for kernels without Landlock, only if asked for",
)
TIERS = {tier.name: tier for tier in (A, B, C)}
UNASKED = (A, B)
