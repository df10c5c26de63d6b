"""The app's two icons, drawn by arithmetic: three columns of a chart, the last one lower.

Teams wants PNG: `color.png`, 192 pixels square in full colour, and `outline.png`, 32 pixels square,
white on nothing.
"""

import struct
import zlib
from collections.abc import Callable

Pixel = tuple[int, int, int, int]
TEAL, WHITE, MINT, NOTHING = (15, 76, 92, 255), (255, 255, 255, 255), (111, 207, 151, 255), (0,) * 4
# Each column of the chart: from, to and top, as shares of the side; then the part that is saved.
COLUMNS = ((0.20, 0.36, 0.50), (0.42, 0.58, 0.28), (0.64, 0.80, 0.60))
FLOOR = 0.78
SAVED = 2


def color_icon() -> bytes:
    """192 × 192, on a filled square."""

    def colour(x: float, y: float) -> Pixel:
        column = _column(x, y)
        return TEAL if column is None else MINT if column == SAVED else WHITE

    return _png(192, colour)


def outline_icon() -> bytes:
    """32 × 32, white on transparent."""
    return _png(32, lambda x, y: NOTHING if _column(x, y) is None else WHITE)


def _column(x: float, y: float) -> int | None:
    """The column at a point, if one is there."""
    for number, (left, right, top) in enumerate(COLUMNS):
        if left <= x < right and top <= y < FLOOR:
            return number
    return None


def _png(side: int, colour: Callable[[float, float], Pixel]) -> bytes:
    """A square image, eight bits a channel with transparency."""
    rows = bytearray()
    for y in range(side):
        rows.append(0)  # no filter
        for x in range(side):
            rows.extend(colour((x + 0.5) / side, (y + 0.5) / side))
    header = struct.pack(">IIBBBBB", side, side, 8, 6, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(bytes(rows), 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in parts)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
