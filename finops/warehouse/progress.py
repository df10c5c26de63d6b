"""How far a sync is: what it tells whoever watches."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a sync is, in bytes of the files that are to be read, and what it is doing."""

    done: int
    total: int
    doing: str

    def __str__(self) -> str:
        """As a sentence, for who draws no bar."""
        return self.doing


Tell = Callable[[Progress], None]


def unwatched(_: Progress) -> None:
    """Nobody watches."""
