"""Sets of network ports, each an integer with a bit for every port: united by `|`, less by `& ~`.

Of one protocol; no cloud's own words here.
"""

from collections.abc import Iterator

HIGHEST = 65_535
NONE = 0
ALL = (1 << (HIGHEST + 1)) - 1


def span(first: int, last: int) -> int:
    """The ports from `first` to `last`, both of them; none where they are no ports.

    >>> ranges(span(22, 22) | span(80, 81))
    ['22', '80-81']
    """
    if not 0 <= first <= last <= HIGHEST:
        return NONE
    return ((1 << (last - first + 1)) - 1) << first


def ranges(ports: int) -> list[str]:
    """As people write them, lowest first; what is next to each other is one range."""
    return [str(a) if a == b else f"{a}-{b}" for a, b in _bounds(ports)]


def _bounds(ports: int) -> Iterator[tuple[int, int]]:
    base = 0
    while ports:
        clear = (ports & -ports).bit_length() - 1
        ports >>= clear
        base += clear
        # Adding one to a run of ones carries past its end.
        run = (~ports & (ports + 1)).bit_length() - 1
        yield base, base + run - 1
        ports >>= run
        base += run
