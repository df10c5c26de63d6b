"""Text in cells of one width, as terminals and monospaced lines of a chat have them.

All text passes `clean` before it is measured or printed; widths are those of `wcwidth`, since one
character of Chinese takes two cells and an accent none.
"""

from collections.abc import Iterator

from wcwidth import iter_graphemes, wcswidth

from bot.drawing.clean import clean

ELLIPSIS = "…"


def width(text: str) -> int:
    """How many cells cleaned text takes."""
    cells: int = wcswidth(text)
    return max(cells, 0)


def fit(text: str, cells: int) -> str:
    """Cleaned text in at most that many cells, with … where it was cut.

    >>> fit("payments-production", 9)
    'payments…'
    """
    if width(text) <= cells:
        return text
    kept = ""
    for grapheme in iter_graphemes(text):
        if width(kept + grapheme + ELLIPSIS) > cells:
            break
        kept += grapheme
    return kept + ELLIPSIS if cells else ""


def wrap(text: str, cells: int, *, indent: str = "") -> Iterator[str]:
    """The lines of a text, cleaned, each at most that wide; `indent` leads all but the first.

    Line ends in `text` are kept, so it must be our own: names in it are cleaned before.
    """
    for paragraph in text.split("\n"):
        line = ""
        for word in clean(paragraph).split(" "):
            for piece in _pieces(word, cells - width(indent)):
                joined = f"{line} {piece}" if line.strip() else f"{line}{piece}"
                if width(joined) <= cells:
                    line = joined
                    continue
                yield line
                line = f"{indent}{piece}"
        yield line


def _pieces(word: str, cells: int) -> Iterator[str]:
    """The word, in pieces where it is wider than a line."""
    piece = ""
    for grapheme in iter_graphemes(word):
        if width(piece + grapheme) > cells:
            yield piece
            piece = ""
        piece += grapheme
    yield piece
